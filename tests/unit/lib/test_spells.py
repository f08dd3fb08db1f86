"""Nights in beds and days in custody, from dates alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.spells import bed_nights, days_begun, nights


@dataclass(frozen=True)
class Spell:
    began_on: date
    ended_on: date | None = None


D = date(2026, 3, 2)


def plus(n: int) -> date:
    return D + timedelta(n)


def test_a_week_of_an_open_stay_has_seven_nights() -> None:
    assert nights(Spell(plus(-30)), D, plus(6)) == 7


def test_the_day_of_moving_is_one_night_in_the_new_bed() -> None:
    moved = [Spell(plus(0), plus(3)), Spell(plus(3), plus(6))]
    assert bed_nights(moved, D, plus(6)) == 6


def test_three_hours_in_a_cell_are_a_day_in_custody_and_no_night() -> None:
    held = Spell(D, D)
    assert nights(held, D, plus(6)) == 0
    assert days_begun([held], D, plus(6)) == 1


def test_two_cells_on_one_day_are_one_day() -> None:
    assert days_begun([Spell(D, plus(1)), Spell(plus(1), plus(2))], D, plus(6)) == 3


days = st.integers(-40, 40).map(plus)


@given(began=days, length=st.integers(0, 60), first=days, span=st.integers(0, 40), cut=st.integers(0, 40))
def test_a_period_cut_in_two_has_the_same_nights(
    began: date, length: int, first: date, span: int, cut: int
) -> None:
    spell = Spell(began, began + timedelta(length))
    last = first + timedelta(span)
    middle = first + timedelta(min(cut, span))
    whole = nights(spell, first, last)
    assert whole == nights(spell, first, middle - timedelta(1)) + nights(spell, middle, last)
    assert 0 <= whole <= length
    assert days_begun([spell], first, last) <= span + 1
