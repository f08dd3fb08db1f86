"""A date as far as it is known: a day, a month, a year, about that, or not at all.

Many people never had a paper with their birthday on it; others know the year from an animal. A date that is
forced into day, month and year becomes 1 January in the file and an accusation in court. So precision, doubt,
the era it was entered in and the very text that was typed are kept.
"""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from wellknit.lib.dates.era import FIRST_CERTAIN_CE, HIGHEST_CE, LOWEST_CE, Era, from_ce
from wellknit.lib.dates.problems import refuse

UNKNOWN_ISO = "XXXX"
CIRCA_YEARS = 2
MONTHS_EN = tuple(calendar.month_name)[1:]

_ISO = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)$")


class Precision(StrEnum):
    """How much of a date is known."""

    UNKNOWN = "unknown"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date in Christian years, with what is not known left out.

    year: 1800–2399 or None. month: 1–12 or None. day: 1–31 or None. circa: the person or the document says
    "about". era: the era it was entered in. typed: what was typed, letter by letter (an identifying value:
    it belongs in an encrypted field). Raises DateError for a day that does not exist.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    circa: bool = False
    era: Era = Era.CE
    typed: str = ""

    def __post_init__(self) -> None:
        if self.year is None:
            if self.month is not None or self.day is not None or self.circa:
                raise refuse("date.no_year", "year")
            return
        if not LOWEST_CE <= self.year <= HIGHEST_CE:
            raise refuse("date.year_out_of_range", "year", typed=self.year)
        if self.era is Era.BE and self.year < FIRST_CERTAIN_CE:
            from_ce(self.year, self.era)  # raises with its own sentence
        self._check_day(self.year)

    def _check_day(self, year: int) -> None:
        if self.month is None:
            if self.day is not None:
                raise refuse("date.no_month", "month")
            return
        if not 1 <= self.month <= 12:
            raise refuse("date.no_such_month", "month", month=self.month)
        if self.day is None:
            return
        last = calendar.monthrange(year, self.month)[1]
        if 1 <= self.day <= last:
            return
        if (self.month, self.day) == (2, 29):
            raise refuse("date.no_leap_day", "day", year_text=year_text(year, self.era))
        shown = from_ce(year, self.era)
        name = MONTHS_EN[self.month - 1]
        raise refuse("date.no_such_day", "day", month_name=name, year=shown, last=last, day=self.day)

    @classmethod
    def unknown(cls, typed: str = "") -> Self:
        """Nobody knows: an answer, not a gap."""
        return cls(typed=typed)

    @classmethod
    def from_date(cls, value: date, *, era: Era = Era.CE, typed: str = "") -> Self:
        """A full day."""
        return cls(value.year, value.month, value.day, era=era, typed=typed)

    @property
    def precision(self) -> Precision:
        """How much is known."""
        if self.year is None:
            return Precision.UNKNOWN
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def is_known(self) -> bool:
        """True when at least the year is known, if only about."""
        return self.year is not None

    def window(self, circa_years: int = CIRCA_YEARS) -> tuple[date, date] | None:
        """First and last day it can have been; None when unknown. "About" widens it by years each way."""
        if self.year is None:
            return None
        spread = circa_years if self.circa else 0
        first, last = self.year - spread, self.year + spread
        last_month = self.month or 12
        last_day = calendar.monthrange(last, last_month)[1]
        first_month = self.month or 1
        first_day = min(self.day or 1, calendar.monthrange(first, first_month)[1])
        latest = date(last, last_month, min(self.day or last_day, last_day))
        return date(first, first_month, first_day), latest

    def iso(self) -> str:
        """ISO 8601-2: ``2004-05-27``, ``2004-05``, ``2004``, ``2004-05~`` (about), ``XXXX`` (not known)."""
        if self.year is None:
            return UNKNOWN_ISO
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts) + ("~" if self.circa else "")

    @classmethod
    def from_iso(cls, text: str, *, era: Era = Era.CE, typed: str = "") -> Self:
        """Reads what :meth:`iso` wrote; raises DateError on anything else."""
        if text == UNKNOWN_ISO:
            return cls(era=era, typed=typed)
        found = _ISO.match(text)
        if not found:
            raise refuse("date.unreadable", typed=text)
        year, month, day = (int(part) if part else None for part in found.groups()[:3])
        return cls(year, month, day, circa=bool(found.group(4)), era=era, typed=typed)

    def serialise(self) -> str:
        """Everything in one line of JSON, for an encrypted field: date, era as entered, text as typed."""
        return json.dumps({"iso": self.iso(), "era": self.era, "typed": self.typed}, ensure_ascii=False)

    @classmethod
    def deserialise(cls, text: str) -> Self:
        """The inverse of :meth:`serialise`, without loss."""
        kept = json.loads(text)
        return cls.from_iso(kept["iso"], era=Era(kept["era"]), typed=kept["typed"])

    def __str__(self) -> str:
        # The reference form and never the text as typed: whatever prints a date must not print what was said.
        return self.iso()


def year_text(year: int, era: Era) -> str:
    """``2568 B.E. (2025 C.E.)`` or ``2025``: a year as an error sentence names it."""
    return f"{from_ce(year, era)} B.E. ({year} C.E.)" if era is Era.BE else str(year)
