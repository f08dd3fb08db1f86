"""Working days by a country's own calendar, and due dates in that country's own time.

A calendar is a file an office signs (``data/calendars/<id>.toml``): the weekend, the days off with a fixed
date, and the years somebody has gone through. A year that is not in the file is an error and never "no
holidays": a clock that silently skips New Year accuses the wrong person of being late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from wellknit.lib.policydata import DATA, Kind, PolicyModel, Sourced, Versioned, load_toml

Unit = Literal["hours", "calendar_days", "working_days"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
ONE_DAY = timedelta(days=1)


class FixedDay(Sourced):
    """A day off that has the same date every year, from and up to a year where that is known."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    name: str = Field(min_length=2)
    first_year: int = 0
    last_year: int = 9999


class MovableDay(Sourced):
    """A day off of one year: moon calendars, days given in lieu, days a cabinet announces."""

    on: date
    name: str = Field(min_length=2)


class YearEntry(PolicyModel):
    """One year somebody has gone through. ``worked``: weekend days that were declared working days."""

    year: Annotated[int, Field(ge=1990, le=2200)]
    status: Literal["draft", "signed"]
    days: tuple[MovableDay, ...] = ()
    worked: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _own_year(self) -> Self:
        for day in (*(extra.on for extra in self.days), *self.worked):
            if day.year != self.year:
                raise ValueError(f"{day.isoformat()} stands under the year {self.year}. Move it.")
        return self


class CalendarFile(Versioned):
    """``data/calendars/<id>.toml``. ``missing``: what the file is known to lack, told to its signer."""

    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    name: str
    time_zone: str
    weekend: tuple[Weekday, ...]
    fixed: tuple[FixedDay, ...] = ()
    years: tuple[YearEntry, ...] = Field(min_length=1)
    missing: tuple[str, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for fixed in self.fixed:
            date(2000, fixed.month, fixed.day)  # raises for 30 February
        if len(set(self.weekend)) >= len(WEEKDAYS):
            raise ValueError("A week without a working day never ends. Take a day out of the weekend.")
        if len({entry.year for entry in self.years}) != len(self.years):
            raise ValueError("A year stands in the file twice. Join the two.")
        return self


CALENDARS = Kind("calendars", CalendarFile)


class CalendarMissing(LookupError):
    """A day in a year (or a country) nobody has entered. ``code``, ``params`` and an English sentence."""

    code = "workdays.calendar_missing"
    template = (
        "The working days of {year} are not in the calendar “{calendar}”, so the due date is not certain. "
        "Ask the office that signs the calendar to add {year}."
    )

    def __init__(self, calendar: str, year: int | str) -> None:
        self.params = {"calendar": calendar, "year": year}
        super().__init__(self.template.format(**self.params))


@dataclass(frozen=True)
class Calendar:
    """A calendar ready to count with. ``closed``: year → days off on working weekdays; ``draft_years`` are
    those nobody has signed; ``zone`` is where "today" and "end of the day" are.
    """

    id: str
    zone: ZoneInfo
    weekend: frozenset[int]
    closed: Mapping[int, frozenset[date]]
    worked: frozenset[date]
    draft_years: frozenset[int]
    names: Mapping[date, str]

    @classmethod
    def from_file(cls, entry: CalendarFile) -> Self:
        """Work the days out for every year of the file."""
        names = {extra.on: extra.name for year in entry.years for extra in year.days}
        for year in entry.years:
            names |= {day: fixed.name for fixed in entry.fixed if (day := _in_year(fixed, year.year))}
        return cls(
            id=entry.id,
            zone=ZoneInfo(entry.time_zone),
            weekend=frozenset(WEEKDAYS.index(day) for day in entry.weekend),
            closed={y.year: frozenset(day for day in names if day.year == y.year) for y in entry.years},
            worked=frozenset(day for year in entry.years for day in year.worked),
            draft_years=frozenset(y.year for y in entry.years if "draft" in (y.status, entry.status)),
            names=names,
        )

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day; raises :class:`CalendarMissing` for a year not in the file."""
        if day.year not in self.closed:
            raise CalendarMissing(self.id, day.year)
        if day in self.worked:
            return True
        return day.weekday() not in self.weekend and day not in self.closed[day.year]

    def next_working_day(self, day: date) -> date:
        """The day itself when offices work, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start`` (before it when negative); ``start`` is not counted.

        0 gives the first working day from ``start`` on.
        """
        day, step = start, ONE_DAY if count >= 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return self.next_working_day(day)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative when ``end`` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def local_day(self, instant: datetime) -> date:
        """The date on the wall at an aware instant: at 23:30 UTC it is already tomorrow in Yangon."""
        return _aware(instant).astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a local day, in UTC: until then something due that day is not late."""
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)


@dataclass(frozen=True)
class JointCalendar(Calendar):
    """One's own calendar, counting only the days on which offices of another country work too.

    "Today" and "end of the day" stay one's own: a date is due where the work is done.
    """

    other: Calendar

    @classmethod
    def of(cls, own: Calendar, other: Calendar) -> JointCalendar:
        """The two together."""
        return cls(
            id=own.id, zone=own.zone, weekend=own.weekend, closed=own.closed, worked=own.worked,
            draft_years=own.draft_years | other.draft_years, names={**other.names, **own.names}, other=other,
        )  # fmt: skip

    def is_working_day(self, day: date) -> bool:
        """Whether offices of both work that day; raises :class:`CalendarMissing` naming whose year is not in."""
        here, there = super().is_working_day(day), self.other.is_working_day(day)
        return here and there


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: ``at`` in UTC, ``day`` on the local wall; ``draft``: by an unsigned calendar."""

    at: datetime
    day: date
    draft: bool

    def is_late(self, now: datetime) -> bool:
        """True once the moment has passed."""
        return _aware(now) > self.at


def due(start: datetime, length: int, unit: Unit, calendar: Calendar) -> Due:
    """When a time limit that starts at an aware instant runs out.

    hours: to the minute, day and night. calendar_days and working_days: the day of the start is not counted,
    and the last day runs to its local end. A limit in calendar days that ends on a day off stays there: it
    protects a person, and people also live on Sundays. Raises CalendarMissing.
    """
    if length < 0:
        raise ValueError("A time limit cannot be negative.")
    if unit == "hours":
        at = _aware(start).astimezone(UTC) + timedelta(hours=length)
        return Due(at, calendar.local_day(at), draft=False)
    first = calendar.local_day(start)
    if unit == "calendar_days":
        day = first + timedelta(days=length)
        return Due(calendar.end_of(day), day, draft=False)
    day = calendar.add_working_days(first, length)
    touched = set(range(first.year, day.year + 1))
    return Due(calendar.end_of(day), day, draft=bool(touched & calendar.draft_years))


def due_after_pauses(
    start: datetime, length: int, unit: Unit, calendar: Calendar, pauses: Iterable[tuple[datetime, datetime]]
) -> Due:
    """The same, for a limit that stood still from and to these instants.

    Hours go on to the second; days by the whole days that passed while it stood, working days by those on
    which offices worked. A pause within one day moves nothing that is counted in days.
    """
    spans = [(_aware(begin), _aware(end)) for begin, end in pauses]
    if unit == "hours":
        lost = sum(((end - begin) for begin, end in spans), timedelta())
        plain = due(start, length, unit, calendar)
        return Due(plain.at + lost, calendar.local_day(plain.at + lost), plain.draft)
    days = [(calendar.local_day(begin), calendar.local_day(end)) for begin, end in spans]
    if unit == "calendar_days":
        return due(start, length + sum((end - begin).days for begin, end in days), unit, calendar)
    return due(start, length + sum(calendar.working_days_between(b, e) for b, e in days), unit, calendar)


def calendar_of(id: str, data_dir: Path = DATA) -> Calendar:  # noqa: A002 - as in the files
    """The calendar a charter names, read once; raises CalendarMissing when there is no such file."""
    path = data_dir / CALENDARS.folder / f"{id}.toml"
    if not id.isalnum() or not path.exists():
        raise CalendarMissing(id, "any year")
    return _calendar(path, path.stat().st_mtime_ns)


def calendar_of_country(country: str, data_dir: Path = DATA) -> Calendar:
    """The calendar of a country (ISO alpha-2); raises CalendarMissing when no file is that country's."""
    for path in CALENDARS.files(data_dir):
        if load_toml(path, CalendarFile).country == country:
            return _calendar(path, path.stat().st_mtime_ns)
    raise CalendarMissing(country, "any year")


@lru_cache(maxsize=64)
def _calendar(path: Path, _changed: int) -> Calendar:
    return Calendar.from_file(load_toml(path, CalendarFile))


def _in_year(fixed: FixedDay, year: int) -> date | None:
    return date(year, fixed.month, fixed.day) if fixed.first_year <= year <= fixed.last_year else None


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant without a time zone has no date. Pass an aware datetime.")
    return instant
