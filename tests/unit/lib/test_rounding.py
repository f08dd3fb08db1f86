"""Shares add up to their total whatever the parts, and none strays a whole step from its exact value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.rounding import half_up, largest_remainder, overshoot, percentage

parts = st.lists(st.decimals(0, 10**9, places=2) | st.integers(0, 10**9), min_size=1, max_size=12)


@given(parts, st.integers(0, 3))
def test_shares_add_up(values: list[int | Decimal], places: int) -> None:
    shares = largest_remainder(values, places=places)
    whole = sum(map(Decimal, values))
    assert sum(shares) == (100 if whole else 0)
    for value, share in zip(values, shares, strict=True):
        exact = Decimal(value) * 100 / whole if whole else Decimal(0)
        assert abs(share - exact) < Decimal(10) ** -places


@given(parts)
def test_a_larger_part_never_gets_a_smaller_share(values: list[int | Decimal]) -> None:
    ranked = sorted(zip(map(Decimal, values), largest_remainder(values), strict=True))
    shares = [share for _, share in ranked]
    assert shares == sorted(shares)


def test_chinas_contributions_of_2014_add_up_to_100() -> None:
    """UNACT14: 30,700 + 33,750 + 35,400 + 66,930, printed as 19, 21, 21 and 40."""
    assert largest_remainder([30_700, 33_750, 35_400, 66_930]) == [19, 20, 21, 40]
    assert overshoot([19, 21, 21, 40]) == 1


def test_seats_of_a_total() -> None:
    assert largest_remainder([1, 1, 1], total=10) == [4, 3, 3]


@pytest.mark.parametrize(("value", "text"), [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("-2.5", "-3")])
def test_halves_go_up(value: str, text: str) -> None:
    assert half_up(Decimal(value)) == Decimal(text)


def test_a_percentage_says_of_what() -> None:
    assert str(percentage(3, 9)) == "33% (3 of 9)"
    assert str(percentage(1, 8, 1)) == "12.5% (1 of 8)"
    assert str(percentage(0, 0)) == "– (0 of 0)"


def test_negative_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        largest_remainder([3, -1])
    with pytest.raises(ValueError, match="negative"):
        percentage(1, -1)


def test_a_total_that_cannot_be_cut_into_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="steps"):
        largest_remainder([1, 2], total=Decimal("0.5"))
