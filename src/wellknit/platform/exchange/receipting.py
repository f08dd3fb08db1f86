"""Answering: the receipt of each message, signed after the commit of what it tells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from wellknit.platform.exchange.keys import OwnKeys
from wellknit.platform.exchange.models.inbox import Came, Received
from wellknit.platform.exchange.opening import Decision
from wellknit.platform.exchange.receipt import Receipt, sign_receipt

if TYPE_CHECKING:
    from wellknit.platform.exchange.inbox import Came as Arrived

_ANSWERED = "UPDATE exchange_arrival SET done = true, event = '', answer = %s, code = %s WHERE id = %s"
_FAILED = "UPDATE exchange_arrival SET code = %s WHERE id = %s"
_RECEIPT = "UPDATE exchange_received SET receipt = %s WHERE id = %s AND state = %s AND code = %s"


def answer_all(
    decided: Sequence[tuple[Arrived, Decision]], refused: Sequence[tuple[Arrived, str]], own: OwnKeys, now: datetime
) -> None:  # fmt: skip
    """Sign and store the answers to a batch, for the web process to hand out."""
    answers, failed, receipts = [], [], []
    for came, decision in decided:
        if decision.failed:
            failed.append((decision.failed, came.id))
            continue
        text = receipt_text(decision, own, now)
        answers.append((text, decision.hint, came.id))
        row = decision.row
        if row is not None and row.state != Came.HELD and row.receipt != text:
            row.receipt = text
            receipts.append((text, row.pk, row.state, row.code))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_RECEIPT, receipts)
        cursor.executemany(_ANSWERED, [*answers, *(("", code, came.id) for came, code in refused)])
        cursor.executemany(_FAILED, failed)
        for came, code in refused:
            cursor.execute("SELECT wk_exchange_trouble(%s, %s)", [came.source, code])


def receipt_text(decision: Decision, own: OwnKeys, now: datetime) -> str:
    """The signed receipt, the stored one where there is one; empty for a hint."""
    row = decision.row
    if row is not None:
        return row.receipt or sign_receipt(receipt_of(row, own.node, now), sign_key=own.sign)
    return sign_receipt(decision.receipt, sign_key=own.sign) if decision.receipt else ""


def receipt_of(row: Received, node: str, now: datetime) -> Receipt:
    """What a row says to its sender."""
    at = int((row.done_at or now).timestamp())
    return Receipt(node, row.peer, str(row.message), row.digest, row.seq, row.incarnation,
                   str(row.state), row.code, at)  # fmt: skip


def answer_item(message: str, answer: str, code: str, *, done: bool) -> dict[str, Any]:
    """One entry of the answer to a request: a receipt, a hint why not, or that it waits."""
    if answer:
        return {"id": message, "receipt": answer}
    return (
        {"id": message, "state": "refused", "code": code}
        if done and code
        else {"id": message, "state": "waiting"}
    )


def answer_json(items: list[dict[str, Any]]) -> bytes:
    """The body of an answer."""
    return json.dumps(items, separators=(",", ":")).encode()
