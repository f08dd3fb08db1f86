"""The head of a case, its notes and papers, closing it, and letting another office in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.platform.widgets import Radios
from wellknit.protection.codelists import choices, named
from wellknit.protection.forms.fields import DayField, as_typed, one_of, text
from wellknit.protection.models import Case

MEGABYTE = 1024 * 1024


class HeadForm(forms.Form):
    """What stands in the head of the file."""

    age_band = one_of("age-bands", _("Age at the beginning"), radios=True)
    presumed_child = forms.BooleanField(label=_("Treated as a child for the moment"), required=False)
    age_assessment_due = DayField(label=_("Assessment of age offered by"), required=False)
    exploitation = one_of(
        "exploitation", _("What was done to the person"), empty=_("Not known yet"), required=False
    )
    summary = text(_("What happened, in short"), rows=6)
    worker = forms.ChoiceField(label=_("Who carries the case"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        """`colleagues`: of the office that holds the case; none where another office writes into it."""
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in colleagues]
        if people:
            self.fields["worker"].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]
        else:
            del self.fields["worker"]

    def clean(self) -> dict[str, Any]:
        """A presumption without a date would last by forgetting."""
        data = super().clean() or self.cleaned_data
        if data.get("presumed_child") and not data.get("age_assessment_due"):
            self.add_error("age_assessment_due", _("Give the day by which an assessment is offered."))
        return data

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        data = {name: self.cleaned_data[name] for name in self.fields if name not in {"version", "worker"}}
        if "worker" in self.fields:
            data["worker_id"] = UUID(self.cleaned_data["worker"]) if self.cleaned_data["worker"] else None
        return {**data, "summary": data["summary"] or None}

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved, as values of these fields."""
        found = {n: theirs[n] for n in self.fields if n in theirs and n != "version"}
        found["age_assessment_due"] = as_typed(theirs.get("age_assessment_due")) or ""
        found["presumed_child"] = "on" if theirs.get("presumed_child") else ""
        return {**found, "summary": theirs.get("summary") or "", "worker": str(theirs.get("worker_id") or "")}


def head_of(case: Case) -> dict[str, Any]:
    """The form as it begins."""
    stored = [name for name in HeadForm.base_fields if name != "worker"]
    return {**{name: getattr(case, name) for name in stored}, "worker": str(case.worker_id or "")}


class NoteForm(forms.Form):
    """Something worth remembering."""

    text = text(
        _("Note"),
        rows=6,
        required=True,
        max_length=20000,
        help_text=_("Notes are added, never changed. Everybody who can read this file reads it."),
    )


class PaperForm(forms.Form):
    """A scan or a photograph of a paper."""

    title = text(_("What it is"), max_length=200, help_text=_("A few words, so that it is found again."))
    kind = one_of("document-kinds", _("Kind of paper"), empty=_("Choose"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, TIFF or HEIC, up to 25 MB. It is encrypted while it arrives."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Scan the paper again."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.heic"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        """`too_large`: the upload handler turned the file away while it arrived."""
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = _(
                "This file is larger than 25 MB and was not taken."
                " Scan in grey at 200 dots an inch, or send it in parts."
            )

    def upload(self) -> SealedUpload:
        """The sealed file."""
        found: SealedUpload = self.cleaned_data["file"]
        return found


class CloseForm(forms.Form):
    """Why the work ends."""

    reason = one_of("closure-reasons", _("Reason"), radios=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(forms.Form):
    """Why it goes on: kept as a note in the same file."""

    text = text(_("Why the case is opened again"), rows=3, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReachForm(forms.Form):
    """Which office is let in, for what and until when."""

    BASES = (
        ("shelter", _("It shelters the person")),
        ("identification", _("It takes part in identification")),
        ("legal", _("It gives legal help")),
        ("health", _("It cares for health")),
        ("return", _("It works on tracing and return")),
    )
    office = forms.ChoiceField(label=_("Office"))
    basis = forms.ChoiceField(label=_("What for"), choices=BASES, widget=Radios())
    ground = forms.ChoiceField(label=_("On what ground?"), widget=Radios(), required=False)
    reason = text(
        _("The reason, and the law or the danger, when it is not her consent"), rows=2, required=False
    )
    until = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Left empty: until you take it back. Access never outlasts its purpose."),
    )

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        """`offices`: those a case can be shared with."""
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an office")),
            *((str(o.pk), o.name) for o in offices),
        ]
        without = [
            c for c in choices("disclosure-bases") if c[0] in named("disclosure-bases").flagged("reason")
        ]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", _("The person's consent, as it stands in the ledger")),
            *without,
        ]

    def clean_until(self) -> datetime | None:
        """The end of the last day, in local time."""
        day = self.cleaned_data.get("until")
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Give today or a later day."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
