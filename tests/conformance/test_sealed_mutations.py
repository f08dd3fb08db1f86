"""Our own suite, changed in every way we can think of: nothing accepted that should be refused.

Wycheproof holds no vector of an Ed25519 JWS and one of our JWE suite, so this corpus stands beside it: each
case is one true message with one thing wrong, and the reason given must be one an operator can act on.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe, jws
from joserfc.jwk import OctKey, OKPKey
from tests.harness.exchange import Node

from wellknit.platform.exchange.envelope import Claims, Opened, open_, seal, sign, wrap
from wellknit.platform.exchange.receipt import Outcome, receipt_for, sign_receipt, verify_receipt
from wellknit.platform.exchange.suite import (
    LIMIT,
    MESSAGE,
    SEALED,
    SEALING,
    SENTENCES,
    STEP,
    NodeKey,
    Refused,
    key_of,
    write_json,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TH, MM, LA = Node("th"), Node("mm"), Node("la")
PINNED = {n.sign.kid: key_of(n.sign.public, owner=n.code) for n in (TH, MM, LA)}
OWN = {MM.seal.kid: MM.seal}


def claims(**more: Any) -> Claims:
    at = int(NOW.timestamp())
    given_: dict[str, Any] = {
        "iss": "th", "aud": "mm", "jti": str(uuid4()), "typ": "journey.step", "ver": 1, "jou": str(uuid4()),
        "seq": 3, "inc": 2, "iat": at, "exp": at + 86_400, "pri": False,
    }  # fmt: skip
    return Claims(**{**given_, **more})


SAID = claims()
SIGNED, EVENT = seal(SAID, {"word": "ก", "n": 1}, sign_key=TH.sign, to_key=MM.seal)


def opened(event: Any, *, own: Any = OWN, keys: Any = PINNED, now: datetime = NOW) -> Opened:
    return open_(event, own_keys=own, peer_keys=keys, audience="mm", now=now)


def refused(event: Any, **more: Any) -> str:
    """The code of the refusal; anything accepted, and any other exception, fails the test."""
    with pytest.raises(Refused) as refusal:
        opened(event, **more)
    assert refusal.value.code in SENTENCES
    assert "ก" not in refusal.value.sentence
    return refusal.value.code


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def box(signed: bytes, **header: Any) -> dict[str, str]:
    """A signed word in a box made by somebody who knows only our public key; None takes a name away."""
    head = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": MM.seal.kid, "typ": SEALED, **header}
    head = {k: v for k, v in head.items() if v is not None}
    registry = type(SEALING)(algorithms=["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128GCM", "A256GCM", "DEF"],
                             strict_check_header=False)  # fmt: skip
    key = OKPKey.import_key({k: v for k, v in MM.seal.public.items() if k in {"kty", "crv", "x"}})
    return {**EVENT, "data": jwe.encrypt_compact(head, signed, key, registry=registry)}


def word(payload: bytes | dict[str, Any] | None = None, key: NodeKey = TH.sign, **header: Any) -> bytes:
    """A signed word with any header and payload, padded as ours are."""
    if not isinstance(payload, bytes):
        payload = write_json({**vars(SAID), "body": {}, **(payload or {})})
        payload += b" " * (-len(payload) % STEP)
    head = {"alg": "Ed25519", "kid": key.kid, "typ": MESSAGE, **header}
    head = {k: v for k, v in head.items() if v is not None}
    start = b64(json.dumps(head).encode()) + "." + b64(payload)
    return (start + "." + b64(key.key.private_key.sign(start.encode()))).encode()


def test_the_true_one_is_opened() -> None:
    assert opened(EVENT).claims == SAID
    assert opened(box(SIGNED)).body == {"word": "ก", "n": 1}
    assert opened(box(word())).claims == SAID


# -- one byte


def short(value: Any) -> str:
    """A name of a case that is the same in every worker: keys are made anew, so their values cannot be in it."""
    if isinstance(value, dict):
        return ",".join(f"{k}={v if len(str(v)) < 24 else '…'}" for k, v in value.items())
    return str(value) if len(str(value)) < 40 and " at 0x" not in str(value) else ""


@pytest.mark.parametrize("part", range(5))
def test_every_byte_of_every_part_counts(part: int) -> None:
    parts = EVENT["data"].split(".")
    length = len(parts[part])
    places = range(length) if length < 400 else [*range(0, length, 23), length - 1]
    for at in places:
        letter = "A" if parts[part][at] != "A" else "B"
        changed = parts[part][:at] + letter + parts[part][at + 1 :]
        refused({**EVENT, "data": ".".join([*parts[:part], changed, *parts[part + 1 :]])})


@pytest.mark.parametrize("part", range(3))
def test_every_byte_of_the_signed_word_counts(part: int) -> None:
    parts = SIGNED.decode().split(".")
    length = len(parts[part])
    for at in range(0, length, 1 if length < 200 else 19):
        letter = "A" if parts[part][at] != "A" else "B"
        changed = parts[part][:at] + letter + parts[part][at + 1 :]
        refused(box(".".join([*parts[:part], changed, *parts[part + 1 :]]).encode()))


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("how", ["", "cut", "twice", "=", " ", "\n", "+", "A"])
def test_parts_cut_and_lengthened(part: int, how: str) -> None:
    parts = EVENT["data"].split(".")
    given_ = parts[part]
    parts[part] = {"": "", "cut": given_[:-1], "twice": given_ * 2}.get(how, given_ + how)
    refused({**EVENT, "data": ".".join(parts)})


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7])
def test_more_or_fewer_parts(count: int) -> None:
    parts = (EVENT["data"].split(".") * 2)[:count]
    refused({**EVENT, "data": ".".join(parts)})
    refused(box(".".join((SIGNED.decode().split(".") * 3)[: count if count != 3 else 8]).encode()))


# -- the box


@pytest.mark.parametrize("header", [
    {"alg": "ECDH-ES"}, {"alg": "ECDH-ES+A128KW"}, {"enc": "A128GCM"}, {"zip": "DEF"}, {"typ": "JWT"}, {"typ": None},
    {"typ": MESSAGE}, {"cty": "JWT"}, {"kid": None}, {"kid": "x"}, {"kid": LA.seal.kid}, {"kid": MM.sign.kid},
    {"jku": "https://example.org/keys"}, {"jwk": MM.seal.public}, {"x5u": "https://example.org"}, {"apu": "YQ"},
    {"apv": "YQ"}, {"b64": False}, {"crit": ["exp"], "exp": 1}, {"p2c": 1}, {"new": 1},
], ids=short)  # fmt: skip
def test_headers_of_the_box(header: dict[str, Any]) -> None:
    try:
        event = box(SIGNED, **header)
    except Exception:
        pytest.skip("the library does not even write it")
    assert refused(event) in {"bad_alg", "unknown_key"}


def rehead(change: Callable[[dict[str, Any]], Any]) -> dict[str, str]:
    """The header rewritten without the key: whatever it says, the box no longer fits; nothing may crash."""
    parts = EVENT["data"].split(".")
    head = json.loads(base64.urlsafe_b64decode(parts[0] + "=="))
    changed = change(head)
    return {
        **EVENT,
        "data": ".".join(
            [b64(changed if isinstance(changed, bytes) else json.dumps(head).encode()), *parts[1:]]
        ),
    }


@pytest.mark.parametrize("change", [
    lambda h: h.update(crit=["alg"]), lambda h: h.update(alg="none"), lambda h: h.update(alg="dir"),
    lambda h: h.update(alg="PBES2-HS256+A128KW", p2c=10**9, p2s="YQ"), lambda h: h.update(alg=["ECDH-ES+A256KW"]),
    lambda h: h.update(kid=1), lambda h: h.update(kid={"a": 1}), lambda h: h.update(enc=None),
    lambda h: h.update(epk="x"), lambda h: h["epk"].update(d="AAAA"), lambda h: h["epk"].update(kid="x"),
    lambda h: h["epk"].update(crv="X448"), lambda h: h["epk"].update(crv="Ed25519"), lambda h: h["epk"].update(kty="EC"),
    lambda h: h["epk"].update(x=1), lambda h: h["epk"].update(x=b64(bytes(32))),
    lambda h: h["epk"].update(x=b64(bytes([1]) + bytes(31))), lambda h: h["epk"].pop("x"), lambda h: h.pop("alg"),
    lambda h: h.update(zip="DEF"), lambda _h: b"[]", lambda _h: b"{}", lambda _h: b"null", lambda _h: b"\xff",
    lambda h: json.dumps(h).encode()[:-1] + b',"alg":"ECDH-ES+A256KW"}',
    lambda _h: b'{"alg":' + b"[" * 900 + b"]" * 900 + b"}", lambda _h: b"9" * 5000,
])  # fmt: skip
def test_the_header_rewritten(change: Callable[[dict[str, Any]], Any]) -> None:
    refused(rehead(change))


def test_a_point_of_small_order_makes_no_secret() -> None:
    """With it anybody could have sealed: the shared secret would be zero."""
    for raw in (bytes(32), bytes([1]) + bytes(31)):
        with pytest.raises(Refused):
            key_of({**MM.seal.public, "x": b64(raw)}, owner="mm")


# -- the signed word


@pytest.mark.parametrize("header", [
    {"alg": "none"}, {"alg": "None"}, {"alg": "EdDSA"}, {"alg": "Ed448"}, {"alg": "ed25519"}, {"alg": None}, {"alg": 1},
    {"typ": None}, {"typ": "JWT"}, {"typ": "wk-receipt+jws"}, {"typ": "wk-card+jws"}, {"kid": None}, {"kid": "x"},
    {"kid": ["x"]}, {"crit": ["b64"], "b64": False}, {"crit": []}, {"b64": True}, {"zip": "DEF"}, {"cty": "JWT"},
    {"jwk": TH.sign.public}, {"jku": "https://example.org"}, {"x5c": ["AA=="]}, {"new": True},
], ids=short)  # fmt: skip
def test_headers_of_the_signed_word(header: dict[str, Any]) -> None:
    assert refused(box(word(**header))) in {"bad_alg", "unknown_key"}


def test_alg_none_without_a_signature() -> None:
    for alg in ("none", "NONE", "Ed25519"):
        head = b64(json.dumps({"alg": alg, "kid": TH.sign.kid, "typ": MESSAGE}).encode())
        body = SIGNED.decode().split(".")[1]
        refused(box(f"{head}.{body}.".encode()))


def test_hmac_with_the_public_key() -> None:
    for secret in (
        TH.sign.public["x"].encode(),
        base64.urlsafe_b64decode(TH.sign.public["x"] + "="),
        json.dumps(TH.sign.public).encode(),
    ):
        head = b64(json.dumps({"alg": "HS256", "kid": TH.sign.kid, "typ": MESSAGE}).encode())
        start = f"{head}.{SIGNED.decode().split('.')[1]}"
        mac = b64(hmac.new(secret, start.encode(), sha256).digest())
        assert refused(box(f"{start}.{mac}".encode())) == "bad_alg"
        as_ours = jws.serialize_compact(
            {"alg": "HS256", "kid": TH.sign.kid}, b"{}", OctKey.import_key(secret), algorithms=["HS256"]
        )
        assert refused(box(as_ours.encode())) == "bad_alg"


def test_a_key_of_another() -> None:
    assert refused(box(word(key=LA.sign))) == "wrong_issuer"
    assert refused(box(word(key=LA.sign, kid=TH.sign.kid))) == "tampered"
    assert refused(box(word(key=TH.sign, kid=LA.sign.kid))) == "tampered"
    assert refused(box(word(key=Node("xx").sign))) == "unknown_key"
    assert (
        refused(box(word(key=TH.sign, kid=MM.seal.kid)), keys={**PINNED, MM.seal.kid: MM.seal})
        == "unknown_key"
    )
    mine = NodeKey(TH.sign.kid, "la", "sig", TH.sign.key)
    assert refused(EVENT, keys={mine.kid: mine}) == "wrong_issuer"


@pytest.mark.parametrize("state, until, code", [
    ("revoked", None, "revoked_key"), ("retired", None, "retired_key"), ("retired", NOW, "retired_key"),
    ("retired", NOW + timedelta(seconds=1), ""),
])  # fmt: skip
def test_keys_that_have_ended(state: str, until: datetime | None, code: str) -> None:
    theirs = NodeKey(TH.sign.kid, "th", "sig", TH.sign.key, state, until)
    mine = NodeKey(MM.seal.kid, "mm", "enc", MM.seal.key, state, until)
    for more in ({"keys": {theirs.kid: theirs}}, {"own": {mine.kid: mine}}):
        assert (refused(EVENT, **more) if code else opened(EVENT, **more).claims.typ) == (
            code or "journey.step"
        )


@pytest.mark.parametrize("change, code", [
    ({"iss": "la"}, "wrong_issuer"), ({"aud": "la"}, "not_for_us"), ({"aud": "th"}, "not_for_us"), ({"aud": ["mm"]}, "not_ours"),
    ({"jti": str(uuid4())}, "id_differs"), ({"jti": "x"}, "not_ours"), ({"jti": str(uuid4()).upper()}, "not_ours"),
    ({"iat": SAID.iat + 601}, "from_the_future"), ({"exp": SAID.iat}, "expired"), ({"exp": 0}, "expired"),
    ({"exp": SAID.iat - 5, "iat": SAID.iat - 9}, "expired"), ({"exp": None}, "not_ours"), ({"exp": 10**30}, "not_ours"),
    ({"exp": 1e12}, "not_ours"), ({"iat": -1}, "not_ours"), ({"iat": True}, "not_ours"), ({"seq": "3"}, "not_ours"),
    ({"seq": -1}, "not_ours"), ({"inc": 0}, "not_ours"), ({"ver": 0}, "not_ours"), ({"ver": True}, "not_ours"),
    ({"pri": 1}, "not_ours"), ({"typ": ""}, "not_ours"), ({"typ": "a b"}, "not_ours"), ({"typ": "a" * 99}, "not_ours"),
    ({"jou": "x"}, "not_ours"), ({"jou": None}, "not_ours"), ({"body": []}, "not_ours"), ({"body": "x"}, "not_ours"),
    ({"body": {"a": "\0"}}, "not_json"),
], ids=short)  # fmt: skip
def test_claims(change: dict[str, Any], code: str) -> None:
    assert refused(box(word(change))) == code


@pytest.mark.parametrize("payload", [
    b"", b"{}", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a":1,"a":2}', b'{"iss":"th","iss":"la"}', b"{", b'{"a":NaN}',
    b'{"a":Infinity}', b"[" * 100_000, b'{"a":' * 5000, b'{"a":"\\ud800"}', b'{"a":' + b"9" * 9000 + b"}", b"\xef\xbb\xbf{}",
], ids=lambda p: repr(p[:14]))  # fmt: skip
def test_what_is_no_json_object(payload: bytes) -> None:
    filled = payload + b" " * (-len(payload) % STEP)
    assert refused(box(word(filled))) in {"not_json", "not_ours"}


def test_names_twice_in_the_middle_of_a_true_message() -> None:
    payload = write_json({**vars(SAID), "body": {"a": 1}}).replace(b'"a":1', b'"a":1,"a":2')
    assert refused(box(word(payload + b" " * (-len(payload) % STEP)))) == "not_json"


def test_unpadded_is_refused() -> None:
    assert refused(box(word(write_json({**vars(SAID), "body": {}})))) == "not_ours"


def test_unknown_claims_are_for_later_versions() -> None:
    assert opened(box(word({"new": {"x": 1}}))).claims == SAID


def test_a_message_signed_as_something_else() -> None:
    """A receipt of ours is no message, and a message no receipt."""
    ours = sign_receipt(receipt_for(opened(EVENT), Outcome.APPLIED, at=NOW), sign_key=MM.sign)
    refused(box(ours.encode()))
    with pytest.raises(Refused):
        verify_receipt(SIGNED.decode(), peer_keys=PINNED, audience="mm", now=NOW)


# -- the envelope


@pytest.mark.parametrize("change, code", [
    ({"id": str(uuid4())}, "id_differs"), ({"id": ""}, "not_ours"), ({"id": 1}, "not_ours"), ({"id": SAID.jti.upper()}, "not_ours"),
    ({"source": "urn:wellknit:node:la"}, "wrong_issuer"), ({"source": "th"}, "not_ours"), ({"source": "urn:wellknit:node:"}, "not_ours"),
    ({"source": "urn:wellknit:node:TH"}, "not_ours"), ({"source": "urn:wellknit:node:th/../la"}, "not_ours"),
    ({"type": "wellknit.opened"}, "not_ours"), ({"specversion": "0.3"}, "not_ours"), ({"datacontenttype": "application/json"}, "not_ours"),
    ({"data": ""}, "not_ours"), ({"data": None}, "not_ours"), ({"data": {"x": 1}}, "not_ours"), ({"data": "ก.ก.ก.ก.ก"}, "tampered"),
    ({"subject": "x"}, "not_ours"), ({"data_base64": "x"}, "not_ours"), ({"traceparent": "x"}, "not_ours"),
    ({"data": "A" * (LIMIT + 1)}, "too_big"),
], ids=short)  # fmt: skip
def test_the_outside(change: dict[str, Any], code: str) -> None:
    assert refused({**EVENT, **change}) == code


@pytest.mark.parametrize("event", [None, [], "x", 1, {}, [EVENT], {"id": "x"}], ids=short)
def test_what_is_no_envelope(event: Any) -> None:
    assert refused(event) == "not_ours"


def test_sealed_again_to_somebody_else_and_back() -> None:
    """La was the addressee; it seals Thailand's word again for Myanmar."""
    for_la = claims(aud="la")
    signed = sign(for_la, {"to": "la"}, sign_key=TH.sign)
    for sender in ("th", "la"):
        event = wrap(signed, message=for_la.jti, sender=sender, to_key=MM.seal)
        assert refused(event) in {"not_for_us", "wrong_issuer"}
    rewritten = wrap(SIGNED, message=SAID.jti, sender="la", to_key=MM.seal)
    assert refused(rewritten) == "wrong_issuer"


def test_too_large_before_anything_is_computed() -> None:
    with pytest.raises(Refused) as refusal:
        seal(claims(), {"x": "y" * 2_300_000}, sign_key=TH.sign, to_key=MM.seal)
    assert refusal.value.code == "too_big"
    signed, event = seal(claims(), {"x": "y" * 2_000_000}, sign_key=TH.sign, to_key=MM.seal)
    assert len(event["data"]) < LIMIT and opened(event).jws == signed


# -- receipts


def test_every_byte_of_a_receipt_counts() -> None:
    text = sign_receipt(receipt_for(opened(EVENT), Outcome.APPLIED, at=NOW), sign_key=MM.sign)
    assert verify_receipt(text, peer_keys=PINNED, audience="th", now=NOW).ref == SAID.jti
    for at in range(len(text)):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        with pytest.raises(Refused):
            verify_receipt(changed, peer_keys=PINNED, audience="th", now=NOW)
    with pytest.raises(Refused):
        verify_receipt(text, peer_keys=PINNED, audience="la", now=NOW)
    with pytest.raises(Refused):
        verify_receipt(text, peer_keys=PINNED, audience="th", now=NOW - timedelta(hours=1))


# -- and whatever else


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_random_edits_of_the_sealed_text(data: Any) -> None:
    text = EVENT["data"]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 50)))
    new = data.draw(st.text(alphabet='AZaz09-_.=+/ \n{}"', max_size=60))
    changed = text[:start] + new + text[end:]
    if changed != text:
        refused({**EVENT, "data": changed})


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_edits_inside_a_true_box(data: Any) -> None:
    at = data.draw(st.integers(0, len(SIGNED) - 1))
    new = data.draw(st.binary(max_size=8))
    changed = SIGNED[:at] + new + SIGNED[at + data.draw(st.integers(0, 8)) :]
    if changed != SIGNED:
        refused(box(changed))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["iss", "aud", "jti", "typ", "ver", "jou", "seq", "inc", "iat", "exp", "pri", "body"]),
    JSON,
)
def test_any_value_for_a_claim_is_read_as_said_or_refused(name: str, value: Any) -> None:
    """Never a crash, and what is accepted is exactly what was signed."""
    try:
        got = opened(box(word({name: value})))
    except Refused:
        return
    said = got.body if name == "body" else getattr(got.claims, name)
    assert said == value and type(said) is type(value)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["specversion", "id", "source", "type", "datacontenttype", "data", "x"]),
        JSON,
        max_size=7,
    )
)
def test_any_envelope_is_refused_in_words(event: dict[str, Any]) -> None:
    refused(event)
    refused({**EVENT, **event}) if any(EVENT.get(k) != v for k, v in event.items()) else None
