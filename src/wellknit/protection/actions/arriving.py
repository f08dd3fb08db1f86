"""What a message from the other node does here. The worker opened and checked it; this is the office's part.

Each function runs in the transaction of the inbox row, in the name of the service person of the office that carries
the journey. A message that was heard before changes nothing; one that cannot be, is refused with a reason that
shows nobody. What is given back to a restored node (`own`) is walked like the first time.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from wellknit.lib.pathkinds import FIELD_GROUPS, StepPath
from wellknit.lib.pictures import NotAPicture, without_traces
from wellknit.lib.policydata import Faults, PolicyError
from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox, peers
from wellknit.platform.exchange.kinds import Incoming, NotYet, Refuse
from wellknit.protection import border_believed as believed
from wellknit.protection.actions import clock, delays, notice, telling, walking
from wellknit.protection.actions.document import media_type
from wellknit.protection.actions.walking import Taking
from wellknit.protection.corridors import countries_of, path_of
from wellknit.protection.models import BorderGrave, BorderNotice, BorderPaper, Journey, Step
from wellknit.protection.recipients import country_key
from wellknit.protection.states_border import NOTICE

# What may not come in any more after one of these.
BURIES = frozenset({"withdrawn", "erased"})


def _id(incoming: Incoming) -> UUID:
    """The journey a message is about; every kind of this wing's journeys names one."""
    if incoming.journey is None:
        raise Refuse("unknown_journey", "The message names no journey.")
    return incoming.journey


def _journey(incoming: Incoming) -> Journey:
    found = Journey.objects.select_for_update().filter(pk=_id(incoming)).first()
    if found is None:
        raise Refuse("unknown_journey", "The journey this speaks of is not known here (any more).")
    if found.node != incoming.sender and not incoming.own:
        raise Refuse("not_a_side", "The sender is no side of this journey.")
    return found


def _path(journey: Journey) -> StepPath:
    try:
        return path_of(journey)
    except (PolicyError, Faults, LookupError) as missing:
        said = f"{journey.corridor} version {journey.corridor_version}, {journey.path} version {journey.path_version}"
        raise Refuse("unknown_path", f"Not among this node's data files: {said}.") from missing


# -- A journey begins


def offered(incoming: Incoming, viewer: Viewer) -> None:
    """The other country asks: a preview, and the steps so far. Nothing more opens before this side accepts."""
    if _is_buried(incoming):
        return
    if Journey.objects.filter(pk=_id(incoming)).exists():
        _journey(incoming)  # heard before; from another node it is refused
        return
    body = incoming.body
    journey = _row(incoming, viewer)
    path = _path(journey)
    if path.between != "countries":
        raise Refuse("not_between_countries", "This path is walked inside one country.")
    if all(scope.code != journey.scope for scope in path.scopes):
        raise Refuse("unknown_scope", "The path does not know what is asked.")
    believed.check_walked(path, body["steps"])
    journey.save(force_insert=True)
    for step in body["steps"]:
        _step(journey, path, step, body["preview"])
    record("journey.arrived", target=journey, note={"corridor": journey.corridor, "urgent": journey.urgent})


def _is_buried(incoming: Incoming) -> bool:
    """Erased or withdrawn before it came: it stays away (review, 2.10)."""
    graves = BorderGrave.objects.filter(pk=_id(incoming))
    return (graves if incoming.own else graves.filter(node=incoming.sender)).exists()


def _row(incoming: Incoming, viewer: Viewer) -> Journey:
    body, peer = incoming.body, peers.get(incoming.sender)
    if peer is None or countries_of(body["corridor"]) != (peer.country, viewer.jurisdiction):
        raise Refuse("wrong_corridor", "The corridor does not lead from the sender's country to this one.")
    return Journey(
        id=incoming.journey, path=body["path"], path_version=body["path_version"], code=body["code"], to_office_id=viewer.office_id,
        partner=country_key(peer.country), partner_office=believed.readable(body["office"], 160),
        node=incoming.sender,
        corridor=body["corridor"], corridor_version=body["corridor_version"], scope=body["scope"],
        urgent=body["urgent"], words=body["words"] or None, sent_at=believed.moment(body["sent_at"]),
    )  # fmt: skip


def _step(journey: Journey, path: StepPath, body: Any, preview: Any) -> None:
    """One step of an offer that was walked as the path says."""
    here = path.step(body["code"])
    row = walking.open_step(
        journey, here, believed.moment(body["opened_at"]), running=body["state"] == "open"
    )
    if row.sequence == 1:
        row.disclosed = believed.allowed(preview, row.fields) or None
    way = here.move(body["verb"])
    if body["state"] == "taken" and way is not None:
        row.state, row.verb, row.reason = "taken", body["verb"], believed.reason(way, body["reason"])
        row.words, row.details = body["words"] or None, believed.details(way, body["details"]) or None
        row.taken_at = believed.moment(body["taken_at"])
        if way.gives_access and journey.accepted_at is None:
            journey.accepted_at = row.taken_at
            journey.save(update_fields=["accepted_at"])
    row.save()


# -- It goes on


def moved(incoming: Incoming, viewer: Viewer) -> None:
    """The other side took its step. Taken here before: nothing. After the end here: it is written down all the same."""
    journey, body = _journey(incoming), incoming.body
    row = _row_of(journey, body)
    if row.state == "taken":
        if row.verb == body["verb"]:
            return
        raise Refuse("taken_otherwise", "This step was taken here in another way.")
    if row.office_id is not None and not incoming.own:
        raise Refuse("not_your_step", "This step is moved by this side only.")
    path = _path(journey)
    way = path.step(row.code).move(body["verb"])
    if way is None:
        raise Refuse("unknown_move", "The path has no such move at this step.")
    taking = Taking(body["verb"], believed.moment(body["at"]), body["words"], believed.reason(way, body["reason"]),
                    believed.details(way, body["details"]))  # fmt: skip
    opened = walking.take(journey, row, path, way, taking)
    _office_of(journey, body)
    record("journey.heard", target=journey, case=journey.case_id, note={"step": row.code, "verb": row.verb})
    for new in opened if walking.sender_here(journey) else ():
        if new.state == "open":
            telling.tell(new, by=viewer, quietly=True)


def _row_of(journey: Journey, body: Any) -> Step:
    row = journey.steps.select_for_update().filter(sequence=body["sequence"]).first()
    if row is None or row.code != body.get("code", row.code):
        raise Refuse("unknown_step", "The journey has no such step here.")
    row.journey = journey
    return row


def _office_of(journey: Journey, body: Any) -> None:
    office = believed.readable(body.get("office", ""), 160)
    if office and office != journey.partner_office:
        journey.partner_office = office
        journey.save(update_fields=["partner_office"])


def told(incoming: Incoming, viewer: Viewer) -> None:
    """What the person agreed to have told, as far as the step allows it. After a withdrawal it is not kept: it came
    too late. Whoever is asked tells nothing about the person to whoever asks."""
    journey, body = _journey(incoming), incoming.body
    if walking.sender_here(journey) and not incoming.own:
        raise Refuse("not_yours_to_tell", "Only the country that asks tells about the person.")
    row = _row_of(journey, body)
    fields = believed.allowed(body["fields"], row.fields)
    if journey.state == "withdrawn" or not fields:
        return
    row.disclosed = {**(row.disclosed or {}), **fields}
    row.save(update_fields=["disclosed"])
    record("journey.was_told", target=journey, case=journey.case_id, fields=sorted(fields))


def paper(incoming: Incoming, viewer: Viewer) -> None:
    """A paper comes with the journey; what it says it is, it has to be."""
    journey, body = _journey(incoming), incoming.body
    if BorderPaper.objects.filter(pk=UUID(body["id"])).exists() or journey.state == "withdrawn":
        return
    size = _readable(body["content"], body["media_type"])
    kept = BorderPaper.objects.create(
        id=UUID(body["id"]), journey=journey, outgoing=incoming.own, kind=body["kind"], title=body["title"],
        media_type=body["media_type"], size=size, content=body["content"], message_id=incoming.id,
        at=believed.moment(body["at"]),
    )  # fmt: skip
    record("journey.paper_arrived", target=kept, case=journey.case_id, note={"kind": kept.kind})


def _readable(content: str, type_: str) -> int:
    """How many bytes a paper has, when it is what it says it is."""
    try:
        clear = base64.b64decode(content, validate=True)
        if media_type(clear[:16]) != type_:
            raise Refuse("wrong_paper", "The paper is not what it says it is.")
        without_traces(clear)
    except (binascii.Error, NotAPicture) as broken:
        raise Refuse("broken_paper", "The paper cannot be read.") from broken
    return len(clear)


# -- What travels beside the steps


def noticed(incoming: Incoming, viewer: Viewer) -> None:
    """A notice: it is written down and wants an answer. A withdrawal also ends the journey here."""
    body = incoming.body
    if not Journey.objects.filter(pk=_id(incoming)).exists():
        if body["kind"] not in BURIES:
            raise NotYet
        _bury(incoming)
        _nothing_is_here(incoming, viewer)
        return
    journey = _journey(incoming)
    if body["kind"] == "withdrawn" and walking.sender_here(journey) and not incoming.own:
        raise Refuse("not_yours_to_take_back", "Only the country that asked takes it back.")
    if body["kind"] == "withdrawn" and body["ended_at"] and journey.state != "withdrawn":
        _take_back(journey, body)
    if body["kind"] == "erased":
        _bury(incoming)
    if BorderNotice.objects.filter(pk=UUID(body["id"])).exists():
        return
    made = BorderNotice.objects.create(
        id=UUID(body["id"]), journey=journey, kind=body["kind"], outgoing=incoming.own, words=body["words"] or None,
        fields=believed.allowed(body["fields"], FIELD_GROUPS) or None, answers=UUID(body["answers"]) if body["answers"] else None,
        message_id=incoming.id, state=NOTICE.begin("give").to_state, at=believed.moment(body["at"]),
    )  # fmt: skip
    _start_clock(journey)
    record("notice.arrived", target=made, case=journey.case_id, note={"kind": made.kind})


def _start_clock(journey: Journey) -> None:
    try:
        clock.start("notice-answer", office_id=walking.own_office(journey), case_id=journey.case_id,
                    journey_id=journey.pk)  # fmt: skip
    except NotNow:
        return  # no calendar for that year: the notice stands all the same, and the page says why nothing runs


def _bury(incoming: Incoming) -> None:
    """Came before what it is about: whatever comes later for this journey stays away."""
    grave = {"node": incoming.sender, "at": timezone.now()}
    BorderGrave.objects.get_or_create(pk=_id(incoming), defaults=grave)


def _nothing_is_here(incoming: Incoming, viewer: Viewer) -> None:
    """What was taken back before it came needs nobody to answer for it: nothing of it is here, and nothing will be."""
    if incoming.own:
        return
    said = {"id": incoming.body["id"], "honoured": True, "answer": "destroyed", "words": "",
            "at": timezone.now().isoformat(timespec="microseconds")}  # fmt: skip
    outbox.queue("journey.honoured", to=incoming.sender, body=said, journey=incoming.journey, by=viewer)


def _take_back(journey: Journey, body: Any) -> None:
    walking.end(journey, "withdrawn", believed.moment(body["ended_at"]), reason=body["reason"])
    record("journey.withdrawn", target=journey, case=journey.case_id, note={"reason": body["reason"]})


def honoured(incoming: Incoming, viewer: Viewer) -> None:
    """The other side says what it did with a notice of ours; or, given back, what we had said."""
    found = BorderNotice.objects.select_for_update().filter(pk=UUID(incoming.body["id"])).first()
    if found is None and _is_buried(incoming):
        return  # our file is gone meanwhile, as we had asked of theirs
    if found is None:
        raise Refuse("unknown_notice", "The notice this answers is not known here.")
    notice.heard(found, incoming.body)


def delays_released(incoming: Incoming, viewer: Viewer) -> None:
    """The other government has released its figures on delays of a corridor and quarter."""
    body, peer = incoming.body, peers.get(incoming.sender)
    if (
        peer is None
        or peer.country not in body["corridor"].split("-")
        or viewer.jurisdiction not in body["corridor"]
    ):
        raise Refuse("wrong_corridor", "The corridor does not join the sender's country and this one.")
    delays.partner_released(corridor=body["corridor"], year=body["year"], quarter=body["quarter"], by=viewer,
                            at=believed.moment(body["at"]))  # fmt: skip


Receive = Callable[[Incoming, Viewer], None]


def _stored(receive: Receive) -> Receive:
    """What the database does not take is refused once, not tried for ever: an id or a code that is somebody else's."""

    @wraps(receive)
    def receiving(incoming: Incoming, viewer: Viewer) -> None:
        try:
            with transaction.atomic():
                receive(incoming, viewer)
        except (IntegrityError, DataError):  # their text quotes what came
            raise Refuse("not_stored", "It names something that belongs to another matter here.") from None

    return receiving


RECEIVERS: dict[str, Receive] = {
    name: _stored(receive) for name, receive in {
        "journey.offered": offered, "journey.moved": moved, "journey.told": told, "journey.paper": paper,
        "journey.alarm": noticed, "journey.note": noticed, "journey.honoured": honoured,
    }.items()
}  # fmt: skip
