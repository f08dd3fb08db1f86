"""What is done with messages that may be believed, inside one transaction with a viewer.

Each is handed to its kind in a savepoint of its own: one that is refused, or fails, undoes only itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from wellknit.lib.moves import IllegalMove
from wellknit.platform.access.refusals import Refusal
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange.envelope import Claims, Opened
from wellknit.platform.exchange.kinds import Incoming, NotYet, Refuse, UnknownKind, kind_of
from wellknit.platform.exchange.limits import HELD
from wellknit.platform.exchange.models.inbox import Came, InOrder, Received
from wellknit.platform.exchange.models.outbox import Line
from wellknit.platform.exchange.order import Order, Place, place
from wellknit.platform.exchange.receipt import Outcome, Receipt, receipt_for

log = logging.getLogger(__name__)
Key = tuple[str, UUID]


@dataclass(frozen=True)
class Decision:
    """What a sender is told: by a row that stays, by a receipt alone, or by an unsigned hint (empty: to wait)."""

    row: Received | None = None
    receipt: Receipt | None = None
    hint: str = ""
    failed: str = ""


@dataclass(frozen=True)
class Result:
    """What handing a message to its kind came to. failed: the name of a fault of ours; nothing was changed."""

    state: Came
    code: str = ""
    reason: str = ""
    failed: str = ""


def hand_over(opened: Opened, viewer: Viewer, *, own: bool = False) -> Result:
    """Give a message to its kind, in a savepoint. Unknown kinds and versions are parked, not lost."""
    said = opened.claims
    try:
        kind = kind_of(said.typ)
        body = kind.read(said.ver, opened.body)
    except (UnknownKind, KeyError) as error:
        return Result(Came.PARKED, "unknown_kind" if isinstance(error, UnknownKind) else "unknown_version")
    except (ValueError, RecursionError):  # its form, or so deep that nobody can write it down again
        return Result(Came.REFUSED, "not_valid")
    message = Incoming(
        UUID(said.jti), said.iss, said.typ, said.ver, UUID(said.jou) if said.jou else None, body,
        datetime.fromtimestamp(said.iat, UTC), own,
    )  # fmt: skip
    try:
        with transaction.atomic():
            kind.receive(message, viewer)
    except Exception as error:
        return _what_came_of(error, said.typ)
    return Result(Came.APPLIED)


def _what_came_of(error: Exception, kind: str) -> Result:
    """Its kind refused it, or has to wait for another; anything else is a fault of ours."""
    if isinstance(error, NotYet):
        return Result(Came.HELD, "not_yet")
    if isinstance(error, Refuse):
        return Result(Came.REFUSED, error.code[:60], str(error.sentence))
    if isinstance(error, Refusal):
        return Result(Came.REFUSED, "refused_here", str(error.sentence))
    if isinstance(error, IllegalMove):
        return Result(Came.REFUSED, "not_now", str(error))
    log.error("exchange: a message of kind %s could not be applied", kind, exc_info=error)
    return Result(Came.HELD, failed=type(error).__name__[:60])


class Opening:
    """The messages of one batch on their way in. `load`, `take` each, `save`; all in one transaction."""

    def __init__(self, viewer: Viewer, now: datetime) -> None:
        self.viewer, self.now = viewer, now
        self.moved: set[Key] = set()
        self.known: dict[Key, Received] = {}
        self.orders: dict[Key, InOrder] = {}
        self.lines: dict[str, Line] = {}
        self.held: dict[Key, set[int]] = {}
        self.fresh: list[Received] = []
        self.touched: set[Key] = set()

    def load(self, batch: Iterable[Opened]) -> None:
        """What is known of these messages and journeys; the orders are locked."""
        claims = [o.claims for o in batch]
        senders, journeys = {c.iss for c in claims}, {c.jou for c in claims if c.jou}
        rows = Received.objects.filter(peer__in=senders, message__in={c.jti for c in claims}).defer(
            "jws", "words"
        )
        self.known = {(r.peer, r.message): r for r in rows}
        self.lines = {
            line.peer: line
            for line in Line.objects.select_for_update().filter(peer__in=senders).order_by("peer")
        }
        orders = InOrder.objects.select_for_update().filter(peer__in=senders, journey__in=journeys)
        self.orders = {(o.peer, o.journey): o for o in orders.order_by("peer", "journey")}
        held = Received.objects.filter(state=Came.HELD, peer__in=senders, journey__in=journeys)
        for peer, journey, seq in held.values_list("peer", "journey", "seq"):
            self.held.setdefault((peer, journey), set()).add(seq)  # type: ignore[arg-type]

    def take(self, opened: Opened, *, given_up: bool = False) -> Decision:
        """Decide on one message."""
        said = opened.claims
        known = self.known.get((said.iss, UUID(said.jti)))
        if known is not None:
            if known.digest == opened.digest:
                return Decision(known)
            return Decision(receipt=receipt_for(opened, Outcome.REFUSED, at=self.now, code="other_digest"))
        where = self._place(said)
        if where in (Place.TAKEN, Place.OLD):
            return Decision(receipt=receipt_for(opened, Outcome.REFUSED, at=self.now, code=where.value))
        if where == Place.EARLY:
            return self._hold(opened)
        result = Result(Came.REFUSED, "given_up") if given_up else hand_over(opened, self.viewer)
        if result.failed:
            return Decision(failed=result.failed)
        row = self._keep(opened, result)
        if row.state != Came.HELD:
            self._advance(said)
        elif said.jou:
            self.held.setdefault((said.iss, UUID(said.jou)), set()).add(said.seq)
        return Decision(row)

    def save(self) -> set[Key]:
        """Write the rows and the orders; the journeys in which something waits that may have its turn now."""
        Received.objects.bulk_create(self.fresh)
        InOrder.objects.bulk_create(
            [self.orders[key] for key in self.touched], update_conflicts=True,
            unique_fields=["peer", "journey"], update_fields=["incarnation", "last"],
        )  # fmt: skip
        return {key for key in self.moved if self.held.get(key)}

    # --- inside --------------------------------------------------------------------------------

    def _place(self, said: Claims) -> Place:
        line = self.lines.get(said.iss)
        if line is None or said.inc > line.theirs:
            line = self.lines[said.iss] = began_anew(said.iss, said.inc)
            self.held = {key: held for key, held in self.held.items() if key[0] != said.iss}
        order = self.orders.get((said.iss, UUID(said.jou))) if said.jou else None
        stands = Order(order.incarnation, order.last) if order else Order()
        return place(stands, seq=said.seq if said.jou else 0, incarnation=said.inc, newest=line.theirs)

    def _hold(self, opened: Opened) -> Decision:
        said = opened.claims
        held = self.held.setdefault((said.iss, UUID(said.jou)), set())
        if said.seq in held:
            return Decision(receipt=receipt_for(opened, Outcome.REFUSED, at=self.now, code="place_taken"))
        if len(held) >= HELD:
            return Decision(hint="held_full")
        row = self._keep(opened, Result(Came.HELD))
        held.add(said.seq)
        return Decision(row)

    def _keep(self, opened: Opened, result: Result) -> Received:
        row = row_of(opened, result, self.now)
        self.fresh.append(row)
        self.known[(row.peer, row.message)] = row
        return row

    def _advance(self, said: Claims) -> None:
        if not said.jou:
            return
        key = (said.iss, UUID(said.jou))
        self.moved.add(key)
        if not said.seq:
            return
        order = self.orders.setdefault(key, InOrder(peer=key[0], journey=key[1], incarnation=0, last=0))
        order.incarnation, order.last = said.inc, said.seq
        self.touched.add(key)


def row_of(opened: Opened, result: Result, now: datetime) -> Received:
    """The row a message leaves."""
    said = opened.claims
    return Received(
        peer=said.iss, message=UUID(said.jti), kind=said.typ, version=said.ver,
        journey=UUID(said.jou) if said.jou else None, seq=said.seq, incarnation=said.inc, digest=opened.digest,
        state=result.state, code=result.code, reason=result.reason, jws=opened.jws.decode(),
        sent_at=datetime.fromtimestamp(said.iat, UTC), came_at=now,
        done_at=None if result.state == Came.HELD else now,
    )  # fmt: skip


def began_anew(peer: str, incarnation: int) -> Line:
    """A peer shows a higher incarnation: what we held of an earlier one was never acknowledged, and is dropped."""
    from wellknit.platform.exchange.incarnation import line_to

    line_to(peer)
    line = Line.objects.select_for_update().get(peer=peer)
    if incarnation > line.theirs:
        line.theirs = incarnation
        line.save(update_fields=["theirs"])
        Received.objects.filter(peer=peer, state=Came.HELD, incarnation__lt=incarnation).delete()
    return line
