"""Asking for consent, taking it back, guardians and best-interest decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Checkboxes, Radios, Signature
from wellknit.protection.actions.consent import Answer, as_child
from wellknit.protection.codelists import choices
from wellknit.protection.forms.fields import DayField, one_of, some_of, text
from wellknit.protection.models import BestInterest, Case, Guardian
from wellknit.protection.recipients import country_key, list_key, office_key


def recipient_choices(offices: Iterable[Office], first: Iterable[tuple[str, Any]] = ()) -> list[Any]:
    """Everybody something can go to: this node's offices, other countries' authorities, others by kind."""
    country = str(settings.CHARTER.get("country", ""))
    partners = [
        (country_key(code), name) for code, name in choices("countries") if len(code) == 2 and code != country
    ]
    return [
        *first,
        (_("Offices here"), [(office_key(o.pk), o.name) for o in offices]),
        (_("Others"), [(list_key(code), name) for code, name in choices("recipients")]),
        (_("The partner authority of a country"), partners),
    ]


class ConsentForm(forms.Form):
    """One question, one purpose, one recipient: what she agrees to and what she refuses."""

    purpose = one_of("disclosure-purposes", _("What for?"), empty=_("Choose"))
    recipient = forms.ChoiceField(label=_("Who receives it?"))
    recipient_name = text(
        _("Which one, by name"), max_length=200, help_text=_("For example which hospital. Encrypted.")
    )
    private_talk_on = DayField(label=_("Day of the talk alone"), required=False,
                               help_text=_("About fear, family and officials. Without it nothing is agreed that may reach her country."))  # fmt: skip
    scope = some_of("data-groups", _("She agrees to share"))
    refused = some_of(
        "data-groups",
        _("She refuses to share"),
        help_text=_("Written down as well: later readers see that it was asked."),
    )
    words = text(_("In her own words"), rows=2)
    giver = one_of("consent-givers", _("Who gives consent?"), radios=True, initial="self")
    capacity = one_of("capacities", _("Can she decide?"), radios=True, initial="full")
    giver_name = text(_("Name of the legal representative"), max_length=200, help_text=_("Encrypted."))
    guardian = forms.ChoiceField(label=_("Which guardian"), required=False)
    best_interest = forms.ChoiceField(label=_("Which best-interest decision"), required=False)
    child_view = forms.ChoiceField(label=_("What does the child want?"), required=False, widget=Radios())
    language = one_of("languages", _("Asked in"), empty=_("Choose"))
    interpreter = one_of("languages", _("Interpreter for"), empty=_("Nobody interpreted"), required=False)
    interpreter_name = text(_("Name of the interpreter"), max_length=200)
    manner = one_of("consent-manners", _("How was it given?"), radios=True)
    witness = text(_("Witness"), max_length=200)
    given_on = DayField(label=_("Given on"))
    expires_on = DayField(
        label=_("Holds until"), required=False, help_text=_("At most a year; then it is asked again.")
    )
    picture = forms.FileField(
        label=_("Signature of whoever gives consent"), required=False, widget=Signature({"accept": "image/png,image/jpeg,application/pdf"}),
        help_text=_("The person, and the guardian where one decides: drawn, or a photograph of the signed paper."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, offices: Iterable[Office], guardians: Iterable[Guardian],
                 best_interests: Iterable[BestInterest], **kwargs: Any) -> None:  # fmt: skip
        """What can be chosen from: offices of the node, guardians and decisions of this case."""
        super().__init__(*args, **kwargs)
        self._guardians = {str(g.pk): g for g in guardians}
        self._decisions = {str(b.pk): b for b in best_interests}
        none = [("", _("None"))]
        self._choose("recipient", [("", _("Choose")), *recipient_choices(offices)])
        self._choose("guardian", none + [(k, g.name) for k, g in self._guardians.items()])
        self._choose("best_interest", none + [(k, str(b.question)[:80]) for k, b in self._decisions.items()])
        if not (as_child(case) or self._guardians or self._decisions):
            for name in ("guardian", "best_interest", "child_view"):
                self.fields[name].widget = forms.HiddenInput()  # an adult is not asked who speaks for her
        self._choose("child_view", [*choices("child-views"), ("", _("She is an adult"))])
        today = timezone.localdate()
        self.initial.setdefault("given_on", today)
        self.initial.setdefault("expires_on", today + timedelta(days=180))
        self.initial.setdefault("language", next(iter(case.person.languages), ""))

    def _choose(self, name: str, options: list[Any]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def answer(self, evidence: Any = None) -> Answer:
        """The values as the verb takes them."""
        data = dict(self.cleaned_data)
        data.pop("picture", None)
        data["guardian"] = self._guardians.get(data["guardian"])
        data["best_interest"] = self._decisions.get(data["best_interest"])
        data["scope"], data["refused"] = tuple(data["scope"]), tuple(data["refused"])
        if data["giver"] == "self" and data["child_view"] == "not_asked":
            data["child_view"] = ""
        return Answer(evidence=evidence, **data)


class WithdrawForm(forms.Form):
    """She takes it back. No reason is asked."""

    reason = forms.ChoiceField(label=_("Who takes it back?"), widget=Radios(), choices=[
        ("withdrawn_by_person", _("She herself")), ("withdrawn_by_guardian", _("The guardian")),
        ("came_of_age", _("Nobody: she came of age and is asked anew"))])  # fmt: skip
    words = text(_("What she wants noted"), rows=2, help_text=_("Nothing has to be said."))


class RecallForm(forms.Form):
    """What a receiver did with what it holds."""

    what = one_of("recall-answers", _("What did the receiver do?"), radios=True)
    words = text(_("Noted"), rows=2)


class GuardianForm(forms.Form):
    """Somebody who says he or she may decide for the child."""

    name = text(_("Name"), max_length=200, required=True)
    relation = one_of("guardian-relations", _("Who is it?"), empty=_("Choose"))
    contact = text(_("How to reach the guardian"), max_length=300, help_text=_("Encrypted."))


class StandingForm(forms.Form):
    """Whether this guardian may decide, after somebody looked."""

    standing = forms.ChoiceField(label=_("What did you find?"), widget=Radios())
    words = text(_("How you looked, and what you found"), rows=3, required=True,
                 help_text=_("Speak with the child alone. A guardian may be part of what was done."))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only the two results of looking."""
        super().__init__(*args, **kwargs)
        found = [c for c in choices("guardian-standings") if c[0] != "not_checked"]
        self.fields["standing"].choices = found  # type: ignore[attr-defined]

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {"standing": theirs.get("standing", "")}


class BestInterestForm(forms.Form):
    """A decision of at least two people, with what the child wants."""

    question = text(_("What was decided"), rows=2, required=True)
    decided_on = DayField(label=_("Day"))
    decided_by = text(
        _("Who decided"),
        rows=2,
        required=True,
        help_text=_("At least two names with their offices, with a comma between."),
    )
    child_view = one_of("child-views", _("What does the child want?"), radios=True)
    child_words = text(_("In the child's own words"), rows=2)
    reasons = text(_("Reasons"), rows=4, required=True)
    review_on = DayField(label=_("Looked at again on"))


class LetOutForm(forms.Form):
    """Who takes it, what for, on what ground, in which form."""

    recipient = forms.ChoiceField(label=_("Who receives it?"))
    recipient_name = text(_("Which one, by name"), max_length=200)
    purpose = one_of("disclosure-purposes", _("What for?"), empty=_("Choose"))
    basis = forms.ChoiceField(label=_("On what ground?"), widget=Radios(), required=False)
    reason = text(
        _("Why without her consent"),
        rows=2,
        help_text=_("Only for the grounds that are not her consent. It is reviewed."),
    )
    form = forms.ChoiceField(label=_("As"), widget=Radios(inline=True))
    language = forms.ChoiceField(label=_("In which language"), required=False)
    groups = forms.MultipleChoiceField(label=_("It contains"), widget=Checkboxes(small=True), required=False)

    def __init__(self, *args: Any, offices: Iterable[Office], own: tuple[str, str], forms_: Iterable[tuple[str, Any]],
                 languages: Iterable[tuple[str, Any]], more: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:  # fmt: skip
        """`own`: key and name of this office; `forms_`, `languages`: what can be made; `more`: parts to tick."""
        super().__init__(*args, **kwargs)
        first = [("", _("Choose")), ("person", _("The person herself")), own]
        self._choose("recipient", recipient_choices(offices, first))
        grounds = [c for c in choices("disclosure-bases") if c[0] not in {"own_file", "own_office"}]
        self._choose(
            "basis", [("", _("Her consent, or it goes to herself, or it stays in this office")), *grounds]
        )
        for name, options in (("form", list(forms_)), ("language", list(languages)), ("groups", list(more))):
            if options:
                self._choose(name, options)
            else:
                del self.fields[name]

    def _choose(self, name: str, options: list[Any]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]
