"""Sealing and opening: what goes in comes out, and only for the one it was written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.harness.exchange import Node

from wellknit.platform.exchange.envelope import Claims, Opened, open_, seal
from wellknit.platform.exchange.suite import NodeKey, Refused, key_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TH, MM, LA = Node("th"), Node("mm"), Node("la")
PINNED = {n.sign.kid: key_of(n.sign.public, owner=n.code) for n in (TH, MM, LA)}


def claims(**more: Any) -> Claims:
    at = int(NOW.timestamp())
    given: dict[str, Any] = {
        "iss": "th", "aud": "mm", "jti": str(uuid4()), "typ": "journey.step", "ver": 1, "jou": str(uuid4()),
        "seq": 1, "inc": 1, "iat": at, "exp": at + 86_400, "pri": False,
    }  # fmt: skip
    return Claims(**{**given, **more})


def sealed(body: dict[str, Any] | None = None, **more: Any) -> dict[str, str]:
    return seal(claims(**more), body or {"word": "ก"}, sign_key=TH.sign, to_key=MM.seal)[1]


def opened(event: Any, *, now: datetime = NOW, own: NodeKey | None = None, audience: str = "mm") -> Opened:
    key = own or MM.seal
    return open_(event, own_keys={key.kid: key}, peer_keys=PINNED, audience=audience, now=now)


def code(event: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        opened(event, **more)
    assert refusal.value.sentence
    return refusal.value.code


def test_what_goes_in_comes_out() -> None:
    said = claims()
    signed, event = seal(said, {"name": "ဒေါ်", "n": [1, None]}, sign_key=TH.sign, to_key=MM.seal)
    got = opened(event)
    assert (got.claims, got.body, got.jws) == (said, {"name": "ဒေါ်", "n": [1, None]}, signed)


def test_outside_tells_nothing_of_kind_or_length() -> None:
    short, long = sealed({"w": "a"}), sealed({"w": "a" * 300}, typ="danger.alert", pri=True, seq=0)
    assert {k: v for k, v in short.items() if k not in {"id", "data"}} == {
        k: v for k, v in long.items() if k not in {"id", "data"}
    }
    assert len(short["data"]) == len(long["data"])


def test_times_have_two_ends() -> None:
    assert code(sealed(), now=NOW + timedelta(days=2)) == "expired"
    assert code(sealed(), now=NOW - timedelta(minutes=11)) == "from_the_future"
    assert opened(sealed(), now=NOW - timedelta(minutes=9))


def test_keys_have_an_end() -> None:
    event = sealed()
    until = NOW + timedelta(days=1)
    retired = NodeKey(MM.seal.kid, "mm", "enc", MM.seal.key, "retired", until)
    assert opened(event, own=retired)
    assert code(event, own=retired, now=until) == "retired_key"
    assert code(event, own=NodeKey(MM.seal.kid, "mm", "enc", MM.seal.key, "revoked")) == "revoked_key"
    assert code(event, own=LA.seal) == "unknown_key"


def test_a_word_sealed_again_to_somebody_else_is_refused() -> None:
    from wellknit.platform.exchange.envelope import wrap

    said = claims()
    signed, _event = seal(said, {}, sign_key=TH.sign, to_key=MM.seal)
    again = wrap(signed, message=said.jti, sender="th", to_key=LA.seal)
    assert code(again, own=LA.seal, audience="la") == "not_for_us"
    stolen = wrap(signed, message=said.jti, sender="mm", to_key=LA.seal)
    assert code(stolen, own=LA.seal, audience="la") == "wrong_issuer"
    renamed = wrap(signed, message=str(uuid4()), sender="th", to_key=MM.seal)
    assert code(renamed) == "id_differs"


def test_a_capture_shows_no_name_no_kind_no_journey() -> None:
    """Everything that can be decoded without a key: the envelope, the header of the box, the parts of a receipt."""
    from wellknit.platform.exchange.receipt import Outcome, receipt_for, sign_receipt
    from wellknit.platform.exchange.suite import b64decode

    said = claims(typ="danger.alert")
    _signed, event = seal(said, {"name": "Zznamezz", "case": "ZZ-CASE-1"}, sign_key=TH.sign, to_key=MM.seal)
    receipt = sign_receipt(receipt_for(opened(event), Outcome.APPLIED, at=NOW), sign_key=MM.sign)
    parts = [*event["data"].split("."), *receipt.split(".")]
    seen = " ".join([*event.values(), receipt, *(b64decode(p.encode()).decode("latin-1") for p in parts)])
    for hidden in ("Zznamezz", "ZZ-CASE-1", "danger", "alert"):
        assert hidden not in seen
    assert said.jou not in " ".join(event.values())


@pytest.mark.parametrize("sign", ["\0", "\n", "\x1b", "\x7f", "ก"])
def test_intake_takes_no_sign_that_cannot_be_stored(sign: str) -> None:
    from wellknit.platform.exchange.intake import NotTaken, read_events

    event = {"specversion": "1.0", "id": str(uuid4()), "source": "urn:wellknit:node:th", "type": "wellknit.sealed",
             "datacontenttype": "application/jose", "data": f"a.b{sign}.c.d.e"}  # fmt: skip
    with pytest.raises(NotTaken) as caught:
        read_events(event)
    assert caught.value.status == 400
