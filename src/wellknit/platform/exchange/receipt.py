"""Receipts: the receiver's signed word, after its commit, what became of a message. About nobody.

A receipt names the message's digest, its place in the order and the outcome; no journey, for it is signed and not
sealed, and whoever listens should not learn which receipts belong together. `held` is not final: it waits
for an earlier one, and asking again brings another receipt. `parked` is: kept there for later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from joserfc import jws

from wellknit.platform.exchange.envelope import Opened, read_jws
from wellknit.platform.exchange.suite import (
    MAX_INT,
    RECEIPT,
    SIGN_ALG,
    SIGNING,
    NodeKey,
    Refused,
    b64decode,
    read_json,
    write_json,
)


class Outcome(StrEnum):
    """What became of a message at the other side."""

    APPLIED = "applied"
    PARKED = "parked"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class Receipt:
    """iss signed it, aud sent the message `ref`. code: why it was refused or held, empty else. at: seconds."""

    iss: str
    aud: str
    ref: str
    digest: str
    seq: int
    inc: int
    outcome: str
    code: str
    at: int

    @property
    def final(self) -> bool:
        """Whether nothing else will come: the sender may stop asking."""
        return self.outcome != Outcome.HELD


def receipt_for(opened: Opened, outcome: Outcome, *, at: datetime, code: str = "") -> Receipt:
    """The receipt of a message that was opened here."""
    said = opened.claims
    return Receipt(said.aud, said.iss, said.jti, opened.digest, said.seq, said.inc, outcome.value, code,
                   int(at.timestamp()))  # fmt: skip


def sign_receipt(receipt: Receipt, *, sign_key: NodeKey) -> str:
    """The receipt as a compact JWS, for after the commit."""
    if sign_key.use != "sig" or sign_key.state != "active" or sign_key.owner != receipt.iss:
        raise ValueError("This key does not sign here.")
    header = {"alg": SIGN_ALG, "kid": sign_key.kid, "typ": RECEIPT}
    return jws.serialize_compact(header, write_json(asdict(receipt)), sign_key.key, registry=SIGNING)


def verify_receipt(text: str, *, peer_keys: Mapping[str, NodeKey], audience: str, now: datetime) -> Receipt:
    """A receipt that may be believed; raises `Refused`. Whether ref and digest are ours the caller compares."""
    if not isinstance(text, str) or len(text) > 4096 or not text.isascii():
        raise Refused("not_ours")
    payload, key = read_jws(text.encode(), typ=RECEIPT, keys=peer_keys, now=now)
    said = read_json(payload)
    receipt = _receipt(said)
    if receipt.iss != key.owner:
        raise Refused("wrong_issuer")
    if receipt.aud != audience:
        raise Refused("not_for_us")
    if receipt.at > now.timestamp() + 600:
        raise Refused("from_the_future")
    return receipt


def own_outcome(text: str) -> tuple[str, str]:
    """(outcome, code) of a receipt this node signed itself and kept; nothing is verified."""
    receipt = _receipt(read_json(b64decode(text.encode().split(b".")[1])))
    return receipt.outcome, receipt.code


def _receipt(said: dict[str, Any]) -> Receipt:
    found: dict[str, Any] = {}
    for name, kind in Receipt.__annotations__.items():
        value = said.get(name)
        if kind == "int" and not (type(value) is int and 0 <= value <= MAX_INT):
            raise Refused("not_ours")
        if kind == "str" and not isinstance(value, str):
            raise Refused("not_ours")
        found[name] = value
    if found["outcome"] not in list(Outcome):
        raise Refused("not_ours")
    return Receipt(**found)
