"""What was parked, looked at again: the software may know its kind by now, or somebody asked for it."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer, viewer_scope
from wellknit.platform.exchange.keys import OwnKeys
from wellknit.platform.exchange.kinds import UnknownKind, kind_of
from wellknit.platform.exchange.models.inbox import Came, InOrder, Received
from wellknit.platform.exchange.opening import _DECIDED, hand_over
from wellknit.platform.exchange.reading import NotKept, read_kept

AT_MOST = 200


def look_again(_own: OwnKeys, key: str) -> int:
    """Open again what can be opened now, the oldest first; how many. Each in its own transaction."""
    done = 0
    for pk in [*_parked(), *_stuck()][:AT_MOST]:
        with viewer_scope(key) as viewer:
            done += _again(pk, viewer)
    return done


def _parked() -> list[object]:
    rows = Received.objects.filter(state=Came.PARKED).values_list("pk", "kind", "version", "code")
    return [pk for pk, kind, version, code in rows.order_by("came_at")[:2000] if code == "again" or _knows(kind, version)]


def _stuck() -> list[object]:
    """Held messages whose turn it is: the one before came, and handing them over failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM exchange_received r JOIN exchange_inorder o ON o.peer = r.peer AND o.journey = r.journey"
            " AND o.incarnation = r.incarnation AND o.last + 1 = r.seq WHERE r.state = 'held'"
        )
        return [row[0] for row in cursor.fetchall()]


def _knows(kind: str, version: int) -> bool:
    try:
        return version in kind_of(kind).versions
    except UnknownKind:
        return False


def _again(pk: object, viewer: Viewer) -> int:
    row = Received.objects.select_for_update().get(pk=pk)
    try:
        result = hand_over(read_kept(row), viewer)
    except NotKept:
        return 0
    if result.failed:
        return 0
    if row.state == Came.HELD:
        InOrder.objects.filter(peer=row.peer, journey=row.journey).update(last=row.seq)
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [result.state, result.code, result.reason, timezone.now(), row.pk])
    return int(result.state != Came.PARKED)
