"""The plan of one case as it stands: asked, wished, given; and what each page of it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone

from wellknit.lib.carekinds import CHECKLISTS, SERVICES, Checklist, ServiceList
from wellknit.lib.policydata import in_force, load_all, version
from wellknit.lib.spells import bed_nights, days_begun
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import (
    Assessment,
    CarePlan,
    Case,
    Goal,
    HealthAdvice,
    HealthEntry,
    PeerAttendance,
    PeerGroup,
    PeerMeeting,
    Service,
    Session,
    Stay,
    WorkPath,
)
from wellknit.protection.permissions import GIVE_SERVICES, READ_CASES, READ_HEALTH, check_may
from wellknit.protection.queries.finding import one


@dataclass(frozen=True)
class Care:
    """Everything the page of the plan shows, in a constant number of queries."""

    case: Case
    offered: ServiceList | None
    needs: Assessment | None
    risk: Assessment | None
    goals: list[Goal]
    services: list[Service]
    plans: list[CarePlan]
    work: WorkPath | None
    advice: list[HealthAdvice]


def service_list(jurisdiction: str) -> ServiceList | None:
    """The country's list of services in force today; None where no file is."""
    found = sorted({entry.id for entry in load_all(SERVICES, settings.DATA) if entry.country == jurisdiction})
    return in_force(SERVICES, found[0], timezone.localdate(), settings.DATA) if found else None


def care(viewer: Viewer, case: Case) -> Care:
    """The plan of a case in reach. `services` carry `met` (sessions held) and `last_met`."""
    check_may(viewer, READ_CASES)
    today = timezone.localdate()
    latest = {a.kind: a for a in Assessment.objects.filter(case=case, replaced=False)}
    services = (
        Service.objects.filter(case=case)
        .select_related("provider", "goal")
        .annotate(met=Count("sessions", filter=Q(sessions__came=True)), last_met=Max("sessions__on"))
        .order_by("proposed_on", "id")
    )
    advice = HealthAdvice.objects.filter(case=case).filter(Q(until=None) | Q(until__gte=today))
    return Care(
        case=case,
        offered=service_list(case.jurisdiction),
        needs=latest.get("needs"),
        risk=latest.get("risk"),
        goals=list(Goal.objects.filter(case=case).order_by("said_on", "id")),
        services=list(services),
        plans=list(CarePlan.objects.filter(case=case).order_by("-on", "-at")[:20]),
        work=WorkPath.objects.filter(case=case).first(),
        advice=list(advice.order_by("-since")),
    )


def goal(viewer: Viewer, goal_id: UUID) -> Goal:
    """One goal of a case in reach; 404 outside."""
    return one(Goal.objects.filter(pk=goal_id).select_related("case"))


def service(viewer: Viewer, service_id: UUID) -> Service:
    """One service of a case in reach; 404 outside."""
    check_may(viewer, READ_CASES)
    return one(Service.objects.filter(pk=service_id).select_related("case", "provider", "goal"))


def sessions(viewer: Viewer, of: Service) -> list[Session]:
    """The sessions of a service, latest first."""
    return list(Session.objects.filter(service=of).order_by("-on")[:200])


def work_path(viewer: Viewer, path_id: UUID) -> WorkPath:
    """One way into work; 404 outside."""
    return one(WorkPath.objects.filter(pk=path_id).select_related("case", "case__person"))


def plan(viewer: Viewer, plan_id: UUID) -> CarePlan:
    """One plan as it was talked over; 404 outside. Reading it is an event."""
    check_may(viewer, READ_CASES)
    found = one(CarePlan.objects.filter(pk=plan_id).select_related("case"))
    record("plan.read", target=found, case=found.case_id)
    return found


def assessments(viewer: Viewer, case: Case) -> list[Assessment]:
    """All assessments of a case, latest first."""
    return list(Assessment.objects.filter(case=case).order_by("-on", "-recorded_at"))


def checklist_then(made: Assessment) -> Checklist:
    """The checklist an assessment was made with."""
    return version(CHECKLISTS, made.checklist, made.checklist_version, settings.DATA)


def health(viewer: Viewer, case: Case) -> list[HealthEntry]:
    """The health part, for health staff alone. Reading it is an event."""
    check_may(viewer, READ_HEALTH)
    record("health.read", target=case, case=case.pk)
    return list(HealthEntry.objects.filter(case=case).order_by("-on", "-at"))


@dataclass(frozen=True)
class DaysSpent:
    """Nights in shelters and days in custody of one case, from the table of stays."""

    shelter: int
    custody: int


def days_spent(
    stays: list[Stay], until: date, houses: frozenset[str] = frozenset({"shelter", "reception_centre"})
) -> DaysSpent:
    """Both from the same rows: nights slept in a shelter up to that morning, different days begun in custody."""
    first = min((s.began_on for s in stays), default=until)
    sheltered = [s for s in stays if s.kind in houses]
    held = [s for s in stays if s.custodial]
    return DaysSpent(bed_nights(sheltered, first, until - timedelta(days=1)), days_begun(held, first, until))


def groups(viewer: Viewer) -> list[PeerGroup]:
    """Peer groups of the viewer's office that still meet, with `met` meetings."""
    check_may(viewer, GIVE_SERVICES)
    found = PeerGroup.objects.filter(office_id=viewer.office_id, closed_on=None)
    return list(found.annotate(met=Count("meetings"), last_met=Max("meetings__on")).order_by("name"))


def group(viewer: Viewer, group_id: UUID) -> PeerGroup:
    """One group of the viewer's office; 404 outside."""
    check_may(viewer, GIVE_SERVICES)
    return one(PeerGroup.objects.filter(pk=group_id))


def meetings(viewer: Viewer, of: PeerGroup) -> list[PeerMeeting]:
    """Meetings of a group with how many of our cases came, latest first."""
    found = PeerMeeting.objects.filter(group=of).annotate(came=Count("attendances"))
    return list(found.order_by("-on")[:50])


def peer_days(viewer: Viewer, case: Case) -> list[date]:
    """Days on which this person was at a peer group."""
    return list(
        PeerAttendance.objects.filter(case=case).order_by("meeting__on").values_list("meeting__on", flat=True)
    )


def here_now(viewer: Viewer) -> list[Case]:
    """Cases of people who stay at the viewer's office today, by code."""
    there = Stay.objects.filter(facility_id=viewer.office_id, ended_on=None).values("case_id")
    return list(Case.objects.filter(pk__in=there).order_by("code"))


def risk_due(viewer: Viewer, limit: int = 8) -> list[Assessment]:
    """Risks of open cases of the viewer's office one has to look at again, soonest first."""
    found = Assessment.objects.filter(
        kind="risk", replaced=False, case__state="open", case__office_id=viewer.office_id
    )
    return list(found.select_related("case").order_by("review_on")[:limit])
