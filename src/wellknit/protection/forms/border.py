"""Forms of a journey between countries: the talk alone, the question, each step, notices, a rescue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.lib.pathkinds import PathMove
from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Radios
from wellknit.protection.codelists import choices, named
from wellknit.protection.forms.fields import DayField, one_of, text
from wellknit.protection.forms.lateness import LateReasonMixin

_ANSWERS = [("no", _("No")), ("yes", _("Yes")), ("unsure", _("Not clear, or not answered"))]


def _answer(label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, widget=Radios(), choices=_ANSWERS)


class TalkForm(forms.Form):
    """What was said in a talk alone. Nothing is filled in beforehand: an answer nobody gave is none."""

    held_on = DayField(label=_("Day of the talk"))
    alone = forms.ChoiceField(
        label=_("Was the person alone with you?"), widget=Radios(),
        choices=[("yes", _("Yes; an interpreter from another place may have been there")), ("no", _("No"))],
    )  # fmt: skip
    language = one_of("languages", _("Language of the talk"), empty=_("Choose"))
    interpreter = one_of("languages", _("Interpreter for"), empty=_("Nobody interpreted"), required=False)
    fears_family = _answer(_("Is there anybody in the family or at home the person fears?"))
    fears_officials = _answer(_("Are there officials or police there the person fears?"))
    fears_state = _answer(
        _("Does the person fear the state of that country?"),
        _("For example because of a people, a faith, or what somebody did or said."),
    )
    stateless = _answer(
        _("Could the person be without a nationality?"), _("No papers ever, or no country says: ours.")
    )
    asylum = _answer(_("Does the person want to ask for asylum, or may need to?"))
    may_contact = forms.ChoiceField(
        label=_("May the authorities of that country be asked about the person?"), widget=Radios(),
        choices=[("yes", _("Yes")), ("only", _("Only some: written below")), ("no", _("No"))],
    )  # fmt: skip
    words = text(_("Who may be asked, who must not be, in the person's own words"), rows=4,
                 help_text=_("Encrypted. It never leaves this office's file."))  # fmt: skip


class AskForm(forms.Form):
    """The question to the other country."""

    corridor = forms.ChoiceField(label=_("Country"), widget=Radios())
    scope = forms.ChoiceField(label=_("What is asked"), widget=Radios())
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    words = text(_("What the other country should know before it answers"), rows=3,
                 help_text=_("It reads this before it accepts. Leave names and places out."))  # fmt: skip

    def __init__(
        self, *args: Any, corridors: Sequence[tuple[str, Any]], scopes: Sequence[Any], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["corridor"].choices = corridors  # type: ignore[attr-defined]
        self.fields["scope"].choices = [(s.code, _(s.name)) for s in scopes]  # type: ignore[attr-defined]
        if len(corridors) == 1:
            self.fields["corridor"].initial = corridors[0][0]
        if len(scopes) == 1:
            self.fields["scope"].initial = scopes[0].code


class MoveForm(LateReasonMixin):
    """A step: its reason, words and details as the path asks; who said it, where the partner has no node; and why it
    comes late, where it does."""

    def __init__(self, *args: Any, way: PathMove, theirs: bool, crossings: Iterable[tuple[str, Any]] = (),
                 **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        if theirs:
            self.fields["said_by"] = text(_("Who said so"), required=True, max_length=200,
                                          help_text=_("Office and function, or a name. Encrypted."))  # fmt: skip
            self.fields["channel"] = one_of("channels", _("How it came"), radios=True)
            self.fields["on"] = DayField(label=_("Day of the answer"))
        if way.reasons:
            self.fields["reason"] = one_of(way.reasons, _("Reason"), radios=True)
        for name in way.asks:
            self.fields[f"detail_{name}"] = _detail(name, list(crossings))
        self.fields["words"] = text(_("Your message"), rows=4, required=way.needs_words,
                                    help_text=_("Both countries read this."))  # fmt: skip

    def details(self) -> dict[str, str]:
        """The details by their own names, as plain text."""
        return {
            name.removeprefix("detail_"): value.isoformat() if hasattr(value, "isoformat") else str(value).strip()
            for name, value in self.cleaned_data.items() if name.startswith("detail_") and value
        }  # fmt: skip


def _detail(name: str, crossings: list[tuple[str, Any]]) -> forms.Field:
    label = dict(choices("step-details")).get(name, name)
    flags = entry.flags if (entry := named("step-details").entry(name)) else ()
    hint = entry.hint if entry else ""
    if "crossing" in flags and crossings:
        return forms.ChoiceField(label=label, choices=[("", _("Choose")), *crossings], required=True)
    if "day" in flags:
        return DayField(label=label)
    return text(label, required=True, rows=3 if "long" in flags else 0, help_text=hint)


class TellForm(forms.Form):
    """What this step allows to be told and has not been told yet, field by field; empty is not told."""

    def __init__(self, *args: Any, fields: Sequence[tuple[str, Any, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label, known in fields:
            self.fields[name] = forms.CharField(label=label, required=False, initial=known, max_length=500)


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios(), choices=lambda: [
        (c, n) for c, n in choices("withdraw-reasons") if c not in named("withdraw-reasons").flagged("system")
    ])  # fmt: skip


class NoticeForm(forms.Form):
    """Something the other side has to know, or a question to it."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=Radios())
    words = text(_("Say it"), rows=4, required=True, help_text=_("The other country reads this at once."))

    def __init__(self, *args: Any, kinds: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        labels = dict(choices("notice-kinds"))
        self.fields["kind"].choices = [(k, labels[k]) for k in kinds]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What was done with a notice."""

    answer = one_of("notice-answers", _("What was done?"), radios=True)
    words = text(_("In words"), rows=3, help_text=_("Needed when it was not done or is kept."))


class HandOnForm(forms.Form):
    """The office of this country that carries it from here."""

    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Iterable[Office], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["office"].choices = [("", _("Choose an office")), *((str(o.pk), o.name) for o in offices)]  # type: ignore[attr-defined]


class OpenCaseForm(forms.Form):
    """Open this country's own case."""

    searched = forms.BooleanField(
        label=_("I have looked whether the person has a case here already"),
        help_text=_("A second file splits a life in two."),
    )


class RescueForm(forms.Form):
    """Somebody is in danger now. Only what helps to find her."""

    corridor = forms.ChoiceField(label=_("Where the person probably is"), widget=Radios())
    clue_place = text(
        _("What is known of the place"),
        rows=2,
        help_text=_("Signs, sounds, a view, a route, a telephone number that called."),
    )
    clue_message = text(_("What the person said or wrote"), rows=3)
    age_band = one_of("age-bands", _("Age"), empty=_("Not known"), required=False)
    sex = one_of("sex", _("Sex"), empty=_("Not known"), required=False)
    photo = forms.FileField(label=_("A photograph"), required=False, help_text=_("JPEG or PNG, up to 1 MB."))
    words = text(_("What the other hotline has to know first"), rows=3, required=True)

    def __init__(self, *args: Any, corridors: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["corridor"].choices = corridors  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """A paper that goes with the journey."""

    kind = one_of("corridor-papers", _("What is it?"), empty=_("Choose"))
    title = text(_("Title"), required=True, max_length=120, help_text=_("Leave names out."))
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, JPEG or PNG, up to 1 MB. Larger ones: send the pages one by one.")
    )
