"""Partial dates keep what was known and no more, and come back from storage as they went in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.dates import (
    Band,
    DateError,
    Era,
    PartialDate,
    Precision,
    age_band,
    age_on,
    completed_years,
    format_date,
    may_be_under,
    parse,
)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    era = draw(st.sampled_from(list(Era)))
    day = draw(st.dates(date(1941 if era is Era.BE else 1800, 1, 1), date(2399, 12, 31)))
    depth = draw(st.integers(0, 3))
    typed = draw(st.text(max_size=20))
    if depth == 0:
        return PartialDate(era=era, typed=typed)
    month, number = (day.month if depth > 1 else None), (day.day if depth > 2 else None)
    return PartialDate(day.year, month, number, circa=draw(st.booleans()), era=era, typed=typed)


@given(partial_dates())
def test_nothing_is_lost_in_storage(value: PartialDate) -> None:
    assert PartialDate.deserialise(value.serialise()) == value
    assert PartialDate.from_iso(value.iso(), era=value.era, typed=value.typed) == value


@given(partial_dates())
def test_the_iso_form_can_be_typed_in_again(value: PartialDate) -> None:
    if value.is_known:
        assert parse(value.iso()).iso() == value.iso()


@given(partial_dates())
def test_the_window_is_in_order_and_as_wide_as_the_doubt(value: PartialDate) -> None:
    window = value.window()
    if window is None:
        assert value.precision is Precision.UNKNOWN
        return
    first, last = window
    days = (last - first).days
    assert first <= last
    if not value.circa:
        assert days <= {Precision.DAY: 0, Precision.MONTH: 30, Precision.YEAR: 365}[value.precision]


@given(partial_dates(), st.dates(date(2000, 1, 1), date(2399, 12, 31)))
def test_the_age_range_holds_the_age_of_every_possible_birthday(value: PartialDate, on: date) -> None:
    window = value.window()
    if window is None:
        assert age_on(value, on) is None
    elif window[0] > on:
        with pytest.raises(DateError):
            age_on(value, on)
    else:
        ages = age_on(value, on)
        assert ages is not None
        assert ages.low == max(0, completed_years(window[1], on))
        assert ages.high == completed_years(window[0], on)


@given(partial_dates(), st.sampled_from(["en", "th", "lo", "km", "my", "vi", "zh"]))
def test_what_is_written_reads_back(value: PartialDate, language: str) -> None:
    if value.is_known and value.year is not None and value.year >= 1941:
        again = parse(format_date(value, language=language), era=value.era)
        assert (again.iso(), again.era) == (value.iso(), value.era)


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (PartialDate(2003, 6, 2), "0-14"),
        (PartialDate(2002, 6, 1), "15-17"),
        (PartialDate(1999, 6, 1), "18+"),
        (PartialDate(1999, 6, 2), "15-17"),
        (PartialDate(1999, 6), "unknown"),  # the first or the thirtieth?
        (PartialDate(2001), "15-17"),
        (PartialDate(1999), "unknown"),
        (PartialDate(1990, circa=True), "18+"),
        (PartialDate(1998, circa=True), "unknown"),
        (PartialDate.unknown(), "unknown"),
    ],
)
def test_bands_are_never_guessed(birth: PartialDate, band: str) -> None:
    assert age_band(birth, date(2017, 6, 1)) == band


def test_bands_are_arguments() -> None:
    bands = (Band("under-18", 0, 17), Band("adult", 18))
    assert age_band(PartialDate(2001), date(2017, 6, 1), bands) == "under-18"


def test_unknown_may_be_a_child() -> None:
    day = date(2017, 6, 1)
    assert may_be_under(18, PartialDate.unknown(), day)
    assert may_be_under(18, PartialDate(1999), day)
    assert not may_be_under(18, PartialDate(1998), day)


def test_born_on_a_leap_day_one_is_a_child_until_march() -> None:
    birth = PartialDate(2000, 2, 29)
    assert may_be_under(18, birth, date(2018, 2, 28))
    assert not may_be_under(18, birth, date(2018, 3, 1))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "27 May 2004 (2547 B.E.)"),
        ("th", "27 พฤษภาคม ค.ศ. 2004 (พ.ศ. 2547)"),
        ("vi", "27 tháng 5 năm 2004 (2547 B.E.)"),
        ("zh-hans", "2004年5月27日 (佛历2547)"),
    ],
)
def test_both_eras(language: str, text: str) -> None:
    assert format_date(PartialDate(2004, 5, 27), language=language, both_eras=True) == text


def test_native_figures() -> None:
    value = PartialDate(2004, 5, 27, era=Era.BE)
    assert format_date(value, language="th", native_figures=True) == "๒๗ พฤษภาคม พ.ศ. ๒๕๔๗"
    assert format_date(value, language="my", era=Era.CE, native_figures=True) == "၂၀၀၄ ခုနှစ် မေလ ၂၇ ရက်"


def test_buddhist_years_before_the_change_are_not_written() -> None:
    assert format_date(PartialDate(1935), language="th", era=Era.BE) == "ค.ศ. 1935"
    with pytest.raises(DateError):
        PartialDate(1935, era=Era.BE)


def test_printing_a_date_does_not_print_what_was_said() -> None:
    assert str(PartialDate(2004, typed="when the river rose")) == "2004"
