"""What a message from the other node does here. The worker opened and checked it; this is the office's part.

Each function runs in the transaction of the inbox row, in the name of the service person of the office that carries
the journey. A message that was heard before changes nothing; one that cannot be, is refused with a reason that
shows nobody. What is given back to a restored node (`own`) is walked like the first time.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from wellknit.lib.pathkinds import StepPath
from wellknit.lib.policydata import Faults, PolicyError
from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.kinds import Incoming, NotYet, Refuse
from wellknit.protection.actions import clock, delays, notice, telling, walking
from wellknit.protection.actions.document import media_type
from wellknit.protection.actions.walking import Taking
from wellknit.protection.corridors import countries_of, path_of
from wellknit.protection.models import BorderGrave, BorderNotice, BorderPaper, Journey, Step
from wellknit.protection.recipients import country_key
from wellknit.protection.states_border import NOTICE

# What may not come in any more after one of these.
BURIES = frozenset({"withdrawn", "erased"})


def _moment(text: str | datetime) -> datetime:
    return text if isinstance(text, datetime) else datetime.fromisoformat(text)


def _journey(incoming: Incoming) -> Journey:
    found = Journey.objects.select_for_update().filter(pk=incoming.journey).first()
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
    if _is_buried(incoming) or Journey.objects.filter(pk=incoming.journey).exists():
        return
    body = incoming.body
    journey = _row(incoming, viewer)
    path = _path(journey)
    if path.between != "countries":
        raise Refuse("not_between_countries", "This path is walked inside one country.")
    journey.save(force_insert=True)
    for step in body["steps"]:
        _step(journey, path, step, body["preview"])
    record("journey.arrived", target=journey, note={"corridor": journey.corridor, "urgent": journey.urgent})


def _is_buried(incoming: Incoming) -> bool:
    """Erased or withdrawn before it came: it stays away (review, 2.10)."""
    return BorderGrave.objects.filter(pk=incoming.journey).exists()


def _row(incoming: Incoming, viewer: Viewer) -> Journey:
    body, peer = incoming.body, peers.get(incoming.sender)
    if peer is None or countries_of(body["corridor"]) != (peer.country, viewer.jurisdiction):
        raise Refuse("wrong_corridor", "The corridor does not lead from the sender's country to this one.")
    return Journey(
        id=incoming.journey, path=body["path"], path_version=body["path_version"], code=body["code"], to_office_id=viewer.office_id,
        partner=country_key(peer.country), partner_office=body["office"], node=incoming.sender,
        corridor=body["corridor"], corridor_version=body["corridor_version"], scope=body["scope"],
        urgent=body["urgent"], words=body["words"] or None, sent_at=_moment(body["sent_at"]),
    )  # fmt: skip


def _step(journey: Journey, path: StepPath, body: Any, preview: Any) -> None:
    try:
        here = path.step(body["code"])
    except KeyError as unknown:
        raise Refuse("unknown_step", "The path has no such step.") from unknown
    row = walking.open_step(journey, here, _moment(body["opened_at"]), running=body["state"] == "open")
    if row.sequence != body["sequence"]:
        raise Refuse("out_of_order", "The steps of the offer are not in order.")
    row.disclosed = (preview or None) if row.sequence == 1 else None
    if body["state"] == "taken":
        row.state, row.verb, row.reason = "taken", body["verb"], body["reason"]
        row.words, row.details = body["words"] or None, body["details"] or None
        row.taken_at = _moment(body["taken_at"])
        way = here.move(row.verb)
        if way is not None and way.gives_access and journey.accepted_at is None:
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
    taking = Taking(body["verb"], _moment(body["at"]), body["words"], body["reason"], body["details"])
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
    if body.get("office") and body["office"] != journey.partner_office:
        journey.partner_office = body["office"]
        journey.save(update_fields=["partner_office"])


def told(incoming: Incoming, viewer: Viewer) -> None:
    """What the person agreed to have told. After a withdrawal it is not kept: it came too late."""
    journey, body = _journey(incoming), incoming.body
    row = _row_of(journey, body)
    if journey.state == "withdrawn":
        return
    row.disclosed = {**(row.disclosed or {}), **body["fields"]} or None
    row.save(update_fields=["disclosed"])
    record("journey.was_told", target=journey, case=journey.case_id, fields=sorted(body["fields"]))


def paper(incoming: Incoming, viewer: Viewer) -> None:
    """A paper comes with the journey; what it says it is, it has to be."""
    journey, body = _journey(incoming), incoming.body
    if BorderPaper.objects.filter(pk=UUID(body["id"])).exists() or journey.state == "withdrawn":
        return
    try:
        head = base64.b64decode(body["content"], validate=True)
    except binascii.Error as broken:
        raise Refuse("broken_paper", "The paper cannot be read.") from broken
    if media_type(head[:16]) != body["media_type"]:
        raise Refuse("wrong_paper", "The paper is not what it says it is.")
    kept = BorderPaper.objects.create(
        id=UUID(body["id"]), journey=journey, outgoing=incoming.own, kind=body["kind"], title=body["title"],
        media_type=body["media_type"], size=len(head), content=body["content"], message_id=incoming.id,
        at=_moment(body["at"]),
    )  # fmt: skip
    record("journey.paper_arrived", target=kept, case=journey.case_id, note={"kind": kept.kind})


# -- What travels beside the steps


def noticed(incoming: Incoming, viewer: Viewer) -> None:
    """A notice: it is written down and wants an answer. A withdrawal also ends the journey here."""
    body = incoming.body
    if not Journey.objects.filter(pk=incoming.journey).exists():
        if body["kind"] not in BURIES:
            raise NotYet
        _bury(incoming)
        return
    journey = _journey(incoming)
    if body["kind"] == "withdrawn" and body["ended_at"] and journey.state != "withdrawn":
        _take_back(journey, body)
    if body["kind"] == "erased":
        _bury(incoming)
    if BorderNotice.objects.filter(pk=UUID(body["id"])).exists():
        return
    made = BorderNotice.objects.create(
        id=UUID(body["id"]), journey=journey, kind=body["kind"], outgoing=incoming.own, words=body["words"] or None,
        fields=dict(body["fields"]) or None, answers=UUID(body["answers"]) if body["answers"] else None,
        message_id=incoming.id, state=NOTICE.begin("give").to_state, at=_moment(body["at"]),
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
    if incoming.body["kind"] in BURIES and incoming.journey is not None:
        BorderGrave.objects.get_or_create(
            pk=incoming.journey, defaults={"node": incoming.sender, "at": timezone.now()}
        )


def _take_back(journey: Journey, body: Any) -> None:
    walking.end(journey, "withdrawn", _moment(body["ended_at"]), reason=body["reason"])
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
                            at=_moment(body["at"]))  # fmt: skip


RECEIVERS: dict[str, Callable[[Incoming, Viewer], None]] = {
    "journey.offered": offered, "journey.moved": moved, "journey.told": told, "journey.paper": paper,
    "journey.alarm": noticed, "journey.note": noticed, "journey.honoured": honoured,
}  # fmt: skip
