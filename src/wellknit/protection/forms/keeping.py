"""Holds, what becomes of closed files, corrections, and a person's own file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Radios
from wellknit.protection.forms.fields import DayField, text

HOLD_BASES = (
    ("court_case", _("A court case")), ("compensation", _("Her claim for compensation or wages")),
    ("investigation", _("An investigation")), ("complaint", _("A complaint")), ("persons_wish", _("The person wishes it")),
)  # fmt: skip
ABOUT = (
    ("name", _("Name")), ("birth", _("Date of birth")), ("nationality", _("Nationality")), ("family", _("Family")),
    ("story", _("What happened")), ("health", _("Health")), ("place", _("Where she stayed")), ("decision", _("A decision")),
    ("paper", _("A paper")), ("other", _("Something else")),
)  # fmt: skip
ASKED_BY = (("person", _("The person herself")), ("guardian", _("Her guardian")), ("lawyer", _("Her lawyer")))
VERBS = (
    ("make", _("Corrected as asked")), ("make_partly", _("Corrected in part")),
    ("note", _("Her version stands beside the file's")), ("refuse", _("Not corrected")),
)  # fmt: skip
WHAT = (
    ("keep", _("Keep it longer")), ("pseudonymise", _("Take out everything that tells who she is")), ("delete", _("Delete it")),
)  # fmt: skip
ANSWERS = (("approve", _("Yes, do it")), ("refuse", _("No")))


class HoldForm(forms.Form):
    """Why nothing of this file may go."""

    basis = forms.ChoiceField(label=_("What the hold is for"), choices=HOLD_BASES, widget=Radios())
    reason = text(_("Why"), rows=3, required=True)
    until = DayField(label=_("Until"), required=False)


class WhyForm(forms.Form):
    """A reason in a sentence."""

    why = text(_("Why"), rows=3, required=True)


class ProposeForm(forms.Form):
    """What should become of a closed file."""

    what = forms.ChoiceField(label=_("What should become of it"), choices=WHAT, widget=Radios())
    keep_until = DayField(label=_("Kept until"), required=False)
    why = text(_("Why"), rows=3, required=True)


class AnswerForm(forms.Form):
    """The second person's word."""

    answer = forms.ChoiceField(label=_("Your decision"), choices=ANSWERS, widget=Radios())


class CorrectionForm(forms.Form):
    """What she says is wrong."""

    about = forms.ChoiceField(label=_("What it is about"), choices=ABOUT)
    words = text(_("In her own words"), rows=4, required=True)
    asked_by = forms.ChoiceField(label=_("Who asks"), choices=ASKED_BY, widget=Radios(), initial="person")
    asked_on = DayField(label=_("Asked on"), required=False)


class DecideForm(forms.Form):
    """What came of it."""

    verb = forms.ChoiceField(label=_("What came of it"), choices=VERBS, widget=Radios())
    why = text(_("Why"), rows=3, required=True, help_text=_("She is told this."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class OwnFileForm(forms.Form):
    """In which language and form, and whose names must not travel."""

    language = forms.ChoiceField(label=_("Language"))
    form = forms.ChoiceField(
        label=_("Form"), choices=(("pdf", "PDF"), ("docx", "Word (DOCX)")), widget=Radios(), initial="pdf"
    )
    also = text(_("Other people's names in the texts"), rows=4,
                help_text=_("One a line. Staff, guardians and interpreters are blanked by themselves; read the notes for others."))  # fmt: skip

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
