"""Lists on their way in: what they are headed with, what was planned; cases to be taken out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404

from wellknit.lib.sheets.mapping import ColumnMap, Head, Proposal, head_of, propose
from wellknit.lib.sheets.problems import Problem
from wellknit.lib.sheets.reading import Sheet, read
from wellknit.lib.sheets.rows import era_problems
from wellknit.lib.sheets.targets import CaseList, case_list, htcds
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.importing import Plan, body_of
from wellknit.protection.models import Case, ImportRun
from wellknit.protection.permissions import EXPORT_CASES, OPEN_CASES, check_may


@dataclass(frozen=True)
class Columns:
    """A list before its columns are settled."""

    sheet: Sheet
    head: Head
    proposals: list[Proposal]
    fields: CaseList

    @property
    def others(self) -> list[tuple[int, str]]:
        """Sheets of the file that are not read now: number from 1, and name."""
        return [(n, name) for n, name in enumerate(self.sheet.names, 1) if name != self.sheet.name]

    def era_questions(self, chosen: ColumnMap) -> list[Problem]:
        """Columns whose years contradict the era chosen."""
        return era_problems(self.sheet, self.head, chosen, self.fields)


def runs(viewer: Viewer) -> list[ImportRun]:
    """The office's lists, the newest first."""
    check_may(viewer, OPEN_CASES)
    return list(
        ImportRun.objects.filter(office_id=viewer.office_id).exclude(state="dropped").order_by("-at")[:20]
    )


def run(viewer: Viewer, run_id: UUID) -> ImportRun:
    """One list of the viewer's office; 404 outside."""
    check_may(viewer, OPEN_CASES)
    found = ImportRun.objects.filter(pk=run_id, office_id=viewer.office_id).first()
    if found is None:
        raise Http404
    return found


def columns(found: ImportRun, number: int = 1) -> Columns:
    """Headings of its first sheet, or of another, and what they seem to mean.

    Raises `SheetError`; 404 when the list is gone, or has no such sheet.
    """
    if found.opening is None:
        raise Http404
    body, fields = body_of(found), case_list(settings.DATA)
    sheet = read(body)
    if number > 1:
        if number > len(sheet.names):
            raise Http404
        sheet = read(body, sheet.names[number - 1])
    head = head_of(sheet)
    return Columns(sheet, head, propose(head, fields, htcds(settings.DATA)), fields)


def plan(found: ImportRun) -> Plan:
    """The dry run; 404 when there is none (any more)."""
    if found.plan is None:
        raise Http404
    return Plan.from_plain(found.plan)


def to_export(viewer: Viewer, state: str) -> list[UUID]:
    """Ids of the office's own cases in a state, or of all."""
    check_may(viewer, EXPORT_CASES)
    cases = Case.objects.filter(office_id=viewer.office_id)
    return list((cases if state == "all" else cases.filter(state=state)).values_list("pk", flat=True))
