"""The one suite of the exchange: Ed25519 signs; ECDH-ES+A256KW over X25519 with A256GCM seals.

There is nothing to negotiate. A key is bound to its algorithm here, because the library that does the
arithmetic ignores what a key says about itself; whatever is not exactly ours is refused before it is computed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

SIGN_ALG = "Ed25519"
SEAL_ALG = "ECDH-ES+A256KW"
SEAL_ENC = "A256GCM"
CURVES = {"sig": "Ed25519", "enc": "X25519"}
ALGS = {"sig": SIGN_ALG, "enc": SEAL_ALG}

MESSAGE = "wk-message+jws"
SEALED = "wk-sealed+jwe"
RECEIPT = "wk-receipt+jws"
CARD = "wk-card+jws"

LIMIT = 3_800_000  # bytes of one sealed message: 2 MB of body, a third more for each of the two layers
STEP = 1024  # a payload is filled up to a multiple of this, so that its length does not tell its type
MAX_INT = 2**53 - 1  # beyond it another system's numbers are no longer exact

_B64 = re.compile(rb"[A-Za-z0-9_-]*")
_LAST_BITS = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}
# A lone surrogate or a zero character: valid in JSON's notation, storable in no database.
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")

SENTENCES = {
    "not_json": _("This is not the JSON that was agreed: it cannot be read, or says a thing twice."),
    "not_ours": _("This is not a sealed message in the agreed form."),
    "bad_alg": _("This uses an algorithm, a type or a header that was not agreed."),
    "too_big": _("This is larger than a message may be."),
    "unknown_key": _("This names a key that nobody here has vouched for."),
    "revoked_key": _("This uses a key that was revoked."),
    "retired_key": _("This uses a key whose time is over."),
    "not_for_us": _("This was written to another node."),
    "wrong_issuer": _("The key belongs to another node than the one named as the sender."),
    "id_differs": _("The number outside is not the number that was signed."),
    "expired": _("This was valid until a date that has passed."),
    "from_the_future": _("This says it was written later than now. Compare the clocks of both nodes."),
    "tampered": _("This was changed on its way, or was sealed with another key."),
}


class Refused(Exception):
    """Something that came from outside is not accepted. `code` is one of `SENTENCES`; it shows no content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """Why, for whoever operates the node."""
        return str(SENTENCES[self.code])


class Signing(JWSRegistry):
    """The library's limits are for tokens; ours is the limit of a message."""

    max_header_length = 512
    max_payload_length = LIMIT
    max_signature_length = 128


class Sealing(JWERegistry):
    """The same for what is sealed."""

    max_protected_header_length = 1024
    max_ciphertext_length = LIMIT


SIGNING = Signing(algorithms=[SIGN_ALG])
SEALING = Sealing(algorithms=[SEAL_ALG, SEAL_ENC])


@dataclass(frozen=True)
class NodeKey:
    """A key of one node, private or public.

    owner: code of the node. use: `sig` or `enc`, which fixes curve and algorithm. state: active, retired,
    revoked. until: when a retired one stops opening or verifying (None: no end set).
    """

    kid: str
    owner: str
    use: str
    key: OKPKey
    state: str = "active"
    until: datetime | None = None

    def check_usable(self, now: datetime) -> None:
        """Raises `Refused` when the key is revoked or its time is over."""
        if self.state == "revoked":
            raise Refused("revoked_key")
        if self.state != "active" and (self.until is None or now >= self.until):
            raise Refused("retired_key")

    @cached_property
    def public(self) -> dict[str, str]:
        """The public JWK as it stands in a card: kty, crv, x, kid, use, alg."""
        plain = self.key.as_dict(private=False)
        return {"kty": "OKP", "crv": CURVES[self.use], "x": str(plain["x"]), "kid": self.kid, "use": self.use,
                "alg": ALGS[self.use]}  # fmt: skip


def new_key(owner: str, use: str) -> NodeKey:
    """A fresh private key; its `kid` is the RFC 7638 thumbprint of its public half."""
    key = OKPKey.generate_key(CURVES[use])  # type: ignore[arg-type]
    return NodeKey(key.thumbprint(), owner, use, key)


def private_jwk(key: NodeKey) -> dict[str, str]:
    """The private JWK for the key file."""
    return {**key.public, "d": str(key.key.as_dict(private=True)["d"])}


def key_of(jwk: Any, *, owner: str, state: str = "active", until: datetime | None = None) -> NodeKey:
    """A key from its JWK, bound to the one algorithm of its use. Raises `Refused` for any other shape."""
    use = jwk.get("use") if isinstance(jwk, dict) else None
    if use not in CURVES or not {"kty", "crv", "x", "kid", "use", "alg"} <= set(jwk) <= {*"d", "kty", "crv", "x", "kid", "use", "alg"}:  # fmt: skip
        raise Refused("not_ours")
    if jwk["kty"] != "OKP" or jwk["crv"] != CURVES[use] or jwk["alg"] != ALGS[use]:
        raise Refused("bad_alg")
    parts = {name: jwk[name] for name in ("kty", "crv", "x", "d", "kid") if name in jwk}
    if any(not isinstance(v, str) for v in parts.values()) or len(b64decode(parts["x"].encode())) != 32:
        raise Refused("not_ours")
    made = _private if "d" in parts else _public
    return NodeKey(parts["kid"], owner, use, made(use, **parts), state, until)


def _private(use: str, kty: str, crv: str, x: str, kid: str, d: str = "") -> OKPKey:
    """A key that is what it says: its `kid` the thumbprint, its halves of one pair, its point a strong one."""
    parts: dict[str, Any] = {"kty": kty, "crv": crv, "x": x}
    try:
        key = OKPKey.import_key({**parts, "d": d} if d else parts)
        if key.thumbprint() != kid:
            raise Refused("not_ours")
        if d and OKPKey.import_key(key.private_key).as_dict(private=False)["x"] != x:  # type: ignore[arg-type]
            raise Refused("not_ours")
        _check_strength(key, use)
    except (JoseError, ValueError, TypeError) as error:
        raise Refused("not_ours") from error
    return key


# Public halves are read again for every batch; the same words are the same key.
_public = lru_cache(maxsize=512)(_private)


def _check_strength(key: OKPKey, use: str) -> None:
    """A point of small order makes a secret everybody knows; the exchange then raises."""
    public = key.public_key
    if use == "enc" and isinstance(public, X25519PublicKey):
        X25519PrivateKey.generate().exchange(public)


def b64decode(text: bytes) -> bytes:
    """Base64url without padding in its one canonical form; anything else is refused."""
    rest = len(text) % 4
    if not _B64.fullmatch(text) or rest == 1 or (rest and text[-1] not in _LAST_BITS[rest]):
        raise Refused("tampered")
    try:
        return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Refused("tampered") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("twice")
    return found


def _no_constant(_name: str) -> Any:
    raise ValueError("constant")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def read_json(text: bytes) -> dict[str, Any]:
    """One JSON object: UTF-8, no name twice, no NaN, nothing a database cannot store. Raises `Refused`."""
    try:
        found = _DECODER.decode(text.decode("utf-8"))
        if _UNSTORABLE.search(text):
            _check_storable(found)
    except (ValueError, RecursionError) as error:
        raise Refused("not_json") from error
    if not isinstance(found, dict):
        raise Refused("not_json")
    return found


def _check_storable(found: Any) -> None:
    if isinstance(found, str):
        if "\0" in found:
            raise ValueError("zero")
        found.encode()
    elif isinstance(found, dict):
        for name, value in found.items():
            _check_storable(name)
            _check_storable(value)
    elif isinstance(found, list):
        for value in found:
            _check_storable(value)


def write_json(value: Any) -> bytes:
    """Compact JSON in UTF-8, without NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def canonical(value: Any) -> bytes:
    """The same value is always the same bytes: sorted names, compact, UTF-8. For digests."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def read_header(segment: bytes, typ: str, names: frozenset[str]) -> dict[str, Any]:
    """A protected header of exactly these names, with our type; whatever else it says is refused."""
    if len(segment) > 1024:
        raise Refused("too_big")
    header = read_json(b64decode(segment))
    if set(header) != names or header.get("typ") != typ or not isinstance(header.get("kid"), str):
        raise Refused("bad_alg")
    return header
