"""The sealer: asks the consent again, gives the place in the order, signs. Nobody else writes to another node.

Works in a viewer scope of the office that speaks for the node, on rows it has locked. A message whose check
says no is stopped with that sentence and never signed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wellknit.platform.access.refusals import Refusal
from wellknit.platform.exchange import kinds
from wellknit.platform.exchange.envelope import Claims, digest_of, sign
from wellknit.platform.exchange.incarnation import current
from wellknit.platform.exchange.keys import OwnKeys
from wellknit.platform.exchange.limits import LASTS, WEIGHT, later
from wellknit.platform.exchange.models.outbox import Going, Outgoing, OutOrder
from wellknit.platform.exchange.models.peer import Peer

_SIGNED = (
    "UPDATE exchange_outgoing SET state = 'sent', jws = %s, digest = %s, seq = %s, incarnation = %s, sealed_at = %s,"
    " ends_at = %s WHERE id = %s"
)
_GOES = "UPDATE exchange_outgoing SET attempts = attempts + 1, next_at = %s WHERE id = %s"


@dataclass(frozen=True)
class Ready:
    """A message that was checked this moment and may be sealed for its peer."""

    id: UUID
    jws: bytes
    digest: str


class Sealer:
    """Prepares messages to one peer. `own` holds the signing key, so this lives in the worker only."""

    def __init__(self, peer: Peer, own: OwnKeys, now: datetime) -> None:
        self.peer, self.own, self.now = peer, own, now
        self.incarnation = current()

    def prepare(self, ids: list[UUID]) -> list[Ready]:
        """Those of these messages that may go now, signed, in their order; in one transaction with a viewer."""
        rows = Outgoing.objects.select_for_update().filter(pk__in=ids, state__in=(Going.WAITING, Going.SENT))
        passed = [row for row in rows.order_by("next_at", "queued_at") if self._may_go(row)]
        self._number([row for row in passed if row.jws is None])
        ready, signed = [], []
        for row in passed:
            if row.jws is None or row.ends_at is None or row.ends_at <= self.now:
                signed.append(self._sign(row))
            ready.append(Ready(row.pk, str(row.jws).encode(), row.digest))
        with connection.cursor() as cursor:
            cursor.executemany(_SIGNED, signed)
            cursor.executemany(_GOES, [(later(self.now, row.attempts + 1), row.pk) for row in passed])
        return ready

    def _may_go(self, row: Outgoing) -> bool:
        """Asked each time, also when it was signed before: a consent may have ended since."""
        try:
            kind = kinds.kind_of(row.kind)
            self._check(kind, row)
        except kinds.UnknownKind:
            Outgoing.objects.filter(pk=row.pk).update(
                code="unknown_kind", next_at=later(self.now, 8, first=60, most=3600)
            )
            return False
        except Refusal as refusal:
            if kind.bare is not None:
                return self._goes_bare(row, kind.bare(dict(row.body or {})))
            with connection.cursor() as cursor:
                cursor.execute("SELECT wk_exchange_end(%s, %s, NULL)", [row.pk, str(refusal.sentence)])
            return False
        return True

    def _goes_bare(self, row: Outgoing, bare: dict[str, Any]) -> bool:
        """What may not be said is taken out of the row too; the message keeps its number and its place."""
        if row.body != bare:
            row.body, row.jws = bare, None
            row.save(update_fields=["body", "jws"])
        return True

    def _check(self, kind: kinds.Kind, row: Outgoing) -> None:
        kinds.check_may_carry(kind, self.peer)
        kind.version_for(self.peer.protocol)
        if kind.check is not None:
            kind.check(
                kinds.Outgoing(row.pk, row.peer, row.kind, row.journey, row.basis, dict(row.body or {}))
            )

    def _number(self, rows: list[Outgoing]) -> None:
        """The next places in the order of each journey. What never waits, or has a place, gets none."""
        wanted = [row for row in rows if row.journey and not row.priority and not row.seq]
        known = {
            order.journey: order
            for order in OutOrder.objects.select_for_update().filter(
                peer=self.peer.code, journey__in={row.journey for row in wanted}
            )
        }
        for row in wanted:
            assert row.journey is not None
            order = known.setdefault(
                row.journey,
                OutOrder(peer=self.peer.code, journey=row.journey, incarnation=self.incarnation, last=0),
            )
            if order.incarnation != self.incarnation:
                order.incarnation, order.last = self.incarnation, 0
            order.last += 1
            row.seq = order.last
        OutOrder.objects.bulk_create(
            known.values(), update_conflicts=True, unique_fields=["peer", "journey"],
            update_fields=["incarnation", "last"],
        )  # fmt: skip

    def _sign(self, row: Outgoing) -> tuple[Any, ...]:
        kind = kinds.kind_of(row.kind)
        version, body = kind.body_for(dict(row.body or {}), self.peer.protocol)
        row.incarnation = row.incarnation or self.incarnation
        row.ends_at = self.now + LASTS
        claims = Claims(
            iss=self.own.node, aud=self.peer.code, jti=str(row.pk), typ=row.kind, ver=version,
            jou=str(row.journey or ""), seq=row.seq, inc=row.incarnation, iat=int(self.now.timestamp()),
            exp=int(row.ends_at.timestamp()), pri=row.priority,
        )  # fmt: skip
        text = sign(claims, body, sign_key=self.own.sign)
        row.jws, row.digest = text.decode(), digest_of(text)
        field = Outgoing._meta.get_field("jws")
        return (
            field.pre_save(row, False),
            row.digest,
            row.seq,
            row.incarnation,
            self.now,
            row.ends_at,
            row.pk,
        )


@dataclass(frozen=True)
class Due:
    """A message whose time has come."""

    id: UUID
    kind: str
    journey: UUID | None


def weigh(code: str, now: datetime, *, system_only: bool, at_most: int) -> list[Due]:
    """What is due for a peer, what never waits first, up to a number and a weight; at least one."""
    # The size without reading the value: large ones lie outside the row.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, journey, coalesce(octet_length(jws), octet_length(body) * 4 / 3, 0) FROM exchange_outgoing"
            " WHERE peer = %s AND state IN ('waiting', 'sent') AND next_at <= %s"
            " AND (NOT %s OR kind LIKE 'exchange.%%') ORDER BY next_at, queued_at LIMIT %s",
            [code, now, system_only, at_most],
        )
        found = cursor.fetchall()
    picked: list[Due] = []
    total = 0
    for message, kind, journey, size in found:
        total += size * 4 // 3 + 1500
        if picked and total > WEIGHT:
            break
        picked.append(Due(message, kind, journey))
    return picked
