"""Giving back what the other side lost, and taking back what we lost: the signed originals, nothing rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from wellknit.platform.access.refusals import Refusal
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.envelope import Opened, read_signed
from wellknit.platform.exchange.keys import own_keys
from wellknit.platform.exchange.kinds import UnknownKind, check_may_carry, kind_of
from wellknit.platform.exchange.models.inbox import Came, InOrder, Received
from wellknit.platform.exchange.models.outbox import Going, Outgoing
from wellknit.platform.exchange.opening import Result, hand_over, row_of
from wellknit.platform.exchange.suite import NodeKey, Refused

NOT_REBUILT = "not_rebuilt"
PART = 500_000  # bytes of originals in one message


def parts(peer: str, ours: Iterable[str], theirs: Iterable[str]) -> Iterator[list[dict[str, Any]]]:
    """Originals for a peer, in the order of this node's clock: what we sent them, what they sent us."""
    with_us = Outgoing.objects.filter(peer=peer, pk__in=list(ours), jws__isnull=False)
    from_them = Received.objects.filter(peer=peer, message__in=list(theirs), jws__isnull=False)
    whole = [(row.queued_at, False, row) for row in with_us] + [
        (row.done_at or row.came_at, True, row) for row in from_them
    ]
    part: list[dict[str, Any]] = []
    size = 0
    for _at, own, row in sorted(whole, key=lambda found: found[0]):
        if not own and not _may_go(peer, str(row.kind)):
            continue
        text = str(row.jws)
        outcome = row.state if isinstance(row, Received) else (row.outcome or row.state)
        if part and size + len(text) > PART:
            yield part
            part, size = [], 0
        part.append({"jws": text, "own": own, "outcome": str(outcome), "code": row.code})
        size += len(text)
    if part:
        yield part


def _may_go(code: str, kind: str) -> bool:
    peer = peers.get(code)
    try:
        if peer is not None:
            check_may_carry(kind_of(kind), peer)
    except (Refusal, UnknownKind):
        return False
    return peer is not None


def take_back(sender: str, items: Iterable[dict[str, Any]], viewer: Viewer) -> int:
    """Apply what a peer gave back, in its order; what is here already stays as it is. How many were new."""
    held = own_keys()
    known = {**peers.keys(), **held.keys}
    return sum(_take(sender, item, held.node, known, viewer) for item in items)


def _take(sender: str, item: dict[str, Any], node: str, known: dict[str, NodeKey], viewer: Viewer) -> int:
    try:
        opened = read_signed(item["jws"].encode(), keys=known, now=timezone.now())
    except Refused:
        return 0
    said = opened.claims
    if (said.iss, said.aud) == (node, sender):
        return _own(opened, item, viewer)
    if (said.iss, said.aud) == (sender, node):
        return _theirs(opened, viewer)
    return 0


def _own(opened: Opened, item: dict[str, Any], viewer: Viewer) -> int:
    """A message of ours that our books lost: its row, and what it told, once more in our own."""
    said, now = opened.claims, timezone.now()
    refused = item["outcome"] == Came.REFUSED
    if Outgoing.objects.filter(pk=UUID(said.jti)).exists():
        return 0
    kind = kind_of(said.typ) if _known(said.typ) else None
    at = datetime.fromtimestamp(said.iat, UTC)
    Outgoing.objects.create(
        id=UUID(said.jti), peer=said.aud, kind=said.typ, personal=kind.personal if kind else True, priority=said.pri,
        journey=UUID(said.jou) if said.jou else None, state=Going.REFUSED if refused else Going.RECEIVED,
        jws=opened.jws.decode(), digest=opened.digest, seq=said.seq, incarnation=said.inc, outcome=item["outcome"][:10],
        code=item["code"][:60], queued_at=at, next_at=at, sealed_at=at, done_at=now,
    )  # fmt: skip
    if not refused and hand_over(opened, viewer, own=True).state == Came.REFUSED:
        _say_not_rebuilt(said.aud)
    return 1


def _say_not_rebuilt(peer: str) -> None:
    """What it told cannot be told again in our own books: its file is younger than the backup. Somebody must know,
    for at the other side a person waits for this country's next step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_exchange_trouble(%s, %s)", [peer, NOT_REBUILT])


def _known(code: str) -> bool:
    try:
        kind_of(code)
    except UnknownKind:
        return False
    return True


def _theirs(opened: Opened, viewer: Viewer) -> int:
    """A message of theirs that our books lost: as if it came now, in the place it had."""
    said = opened.claims
    before = Received.objects.filter(peer=said.iss, message=UUID(said.jti)).first()
    if before is not None and before.state != Came.HELD:
        return 0
    result = hand_over(opened, viewer)
    if result.failed:
        result = Result(Came.PARKED, "failed")
    if before is not None:
        before.delete()
    row_of(opened, result, timezone.now()).save(force_insert=True)
    if said.jou and said.seq:
        order, _new = InOrder.objects.get_or_create(
            peer=said.iss, journey=UUID(said.jou), defaults={"incarnation": said.inc, "last": 0}
        )
        if order.incarnation <= said.inc and (order.incarnation < said.inc or order.last < said.seq):
            order.incarnation, order.last = said.inc, said.seq
            order.save(update_fields=["incarnation", "last"])
    return 1
