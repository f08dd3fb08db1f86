"""Sending to one peer: check again, sign, seal, post, believe receipts. The worker's work alone.

A batch is checked and signed in one transaction in the name of the office that speaks for the node; then it
is sealed and posted outside any; then what the receipts say is written down. Dying anywhere in between loses
nothing: what has no receipt is sent again, and the other side knows it by its number.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Min
from django.utils import timezone

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import viewer_scope
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.copying import copy_refused
from wellknit.platform.exchange.envelope import wrap
from wellknit.platform.exchange.failpoints import here
from wellknit.platform.exchange.incarnation import line_to, must_compare
from wellknit.platform.exchange.keys import OwnKeys, own_keys
from wellknit.platform.exchange.limits import BATCH, later
from wellknit.platform.exchange.line import Answer, Flight, Post
from wellknit.platform.exchange.models.outbox import Going, Line, Outgoing
from wellknit.platform.exchange.models.peer import Peer
from wellknit.platform.exchange.receipts import settle
from wellknit.platform.exchange.sealer import Due, Ready, Sealer, weigh
from wellknit.platform.exchange.speaking import Speakers, alone, speaking
from wellknit.platform.exchange.suite import write_json
from wellknit.platform.vault.keyring import KeyMissing

AT_A_TIME = 60.0  # seconds of one job; then others have their turn
MOMENT = 5.0  # seconds a job waits by itself
DANGER_WAITS = timedelta(seconds=30)  # what never waits tries a broken line this often


def deliver(code: str, *, post: Post | None = None, patient: bool = False) -> float | None:
    """Send what is due for a peer until nothing is. Seconds until something is due again, or None.

    patient: wait here for what is due in a few seconds (the other side's worker was a little slow).
    """
    peer = peers.get(code)
    if peer is None or peer.state != "trusted" or not peer.address:
        return None
    until = time.monotonic() + AT_A_TIME
    while True:
        with alone(f"deliver {code}") as mine:
            if not mine:
                return None  # whoever is at it looks once more after letting go
            copy_refused(code)
            _drain(peer, post, until)
        pause = _next(code)
        if pause is None or pause > (MOMENT if patient else 0) or time.monotonic() > until:
            return pause
        time.sleep(pause)


def _drain(peer: Peer, post: Post | None, until: float) -> None:
    """Batch after batch: while one is on its way, the next is checked and signed."""
    if not _due(peer.code):
        return
    try:
        own = own_keys()
        with speaking() as speakers, Flight(post) as flight:
            while time.monotonic() < until and (due := _due(peer.code)):
                ready = prepare(peer, own, due, speakers)
                here("signed")
                if not _next_batch(peer, own, ready, flight):
                    return
            _landed(peer, flight.land(), flight.ids)
    except (NotNow, KeyMissing) as error:
        _failed(peer.code, "no_keys" if isinstance(error, KeyMissing) else "no_office", [])


def _next_batch(peer: Peer, own: OwnKeys, ready: list[Ready], flight: Flight) -> bool:
    """Send a batch when the one before has come back well; whether the line holds."""
    try:
        to_key = peers.seal_key(peer.code)
    except NotNow:
        _landed(peer, flight.land(), flight.ids)
        return _failed(peer.code, "no_key", [r.id for r in ready])
    events = {r.id: wrap(r.jws, message=str(r.id), sender=own.node, to_key=to_key) for r in ready}
    before, answer = flight.ids, flight.land()
    if answer is not None and answer.said:
        return _failed(peer.code, answer.said, [*before, *events])
    if answer is not None:
        going = _still_to_go(ready)  # a consent may have ended while the last batch was on its way
        events = {message: event for message, event in events.items() if message in going}
    if events:
        flight.start(peer.address, write_json(list(events.values())), list(events))
    return _landed(peer, answer, before)


def _still_to_go(ready: list[Ready]) -> set[UUID]:
    ids = [r.id for r in ready]
    return set(Outgoing.objects.filter(pk__in=ids, state=Going.SENT).values_list("pk", flat=True))


def _landed(peer: Peer, answer: Answer | None, ids: list[UUID]) -> bool:
    """Write down what came back; whether the line holds."""
    if answer is None:
        return True
    if answer.said:
        return _failed(peer.code, answer.said, ids)
    now = timezone.now()
    settle(peer.code, answer.items, asked=set(ids), now=now)
    Line.objects.filter(peer=peer.code).update(failures=0, next_at=None, said="", worked_at=now)
    return True


def prepare(peer: Peer, own: OwnKeys, due: list[Due], speakers: Speakers) -> list[Ready]:
    """Check and sign what is due, each in the name of the office it concerns."""
    ready: list[Ready] = []
    for key, found in speakers.runs(due, lambda d: (d.kind, d.journey)):
        with viewer_scope(key):
            ready += Sealer(peer, own, timezone.now()).prepare([d.id for d in found])
    return ready


def _due(code: str) -> list[Due]:
    """What may go now: nothing while the line rests, and only the comparing itself before a comparing."""
    line, now = line_to(code), timezone.now()
    if line.next_at is not None and line.next_at > now and not _danger(code, line, now):
        return []
    return weigh(code, now, system_only=must_compare(line), at_most=BATCH)


def _danger(code: str, line: Line, now: datetime) -> bool:
    """Whether something that never waits is there, and the broken line rested for half a minute."""
    if line.failed_at is not None and line.failed_at > now - DANGER_WAITS:
        return False
    return Outgoing.objects.filter(
        peer=code, state__in=(Going.WAITING, Going.SENT), priority=True, next_at__lte=now
    ).exists()


def _failed(code: str, said: str, ids: list[UUID]) -> bool:
    """The line rests; what was on its way is due again as soon as the line is."""
    now, line = timezone.now(), line_to(code)
    line.failures += 1
    line.next_at, line.failed_at, line.said = later(now, line.failures), now, said
    line.save(update_fields=["failures", "next_at", "failed_at", "said"])
    waiting = Outgoing.objects.filter(pk__in=ids, state=Going.SENT)
    waiting.filter(priority=True).update(
        next_at=datetime.fromtimestamp(0, now.tzinfo), attempts=F("attempts") - 1
    )
    waiting.filter(priority=False).update(next_at=F("queued_at"), attempts=F("attempts") - 1)
    return False


def _next(code: str) -> float | None:
    """Seconds until the first message is due and the line may be tried; None when nothing waits."""
    line, now = line_to(code), timezone.now()
    open_ones = Outgoing.objects.filter(peer=code, state__in=(Going.WAITING, Going.SENT))
    if must_compare(line):
        open_ones = open_ones.filter(kind__startswith="exchange.")
    first = open_ones.aggregate(first=Min("next_at"))["first"]
    if first is None:
        return None
    when = max(first, line.next_at or first)
    return max(0.0, (when - now).total_seconds())


def resume(code: str) -> None:
    """The line is tried at once, whatever it did before; said by an operator."""
    Line.objects.filter(peer=code).update(next_at=None, failures=0)
