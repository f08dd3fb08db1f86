"""Thirty people, one handover: what is the same for all is written once, and the handover is one act.

Each person keeps her own journey: her step is taken as if it were taken alone, with the same checks. Who is not
at the crossing, or does not want to go, is left out with a reason and loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid, Refusal
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_meeting as policies
from wellknit.protection.actions import journey as journeys
from wellknit.protection.actions import lateness
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.codes import new_code
from wellknit.protection.corridors import path_of
from wellknit.protection.models import GroupReturn, Journey, Step, Traveller
from wellknit.protection.permissions import PLAN_RETURNS, check_may
from wellknit.protection.states_meeting import GROUP_RETURN, TRAVELLER

# Of what differs, what is handed over with her.
HANDED = ("papers", "luggage", "money", "medicine")


@dataclass(frozen=True)
class Plan:
    """What is the same for everybody: where, when, with whom. `papers`, `belongings`, `words` go on every sheet."""

    partner: str
    crossing: str
    on: date
    corridor: str = ""
    meet_at: str = ""
    receiver: str = ""
    escort: str = ""
    vehicle: str = ""
    papers: str = ""
    belongings: str = ""
    words: str = ""


@dataclass(frozen=True)
class Late:
    """Why the handover comes late, where it does: the same for all of the group."""

    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class AtCrossing:
    """What happened at the crossing: who took over there, and who was left out: traveller → (reason, words)."""

    received_name: str
    received_office: str = ""
    words: str = ""
    left_out: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    late: Late = field(default_factory=Late)


@transaction.atomic
def plan(given: Plan, *, by: Viewer) -> GroupReturn:
    """A return of several persons over one crossing on one day."""
    check_may(by, PLAN_RETURNS)
    _check(given, by)
    move = GROUP_RETURN.begin("plan")
    group = GroupReturn.objects.create(
        code=new_code("G"), office_id=by.office_id, country=by.jurisdiction, state=move.to_state,
        planned_at=timezone.now(), planned_by_id=by.person_id, **_told(given),
    )  # fmt: skip
    record(move.event, target=group, note={"partner": given.partner})
    return group


@transaction.atomic
def change(group: GroupReturn, given: Plan, *, by: Viewer, version: int | None = None) -> GroupReturn:
    """Another day, another vehicle: once, for all of them."""
    check_may(by, PLAN_RETURNS)
    _check(given, by)
    fresh = _own(group, by, version)
    for name, value in _told(given).items():
        if name != "partner":
            setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    record("group_return.changed", target=fresh, fields=["crossing", "on", "escort", "vehicle"])
    return fresh


def _check(given: Plan, by: Viewer) -> None:
    policies.check_partner(given.partner, by.jurisdiction)
    policies.check_words(given.crossing, "crossing", _("Name the crossing."))


def _told(given: Plan) -> dict[str, Any]:
    common = {"papers": given.papers, "belongings": given.belongings, "words": given.words}
    return {
        "partner": given.partner, "corridor": given.corridor, "crossing": given.crossing, "on": given.on,
        "meet_at": given.meet_at, "receiver": given.receiver, "escort": given.escort or None,
        "vehicle": given.vehicle or None, "common": {k: v for k, v in common.items() if v} or None,
    }  # fmt: skip


def _own(group: GroupReturn, by: Viewer, version: int | None = None) -> GroupReturn:
    """The group, locked. What is over is said before anything is compared: there is nothing left to decide."""
    fresh = locked(group)
    policies.check_kept_here(fresh.office_id, by.office_id)
    policies.check_planned(fresh.state)
    return locked(fresh, version, disputed=("crossing", "on"))


# -- Who goes


@transaction.atomic
def join(group: GroupReturn, chosen: Iterable[Journey], *, by: Viewer) -> int:
    """These go too; returns how many were added. Raises `NotNow` with the code of one that cannot go."""
    check_may(by, PLAN_RETURNS)
    fresh = _own(group, by)
    added = 0
    for journey in chosen:
        step, case = Step.objects.filter(journey=journey, state="open").first(), journey.case
        if case is None or not policies.may_join(journey, step, fresh, by.office_id):
            raise NotNow(
                _("%(code)s cannot go with this group: its handover is not your turn.")
                % {"code": journey.code}
            )
        if Traveller.objects.filter(journey=journey, state="joined").exists():
            raise NotNow(_("%(code)s already goes with a group.") % {"code": journey.code})
        move = TRAVELLER.begin("join")
        made = Traveller.objects.create(
            group=fresh, journey=journey, case=case, case_code=case.code, state=move.to_state,
            at=timezone.now(), by_id=by.person_id,
        )  # fmt: skip
        record(move.event, target=made, case=made.case_id)
        added += 1
    _count(fresh)
    return added


def _count(group: GroupReturn) -> None:
    group.persons = Traveller.objects.filter(group=group, state__in=["joined", "handed_over"]).count()
    group.version += 1
    group.save(update_fields=["persons", "version"])


@transaction.atomic
def take_off(traveller: Traveller, *, by: Viewer) -> Traveller:
    """She does not go with this group after all; her journey waits as before."""
    check_may(by, PLAN_RETURNS)
    group = _own(traveller.group, by)
    fresh = locked(traveller)
    _end(fresh, "take_off")
    _count(group)
    return fresh


def _end(traveller: Traveller, verb: str, reason: str = "", words: str = "") -> None:
    move = turned(TRAVELLER, traveller.state, verb)
    traveller.state, traveller.reason, traveller.words = move.to_state, reason, words or None
    traveller.ended_at = timezone.now()
    traveller.save()
    record(move.event, target=traveller, case=traveller.case_id, note={"reason": reason})


@transaction.atomic
def differ(group: GroupReturn, told: Mapping[UUID, Mapping[str, str]], *, by: Viewer) -> None:
    """What is not as for the others, person by person: luggage, medicine, needs, money, papers."""
    check_may(by, PLAN_RETURNS)
    fresh = _own(group, by)
    for traveller in Traveller.objects.select_for_update().filter(group=fresh, state="joined"):
        given = {name: value.strip() for name, value in told.get(traveller.pk, {}).items() if value.strip()}
        if traveller.pk in told and given != (traveller.differs or {}):
            traveller.differs = given or None
            traveller.save(update_fields=["differs"])
            record("traveller.changed", target=traveller, case=traveller.case_id, fields=sorted(given))


# -- At the crossing


@transaction.atomic
def hand_over(
    group: GroupReturn, there: AtCrossing, *, by: Viewer, version: int | None = None
) -> GroupReturn:
    """Hand all of them over in one act, but for those who are left out with a reason.

    Each person's own step is taken. Where one of them cannot be handed over (her consent ended meanwhile, it is
    no longer this office's turn), nothing at all is written and the sentence names her code: leave her out, or
    mend it first.
    """
    check_may(by, PLAN_RETURNS)
    fresh = _own(group, by, version)
    policies.check_begun(fresh.on, timezone.localdate())
    policies.check_words(there.received_name, "received_name", _("Who took over on the other side?"))
    going = list(
        Traveller.objects.select_for_update().filter(group=fresh, state="joined").order_by("case_code")
    )
    for traveller in going:
        if traveller.pk in there.left_out:
            reason, words = there.left_out[traveller.pk]
            policies.check_left_out(reason, words, f"why_{traveller.pk}")
            _end(traveller, "leave_out", reason, words)
        else:
            _cross(traveller, fresh, there, by)
    _count(fresh)
    if not fresh.persons:
        raise NotNow(_("Nobody was handed over. Cancel the group return instead."))
    move = turned(GROUP_RETURN, fresh.state, "hand_over")
    fresh.state, fresh.handed_over_at, fresh.handed_over_by_id = move.to_state, timezone.now(), by.person_id
    fresh.received_by = {"name": there.received_name, "office": there.received_office}
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, note={"persons": fresh.persons})
    return fresh


def _cross(traveller: Traveller, group: GroupReturn, there: AtCrossing, by: Viewer) -> None:
    step = (
        Step.objects.filter(journey_id=traveller.journey_id, state="open", code=policies.HANDOVER)
        .select_related("journey")
        .first()
    )
    try:
        if step is None:
            raise NotNow(_("Its handover is not open any more."))
        due = lateness.overdue(step)
        lateness.check(step, reason=there.late.reason, words=there.late.words)
        way = path_of(step.journey).step(step.code).moves[0]
        journeys.move(
            step, way.verb, by=by, words=_sentence(group, there), details=_details(group, traveller, there)
        )
        lateness.record(step, by=by, due_at=due, reason=there.late.reason, words=there.late.words)
    except NotValid as refusal:
        if "late_reason" in refusal.errors or "late_words" in refusal.errors:
            raise
        raise _about(traveller, refusal) from refusal
    except Refusal as refusal:
        raise _about(traveller, refusal) from refusal
    _end(traveller, "hand_over")


def _about(traveller: Traveller, refusal: Refusal) -> NotValid:
    said = _("%(code)s: %(sentence)s Leave the person out with a reason, or mend this first.") % {
        "code": traveller.case_code, "sentence": refusal.sentence,
    }  # fmt: skip
    return NotValid(said, {f"why_{traveller.pk}": said})


def _details(group: GroupReturn, traveller: Traveller, there: AtCrossing) -> dict[str, str]:
    """What a handover is signed with: the same for all, and what is hers."""
    common, own = group.common or {}, traveller.differs or {}
    handed = [common.get("papers"), common.get("belongings"), *(own.get(n) for n in HANDED)]
    signed = ", ".join(x for x in (there.received_name, there.received_office) if x)
    return {
        "crossing": group.crossing, "day": group.on.isoformat(), "signed_by": signed,
        "handed_over": "; ".join(x for x in handed if x) or _("Nothing but what the person carries"),
    }  # fmt: skip


def _sentence(group: GroupReturn, there: AtCrossing) -> str:
    office = f", {there.received_office}" if there.received_office else ""
    said = _("Handed over at %(crossing)s on %(day)s; received by %(name)s%(office)s.") % {
        "crossing": group.crossing, "day": group.on.isoformat(), "name": there.received_name, "office": office,
    }  # fmt: skip
    return f"{said} {there.words}".strip()


@transaction.atomic
def cancel(group: GroupReturn, *, by: Viewer) -> GroupReturn:
    """It does not take place; everybody's journey waits as before."""
    check_may(by, PLAN_RETURNS)
    fresh = _own(group, by)
    for traveller in Traveller.objects.select_for_update().filter(group=fresh, state="joined"):
        _end(traveller, "take_off")
    move = turned(GROUP_RETURN, fresh.state, "cancel")
    fresh.state = move.to_state
    _count(fresh)
    fresh.save()
    record(move.event, target=fresh)
    return fresh
