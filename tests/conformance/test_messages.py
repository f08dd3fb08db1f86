"""Golden messages: what was once sent can be read for ever. Each kind and version has one in `messages/`.

`sealed-1.json` is a whole message with invented keys, frozen on the first day: another system can test its
opening with it, and so do we. Files are added, never changed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange.envelope import open_
from wellknit.platform.exchange.kinds import Kind, all_kinds
from wellknit.platform.exchange.receipt import verify_receipt
from wellknit.platform.exchange.suite import key_of

HERE = Path(__file__).parent / "messages"


def versions() -> list[tuple[str, int, Kind]]:
    return [(kind.code, version, kind) for kind in all_kinds() for version in sorted(kind.versions)]


@pytest.mark.parametrize(
    "code, version, kind", versions(), ids=lambda v: "" if isinstance(v, Kind) else str(v)
)
def test_each_kind_and_version_has_a_golden_body(code: str, version: int, kind: Kind) -> None:
    path = HERE / f"{code}.{version}.json"
    assert path.exists(), f"Write {path.name} with an invented body of this kind; it is kept for ever"
    body = json.loads(path.read_text())
    assert kind.read(version, body) == body, (
        f"{path.name}: the form of a version never changes; add a version"
    )
    assert kind.read(version, {**body, "of_a_later_version": 1}) == body, "unknown members are ignored"


def test_no_golden_message_was_taken_away() -> None:
    """A version we no longer write may still come from somebody; its file stays, and with it this line."""
    spoken = {f"{code}.{version}.json" for code, version, _kind in versions()}
    left = {p.name for p in HERE.glob("*.json")} - spoken - {"sealed-1.json"}
    assert not left, f"These are of no kind: {sorted(left)}"


@pytest.fixture
def golden() -> dict[str, Any]:
    return dict(json.loads((HERE / "sealed-1.json").read_text()))


def test_the_first_sealed_message_still_opens(golden: dict[str, Any]) -> None:
    now = datetime.fromisoformat(golden["now"])
    own = key_of(golden["receiver_sealing_key"], owner="mm")
    peer = key_of(golden["sender_signing_key"], owner="th")
    opened = open_(
        golden["event"], own_keys={own.kid: own}, peer_keys={peer.kid: peer}, audience="mm", now=now
    )
    assert vars(opened.claims) == golden["claims"] and opened.body == golden["body"]
    assert opened.digest == golden["digest"]


def test_the_first_receipt_and_card_still_hold(golden: dict[str, Any]) -> None:
    now = datetime.fromisoformat(golden["now"])
    mine = key_of(golden["receiver_signing_key"], owner="mm")
    receipt = verify_receipt(golden["receipt"], peer_keys={mine.kid: mine}, audience="th", now=now)
    assert (receipt.ref, receipt.digest, receipt.final) == (golden["event"]["id"], golden["digest"], True)
    read = cards.read(json.dumps(golden["card"]), datetime.now(UTC))
    assert read.card.code == "mm" and read.digits == golden["card_digits"]
