"""Opening what came: believe, know again, put in order, hand to its kind, answer. The worker's work alone.

What a message changes, its row and its place in the order are one transaction, in the name of the office
that speaks for the node. The receipt is signed after the commit; if we die before that, the sender asks
again, the number is known, and the receipt is signed then.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from wellknit.platform.access.viewer import viewer_scope
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.envelope import CONTENT, SPEC, TYPE, Opened, open_, source_of
from wellknit.platform.exchange.failpoints import here
from wellknit.platform.exchange.keys import OwnKeys, own_keys
from wellknit.platform.exchange.limits import BATCH, TRIES_TOGETHER
from wellknit.platform.exchange.opening import Key, Opening
from wellknit.platform.exchange.parked import look_again, release
from wellknit.platform.exchange.receipting import answer_all
from wellknit.platform.exchange.speaking import Speakers, alone, speaking
from wellknit.platform.exchange.suite import NodeKey, Refused

log = logging.getLogger(__name__)
AT_A_TIME = 60.0
HEAVY = 8_000_000  # bytes of events opened together

# Taken in order of coming; taking counts as a try, so that what kills the worker is opened alone next time.
_TAKE = """
WITH due AS (
  SELECT id, sum(length(event)) OVER (ORDER BY next_at, id) - length(event) AS before, tries FROM (
    SELECT id, event, next_at, tries FROM exchange_arrival WHERE NOT done AND next_at <= %s
     ORDER BY next_at, id LIMIT %s) d)
UPDATE exchange_arrival a SET tries = a.tries + 1, next_at = %s + make_interval(secs => least(600, 3 * 2 ^ least(a.tries, 12)))
  FROM due WHERE a.id = due.id AND due.before < %s
RETURNING a.id, a.source, a.message, a.event, a.tries, a.code, a.at
"""


_DUE = "SELECT EXISTS (SELECT 1 FROM exchange_arrival WHERE NOT done AND next_at <= now())"
_ANYTHING = f"{_DUE} OR EXISTS (SELECT 1 FROM exchange_received WHERE state = 'parked') OR EXISTS (SELECT 1 FROM exchange_received WHERE state = 'held')"


@dataclass(frozen=True)
class Came:
    """An arrival in the hands of the worker."""

    id: UUID
    source: str
    message: UUID
    event: str
    tries: int
    code: str
    at: datetime


def open_arrivals(*, linger: float = 0.0) -> int:
    """Open what is due until nothing is; how many. Asked for again by the round when it takes long.

    linger: seconds to wait for the next batch of a sender who has more, before letting go.
    """
    until, done = time.monotonic() + AT_A_TIME, 0
    while True:
        with alone("open") as mine:
            if not mine or not (done or _is(_ANYTHING)):
                return done  # whoever is at it looks once more after letting go
            done += _drain(until, linger)
        if time.monotonic() > until or not _is(_DUE):
            return done


def _is(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchone()[0])


def _drain(until: float, linger: float) -> int:
    own, done = own_keys(), 0
    with speaking() as speakers:
        look_again(speakers)
        while time.monotonic() < until and (taken := _take() or (_take_soon(linger) if done else [])):
            for batch in _split(taken):
                try:
                    _open_batch(batch, own, speakers)
                except (OperationalError, InterfaceError):
                    raise
                except Exception as error:  # tried alone later; the others do not wait for it
                    log.error("exchange: %s while %s messages were opened", type(error).__name__, len(batch))
                done += len(batch)
    return done


def _take_soon(linger: float) -> list[Came]:
    until = time.monotonic() + linger
    while time.monotonic() < until:
        time.sleep(0.01)
        if _is(_DUE):
            return _take()
    return []


def _take() -> list[Came]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [now, BATCH, now, HEAVY])
        found = [Came(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda came: came.at)


def _split(taken: list[Came]) -> list[list[Came]]:
    """Together what was never tried; each alone what failed before."""
    fresh = [came for came in taken if came.tries <= TRIES_TOGETHER and not came.code]
    return [*([fresh] if fresh else []), *([came] for came in taken if came not in fresh)]


def _open_batch(batch: list[Came], own: OwnKeys, speakers: Speakers) -> None:
    now, known = timezone.now(), peers.keys()
    opened: list[tuple[Came, Opened]] = []
    refused: list[tuple[Came, str]] = []
    for came in batch:
        try:
            opened.append((came, _believe(came, own, known, now)))
        except Refused as error:
            refused.append((came, error.code))
    # Sent in order and come in disorder: what is in one batch need not wait for itself.
    opened.sort(key=lambda pair: (pair[1].claims.iss, pair[1].claims.inc, pair[1].claims.seq))
    decided, moved = [], set[Key]()
    for key, run in speakers.runs(opened, lambda pair: _about(pair[1])):
        with viewer_scope(key) as viewer:
            work = Opening(viewer, now)
            work.load([message for _came, message in run])
            decided += [(came, work.take(message, given_up=came.code == "given_up")) for came, message in run]
            moved |= work.save()
            here("applied")
    here("committed")
    answer_all(decided, refused, own, now)
    here("answered")
    peers.heard({message.claims.iss for _came, message in opened}, now)
    release(moved, speakers)


def _about(opened: Opened) -> tuple[str, UUID | None]:
    return opened.claims.typ, UUID(opened.claims.jou) if opened.claims.jou else None


def _believe(came: Came, own: OwnKeys, known: dict[str, NodeKey], now: datetime) -> Opened:
    event = {"specversion": SPEC, "id": str(came.message), "source": source_of(came.source), "type": TYPE,
             "datacontenttype": CONTENT, "data": came.event}  # fmt: skip
    return open_(event, own_keys=own.keys, peer_keys=known, audience=own.node, now=now)
