"""Sealing and opening a message: a signed word inside a sealed box inside an envelope that tells nothing.

Outside (CloudEvents 1.0) stand a constant type, an opaque id and the sender's name; inside the JWE a JWS
that says by whom, to whom, under which number, of which kind, in which order and until when. Inner and outer
must agree, because a JWS can be put into another box and sent on. Pure: keys and the time are given.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc import jwe, jws
from joserfc.errors import JoseError

from wellknit.platform.exchange.suite import (
    LIMIT,
    MAX_INT,
    MESSAGE,
    SEAL_ALG,
    SEAL_ENC,
    SEALED,
    SEALING,
    SIGN_ALG,
    SIGNING,
    STEP,
    NodeKey,
    Refused,
    b64decode,
    read_header,
    read_json,
    write_json,
)

SPEC = "1.0"
TYPE = "wellknit.sealed"
CONTENT = "application/jose"
SOURCE = "urn:wellknit:node:"
AHEAD = 600  # seconds another node's clock may be before ours

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TYP = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_OUTER = frozenset({"specversion", "id", "source", "type", "datacontenttype", "data"})
_JWE_NAMES = frozenset({"alg", "enc", "kid", "typ", "epk"})
_JWS_NAMES = frozenset({"alg", "kid", "typ"})
_EPK_NAMES = frozenset({"kty", "crv", "x"})


@dataclass(frozen=True)
class Claims:
    """What is signed about a message. Times are seconds since 1970.

    iss, aud: codes of nodes. jti: the id outside (a UUID). typ, ver: kind and its version. jou: the
    journey's UUID, or empty. seq: place in the order of that journey, 0 where none is kept. inc: the
    sender's incarnation. pri: never waits.
    """

    iss: str
    aud: str
    jti: str
    typ: str
    ver: int
    jou: str
    seq: int
    inc: int
    iat: int
    exp: int
    pri: bool


@dataclass(frozen=True)
class Opened:
    """A message that may be believed. digest: SHA-256 of the JWS, in hexadecimal, as receipts name it."""

    claims: Claims
    body: dict[str, Any]
    jws: bytes
    digest: str


def is_code(text: str) -> bool:
    """Whether this can be the code of a node at all; what cannot is not looked for."""
    return _CODE.fullmatch(text) is not None


def source_of(code: str) -> str:
    """The outer name of a node."""
    return SOURCE + code


def digest_of(signed: bytes) -> str:
    """What a receipt says it has received."""
    return hashlib.sha256(signed).hexdigest()


def sign(claims: Claims, body: Mapping[str, Any], *, sign_key: NodeKey) -> bytes:
    """The signed word, filled up with spaces so that its length tells only its size in steps."""
    _check_use(sign_key, "sig", claims.iss)
    payload = write_json({**vars(claims), "body": dict(body)})
    payload += b" " * (-len(payload) % STEP)
    header = {"alg": SIGN_ALG, "kid": sign_key.kid, "typ": MESSAGE}
    return jws.serialize_compact(header, payload, sign_key.key, registry=SIGNING).encode()


def wrap(signed: bytes, *, message: str, sender: str, to_key: NodeKey) -> dict[str, str]:
    """A signed word in a sealed box, in an envelope. Each sealing has its own ephemeral key."""
    if to_key.use != "enc" or to_key.state != "active":
        raise ValueError("This key does not seal.")
    header = {"alg": SEAL_ALG, "enc": SEAL_ENC, "kid": to_key.kid, "typ": SEALED}
    data = jwe.encrypt_compact(header, signed, to_key.key, registry=SEALING)
    if len(data) > LIMIT:
        raise Refused("too_big")
    return {"specversion": SPEC, "id": message, "source": source_of(sender), "type": TYPE,
            "datacontenttype": CONTENT, "data": data}  # fmt: skip


def seal(
    claims: Claims, body: Mapping[str, Any], *, sign_key: NodeKey, to_key: NodeKey
) -> tuple[bytes, dict[str, str]]:
    """(the JWS, which is kept until it is acknowledged; the event, which is sent)."""
    if to_key.owner != claims.aud:
        raise ValueError("The key belongs to another node than the message is for.")
    signed = sign(claims, body, sign_key=sign_key)
    return signed, wrap(signed, message=claims.jti, sender=claims.iss, to_key=to_key)


def open_(
    event: Any,
    *,
    own_keys: Mapping[str, NodeKey],
    peer_keys: Mapping[str, NodeKey],
    audience: str,
    now: datetime,
) -> Opened:
    """What a sealed event says, if it may be believed; raises `Refused` with a code otherwise.

    own_keys: private keys of this node by kid. peer_keys: pinned public keys of all peers by kid.
    """
    message, sender, data = read_outer(event)
    signed = _unseal(data, own_keys, audience, now)
    opened = read_signed(signed, keys=peer_keys, now=now)
    if opened.claims.iss != sender:
        raise Refused("wrong_issuer")
    if opened.claims.aud != audience:
        raise Refused("not_for_us")
    if opened.claims.jti != message:
        raise Refused("id_differs")
    check_time(opened.claims, now)
    return opened


def read_outer(event: Any) -> tuple[str, str, bytes]:
    """(id, code of the sender, sealed data) of an event; needs no key, so intake can ask it."""
    if not isinstance(event, dict) or set(event) != _OUTER:
        raise Refused("not_ours")
    if any(not isinstance(value, str) for value in event.values()):
        raise Refused("not_ours")
    if (event["specversion"], event["type"], event["datacontenttype"]) != (SPEC, TYPE, CONTENT):
        raise Refused("not_ours")
    code = event["source"].removeprefix(SOURCE)
    if event["source"] != SOURCE + code or not is_code(code) or not _is_uuid(event["id"]):
        raise Refused("not_ours")
    if len(event["data"]) > LIMIT:
        raise Refused("too_big")
    if not (event["data"].isascii() and event["data"].isprintable()):
        raise Refused("tampered")
    return event["id"], code, event["data"].encode()


def _unseal(data: bytes, own_keys: Mapping[str, NodeKey], audience: str, now: datetime) -> bytes:
    """Open the box with the one key it names; another of our keys is not tried."""
    parts = data.split(b".")
    if len(parts) != 5:
        raise Refused("not_ours")
    header = read_header(parts[0], SEALED, _JWE_NAMES)
    epk = header["epk"]
    if (header["alg"], header["enc"]) != (SEAL_ALG, SEAL_ENC) or not isinstance(epk, dict):
        raise Refused("bad_alg")
    if (
        set(epk) != _EPK_NAMES
        or (epk["kty"], epk["crv"]) != ("OKP", "X25519")
        or not isinstance(epk["x"], str)
    ):
        raise Refused("bad_alg")
    key = own_keys.get(header["kid"])
    if key is None or key.use != "enc" or key.owner != audience:
        raise Refused("unknown_key")
    key.check_usable(now)
    if [len(b64decode(p)) for p in (epk["x"].encode(), parts[1], parts[2], parts[4])] != [32, 40, 12, 16]:
        raise Refused("tampered")
    try:
        plain = jwe.decrypt_compact(data, key.key, registry=SEALING).plaintext
    except (JoseError, ValueError, TypeError, AssertionError) as error:
        raise Refused("tampered") from error
    assert plain is not None
    return plain


def read_signed(signed: bytes, *, keys: Mapping[str, NodeKey], now: datetime) -> Opened:
    """A signed word whose signature holds, by whoever's key it names; the issuer owns that key.

    Does not ask to whom it was written nor whether it is still valid: `open_` does, and whoever compares
    what was given back after a restore asks in another way.
    """
    payload, key = read_jws(signed, typ=MESSAGE, keys=keys, now=now)
    if len(payload) % STEP:
        raise Refused("not_ours")
    said = read_json(payload)
    claims = _claims(said)
    if claims.iss != key.owner:
        raise Refused("wrong_issuer")
    return Opened(claims, said["body"], signed, digest_of(signed))


def read_jws(signed: bytes, *, typ: str, keys: Mapping[str, NodeKey], now: datetime) -> tuple[bytes, NodeKey]:
    """(payload, the key that signed it) of a compact JWS of ours; raises `Refused`."""
    if len(signed) > LIMIT:
        raise Refused("too_big")
    parts = signed.split(b".")
    if len(parts) != 3:
        raise Refused("not_ours")
    header = read_header(parts[0], typ, _JWS_NAMES)
    if header["alg"] != SIGN_ALG:
        raise Refused("bad_alg")
    key = keys.get(header["kid"])
    if key is None or key.use != "sig":
        raise Refused("unknown_key")
    key.check_usable(now)
    if len(b64decode(parts[2])) != 64:
        raise Refused("tampered")
    try:
        payload = jws.deserialize_compact(signed, key.key, registry=SIGNING).payload
    except (JoseError, ValueError, TypeError, AssertionError) as error:
        raise Refused("tampered") from error
    return payload, key


def check_time(claims: Claims, now: datetime) -> None:
    """Neither from the future nor past its end. Raises `Refused`."""
    at = now.timestamp()
    if claims.iat > at + AHEAD:
        raise Refused("from_the_future")
    if claims.exp <= at or claims.exp <= claims.iat:
        raise Refused("expired")


def _claims(said: dict[str, Any]) -> Claims:
    """The claims, each of its type; names we do not know are left aside for later versions."""
    found: dict[str, Any] = {}
    for name, kind in _KINDS.items():
        found[name] = said.get(name)
        if type(found[name]) is not kind or (kind is int and not 0 <= found[name] <= MAX_INT):
            raise Refused("not_ours")
    claims = Claims(**found)
    if not isinstance(said.get("body"), dict) or not _is_uuid(claims.jti) or claims.ver < 1:
        raise Refused("not_ours")
    if not all(_CODE.fullmatch(c) for c in (claims.iss, claims.aud)) or not _TYP.fullmatch(claims.typ):
        raise Refused("not_ours")
    if (claims.jou and not _is_uuid(claims.jou)) or claims.inc < 1 or len(claims.typ) > 60:
        raise Refused("not_ours")
    return claims


_KINDS: dict[str, type] = {
    "iss": str, "aud": str, "jti": str, "typ": str, "ver": int, "jou": str, "seq": int, "inc": int,
    "iat": int, "exp": int, "pri": bool,
}  # fmt: skip


def _is_uuid(text: str) -> bool:
    """In the one form everybody writes: small letters, hyphens."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _check_use(key: NodeKey, use: str, owner: str) -> None:
    """Our own mistakes, not a stranger's: these never become a refusal on a screen."""
    if key.use != use or key.state != "active" or key.owner != owner:
        raise ValueError("This key is not for this.")
