"""Incidents, complaints, audits, conferences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.protection.actions.quality import Said
from wellknit.protection.actions.reviewing import Minutes
from wellknit.protection.forms.fields import DayField, one_of, text
from wellknit.protection.forms.lines import LinesForm
from wellknit.protection.models import Case

DECISIONS = 4


class _OfCase(forms.Form):
    """A form that may name a case of the office, by its code."""

    case = forms.ChoiceField(label=_("About a case"), required=False)

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cases = {str(c.pk): c for c in cases}
        choices = [("", _("None in particular")), *((k, c.code) for k, c in self._cases.items())]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Case | None:
        """The case, when one was chosen."""
        return self._cases.get(self.cleaned_data["case"])


class IncidentForm(_OfCase):
    """Something went wrong."""

    kind = one_of("incident-kinds", _("What happened"), empty=_("Choose"))
    severity = one_of("incident-severities", _("How serious"), radios=True)
    on = DayField(label=_("Day"))
    what = text(
        _("Tell it"),
        rows=5,
        required=True,
        help_text=_("Facts, in order, and who saw it. No names of persons who live here."),
    )
    field_order = ["kind", "severity", "on", "what", "case"]

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "severity": data["severity"],
            "on": data["on"],
            "what": data["what"],
            "case": self.chosen(),
        }


class HandleForm(forms.Form):
    """What was done about an incident."""

    done = text(_("What was done"), rows=4, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ComplaintForm(_OfCase):
    """A complaint, in the words of whoever makes it."""

    giver = one_of("complaint-givers", _("Who complains"), radios=True)
    subject = one_of("complaint-subjects", _("About what"), empty=_("Choose"))
    about = forms.ChoiceField(label=_("About somebody who works here"), required=False,
                              help_text=_("She neither reads nor answers it, and somebody outside is told."))  # fmt: skip
    words = text(_("In her or his own words"), rows=5, required=True)
    on = DayField(label=_("Received on"))
    field_order = ["giver", "subject", "about", "words", "on", "case"]

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        """people: who works at the office."""
        super().__init__(*args, **kwargs)
        self._people = {str(pk): (pk, name) for pk, name in people}
        choices = [("", _("Nobody in particular")), *((k, name) for k, (_pk, name) in self._people.items())]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> Said:
        """The values as the verb takes them."""
        data = self.cleaned_data
        about = self._people.get(data["about"])
        return Said(
            data["giver"],
            data["subject"],
            data["words"],
            data["on"],
            about[0] if about else None,
            self.chosen(),
        )


class AnswerForm(forms.Form):
    """What is answered, and what came of it."""

    answer = text(_("The answer the person gets"), rows=4, required=True)
    result = one_of("complaint-results", _("What came of it"), radios=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DrawForm(forms.Form):
    """How many files."""

    size = forms.IntegerField(label=_("How many files"), min_value=1, max_value=50, initial=5)


class FileForm(LinesForm):
    """What was found in one file."""

    remarks = text(_("Remarks"), rows=3)


class FinishAuditForm(forms.Form):
    """The sum of an audit."""

    summary = text(_("What we learn from it"), rows=4)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConferenceForm(forms.Form):
    """Minutes of a conference."""

    kind = one_of("conference-kinds", _("Kind"), empty=_("Choose"))
    on = DayField(label=_("Day"))
    person_there = one_of("took-part", _("How the person took part"), empty=_("Choose"))
    why_not = text(_("If she was not there: why"), max_length=400)
    persons_view = text(_("What she says"), rows=3)
    present = text(_("Who was there"), rows=2, help_text=_("One on each line: office and capacity."))
    discussed = text(_("What was talked about"), rows=6, required=True)

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        """offices: who can be asked to do something."""
        super().__init__(*args, **kwargs)
        self._offices = {str(o.pk): o for o in offices}
        choices = [("", _("Choose")), *((k, o.name) for k, o in self._offices.items())]
        for number in range(1, DECISIONS + 1):
            self.fields[f"what_{number}"] = text(_("Decision (%(n)s)") % {"n": number}, max_length=400)
            self.fields[f"owner_{number}"] = forms.ChoiceField(
                label=_("Who does it"), choices=choices, required=False
            )
            self.fields[f"due_{number}"] = DayField(label=_("Until"), required=False)

    def minutes(self) -> Minutes:
        """The values as the verb takes them."""
        data = self.cleaned_data
        decided = [
            (data[f"what_{n}"], self._offices.get(data[f"owner_{n}"]), data[f"due_{n}"])
            for n in range(1, DECISIONS + 1)
        ]
        return Minutes(
            data["kind"], data["on"], data["person_there"], data["discussed"],
            tuple(line.strip() for line in data["present"].splitlines() if line.strip()), data["why_not"],
            data["persons_view"], [d for d in decided if d[0].strip()],
        )  # fmt: skip
