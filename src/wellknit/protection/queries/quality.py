"""Incidents, complaints, audits, conferences, and the numbers of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from wellknit.lib.carekinds import CHECKLISTS, Checklist
from wellknit.lib.policydata import version
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Membership
from wellknit.protection.models import (
    AuditedFile,
    Case,
    Complaint,
    Conference,
    ConferenceDecision,
    FileAudit,
    Incident,
)
from wellknit.protection.permissions import AUDIT_FILES, READ_CASES, READ_NUMBERS, check_may
from wellknit.protection.queries.finding import one


def incidents(viewer: Viewer) -> list[Incident]:
    """Incidents in reach, open ones first: one's own, the office's, or those that went outside."""
    found = Incident.objects.select_related("office").order_by("-on", "-reported_at")[:200]
    return sorted(found, key=lambda i: i.state != "open")


def incident(viewer: Viewer, incident_id: UUID) -> Incident:
    """One incident; 404 outside. Reading it is an event."""
    found = one(Incident.objects.filter(pk=incident_id).select_related("office"))
    record("incident.read", target=found, case=found.case_id)
    return found


def complaints(viewer: Viewer) -> list[Complaint]:
    """Complaints in reach, unanswered first; none that is about the viewer."""
    found = Complaint.objects.select_related("office").order_by("-received_on", "-id")[:200]
    return sorted(found, key=lambda c: c.state != "received")


def complaint(viewer: Viewer, complaint_id: UUID) -> Complaint:
    """One complaint; 404 outside. Reading it is an event."""
    found = one(Complaint.objects.filter(pk=complaint_id).select_related("office"))
    record("complaint.read", target=found, case=found.case_id)
    return found


def colleagues(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Who works at the viewer's office today, by name: whom a complaint may be about."""
    found = Membership.objects.filter(office_id=viewer.office_id, until=None).select_related("user")
    return sorted({(m.user_id, m.user.name) for m in found}, key=lambda pair: pair[1])


def cases_here(viewer: Viewer) -> list[Case]:
    """Open cases of the viewer's office by code, for a form that may name one."""
    return list(Case.objects.filter(office_id=viewer.office_id, state="open").order_by("code")[:500])


def audits(viewer: Viewer) -> list[FileAudit]:
    """File audits of the office with `looked` and `total`, latest first."""
    check_may(viewer, AUDIT_FILES)
    counted = FileAudit.objects.filter(office_id=viewer.office_id).annotate(
        total=models.Count("files"),
        looked=models.Count("files", filter=models.Q(files__looked_at__isnull=False)),
    )
    return list(counted.order_by("-drawn_on", "-id")[:50])


def audit(viewer: Viewer, audit_id: UUID) -> FileAudit:
    """One file audit; 404 outside."""
    check_may(viewer, AUDIT_FILES)
    return one(FileAudit.objects.filter(pk=audit_id))


def audited(viewer: Viewer, of: FileAudit) -> list[AuditedFile]:
    """The files of a sample with their cases."""
    return list(AuditedFile.objects.filter(audit=of).select_related("case").order_by("case__code"))


def audited_file(viewer: Viewer, file_id: UUID) -> AuditedFile:
    """One file of a sample; 404 outside."""
    check_may(viewer, AUDIT_FILES)
    return one(AuditedFile.objects.filter(pk=file_id).select_related("audit", "case"))


def checklist_of(found: FileAudit) -> Checklist:
    """The checklist the audit was drawn with."""
    return version(CHECKLISTS, found.checklist, found.checklist_version, settings.DATA)


def conferences(viewer: Viewer, case: Case) -> list[Conference]:
    """Minutes of a case, latest first, with their decisions fetched."""
    check_may(viewer, READ_CASES)
    found = Conference.objects.filter(case=case).prefetch_related(
        models.Prefetch(
            "decisions", ConferenceDecision.objects.select_related("owner").order_by("due_on", "id")
        )
    )
    return list(found.order_by("-on", "-at"))


def decision(viewer: Viewer, decision_id: UUID) -> ConferenceDecision:
    """One decision of a conference; 404 outside."""
    return one(ConferenceDecision.objects.filter(pk=decision_id).select_related("case"))


@dataclass(frozen=True)
class Week:
    """Counts of one week (Monday to Sunday) by part and code; what is not there is nought."""

    first: date
    last: date
    counts: dict[str, dict[str, int]]

    def n(self, part: str, code: str) -> int:
        """One count."""
        return self.counts.get(part, {}).get(code, 0)

    def part(self, part: str) -> dict[str, int]:
        """All counts of a part."""
        return self.counts.get(part, {})

    @property
    def bed_nights_there(self) -> int:
        """Bed-nights the house has in this week."""
        return self.n("beds", "beds") * ((self.last - self.first).days + 1)


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week(viewer: Viewer, monday: date) -> Week:
    """The viewer's own office from this Monday to Sunday: counts, and nobody behind them."""
    check_may(viewer, READ_NUMBERS)
    last = monday + timedelta(days=6)
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, code, n FROM wk_week_numbers(%s, %s)", [monday, last])
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {}
    for part, code, n in rows:
        counts.setdefault(part, {})[code] = int(n)
    return Week(monday, last, counts)
