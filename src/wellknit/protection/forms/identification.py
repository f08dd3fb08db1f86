"""Formal identification: opinions, the decision, another look. The lists and the results are data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.policykinds import Procedure
from wellknit.platform.widgets import Radios
from wellknit.protection.actions.identification import Grounds
from wellknit.protection.forms.fields import one_of, some_of, text

MEMBERS: dict[str, Any] = {
    "public_prosecutor": _("Public prosecutor"),
    "police": _("Police"),
    "border_guard": _("Border guard"),
    "social_worker": _("Social worker"),
    "psychologist": _("Psychologist"),
    "medical_worker": _("Medical worker"),
    "lawyer": _("Lawyer"),
    "ngo": _("Non-governmental organisation"),
}
RESULTS: dict[str, Any] = {
    "recognised": _("Recognised"),
    "not_recognised": _("Not recognised"),
    "pending": _("Not decided yet"),
}


class GroundsMixin(forms.Form):
    """What was found: act, means, purpose (Palermo Protocol, article 3)."""

    acts = some_of("acts", _("Act: what was done"))
    means = some_of("means", _("Means: how it was done"))
    purposes = some_of("purposes", _("Purpose: what for"))

    def mark_child(self) -> None:
        """For a child the means do not matter (article 3 c); they may still be written down."""
        self.fields["means"].label = _("Means: not needed, the person is a child")
        self.fields["means"].help_text = _("Write down what was found, or leave it: it changes nothing.")

    def grounds(self) -> Grounds:
        """The codes that were ticked."""
        data = self.cleaned_data
        return Grounds(tuple(data["acts"]), tuple(data["means"]), tuple(data["purposes"]))


class OpinionForm(GroundsMixin):
    """One member's own view."""

    member_kind = forms.ChoiceField(label=_("You speak as"), widget=Radios())
    view = one_of("opinion-views", _("Your opinion"), radios=True)
    reasons = text(
        _("Reasons"),
        rows=5,
        required=True,
        help_text=_("The person has a right to hear them. Write what you saw and heard."),
    )
    field_order = ["member_kind", "view", "acts", "means", "purposes", "reasons"]

    def __init__(self, *args: Any, procedure: Procedure, as_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if procedure.member_kinds:
            kinds = [(code, MEMBERS.get(code, code.replace("_", " "))) for code in procedure.member_kinds]
            self.fields["member_kind"].choices = kinds  # type: ignore[attr-defined]
        else:
            del self.fields["member_kind"]
        if as_child:
            self.mark_child()

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        data = self.cleaned_data
        kind = data.get("member_kind", "")
        return {
            "member_kind": kind,
            "view": data["view"],
            "grounds": self.grounds(),
            "reasons": data["reasons"],
        }


class DecisionForm(GroundsMixin):
    """Recognised, not recognised, or pending with what is missing."""

    result = forms.ChoiceField(label=_("Decision"), widget=Radios())
    article = text(_("Article this rests on"), max_length=60)
    reasons = text(_("Reasons"), rows=5, help_text=_("For the person, and for whoever looks at it again."))
    missing = some_of(
        "missing-for-decision", _("What is missing"), help_text=_("Only when it is not decided yet.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["result", "acts", "means", "purposes", "reasons", "article", "missing"]

    def __init__(self, *args: Any, procedure: Procedure, as_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result"]
        field.choices = [(r.code, RESULTS[r.code]) for r in procedure.results]  # type: ignore[attr-defined]
        field.widget.hints = {r.code: gettext(r.sentence) for r in procedure.results}  # type: ignore[attr-defined]
        if procedure.kind == "authority_by_article":
            cited = [f"{i.name} {i.article}".strip() for i in procedure.instruments]
            self.fields["article"].help_text = "; ".join(cited)
        else:
            del self.fields["article"]
        if as_child:
            self.mark_child()

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return {
            "result": data["result"],
            "grounds": self.grounds(),
            "reasons": data["reasons"],
            "article": data.get("article", ""),
            "missing": tuple(data["missing"]),
            "version": data["version"],
        }


class ReviewForm(forms.Form):
    """A request to look again."""

    asked_by = one_of("review-askers", _("Who asks"), radios=True)
    grounds = text(
        _("Why, in the words of whoever asks"),
        rows=4,
        required=True,
        help_text=_("No proof is needed to ask."),
    )


class ReviewDecisionForm(forms.Form):
    """What somebody who took no part decides."""

    result = forms.ChoiceField(
        label=_("After another look"),
        widget=Radios(),
        choices=(("recognised", _("Recognised")), ("upheld", _("The decision stands"))),
    )
    reasons = text(_("Reasons"), rows=5, required=True)

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        return {
            "recognised": self.cleaned_data["result"] == "recognised",
            "reasons": self.cleaned_data["reasons"],
        }
