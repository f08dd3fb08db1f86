"""Two envelopes: together the keys, alone nothing, and no wrong pair."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.escrow import EscrowError, join, split


@given(st.binary(max_size=2000))
def test_both_give_the_secret_in_either_order(secret: bytes) -> None:
    one, two = split(secret, label="th", date="2026-11-21")
    assert join(one, two) == join(two, one) == secret


def test_one_envelope_says_nothing_but_the_length() -> None:
    secret = b"k" * 64
    halves = [base64.b64decode(json.loads(e)["half"]) for e in split(secret, label="th", date="2026-11-21")]
    again = [base64.b64decode(json.loads(e)["half"]) for e in split(secret, label="th", date="2026-11-21")]
    assert {len(h) for h in halves} == {64}
    assert not set(halves) & set(again)


def test_what_is_no_pair_is_refused() -> None:
    one, two = split(b"keys", label="th", date="2026-11-21")
    other, _ = split(b"keys", label="th", date="2026-11-22")
    for first, second, why in (
        (one, one, "same envelope"),
        (one, other, "different times"),
        (one, "{}", "read"),
    ):
        with pytest.raises(EscrowError, match=why):
            join(first, second)
    damaged = json.loads(two)
    damaged["half"] = base64.b64encode(b"xxxx").decode()
    with pytest.raises(EscrowError, match="damaged"):
        join(one, json.dumps(damaged))
