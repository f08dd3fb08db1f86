"""Meetings of two countries about cases: what is to come, one of them whole, what is this office's to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection.models import CaseMeeting, GroupReturn, Journey, MeetingDecision, MeetingItem
from wellknit.protection.permissions import HOLD_MEETINGS, READ_MEETINGS, check_may
from wellknit.protection.queries.finding import one

SHOWN = 200
ORDER = ("escalated", "late", "by_hand", "pending")


@dataclass(frozen=True)
class Meeting:
    """One meeting with everything that is talked about there. `before`: decisions of earlier meetings with the same
    partner that are open, or were done since the last one; `names`: offices by id."""

    meeting: CaseMeeting
    items: list[MeetingItem]
    decisions: list[MeetingDecision]
    before: list[MeetingDecision]
    returns: list[GroupReturn]
    waiting: int
    names: dict[UUID, str] = field(default_factory=dict)
    last: CaseMeeting | None = None


def meetings(viewer: Viewer) -> tuple[list[CaseMeeting], list[CaseMeeting]]:
    """Those to come or whose minutes are open, the nearest first; and those that are over, the latest first."""
    check_may(viewer, READ_MEETINGS)
    found = CaseMeeting.objects.filter(country=viewer.jurisdiction).annotate(
        listed=Count("items", filter=~Q(items__state="taken_off"), distinct=True),
        open_decisions=Count("decisions", filter=Q(decisions__state="open"), distinct=True),
    )
    live: list[CaseMeeting] = list(found.filter(state__in=["planned", "held"]).order_by("starts_on")[:SHOWN])
    over: list[CaseMeeting] = list(
        found.filter(state__in=["agreed", "cancelled"]).order_by("-starts_on")[:SHOWN]
    )
    return live, over


def meeting(viewer: Viewer, meeting_id: UUID) -> CaseMeeting:
    """One meeting of the viewer's country; 404 outside."""
    check_may(viewer, READ_MEETINGS)
    return one(CaseMeeting.objects.filter(pk=meeting_id).select_related("office"))


def meeting_for_sheets(viewer: Viewer, meeting_id: UUID) -> CaseMeeting:
    """The same for who prints sheets and may not read meetings: the wall then shows none, and it is not found."""
    return one(CaseMeeting.objects.filter(pk=meeting_id).select_related("office"))


def whole(viewer: Viewer, meeting_id: UUID) -> Meeting:
    """A meeting with its list, its decisions, what became of the earlier ones. Reading it is an event."""
    found = meeting(viewer, meeting_id)
    last = _last(found)
    items = sorted(found.items.exclude(state="taken_off"), key=_place)
    decisions = list(found.decisions.select_related("owner").order_by("number"))
    record("case_meeting.read", target=found)
    return Meeting(
        found, items, decisions, _before(found, last), _returns(viewer, found),
        next_list(viewer, found.partner).count(), _names(i.office_id for i in items), last,
    )  # fmt: skip


def _place(item: MeetingItem) -> tuple[int, str, str]:
    return (ORDER.index(item.why) if item.why in ORDER else len(ORDER), item.step, item.case_code)


def _last(found: CaseMeeting) -> CaseMeeting | None:
    earlier = CaseMeeting.objects.filter(
        country=found.country, partner=found.partner, kind=found.kind, starts_on__lt=found.starts_on
    ).exclude(state="cancelled")
    return earlier.order_by("-starts_on").first()


def _before(found: CaseMeeting, last: CaseMeeting | None) -> list[MeetingDecision]:
    since = last.starts_on if last else date.min
    earlier = MeetingDecision.objects.filter(
        meeting__country=found.country, meeting__partner=found.partner, meeting__starts_on__lt=found.starts_on
    )
    rows = earlier.filter(Q(state="open") | Q(meeting=last) | Q(done_on__gte=since))
    return list(rows.select_related("meeting", "owner").order_by("meeting__starts_on", "number")[:SHOWN])


def _returns(viewer: Viewer, found: CaseMeeting) -> list[GroupReturn]:
    """Group returns to come: how many, where and when; never who."""
    if not viewer.may(HOLD_MEETINGS):
        return []
    coming = GroupReturn.objects.filter(country=found.country, partner=found.partner, state="planned")
    return list(coming.defer("escort", "vehicle", "common", "received_by").order_by("on")[:SHOWN])


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    return {o.pk: o.name for o in Office.objects.filter(pk__in=set(ids)).only("id", "name")}


def next_list(viewer: Viewer, partner: str) -> QuerySet[MeetingItem]:
    """What waits on the list for the next meeting with a partner."""
    return MeetingItem.objects.filter(
        meeting=None, country=viewer.jurisdiction, partner=partner, state="listed"
    )


def all_waiting(viewer: Viewer) -> list[MeetingItem]:
    """What waits for the next meeting with any partner, as far as the viewer sees it, the longest waiting first."""
    waiting = MeetingItem.objects.filter(meeting=None, country=viewer.jurisdiction, state="listed")
    return list(waiting.order_by("partner", "at")[:SHOWN])


def item(viewer: Viewer, item_id: UUID) -> MeetingItem:
    """One line of a list; 404 outside."""
    return one(MeetingItem.objects.filter(pk=item_id).select_related("meeting", "case", "journey"))


def reachable_items(viewer: Viewer, found: CaseMeeting) -> list[MeetingItem]:
    """Lines whose case file the viewer's office reaches: whose sealed sheet it may print, if a ground covers it."""
    rows = found.items.exclude(state="taken_off").filter(case__isnull=False).select_related("case", "journey")
    # What row security hides comes back empty from the join.
    return [row for row in rows.order_by("case_code") if row.case is not None and row.journey is not None]


def tasks(viewer: Viewer) -> list[MeetingDecision]:
    """What meetings decided that the viewer's office has to do, the most urgent first."""
    found = MeetingDecision.objects.filter(owner_id=viewer.office_id, state="open")
    return list(found.select_related("meeting").order_by("due_on", "number")[:SHOWN])


def partner_turns(viewer: Viewer) -> list[MeetingDecision]:
    """What meetings decided that the partner has to do, as far as the viewer may see it, the most urgent first."""
    found = MeetingDecision.objects.filter(ours=False, state="open", meeting__country=viewer.jurisdiction)
    return list(found.select_related("meeting").order_by("due_on", "number")[:SHOWN])


def decision(viewer: Viewer, decision_id: UUID) -> MeetingDecision:
    """One decision; 404 outside."""
    check_may(viewer, READ_MEETINGS)
    return one(MeetingDecision.objects.filter(pk=decision_id).select_related("meeting", "owner"))


def own_journey(viewer: Viewer, journey_id: UUID) -> Journey:
    """A running journey with a partner country of which the viewer's office is a side; 404 else."""
    found = Journey.objects.filter(pk=journey_id, state="running", partner__startswith="country:").first()
    if found is None:
        raise Http404
    return found


def partners(viewer: Viewer) -> set[str]:
    """Partner countries there were meetings or matters with, for the choices of a form."""
    keys = set(CaseMeeting.objects.values_list("partner", flat=True))
    keys |= set(
        Journey.objects.filter(partner__startswith="country:").values_list("partner", flat=True)[:5000]
    )
    return keys


def due_soon(viewer: Viewer) -> list[MeetingDecision]:
    """The first few of what meetings decided for this office, for the home page."""
    return tasks(viewer)[:5]


def today() -> date:
    """The node's own day."""
    return timezone.localdate()
