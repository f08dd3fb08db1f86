"""What waits here, looked at again: held until its turn, or parked until the software knows its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer, viewer_scope
from wellknit.platform.exchange.kinds import UnknownKind, kind_of
from wellknit.platform.exchange.models.inbox import Came, InOrder, Received
from wellknit.platform.exchange.opening import Key, hand_over
from wellknit.platform.exchange.reading import NotKept, read_kept
from wellknit.platform.exchange.speaking import Speakers

AT_MOST = 500
_DECIDED = "UPDATE exchange_received SET state = %s, code = %s, reason = %s, done_at = %s, receipt = '' WHERE id = %s"
# Held messages whose turn it is: those next in their order, and those that keep none.
_TURN = """
SELECT r.id, r.kind, r.journey FROM exchange_received r
  LEFT JOIN exchange_inorder o ON o.peer = r.peer AND o.journey = r.journey
 WHERE r.state = 'held' AND (r.seq = 0 OR r.seq = 1 + CASE WHEN o.incarnation = r.incarnation THEN o.last ELSE 0 END)
   AND r.peer = %s AND r.journey = %s
 ORDER BY r.seq, r.came_at LIMIT %s
"""


@dataclass(frozen=True)
class _Row:
    id: UUID
    kind: str
    journey: UUID | None


def look_again(speakers: Speakers) -> int:
    """Open again whatever can be opened now, the oldest first; how many. Each in a transaction of its own."""
    journeys = Received.objects.filter(state=Came.HELD).values_list("peer", "journey").distinct()[:AT_MOST]
    done = release({(peer, journey) for peer, journey in journeys if journey is not None}, speakers)
    return done + sum(_again(row, speakers) for row in _parked())


def release(moved: Iterable[Key], speakers: Speakers) -> int:
    """In these journeys something was applied: take what waited for it, as far as it goes without a gap."""
    done = 0
    for peer, journey in moved:
        while fresh := sum(_again(row, speakers) for row in _turn(peer, journey)):
            done += fresh
    return done


def _turn(peer: str, journey: UUID) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [peer, journey, AT_MOST])
        return [_Row(*row) for row in cursor.fetchall()]


def _parked() -> list[_Row]:
    rows = Received.objects.filter(state=Came.PARKED).order_by("came_at")[:2000]
    found = rows.values_list("pk", "kind", "journey", "version", "code")
    known = [r for r in found if r[4] in ("again", "failed") or _knows(r[1], r[3])]
    return [_Row(pk, kind, journey) for pk, kind, journey, _version, _code in known[:AT_MOST]]


def _knows(kind: str, version: int) -> bool:
    try:
        return version in kind_of(kind).versions
    except UnknownKind:
        return False


def _again(found: _Row, speakers: Speakers) -> int:
    with viewer_scope(speakers.key(speakers.office(found.kind, found.journey))) as viewer:
        return _take(found.id, viewer)


def _take(pk: UUID, viewer: Viewer) -> int:
    """1 when it came to an end."""
    row = Received.objects.select_for_update().get(pk=pk)
    if row.state not in (Came.HELD, Came.PARKED):
        return 0
    try:
        result = hand_over(read_kept(row), viewer)
    except NotKept:
        return 0
    if result.failed or result.state == Came.HELD:
        return 0
    if row.state == Came.HELD and row.seq and row.journey is not None:
        InOrder.objects.update_or_create(
            peer=row.peer, journey=row.journey, defaults={"incarnation": row.incarnation, "last": row.seq}
        )
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [result.state, result.code, result.reason, timezone.now(), row.pk])
    return int(result.state != Came.PARKED)
