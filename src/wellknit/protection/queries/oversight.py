"""What a supervisor sees of her office's work: who carries how much, what is late, what waits for her. By codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from wellknit.lib.workdays import calendar_of
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import User
from wellknit.protection.models import Approval, Clock, Reminder, WorklistRow
from wellknit.protection.permissions import OVERSEE, check_may

SHOWN = 50


@dataclass(frozen=True)
class Load:
    """One worker's load: open cases, how many of them are late, how many fall due within a week."""

    worker_id: UUID | None
    name: str
    cases: int
    late: int
    week: int
    children: int


@dataclass(frozen=True)
class RuleLoad:
    """One rule's running clocks in the office, and how those that ended in the last ninety days ended."""

    rule: str
    running: int
    late: int
    paused: int
    met: int
    ended_late: int


@dataclass(frozen=True)
class Calendar:
    """Until which year the node's calendar is entered, and the years of these two nobody has signed."""

    name: str
    known_until: int
    draft_years: tuple[int, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True)
class Oversight:
    """The supervisor's page."""

    loads: list[Load] = field(default_factory=list)
    rules: list[RuleLoad] = field(default_factory=list)
    late: list[Clock] = field(default_factory=list)
    codes: dict[UUID, str] = field(default_factory=dict)
    approvals: list[Approval] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)
    reminders: list[Reminder] = field(default_factory=list)
    calendar: Calendar | None = None


def oversight(viewer: Viewer) -> Oversight:
    """Everything at once, in a constant number of queries. Looking is an event."""
    check_may(viewer, OVERSEE)
    late = list(_running(viewer).filter(due_at__lt=timezone.now(), paused_at=None).order_by("due_at")[:SHOWN])
    waiting = approvals(viewer)
    told = list(Reminder.objects.filter(office_id=viewer.office_id, seen_at=None).order_by("-at")[:SHOWN])
    cases = {c.case_id for c in late} | {a.case_id for a in waiting} | {r.case_id for r in told}
    record("office.overseen")
    return Oversight(
        loads=loads(viewer), rules=rules(viewer), late=late, codes=_codes(viewer, cases - {None}),
        approvals=waiting, names=_names({a.asked_by_id for a in waiting}), reminders=told, calendar=calendar_state(),
    )  # fmt: skip


def loads(viewer: Viewer) -> list[Load]:
    """Who carries what, the fullest desk first; cases that nobody carries stand on top."""
    now = timezone.now()
    found = (
        WorklistRow.objects.filter(office_id=viewer.office_id, mine=True, state="open")
        .values("worker_id")
        .annotate(
            cases=Count("id"), late=Count("id", filter=Q(next_due__lt=now)),
            week=Count("id", filter=Q(next_due__gte=now, next_due__lt=now + timedelta(days=7))),
            children=Count("id", filter=Q(presumed_child=True) | Q(age_band__in=["0-14", "15-17"])),
        )
        .order_by(F("worker_id").asc(nulls_first=True))
    )  # fmt: skip
    rows = list(found)
    names = _names({row["worker_id"] for row in rows})
    made = [Load(name=names.get(row["worker_id"], "") if row["worker_id"] else "", **row) for row in rows]
    return sorted(made, key=lambda load: (load.worker_id is not None, -load.cases, load.name))


def rules(viewer: Viewer) -> list[RuleLoad]:
    """What runs in the office by rule, and how it usually ends."""
    now = timezone.now()
    lately = Q(stopped_at__gte=now - timedelta(days=90))
    found = (
        Clock.objects.filter(office_id=viewer.office_id).filter(Q(stopped_at=None) | lately).values("rule")
        .annotate(
            running=Count("id", filter=Q(stopped_at=None)),
            late=Count("id", filter=Q(stopped_at=None, paused_at=None, due_at__lt=now)),
            paused=Count("id", filter=Q(stopped_at=None, paused_at__isnull=False)),
            met=Count("id", filter=Q(outcome="met")), ended_late=Count("id", filter=Q(outcome="late")),
        )
        .order_by("-late", "-running", "rule")
    )  # fmt: skip
    return [RuleLoad(**row) for row in found]


def approvals(viewer: Viewer) -> list[Approval]:
    """What waits in the viewer's office for a second pair of eyes, the longest waiting first."""
    return list(
        Approval.objects.filter(office_id=viewer.office_id, state="asked").order_by("asked_at")[:SHOWN]
    )


def approval(viewer: Viewer, approval_id: UUID) -> Approval:
    """One of them; 404 outside. Reading it is an event, because it says what will be done to whom."""
    found = Approval.objects.filter(pk=approval_id).select_related("case").first()
    if found is None:
        raise Http404
    record("approval.read", target=found, case=found.case_id)
    return found


def clock(viewer: Viewer, clock_id: UUID) -> Clock:
    """One clock of the viewer's office or of a case in reach; 404 outside."""
    found = Clock.objects.filter(pk=clock_id).first()
    if found is None:
        raise Http404
    return found


def calendar_state() -> Calendar:
    """Whether this year and the next are in the calendar, and signed: asked before the clocks ask."""
    entry = calendar_of(settings.CHARTER["calendar"], settings.DATA)
    year = timezone.localdate().year
    both = (year, year + 1)
    return Calendar(
        name=entry.id, known_until=max(entry.closed), draft_years=tuple(y for y in both if y in entry.draft_years),
        missing=tuple(y for y in both if y not in entry.closed),
    )  # fmt: skip


def waits_for_oversight(viewer: Viewer) -> tuple[int, int]:
    """For the home page: approvals and escalations that nobody has looked at."""
    escalated = Reminder.objects.filter(office_id=viewer.office_id, seen_at=None, kind="escalated").count()
    return len(approvals(viewer)), escalated


def _running(viewer: Viewer) -> QuerySet[Clock]:
    return Clock.objects.filter(office_id=viewer.office_id, stopped_at=None)


def _codes(viewer: Viewer, cases: set[UUID | None]) -> dict[UUID, str]:
    rows = WorklistRow.objects.filter(office_id=viewer.office_id, case_id__in=[c for c in cases if c])
    return {row.case_id: row.code for row in rows.only("case_id", "code")}


def _names(ids: set[UUID | None]) -> dict[UUID, str]:
    return {u.pk: u.name for u in User.objects.filter(pk__in=[i for i in ids if i]).only("id", "name")}


def asker(found: Approval) -> str:
    """The colleague who asks."""
    return _names({found.asked_by_id}).get(found.asked_by_id, "")
