"""Receipts: who signs, for whom, what is final."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.harness.exchange import Node

from wellknit.platform.exchange.envelope import Claims, Opened
from wellknit.platform.exchange.receipt import Outcome, receipt_for, sign_receipt, verify_receipt
from wellknit.platform.exchange.suite import Refused, key_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TH, MM = Node("th"), Node("mm")
PINNED = {n.sign.kid: key_of(n.sign.public, owner=n.code) for n in (TH, MM)}
SAID = Claims("th", "mm", "6f1c0d52-7c1e-4c0f-9a55-5b1c2f6d9e10", "a.b", 1, "", 0, 1, 0, 1, True)
OPENED = Opened(SAID, {"name": "Zznamezz"}, b"signed", "d" * 64)


def verified(text: Any, audience: str = "th") -> Any:
    return verify_receipt(text, peer_keys=PINNED, audience=audience, now=NOW)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_receipt_says_what_became_of_it(outcome: Outcome) -> None:
    receipt = receipt_for(OPENED, outcome, at=NOW, code="late")
    text = sign_receipt(receipt, sign_key=MM.sign)
    assert verified(text) == receipt
    assert receipt.final == (outcome != Outcome.HELD)
    assert "Zznamezz" not in str(receipt)


def test_only_the_receiver_signs_it() -> None:
    receipt = receipt_for(OPENED, Outcome.APPLIED, at=NOW)
    with pytest.raises(ValueError, match="sign"):
        sign_receipt(receipt, sign_key=TH.sign)
    with pytest.raises(ValueError, match="sign"):
        sign_receipt(receipt, sign_key=MM.seal)
    forged = sign_receipt(receipt, sign_key=type(TH.sign)(TH.sign.kid, "mm", "sig", TH.sign.key))
    with pytest.raises(Refused) as refusal:
        verified(forged)
    assert refusal.value.code == "wrong_issuer"


def test_a_receipt_for_somebody_else_is_none() -> None:
    text = sign_receipt(receipt_for(OPENED, Outcome.APPLIED, at=NOW), sign_key=MM.sign)
    for wrong, code in (((text, "mm"), "not_for_us"), (("", "th"), "not_ours"), ((None, "th"), "not_ours"),
                        (("x" * 5000, "th"), "not_ours"), (("ก.ก.ก", "th"), "not_ours")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            verified(*wrong)
        assert refusal.value.code == code
