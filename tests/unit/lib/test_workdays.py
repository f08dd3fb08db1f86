"""Working days by each country's file, local due dates, and a missing year that says so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.policydata import PolicyError, load_all
from wellknit.lib.workdays import (
    CALENDARS,
    CalendarMissing,
    JointCalendar,
    calendar_of,
    calendar_of_country,
    due,
    due_after_pauses,
)

FILES = load_all(CALENDARS)
TH, MM = calendar_of("th"), calendar_of("mm")
days = st.dates(date(2017, 1, 1), date(2029, 12, 31))


def test_every_shipped_calendar_is_a_draft_that_says_what_it_lacks() -> None:
    assert {entry.id for entry in FILES} == {"th", "la", "kh", "mm", "vn", "cn", "secretariat"}
    for entry in FILES:
        assert entry.status == "draft", entry.id
        assert entry.missing, entry.id
        assert {year.status for year in entry.years} == {"draft"}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2017, 4, 12), True),
        (date(2017, 4, 13), False),  # Songkran
        (date(2017, 4, 16), False),  # a Sunday
        (date(2018, 5, 4), True),  # not yet a day off
        (date(2020, 5, 4), False),
    ],
)
def test_days_off(day: date, works: bool) -> None:
    assert TH.is_working_day(day) is works


def test_a_limit_passes_over_the_new_year_holidays() -> None:
    assert TH.add_working_days(date(2017, 4, 12), 1) == date(2017, 4, 17)


@given(days, st.integers(-60, 60))
def test_counting_is_the_inverse_of_adding(start: date, count: int) -> None:
    start = TH.next_working_day(start)
    end = TH.add_working_days(start, count)
    assert TH.is_working_day(end)
    assert TH.working_days_between(start, end) == count


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_adding_twice_is_adding_once(start: date, first: int, second: int) -> None:
    start = TH.next_working_day(start)
    once = TH.add_working_days(start, first + second)
    assert TH.add_working_days(TH.add_working_days(start, first), second) == once


def test_from_a_day_off_the_next_working_day_is_both_the_nought_and_the_first() -> None:
    saturday, monday = date(2017, 3, 4), date(2017, 3, 6)
    assert TH.add_working_days(saturday, 0) == TH.add_working_days(saturday, 1) == monday


def test_a_missing_year_is_an_error_with_a_sentence() -> None:
    with pytest.raises(CalendarMissing) as missing:
        TH.add_working_days(date(2030, 12, 30), 10)
    assert missing.value.params == {"calendar": "th", "year": 2031}
    assert "add 2031" in str(missing.value)


@pytest.mark.parametrize("name", ["jp", "../th", ""])
def test_a_country_without_a_calendar_is_an_error(name: str) -> None:
    with pytest.raises(CalendarMissing):
        calendar_of(name)


def test_myanmar_is_six_and_a_half_hours_ahead() -> None:
    late_evening = datetime(2017, 3, 5, 17, 45, tzinfo=UTC)
    assert MM.local_day(late_evening) == date(2017, 3, 6)
    assert TH.local_day(late_evening) == date(2017, 3, 6)
    assert TH.local_day(late_evening - timedelta(hours=1)) == date(2017, 3, 5)
    assert MM.end_of(date(2017, 3, 6)) == datetime(2017, 3, 6, 17, 29, 59, tzinfo=UTC)


def test_due_dates_are_local_and_say_when_the_calendar_is_a_draft() -> None:
    start = datetime(2017, 3, 3, 18, 0, tzinfo=UTC)  # Saturday 00:30 in Yangon, 01:00 in Bangkok
    working = due(start, 5, "working_days", MM)
    assert (working.day, working.draft) == (date(2017, 3, 10), True)
    assert due(start, 7, "calendar_days", MM).day == date(2017, 3, 11)
    night = due(start, 2, "hours", MM)
    assert (night.at, night.draft) == (start + timedelta(hours=2), False)
    assert not working.is_late(working.at)
    assert working.is_late(working.at + timedelta(seconds=1))


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2017, 1, 2), 1, "hours", TH)
    with pytest.raises(ValueError, match="negative"):
        due(datetime(2017, 1, 2, tzinfo=UTC), -1, "hours", TH)


BASE = """
id = "zz"
version = 1
in_force_from = 2017-01-01
status = "draft"
name = "Nowhere"
time_zone = "Asia/Yangon"
source = { document = "WELLKNIT", place = "test" }
"""


def _file(folder: Path, text: str) -> None:
    (folder / "calendars").mkdir()
    (folder / "calendars" / "zz.toml").write_text(BASE + text)


def test_worked_weekends_and_announced_days(tmp_path: Path) -> None:
    _file(
        tmp_path,
        """
weekend = ["saturday", "sunday"]
[[years]]
year = 2024
status = "signed"
worked = [2024-02-04]
[[years.days]]
on = 2024-02-12
name = "New Year by the moon"
source = { document = "WELLKNIT", place = "test" }
""",
    )
    calendar = calendar_of("zz", tmp_path)
    assert calendar.is_working_day(date(2024, 2, 4))
    assert not calendar.is_working_day(date(2024, 2, 12))
    assert calendar.names[date(2024, 2, 12)] == "New Year by the moon"


@pytest.mark.parametrize(
    "text",
    [
        'weekend = ["saturday"]\n[[years]]\nyear = 2024\nstatus = "draft"\nworked = [2025-02-04]',
        'weekend = ["saturday"]\n' + '[[years]]\nyear = 2024\nstatus = "draft"\n' * 2,
        'weekend = ["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]\n'
        '[[years]]\nyear = 2024\nstatus = "draft"',
    ],
)
def test_a_calendar_that_cannot_be_right_is_refused(tmp_path: Path, text: str) -> None:
    _file(tmp_path, text)
    with pytest.raises(PolicyError):
        calendar_of("zz", tmp_path)


# -- Pauses

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)  # a Monday morning in Bangkok


def test_a_pause_gives_back_what_it_took() -> None:
    two_days = (START + timedelta(days=1), START + timedelta(days=3))
    assert due_after_pauses(START, 4, "hours", TH, [two_days]).at == START + timedelta(hours=4, days=2)
    assert due_after_pauses(START, 5, "calendar_days", TH, [two_days]).day == date(2026, 11, 9)
    assert due_after_pauses(START, 2, "working_days", TH, [two_days]).day == date(2026, 11, 6)


def test_a_pause_over_a_weekend_gives_back_no_working_day() -> None:
    weekend = (datetime(2026, 11, 6, 16, 0, tzinfo=UTC), datetime(2026, 11, 8, 5, 0, tzinfo=UTC))
    plain = due(START, 10, "working_days", TH)
    assert due_after_pauses(START, 10, "working_days", TH, [weekend]).day == plain.day


@given(
    start=st.datetimes(datetime(2018, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    length=st.integers(0, 60),
    unit=st.sampled_from(["hours", "calendar_days", "working_days"]),
    gaps=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=4),
)
def test_a_pause_never_brings_a_limit_forward(
    start: datetime, length: int, unit: str, gaps: list[tuple[int, int]]
) -> None:
    spans, at = [], start
    for wait, held in gaps:
        began = at + timedelta(hours=wait)
        at = began + timedelta(hours=held)
        spans.append((began, at))
    plain = due(start, length, unit, TH)
    assert due_after_pauses(start, length, unit, TH, []).at == plain.at
    assert due_after_pauses(start, length, unit, TH, spans).at >= plain.at


# -- Two countries


def test_a_day_counts_only_where_offices_work_in_both_countries() -> None:
    thai, burmese = calendar_of_country("TH"), calendar_of_country("MM")
    both = JointCalendar.of(thai, burmese)
    for here, there in (("2026-01-01", None), (None, "2026-02-12")):
        day = date.fromisoformat(here or there or "")
        assert not both.is_working_day(day)
    assert thai.is_working_day(date(2026, 2, 12)) and not burmese.is_working_day(date(2026, 2, 12))
    start = datetime(2026, 2, 11, 3, tzinfo=UTC)
    alone, together = due(start, 1, "working_days", thai), due(start, 1, "working_days", both)
    assert (alone.day, together.day) == (date(2026, 2, 12), date(2026, 2, 13))
    assert both.zone == thai.zone and together.at == thai.end_of(date(2026, 2, 13)), (
        "due where the work is done"
    )
    assert together.draft


def test_a_year_missing_on_either_side_is_an_error_that_names_the_calendar() -> None:
    thai, burmese = calendar_of_country("TH"), calendar_of_country("MM")
    short = replace(burmese, closed={y: d for y, d in burmese.closed.items() if y < 2026})
    for pair in ((thai, short), (short, thai)):
        with pytest.raises(CalendarMissing, match=r"2026.*“mm”"):
            due(datetime(2026, 1, 31, 5, tzinfo=UTC), 1, "working_days", JointCalendar.of(*pair))
    with pytest.raises(CalendarMissing):
        calendar_of_country("XX")
