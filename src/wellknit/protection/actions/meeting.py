"""Meetings of two countries about cases: planned, the list drawn from what waits, held, decided, minutes agreed.

On the list and in the minutes stand case codes. What this side has to do becomes a row with a clock in the
worklist of the office that does it; what the partner has to do is kept as the partner's turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import nameless
from wellknit.protection import policies_meeting as policies
from wellknit.protection.actions.clock import rule_of
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.models import CaseMeeting, Journey, MeetingDecision, MeetingItem
from wellknit.protection.partner_matters import Matter, matters
from wellknit.protection.permissions import HOLD_MEETINGS, READ_MEETINGS, check_may
from wellknit.protection.states_meeting import CASE_MEETING, MEETING_DECISION, MEETING_ITEM

DECISION_CLOCK = "meeting-decision"
DRAWN = ("escalated", "late", "pending")


@dataclass(frozen=True)
class Plan:
    """A meeting to come. `partner`: a recipients key (`country:MM`); `corridor`: one direction, or empty for both."""

    partner: str
    kind: str
    starts_on: date
    host: str
    ends_on: date | None = None
    corridor: str = ""
    number: int | None = None
    place: str = ""
    liaison_office: str = ""


@transaction.atomic
def plan(given: Plan, *, by: Viewer) -> CaseMeeting:
    """A meeting that will be; what waits on the list for the next one comes to it when the list is drawn."""
    check_may(by, HOLD_MEETINGS)
    _check_plan(given, by)
    nameless.check(_where(given), partner=given.partner)
    move = CASE_MEETING.begin("plan")
    meeting = CaseMeeting.objects.create(
        office_id=by.office_id, country=by.jurisdiction, state=move.to_state, planned_at=timezone.now(),
        planned_by_id=by.person_id, **_told(given),
    )  # fmt: skip
    record(move.event, target=meeting, note={"partner": given.partner, "kind": given.kind})
    return meeting


@transaction.atomic
def change(meeting: CaseMeeting, given: Plan, *, by: Viewer, version: int | None = None) -> CaseMeeting:
    """Another day, another place. The partner stays: another partner is another meeting."""
    check_may(by, HOLD_MEETINGS)
    _check_plan(given, by)
    fresh = _own(meeting, by, version)
    policies.check_planned(fresh.state)
    nameless.check(_where(given), meeting=fresh, partner=fresh.partner)
    for name, value in _told(given).items():
        if name != "partner":
            setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    record("case_meeting.changed", target=fresh, fields=["starts_on", "place"])
    return fresh


def _check_plan(given: Plan, by: Viewer) -> None:
    policies.check_partner(given.partner, by.jurisdiction)
    policies.check_code("case-meeting-kinds", given.kind, "kind")
    policies.check_span(given.starts_on, given.ends_on)


def _where(given: Plan) -> dict[str, str]:
    return {"place": given.place, "liaison_office": given.liaison_office}


def _told(given: Plan) -> dict[str, object]:
    return {**vars(given)}


def _own(meeting: CaseMeeting, by: Viewer, version: int | None = None) -> CaseMeeting:
    fresh = locked(meeting, version, disputed=("state", "starts_on", "place"))
    policies.check_kept_here(fresh.office_id, by.office_id)
    return fresh


# -- The list


@transaction.atomic
def draw(meeting: CaseMeeting, *, by: Viewer) -> CaseMeeting:
    """Draw the list anew from what waits: what a clock or an office put there, what is late, what is pending.

    What was drawn before and no longer runs goes off; what somebody put there by hand stays.
    """
    check_may(by, HOLD_MEETINGS)
    fresh = _own(meeting, by)
    policies.check_planned(fresh.state)
    running = {m.journey_id: m for m in matters(fresh.partner) if fresh.corridor in ("", m.corridor, None)}
    _take_waiting(fresh)
    there = {i.journey_id: i for i in fresh.items.select_for_update()}
    for found in running.values():
        item = there.get(found.journey_id)
        if item is None:
            _listed(found, fresh.country, fresh.partner, _why(found), meeting=fresh)
        elif item.state == "listed":
            _brought_up(item, found)
    for item in there.values():
        if item.state == "listed" and item.why in DRAWN and item.journey_id not in running:
            _move_item(item, "take_off")
    fresh.drawn_at = timezone.now()
    fresh.version += 1
    fresh.save(update_fields=["drawn_at", "version"])
    record("case_meeting.drawn", target=fresh, note={"items": len(running)})
    return fresh


def _take_waiting(meeting: CaseMeeting) -> None:
    """What was put on the list for the next meeting comes to this one; a journey stands on it once."""
    taken = set(meeting.items.values_list("journey_id", flat=True)) - {None}
    for item in _next_list(meeting.country, meeting.partner).select_for_update():
        if meeting.corridor and item.corridor not in ("", meeting.corridor):
            continue
        if item.journey_id in taken:
            _move_item(item, "take_off")
            continue
        item.meeting = meeting
        item.save(update_fields=["meeting"])


def _next_list(country: str, partner: str) -> QuerySet[MeetingItem]:
    return MeetingItem.objects.filter(meeting=None, country=country, partner=partner, state="listed")


def _why(found: Matter) -> str:
    if found.escalated:
        return "escalated"
    late = found.due_at is not None and found.due_at < timezone.now() and not found.paused
    return "late" if late else "pending"


def _brought_up(item: MeetingItem, found: Matter) -> None:
    if item.why in DRAWN and item.why != "escalated":
        item.why = _why(found)
    for name in ("path", "path_version", "step", "ours", "since", "due_at"):
        setattr(item, name, getattr(found, name))
    item.save()


def _listed(found: Matter, country: str, partner: str, why: str, *, meeting: CaseMeeting | None = None,
            words: str = "", by: Viewer | None = None) -> MeetingItem:  # fmt: skip
    return MeetingItem.objects.create(
        meeting=meeting, office_id=found.office_id, country=country, partner=partner, corridor=found.corridor,
        case_id=found.case_id, case_code=found.case_code, journey_id=found.journey_id, journey_code=found.code, why=why,
        path=found.path, path_version=found.path_version, step=found.step, ours=found.ours, since=found.since,
        due_at=found.due_at, words=words or None, state=MEETING_ITEM.begin("list").to_state, at=timezone.now(),
        by_id=by.person_id if by else None,
    )  # fmt: skip


def _move_item(item: MeetingItem, verb: str) -> None:
    move = turned(MEETING_ITEM, item.state, verb)
    item.state = move.to_state
    item.save(update_fields=["state"])
    record(move.event, target=item, case=item.case_id)


@transaction.atomic
def list_case(journey: Journey, *, by: Viewer, words: str) -> MeetingItem:
    """An office puts one of its matters on the list for the next meeting with that country, and says why."""
    check_may(by, READ_MEETINGS)
    policies.check_words(words, "words", _("Write what the meeting should talk about."))
    nameless.check({"words": words}, partner=journey.partner)
    found = next((m for m in matters(journey.partner) if m.journey_id == journey.pk), None)
    if found is None or found.office_id != by.office_id:
        raise NotYou(
            _("Only the office that carries a running matter with this country puts it on the list.")
        )
    if _next_list(by.jurisdiction, journey.partner).filter(journey=journey).exists():
        raise NotNow(_("This already stands on the list for the next meeting."))
    item = _listed(found, by.jurisdiction, journey.partner, "by_hand", words=words, by=by)
    record(MEETING_ITEM.begin("list").event, target=item, case=item.case_id, note={"why": "by_hand"})
    return item


@transaction.atomic
def take_off(item: MeetingItem, *, by: Viewer) -> MeetingItem:
    """Not for this meeting: it goes off the list."""
    check_may(by, HOLD_MEETINGS)
    fresh = locked(item)
    if fresh.meeting is not None:
        _own(fresh.meeting, by)
    _move_item(fresh, "take_off")
    return fresh


# -- Held, decided, agreed


@transaction.atomic
def hold(meeting: CaseMeeting, *, by: Viewer, participants: Sequence[Mapping[str, str]], remarks: str = "",
         version: int | None = None) -> CaseMeeting:  # fmt: skip
    """It took place: who was there ({side: ours or theirs, office, role, name}), and what was said beyond the cases."""
    check_may(by, HOLD_MEETINGS)
    policies.check_some(participants, "participants")
    fresh = _own(meeting, by, version)
    policies.check_begun(fresh.starts_on, timezone.localdate())
    nameless.check({"remarks": remarks, "participants": _seats(participants)}, meeting=fresh)
    if fresh.state == "planned":
        move = turned(CASE_MEETING, fresh.state, "hold")
        fresh.state, fresh.held_at, fresh.held_by_id = move.to_state, timezone.now(), by.person_id
    else:
        policies.check_held(fresh.state)
    fresh.participants, fresh.remarks = [dict(p) for p in participants], remarks or None
    fresh.version += 1
    fresh.save()
    record("case_meeting.held", target=fresh, fields=["participants", "remarks"])
    return fresh


def _seats(participants: Sequence[Mapping[str, str]]) -> str:
    """Offices and roles; the names of who sat there are officials' own."""
    return " / ".join(row.get(name, "") for row in participants for name in ("office", "role"))


@dataclass(frozen=True)
class Decided:
    """One decision: what, whose (`ours` and the office, or the partner's office in words), in which role, until when."""

    text: str
    ours: bool
    due_on: date
    owner: Office | None = None
    owner_role: str = ""
    owner_words: str = ""


@transaction.atomic
def decide(
    meeting: CaseMeeting, given: Decided, *, by: Viewer, item: MeetingItem | None = None
) -> MeetingDecision:
    """What was decided about a case of the list, or (without one) about the work itself. It gets its clock at once."""
    check_may(by, HOLD_MEETINGS)
    fresh = _own(meeting, by)
    policies.check_held(fresh.state)
    policies.check_words(given.text, "text", _("Write what was decided."))
    nameless.check({"text": given.text, "owner_words": given.owner_words}, meeting=fresh)
    policies.check_owner(ours=given.ours, owner=given.owner, owner_words=given.owner_words)
    policies.check_due(given.due_on, timezone.localdate())
    item = locked(item) if item is not None else None
    number = (fresh.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    move = MEETING_DECISION.begin("decide")
    made = MeetingDecision.objects.create(
        meeting=fresh, item=item, case_id=item.case_id if item else None, case_code=item.case_code if item else "",
        number=number, text=given.text, ours=given.ours, owner=given.owner if given.ours else None,
        owner_role=given.owner_role, owner_words="" if given.ours else given.owner_words, due_on=given.due_on,
        state=move.to_state, taken_at=timezone.now(), taken_by_id=by.person_id,
    )  # fmt: skip
    if item is not None and item.state == "listed":
        _move_item(item, "treat")
    if made.ours:
        _start_clock(made)
    record(move.event, target=made, case=made.case_id, note={"number": number, "ours": made.ours})
    return made


def _start_clock(made: MeetingDecision) -> None:
    due = timezone.make_aware(datetime.combine(made.due_on, time(23, 59)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_decision_clock(%s, %s, %s)", [made.pk, due, rule_of(DECISION_CLOCK)[1]])
        made.clock_id = cursor.fetchone()[0]


@transaction.atomic
def finish(decision: MeetingDecision, verb: str, *, by: Viewer, words: str, on: date | None = None,
           version: int | None = None) -> MeetingDecision:  # fmt: skip
    """`done` or `not_needed`, with what came of it. Its owner says so; for the partner's, who keeps the meeting."""
    check_may(by, READ_MEETINGS)
    policies.check_words(words, "words", _("Write what came of it: the next meeting reads this."))
    fresh = locked(decision, version, disputed=("state",))
    keeper = fresh.meeting.office_id
    if by.office_id != (fresh.owner_id if fresh.ours else keeper):
        raise NotYou(_("Another office has to do this, and says itself when it is done."))
    nameless.check({"words": words}, meeting=fresh.meeting)
    move = turned(MEETING_DECISION, fresh.state, verb)
    fresh.state, fresh.done_words = move.to_state, words
    fresh.done_on, fresh.done_by_id = on or timezone.localdate(), by.person_id
    fresh.version += 1
    fresh.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_decision_ended(%s)", [fresh.pk])
    record(move.event, target=fresh, case=fresh.case_id)
    return fresh


@transaction.atomic
def agree(meeting: CaseMeeting, *, by: Viewer, on: date, version: int | None = None) -> CaseMeeting:
    """Both sides agreed the minutes."""
    check_may(by, HOLD_MEETINGS)
    fresh = _own(meeting, by, version)
    policies.check_begun(on, timezone.localdate())
    fresh.agreed_on, fresh.agreed_by_id = on, by.person_id
    return _ended(fresh, "agree")


def _ended(fresh: CaseMeeting, verb: str) -> CaseMeeting:
    """What was on the list and not talked about goes to the next one."""
    move = turned(CASE_MEETING, fresh.state, verb)
    fresh.state = move.to_state
    fresh.version += 1
    fresh.save()
    for item in fresh.items.select_for_update().filter(state="listed"):
        _put_off(item)
    record(move.event, target=fresh)
    return fresh


def _put_off(item: MeetingItem) -> None:
    _move_item(item, "put_off")
    waiting = _next_list(item.country, item.partner).filter(journey=item.journey_id)
    if item.journey_id is None or not waiting.exists():
        MeetingItem.objects.create(
            office_id=item.office_id, country=item.country, partner=item.partner, corridor=item.corridor,
            case_id=item.case_id, case_code=item.case_code, journey_id=item.journey_id, journey_code=item.journey_code,
            why=item.why, path=item.path, path_version=item.path_version, step=item.step, ours=item.ours,
            since=item.since, due_at=item.due_at, words=item.words, at=timezone.now(), by_id=item.by_id,
        )  # fmt: skip


@transaction.atomic
def cancel(meeting: CaseMeeting, *, by: Viewer) -> CaseMeeting:
    """It will not take place; its list waits for the next one."""
    check_may(by, HOLD_MEETINGS)
    return _ended(_own(meeting, by), "cancel")
