"""Believing what the other side answered, and writing it down. Receipts are signed; a hint is only a hint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from wellknit.platform.exchange import peers
from wellknit.platform.exchange.failpoints import here
from wellknit.platform.exchange.limits import later
from wellknit.platform.exchange.models.outbox import Going, Outgoing
from wellknit.platform.exchange.receipt import Outcome, Receipt, verify_receipt
from wellknit.platform.exchange.speaking import own_code
from wellknit.platform.exchange.suite import SENTENCES, NodeKey, Refused

# The other side could not believe our signature, or its time is over: signed anew, the message keeps its number.
SIGN_AGAIN = frozenset({"unknown_key", "retired_key", "revoked_key", "expired"})

_RECEIVED = (
    "UPDATE exchange_outgoing SET state = 'received', outcome = %s, code = '', body = NULL, done_at = %s,"
    " reason = CASE WHEN state = 'stopped' THEN 'late' ELSE '' END WHERE id = %s"
)
_REFUSED = (
    "UPDATE exchange_outgoing SET state = 'refused', outcome = 'refused', code = %s, body = NULL, done_at = %s"
    " WHERE id = %s"
)
_WAITS = (
    "UPDATE exchange_outgoing SET outcome = %s, code = %s, next_at = %s, jws = CASE WHEN %s THEN NULL ELSE jws END"
    " WHERE id = %s AND state = 'sent'"
)


@dataclass(frozen=True)
class Settled:
    """How many messages came to their end, how many must be asked about again, and how many receipts of the
    answers could not be believed.
    """

    done: int = 0
    again: int = 0
    bad: int = 0


def settle(code: str, items: Iterable[Mapping[str, Any]], *, asked: set[UUID], now: datetime) -> Settled:
    """Write down a peer's answers. asked: messages it should have answered; the rest it may still."""
    keys = {kid: key for kid, key in peers.keys().items() if key.owner == code}
    receipts: dict[UUID, Receipt] = {}
    hints: dict[UUID, str] = {}
    bad = sum(not _read(item, receipts, hints, keys, now) for item in items)
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in Outgoing.objects.select_for_update()
            .filter(pk__in={*receipts, *hints, *asked}, peer=code)
            .only("id", "state", "digest", "attempts", "voids", "outcome")
            .order_by("next_at", "queued_at")
        }
        found = _write(rows, receipts, hints, now)
        here("settled")
    if receipts:
        peers.heard([code], now)
    return replace(found, bad=found.bad + bad)


def _read(
    item: Mapping[str, Any], receipts: dict[UUID, Receipt], hints: dict[UUID, str],
    keys: Mapping[str, NodeKey], now: datetime,
) -> bool:  # fmt: skip
    """Sort one answer: a receipt whose signature holds, or a hint. False for one that cannot be believed."""
    try:
        message = UUID(str(item.get("id")))
    except ValueError:
        return False
    if "receipt" not in item:
        said = str(item.get("code", ""))
        hints[message] = said if said in SENTENCES or said in HINTS else ""
        return True
    try:
        receipt = verify_receipt(item["receipt"], peer_keys=keys, audience=own_code(), now=now)
    except Refused:
        hints[message] = "bad_receipt"
        return False
    if receipt.ref != str(message):
        return False
    receipts[message] = receipt
    return True


# What a peer may say without a signature, beside why it could not open something.
HINTS = frozenset({"bad_receipt", "unknown_node", "stopped_node", "given_up", "old_incarnation", "held_full"})


def _write(
    rows: Mapping[UUID, Outgoing], receipts: Mapping[UUID, Receipt], hints: Mapping[UUID, str], now: datetime
) -> Settled:
    received, refused, waits, bad = [], [], [], 0
    for message, row in rows.items():
        receipt = receipts.get(message)
        if receipt is not None and receipt.digest != row.digest and row.state in (Going.SENT, Going.WAITING):
            receipt, hints, bad = None, {**hints, message: "bad_receipt"}, bad + 1
        if row.state not in (Going.SENT, Going.STOPPED):
            continue
        if receipt is None or not receipt.final:
            said = hints.get(message, "")
            waits.append((receipt.outcome if receipt else "", said, _when(row, said, now), said in SIGN_AGAIN, message))  # fmt: skip
        elif receipt.outcome == Outcome.REFUSED and row.state == Going.SENT:
            refused.append((receipt.code[:60], now, message))
            if row.voids and receipt.code == "place_taken":
                received.append(("applied", now, row.voids))
        elif receipt.outcome != Outcome.REFUSED:
            received.append((receipt.outcome, now, message))
    with connection.cursor() as cursor:
        cursor.executemany(_RECEIVED, received)
        cursor.executemany(_REFUSED, refused)
        cursor.executemany(_WAITS, waits)
    return Settled(len(received) + len(refused), len(waits), bad)


def _when(row: Outgoing, said: str, now: datetime) -> datetime:
    """Soon when the other side is only slow; in minutes and hours when it cannot believe us."""
    if said in ("", "held_full"):
        return later(now, row.attempts, first=2.0, most=600.0)
    return later(now, row.attempts, first=60.0, most=3600.0)
