"""Sealed values: they open where they were sealed and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.platform.vault.keyring import KeyMissing, KeyRing
from wellknit.platform.vault.sealing import NotOpened, key_number, seal, unseal

ONE = KeyRing(1, {1: b"1" * 32})
TWO = KeyRing(2, {1: b"1" * 32, 2: b"2" * 32})


@given(st.binary(max_size=300))
def test_what_is_sealed_opens(plain: bytes) -> None:
    sealed = seal(plain, code="P001", row="r", ring=ONE)
    assert unseal(sealed, code="P001", row="r", ring=ONE) == plain
    assert unseal(sealed, code="P001", row="r", ring=TWO) == plain


@given(st.binary(min_size=1, max_size=40), st.data())
def test_any_changed_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain, code="P001", row="r", ring=TWO))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises((NotOpened, KeyMissing)):
        unseal(bytes(sealed), code="P001", row="r", ring=TWO)


@pytest.mark.parametrize("code, row", [("P002", "r"), ("P001", "other")])
def test_a_moved_value_does_not_open(code: str, row: str) -> None:
    sealed = seal(b"name", code="P001", row="r", ring=ONE)
    with pytest.raises(NotOpened):
        unseal(sealed, code=code, row=row, ring=ONE)


def test_cut_short_is_refused() -> None:
    sealed = seal(b"name", code="P001", row="r", ring=ONE)
    for length in range(len(sealed)):
        with pytest.raises(NotOpened):
            unseal(sealed[:length], code="P001", row="r", ring=ONE)


def test_the_current_key_writes() -> None:
    assert key_number(seal(b"x", code="P001", row="r", ring=TWO)) == 2


def test_equal_values_look_different() -> None:
    assert seal(b"x", code="P001", row="r", ring=ONE) != seal(b"x", code="P001", row="r", ring=ONE)


def test_a_lost_key_says_so() -> None:
    with pytest.raises(KeyMissing, match="escrow"):
        unseal(seal(b"x", code="P001", row="r", ring=TWO), code="P001", row="r", ring=ONE)
