"""Between two countries: asking the country of origin, answering it, each step, the end, the case on the other side.

Whatever goes out stands on a talk alone, on a consent to exactly this contact, and on the step that allows it; the
worker looks at all three again before it seals. Where the partner has no node, the same journey is walked here and
the other side's steps are written down with who said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.dates import DateError, PartialDate
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox, peers
from wellknit.platform.identity.models import Office
from wellknit.protection import border_bodies as bodies
from wellknit.protection import policies_border as border_policies
from wellknit.protection import policies_journey as policies
from wellknit.protection.actions import case as cases
from wellknit.protection.actions import disclosure, talk, telling, walking, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.actions.person import Who
from wellknit.protection.actions.telling import groups_of
from wellknit.protection.actions.walking import Taking
from wellknit.protection.codelists import named
from wellknit.protection.codes import new_code
from wellknit.protection.corridors import Way, path_of, way_now
from wellknit.protection.models import Case, Consent, Journey, Step
from wellknit.protection.permissions import (
    CALL_RESCUE,
    MOVE_JOURNEYS,
    OPEN_CASES,
    OVERSEE,
    SEND_JOURNEYS,
    check_may,
)
from wellknit.protection.policies import check_open
from wellknit.protection.recipients import country_key
from wellknit.protection.states_journey import JOURNEY
from wellknit.protection.tellable import told
from wellknit.protection.withdrawals import stops


@dataclass(frozen=True)
class Asking:
    """What the other country is asked: a scope of the path, in which words; whether it cannot wait."""

    scope: str
    words: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Answered:
    """What a step is taken with. `said_by`, `channel` and `at` only where a partner without a node answered."""

    words: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    said_by: str = ""
    channel: str = ""
    at: datetime | None = None


# -- Asking


@transaction.atomic
def ask(case: Case, *, corridor: str, asking: Asking, by: Viewer) -> Journey:
    """Ask the country of origin: it sees a minimal preview, and more only step by step.

    Raises `NotShared` without a talk alone, or against what was said in it, or without a consent to exactly this
    contact; `NotNow` when it was asked already; `NotValid`, `NotYou`.
    """
    check_may(by, SEND_JOURNEYS)
    fresh = locked(case)
    check_open(fresh.state)
    way = way_now(corridor, timezone.localdate())
    path = way.path
    scope = policies.check_scope(path, asking.scope)
    border_policies.check_talk(talk.newest(fresh.pk), timezone.localdate())
    _check_not_asked(fresh, way)
    first = path.step(path.begins)
    stands_on = disclosure.make(
        fresh, by=by, purpose=path.purpose, recipient=country_key(way.to), scope=groups_of(first.fields),
        form="message", what=path.id, fields=first.fields,
    )  # fmt: skip
    journey = _begin(way, asking, by, case=fresh, consent=stands_on.consent)
    row = walking.open_step(journey, first, journey.sent_at)
    row.disclosed = told(fresh, first.fields) or None
    row.save(update_fields=["disclosed"])
    _send_offer(journey, by)
    record("journey.begun", target=journey, case=fresh.pk, fields=sorted(first.fields),
           note={"scope": scope.code, "corridor": way.code, "urgent": journey.urgent})  # fmt: skip
    worklist.refresh(fresh.pk)
    return journey


@transaction.atomic
def call_for_rescue(*, corridor: str, words: str, by: Viewer, clues: Mapping[str, Any] | None = None,
                    case: Case | None = None) -> Journey:  # fmt: skip
    """From hotline to hotline: somebody is in danger now, perhaps nobody knows where. No case is needed and no
    consent can be asked; the ground is a life, and the trace says so. Raises `NotValid`, `NotYou`.
    """
    check_may(by, CALL_RESCUE)
    if not words.strip():
        raise NotValid(
            _("Write what is known: the other hotline has only that."), {"words": _("This is empty.")}
        )
    way = way_now(corridor, timezone.localdate(), rescue=True)
    asking = Asking(way.path.scopes[0].code, words, urgent=True)
    journey = _begin(way, asking, by, case=case, consent=None)
    row = walking.open_step(journey, way.path.step(way.path.begins), journey.sent_at)
    row.disclosed = {
        name: value for name, value in (clues or {}).items() if value and name in row.fields
    } or None
    row.save(update_fields=["disclosed"])
    _send_offer(journey, by)
    record("journey.begun", target=journey, fields=sorted(row.disclosed or {}),
           note={"corridor": way.code, "basis": way.path.basis, "urgent": True})  # fmt: skip
    return journey


def _begin(way: Way, asking: Asking, by: Viewer, *, case: Case | None, consent: Consent | None) -> Journey:
    peer = peers.for_country(way.to)
    return Journey.objects.create(
        path=way.path.id, path_version=way.path.version, code=new_code("J"), case=case, from_office_id=by.office_id,
        partner=country_key(way.to), node=peer.code if peer else "", corridor=way.code, corridor_version=way.version,
        scope=asking.scope, urgent=asking.urgent, words=asking.words or None, consent=consent,
        state=JOURNEY.begin("begin").to_state, sent_at=timezone.now(), sent_by_id=by.person_id,
    )  # fmt: skip


def _check_not_asked(case: Case, way: Way) -> None:
    if Journey.objects.filter(case=case, corridor=way.code, path=way.path.id, state="running").exists():
        raise NotNow(
            _("This country has already been asked about the person. Go on there, or withdraw that first.")
        )


# -- Each step


@transaction.atomic
def move(step: Step, verb: str, *, by: Viewer, answered: Answered) -> Journey:
    """Take a step of this country, or write down one that a partner without a node has taken.

    Raises `NotYou` for another office's step, `NotNow` when it was taken or is the other node's turn,
    `NotValid` when something is missing.
    """
    check_may(by, MOVE_JOURNEYS)
    journey = locked(step.journey)
    row = locked(step)
    row.journey = journey
    path = path_of(journey)
    here = path.step(row.code)
    way = policies.check_move(here, verb, state=row.state, words=answered.words, reason=answered.reason)
    border_policies.check_details(
        here, verb, answered.details, begun=timezone.localdate(journey.sent_at), today=timezone.localdate()
    )
    _check_turn(journey, row, answered, by)
    if row.side == "sender" and any(path.step(code).side == "receiver" for code in way.opens):
        telling.check_goes_on(journey)
    if way.told_only:
        raise NotNow(_("This cannot be chosen; it is only what the other country hears."))
    taking = _taking(verb, row, answered, by)
    opened = walking.take(journey, row, path, way, taking)
    record(f"journey.{verb}", target=journey, case=journey.case_id,
           note={"step": row.code, "reason": answered.reason, "channel": answered.channel})  # fmt: skip
    if journey.node:
        # On no consent, so that the other side hears of it whatever happens: the sealer leaves the words out then.
        outbox.queue(
            "journey.moved", to=journey.node, body=bodies.moved(row, here), journey=journey.pk, by=by
        )
    for new in opened if walking.sender_here(journey) else ():
        telling.tell(new, by=by, quietly=True)
    if journey.state == "withdrawn":
        _say_withdrawn(journey, by)
    _refresh(journey)
    return journey


def _say_withdrawn(journey: Journey, by: Viewer) -> None:
    """That the person took it back overtakes everything that waits, and asks what becomes of what was told."""
    from wellknit.protection.actions import notice

    notice.give(journey, "withdrawn", by=by)


def _check_turn(journey: Journey, row: Step, answered: Answered, by: Viewer) -> None:
    own = row.office_id is not None
    border_policies.check_other_side(journey.node, own_step=own)
    if by.office_id != (row.office_id or walking.own_office(journey)):
        raise NotYou(_("Another office carries this step."))
    if own:
        border_policies.check_owner(row.owner, by.roles, oversees=by.may(OVERSEE))
    if not own:
        border_policies.check_said(
            answered.said_by, answered.channel, (c.code for c in named("channels").codes)
        )


def _taking(verb: str, row: Step, answered: Answered, by: Viewer) -> Taking:
    own, now = row.office_id is not None, timezone.now()
    at = now if own or answered.at is None else answered.at
    if at > now or (row.opened_at and at < row.opened_at):
        raise NotValid(
            _("This lies before the question or in the future."), {"on": _("Give the day it was answered.")}
        )
    return Taking(verb, at, answered.words, answered.reason, answered.details, by.person_id,
                  "" if own else answered.said_by, "" if own else answered.channel)  # fmt: skip


def _refresh(journey: Journey) -> None:
    if journey.case_id is not None:
        worklist.refresh_journey(journey.pk)


# -- The end


@transaction.atomic
def withdraw(journey: Journey, *, by: Viewer, reason: str) -> Journey:
    """Take the question back. The other country is told before anything else, and asked what it did with it."""
    check_may(by, SEND_JOURNEYS)
    if journey.from_office_id != by.office_id:
        raise NotYou(_("Only the office that asked can take it back."))
    fresh = locked(journey)
    policies.check_withdrawal(fresh.state, reason)
    _withdraw(fresh, by, reason)
    return fresh


def _withdraw(fresh: Journey, by: Viewer, reason: str) -> None:
    walking.end(fresh, "withdrawn", timezone.now(), reason=reason, by_id=by.person_id)
    record("journey.withdrawn", target=fresh, case=fresh.case_id, note={"reason": reason})
    _say_withdrawn(fresh, by)
    _refresh(fresh)


def _stop(consent: Consent, by: Viewer) -> list[str]:
    """A consent that ends: nothing that stands on it is sent any more, and whoever received it hears of it."""
    from wellknit.protection.actions import notice

    outbox.stop(consent.pk, "consent_ended")
    stopped = []
    rows = Journey.objects.select_for_update().filter(consent=consent).exclude(partner="").order_by("pk")
    for journey in rows:
        if journey.state == "running":
            _withdraw(journey, by, "consent_ended")
            stopped.append(
                _("The question %(code)s to the other country was withdrawn.") % {"code": journey.code}
            )
        else:
            notice.give(journey, "withdrawn", by=by)
            stopped.append(
                _("The other country was told that the consent of %(code)s is gone.") % {"code": journey.code}
            )
    return stopped


stops("border", _stop)


# -- Here, where the person returns to


@transaction.atomic
def hand_to(journey: Journey, office: Office, *, by: Viewer) -> None:
    """The office that speaks for the country hands it to the one that does it: the province, the centre; and back."""
    check_may(by, MOVE_JOURNEYS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_border_route(%s, %s)", [journey.pk, office.pk])


@transaction.atomic
def open_case(journey: Journey, *, by: Viewer, searched: bool) -> Case:
    """Open this country's own case for the person, from what was told so far. Raises `NotNow` before acceptance."""
    check_may(by, OPEN_CASES)
    fresh = locked(journey)
    if walking.sender_here(fresh) or fresh.case_id is not None:
        raise NotNow(_("There is a case for this journey already."))
    if fresh.accepted_at is None:
        raise NotNow(_("Accept the request first."))
    known = told_so_far(fresh)
    opened = cases.open(_who(known), cases.Opening(
        age_band=known.get("age_band", "unknown"), presumed_child=bool(known.get("presumed_child")),
        searched=searched, exploitation=known.get("exploitation", ""),
    ), by=by)  # fmt: skip
    fresh.case = opened
    fresh.version += 1
    fresh.save(update_fields=["case", "version"])
    record("journey.case_opened", target=fresh, case=opened.pk)
    return opened


def told_so_far(journey: Journey) -> dict[str, Any]:
    """Everything the other country told, newest last."""
    known: dict[str, Any] = {}
    for step in journey.steps.order_by("sequence"):
        known.update(step.disclosed or {})
    return known


def _who(known: Mapping[str, Any]) -> Who:
    names = (known.get("name_native", ""), known.get("name_latin", ""))
    return Who(
        sex=known.get("sex", "unknown"), name_native=names[0], name_latin=names[1],
        birth=_birth(known.get("birth", "")),
        nationality=known.get("nationality", ""), languages=tuple(known.get("languages", ())),
        contact=known.get("contact", {}), unnamed=not any(names),
    )  # fmt: skip


def _birth(told: str) -> str | None:
    """As it is kept here; what cannot be read as a date is left to the next talk."""
    try:
        return PartialDate.from_iso(told).serialise() if told else None
    except DateError:
        return None


# -- A partner that gets a node


@transaction.atomic
def connect(journey: Journey, *, by: Viewer) -> Journey:
    """The partner has a node now: it gets the whole journey, and takes its own steps from here on."""
    check_may(by, SEND_JOURNEYS)
    fresh = locked(journey)
    peer = peers.for_country(fresh.partner.partition(":")[2])
    if peer is None:
        raise NotNow(_("The other country has no node yet."))
    if fresh.node or not walking.sender_here(fresh) or fresh.state != "running":
        raise NotNow(_("This journey goes through a node already, or has ended."))
    telling.check_goes_on(fresh)
    fresh.node = peer.code
    fresh.version += 1
    fresh.save(update_fields=["node", "version"])
    _send_offer(fresh, by)
    for step in fresh.steps.filter(disclosed__isnull=False, sequence__gt=1).order_by("sequence"):
        fields = step.disclosed or {}
        case = walking.file_of(fresh)
        if case is not None and not path_of(fresh).basis:
            fields = telling.agreed(fresh, case, fields)
        if fields:
            outbox.queue("journey.told", to=peer.code, body=bodies.told_at(step, fields), journey=fresh.pk,
                         basis=fresh.consent_id, by=by)  # fmt: skip
    record("journey.connected", target=fresh, case=fresh.case_id)
    return fresh


def _send_offer(journey: Journey, by: Viewer) -> None:
    if journey.node:
        outbox.queue("journey.offered", to=journey.node, body=bodies.offered(journey), journey=journey.pk,
                     basis=journey.consent_id, by=by)  # fmt: skip
