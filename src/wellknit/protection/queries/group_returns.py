"""Group returns of the office: who goes, who could go, who was left out. Codes here; names only on each one's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from wellknit.platform.access.refusals import allowed
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_meeting as policies
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Clock, Consent, GroupReturn, Journey, Step, Traveller
from wellknit.protection.permissions import PLAN_RETURNS, check_may
from wellknit.protection.policies_consent import covering
from wellknit.protection.queries.finding import one

SHOWN = 300


@dataclass(frozen=True)
class Whole:
    """A group return with its travellers, and whether a handover in it comes late. `gone`: of those who go, by id, who
    cannot any more: the handover is not open, or the person does not agree."""

    group: GroupReturn
    travellers: list[Traveller]
    late: bool
    gone: frozenset[UUID] = frozenset()


def group_returns(viewer: Viewer) -> list[GroupReturn]:
    """Those of the viewer's office: the ones to come first, then the latest."""
    check_may(viewer, PLAN_RETURNS)
    found = list(GroupReturn.objects.filter(office_id=viewer.office_id).order_by("-on")[:SHOWN])
    return sorted(found, key=lambda g: g.state != "planned")


def group(viewer: Viewer, group_id: UUID) -> GroupReturn:
    """One of the viewer's office; 404 outside."""
    check_may(viewer, PLAN_RETURNS)
    return one(GroupReturn.objects.filter(pk=group_id, office_id=viewer.office_id))


def whole(viewer: Viewer, group_id: UUID) -> Whole:
    """One with who goes. Reading it is an event."""
    check_may(viewer, PLAN_RETURNS)
    return whole_for_sheets(viewer, group_id)


def whole_for_sheets(viewer: Viewer, group_id: UUID) -> Whole:
    """The same for who prints the sheets of her office's groups without planning them."""
    found = one(GroupReturn.objects.filter(pk=group_id, office_id=viewer.office_id))
    rows = list(
        Traveller.objects.filter(group=found)
        .exclude(state="taken_off")
        .select_related("case", "journey")
        .order_by("case_code")
    )
    record("group_return.read", target=found)
    return Whole(found, rows, _late(rows), _gone(found, rows))


def _gone(found: GroupReturn, rows: list[Traveller]) -> frozenset[UUID]:
    going = [t for t in rows if t.state == "joined"]
    open_for = set(
        Step.objects.filter(
            journey__in=[t.journey_id for t in going], journey__state="running", state="open",
            code=policies.HANDOVER, office_id=found.office_id,
        ).values_list("journey_id", flat=True)
    )  # fmt: skip
    given: dict[UUID, list[Consent]] = {}
    for row in Consent.objects.filter(case_id__in=[t.case_id for t in going], recipient=found.partner):
        given.setdefault(row.case_id, []).append(row)
    return frozenset(
        t.pk for t in going if t.journey_id not in open_for or not _agrees(t, given.get(t.case_id, []))
    )


def _agrees(traveller: Traveller, rows: list[Consent]) -> bool:
    path = path_of(traveller.journey)
    return bool(path.basis) or allowed(
        covering, rows, purpose=path.purpose, recipient=traveller.journey.partner, scope=("basic",),
        on=timezone.localdate(),
    )  # fmt: skip


def _late(rows: list[Traveller]) -> bool:
    going = [t.journey_id for t in rows if t.state == "joined"]
    steps = Step.objects.filter(journey_id__in=going, state="open", code=policies.HANDOVER)
    rules = {s.clock for s in steps}
    late = Clock.objects.filter(journey_id__in=going, rule__in=rules, stopped_at=None, paused_at=None)
    return late.filter(due_at__lt=timezone.now()).exists()


def traveller(viewer: Viewer, traveller_id: UUID) -> Traveller:
    """One of them; 404 outside."""
    return one(Traveller.objects.filter(pk=traveller_id).select_related("group", "case", "journey"))


def may_go(viewer: Viewer, found: GroupReturn) -> list[Journey]:
    """Journeys of the viewer's office whose handover to this partner is open and which go with no other group."""
    waiting = Journey.objects.filter(
        partner=found.partner, state="running", steps__state="open", steps__code=policies.HANDOVER
    )
    rows = (
        waiting.exclude(travels__state="joined")
        .select_related("case")
        .distinct()
        .order_by("case__code")[:SHOWN]
    )
    steps = {s.journey_id: s for s in Step.objects.filter(journey__in=[j.pk for j in rows], state="open")}
    return [j for j in rows if policies.may_join(j, steps.get(j.pk), found, viewer.office_id)]
