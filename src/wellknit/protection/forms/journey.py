"""Asking another office, answering it, and the second pair of eyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Checkboxes, Radios
from wellknit.protection.codelists import named
from wellknit.protection.forms.fields import choices, one_of, text


class AskForm(forms.Form):
    """What is asked of which office. What opens to it stands beside each choice."""

    to_office = forms.ChoiceField(label=_("Office"))
    scope = forms.ChoiceField(label=_("What is asked"), widget=Radios())
    service = forms.ChoiceField(label=_("Which service"), required=False)
    urgent = forms.BooleanField(
        label=_("Urgent"), required=False, help_text=_("Somebody may come to harm if it waits for a day.")
    )
    words = text(_("What the other office should know before it answers"), rows=3,
                 help_text=_("It reads this before it accepts. Leave names and places out."))  # fmt: skip
    why = text(_("Why the whole case"), rows=2,
               help_text=_("For the colleague who has to agree before the whole case is handed over."))  # fmt: skip

    def __init__(self, *args: Any, offices: Iterable[Office] = (), scopes: Sequence[Any] = (),
                 services: Sequence[tuple[str, str]] = (), **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self._choose("to_office", [("", _("Choose an office")), *((str(o.pk), o.name) for o in offices)])
        self._choose("scope", [(s.code, s.name) for s in scopes])
        self.fields["scope"].widget.hints = {s.code: s.sentence for s in scopes}  # type: ignore[attr-defined]
        self._choose("service", [("", _("Another, told in words")), *services])

    def _choose(self, name: str, given: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = given  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """A step's move: a reason where the path asks for one, words where it needs them."""

    def __init__(self, *args: Any, reasons: str = "", needs_words: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if reasons:
            self.fields["reason"] = one_of(reasons, _("Reason"), radios=True)
        self.fields["words"] = text(_("Your message"), rows=4, required=needs_words,
                                    help_text=_("Both offices read this."))  # fmt: skip


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.ChoiceField(
        label=_("Reason"), widget=Radios(), choices=lambda: _by_hand("withdraw-reasons")
    )


def _by_hand(name: str) -> list[tuple[str, str]]:
    ours = named(name).flagged("system")
    return [(code, label) for code, label in choices(name) if code not in ours]


class WhyForm(forms.Form):
    """One sentence."""

    words = text(_("Why"), rows=3, required=True, help_text=_("Leave names out: the case's code is enough."))


class DecideForm(forms.Form):
    """A second pair of eyes."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=Radios(),
        choices=[("give", _("I agree: do it now")), ("refuse", _("I do not agree"))],
    )  # fmt: skip
    words = text(_("What the colleague should know"), rows=3, help_text=_("Needed when you do not agree."))


class TokenForm(forms.Form):
    """A key for the office's own system."""

    name = text(
        _("What it is for"), required=True, max_length=80, help_text=_("For example: hotline desk system.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=Checkboxes(),
        choices=[("screenings", _("Send screenings in")), ("status", _("Ask what became of a referral"))],
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )
