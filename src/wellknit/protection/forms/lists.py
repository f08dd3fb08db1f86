"""Bringing a list and taking one out: the file, what its columns hold, who the doubtful rows are, what may leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from wellknit.lib.sheets.mapping import LEAVE_OUT, Proposal
from wellknit.lib.sheets.targets import CaseList
from wellknit.platform.widgets import Radios
from wellknit.protection.codelists import choices
from wellknit.protection.forms.fields import default_era, one_of, some_of, text
from wellknit.protection.importing import Plan, Planned
from wellknit.protection.recipients import list_key

ASKED_AT_ONCE = 100


class ListForm(forms.Form):
    """The spreadsheet as the office keeps it."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_(
            "Excel (.xlsx) or CSV in UTF-8, up to 25 MB. It is encrypted while it arrives, and deleted when its rows are cases."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def upload(self) -> Any:
        """The sealed file."""
        return self.cleaned_data["file"]


class ColumnsForm(forms.Form):
    """One question a column. What contradicts itself has no answer chosen: somebody must choose."""

    ERAS = (
        ("be", _("Buddhist era")),
        ("ce", _("Christian era")),
        ("each", _("Both are in the list: read each year as it can only be meant")),
    )
    era = forms.ChoiceField(label=_("Years without a mark are of the"), choices=ERAS, widget=Radios())

    def __init__(
        self, *args: Any, proposals: Sequence[Proposal] = (), fields: CaseList | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["era"].initial = default_era().value
        every = [(LEAVE_OUT, now_("Leave this column out"))]
        every += [(f.code, now_(f.label)) for f in (fields.fields if fields else ())]
        for proposal in proposals:
            column = proposal.column
            asked = proposal.asks is not None and bool(set(proposal.choices) - {LEAVE_OUT})
            first = [("", now_("Choose"))] if asked else []
            said = proposal.asks.template if proposal.asks else ""
            self.fields[f"c{column.index}"] = forms.ChoiceField(
                label=f"{column.letter} · {column.label or column.machine}"[:80], choices=[*first, *every],
                initial="" if asked else (proposal.target or LEAVE_OUT),
                help_text=now_(said).format(**proposal.asks.params) if proposal.asks else "",
                error_messages={"required": now_("Say what this column holds, or leave it out.")},
            )  # fmt: skip

    def columns(self) -> dict[int, str]:
        """Column → field, without those left out."""
        chosen = {int(k[1:]): v for k, v in self.cleaned_data.items() if k[0] == "c" and k[1:].isdigit()}
        return {index: code for index, code in chosen.items() if code and code != LEAVE_OUT}

    def clean(self) -> dict[str, Any]:
        """A list without names is no list of people."""
        data = super().clean() or {}
        names = {"name_native", "name_latin", "first_name", "second_name"}
        if not self.errors and not names & set(self.columns().values()):
            raise forms.ValidationError(_("No column holds a name. Say which one does."))
        return data


class DoubtsForm(forms.Form):
    """Who each doubtful row is. Nothing chosen: the row is held back."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in plan.doubtful[:ASKED_AT_ONCE]:
            name = row.values.get("name_native") or row.values.get("name_latin") or ""
            self.fields[f"r{row.number}"] = forms.ChoiceField(
                label=now_("Row %(row)s: %(name)s") % {"row": row.number, "name": name}, choices=_choices(row),
                widget=Radios(), required=False, initial="hold",
            )  # fmt: skip

    def answers(self) -> dict[int, str]:
        """Row → answer."""
        return {int(k[1:]): v for k, v in self.cleaned_data.items() if v and k[1:].isdigit()}


def _choices(row: Planned) -> list[tuple[str, str]]:
    offered = [("hold", now_("Hold this row back for now"))]
    offered += [
        (f"known:{k.person_id}", now_("The person of %(codes)s") % {"codes": ", ".join(k.cases)})
        for k in row.known
    ]
    offered += (
        [(f"as:{row.same[0]}", now_("The same person as row %(row)s") % {"row": row.same[0]})]
        if row.number in row.same[1:]
        else []
    )
    return [*offered, ("new", now_("Somebody else")), ("skip", now_("Leave this row out for good"))]


class ExportForm(forms.Form):
    """What leaves, for whom, on what ground."""

    LAYOUTS = (
        ("own", _("Our own columns, which can be brought in again")),
        ("htcds", _("IOM's case data standard (HTCDS 2.0)")),
    )
    STATES = (("open", _("Open cases")), ("closed", _("Closed cases")), ("all", _("All cases")))
    state = forms.ChoiceField(label=_("Which cases"), choices=STATES, widget=Radios())
    layout = forms.ChoiceField(label=_("Columns"), choices=LAYOUTS, widget=Radios())
    scope = some_of("data-groups", _("What is in the list"), help_text=_("As little as serves the purpose."))
    purpose = one_of("disclosure-purposes", _("What for"), empty=_("Choose"))
    recipient = forms.ChoiceField(label=_("For whom"))
    recipient_name = text(_("Which one, by name"), max_length=200)
    basis = one_of(
        "disclosure-bases", _("Other ground than consent"), empty=_("Each person's consent"), required=False
    )
    reason = text(
        _("Reason"),
        rows=2,
        help_text=_("Needed for every ground other than consent or the office's own work."),
    )

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(list_key(code), name) for code, name in choices("recipients")]
        self.fields["recipient"].choices = [("", now_("Choose")), (own, now_("This office itself")), *others]  # type: ignore[attr-defined]
