"""The card of a node: who it is, where it is reached, its public keys; signed by itself, compared by people.

A card is a JWS over canonical JSON, signed with the node's own key, and beside it the same bytes signed with
each key that was pinned before: whoever knows the old key sees that its holder made the new card. The
fingerprint covers every byte of it, so officials vouch for the address and the wings too.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from joserfc import jws
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wellknit.platform.exchange.envelope import read_jws
from wellknit.platform.exchange.keys import OwnKeys
from wellknit.platform.exchange.suite import (
    CARD,
    SIGN_ALG,
    SIGNING,
    NodeKey,
    Refused,
    b64decode,
    canonical,
    key_of,
    read_header,
    read_json,
)

LIMIT = 32_000
DIGITS = 40  # 132 bits in eight groups of five: short enough for the telephone, too long to search for
_NAMES = frozenset({"alg", "kid", "typ"})


class CardKey(BaseModel):
    """A public key; `until` is when a retired one stops (seconds), 0 for one in use."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    jwk: dict[str, str]
    until: int = Field(ge=0, lt=2**40)


class Card(BaseModel):
    """What a card says; `turned` when its keys were last changed, `issued` when it was signed (seconds).

    Names a reader does not know are ignored: they are for later versions.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
    wings: tuple[Annotated[str, Field(pattern=r"^[a-z]{1,20}$")], ...]
    time_zone: Annotated[str, Field(max_length=60)]
    offices: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")], ...]
    address: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$", max_length=300)]
    protocol: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(min_length=1)
    keys: tuple[CardKey, ...] = Field(min_length=2, max_length=12)
    issued: int = Field(ge=0, lt=2**40)
    turned: int = Field(default=0, ge=0, lt=2**40)
    form: Literal[1]

    def node_keys(self) -> dict[str, NodeKey]:
        """Its keys by kid; raises `Refused` where one is not exactly of our suite."""
        found = {}
        for entry in self.keys:
            until = datetime.fromtimestamp(entry.until, UTC) if entry.until else None
            key = key_of(entry.jwk, owner=self.code, state="retired" if until else "active", until=until)
            if "d" in entry.jwk:
                raise Refused("not_ours")  # somebody sent a private key; it is burnt
            found[key.kid] = key
        return found


@dataclass(frozen=True)
class Read:
    """A card whose own signature holds. by_previous: the JWS of older keys over the same bytes."""

    card: Card
    text: str
    fingerprint: str
    by_previous: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The fingerprint as two officials read it to each other."""
        return digits_of(self.fingerprint)

    def endorsed_by(self, pinned: Mapping[str, NodeKey], now: datetime) -> bool:
        """Whether a key we have pinned for this node signed exactly this card."""
        ours = {kid: key for kid, key in pinned.items() if key.owner == self.card.code}
        for signed in (self.text, *self.by_previous):
            try:
                payload, _key = read_jws(signed.encode(), typ=CARD, keys=ours, now=now)
            except Refused:
                continue
            if fingerprint_of(payload) == self.fingerprint:
                return True
        return False


def fingerprint_of(payload: bytes) -> str:
    """SHA-256 over the signed bytes, in hexadecimal."""
    return hashlib.sha256(payload).hexdigest()


def digits_of(fingerprint: str) -> str:
    """Eight groups of five digits."""
    digits = f"{int(fingerprint, 16) % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[at : at + 5] for at in range(0, DIGITS, 5))


def same_digits(typed: str, fingerprint: str) -> bool:
    """Whether what somebody typed is this fingerprint; in any script's digits, however they are grouped."""
    plain = "".join(str(unicodedata.digit(c)) for c in typed if unicodedata.digit(c, None) is not None)
    return plain == digits_of(fingerprint).replace(" ", "")


def write(facts: dict[str, Any], held: OwnKeys) -> str:
    """This node's card as a file: signed by the key that signs next or now, and by those before it."""
    keys = [
        {"jwk": h.key.public, "until": int(h.until.timestamp()) if h.until else 0}
        for h in held.held
        if h.until is None or h.until > held.at
    ]
    said = {
        "keys": keys,
        "issued": int(held.at.timestamp()),
        "turned": int(held.since.timestamp()),
        "form": 1,
    }
    payload = canonical({**facts, **said})
    signers = sorted((h for h in held.held if h.key.use == "sig"), key=lambda h: h.since, reverse=True)
    signed = [_sign(payload, h.key) for h in signers]
    return json.dumps({"card": signed[0], "by_previous": signed[1:]}, indent=1)


def _sign(payload: bytes, key: NodeKey) -> str:
    header = {"alg": SIGN_ALG, "kid": key.kid, "typ": CARD}
    return jws.serialize_compact(header, payload, key.key, registry=SIGNING)


def read(text: str | bytes, now: datetime) -> Read:
    """A card from its file or message; raises `Refused`. Its own signature proves only that it is whole."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > LIMIT:
        raise Refused("too_big")
    outer = read_json(raw)
    signed, before = outer.get("card"), outer.get("by_previous")
    if not isinstance(signed, str) or not isinstance(before, list) or len(before) > 10:
        raise Refused("not_ours")
    if not signed.isascii() or any(not isinstance(b, str) or not b.isascii() for b in before):
        raise Refused("not_ours")
    return read_one(signed, tuple(before), now)


def read_one(signed: str, before: tuple[str, ...], now: datetime) -> Read:
    """The same, already taken apart. The key is the one the card names among its own."""
    parts = signed.encode().split(b".")
    if len(parts) != 3:
        raise Refused("not_ours")
    read_header(parts[0], CARD, _NAMES)
    try:
        card = Card.model_validate(read_json(b64decode(parts[1])))
    except ValidationError:
        raise Refused("not_ours") from None
    keys = card.node_keys()
    active = sorted(k.use for k in keys.values() if k.state == "active")
    if active != ["enc", "sig"]:
        raise Refused("not_ours")
    payload, key = read_jws(signed.encode(), typ=CARD, keys=keys, now=now)
    if key.state != "active":
        raise Refused("retired_key")
    if card.issued > now.timestamp() + 600:
        raise Refused("from_the_future")
    return Read(card, signed, fingerprint_of(payload), before)
