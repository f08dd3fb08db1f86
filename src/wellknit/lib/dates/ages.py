"""How old somebody is, when the birthday is only partly known: a range, and the band it certainly lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wellknit.lib.dates.partial import CIRCA_YEARS, PartialDate
from wellknit.lib.dates.problems import refuse

UNKNOWN_BAND = "unknown"


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Completed years, lowest and highest possible."""

    low: int
    high: int

    @property
    def exact(self) -> int | None:
        """The age when only one is possible."""
        return self.low if self.low == self.high else None

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Band:
    """An age band of a table: ``low`` to ``high`` completed years, both included; no ``high``: and over."""

    code: str
    low: int
    high: int | None = None

    def holds(self, ages: AgeRange) -> bool:
        """True when every possible age lies in the band."""
        return self.low <= ages.low and (self.high is None or ages.high <= self.high)


# The bands of the Thai shelter table 2017 (MRW9, Thailand's presentation); other tables pass their own.
SHELTER_BANDS: tuple[Band, ...] = (Band("0-14", 0, 14), Band("15-17", 15, 17), Band("18+", 18))


def completed_years(born: date, on: date) -> int:
    """Whole years from ``born`` to ``on`` (negative before birth).

    Somebody born on 29 February turns a year older on 1 March of a common year: where a day decides between
    child and adult, the doubt goes to the child.
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_on(birth: PartialDate, on: date, *, circa_years: int = CIRCA_YEARS) -> AgeRange | None:
    """Possible ages on a day; None when the birth is not known. DateError when certainly not yet born."""
    window = birth.window(circa_years)
    if window is None:
        return None
    first, last = window
    if first > on:
        raise refuse("date.not_born", on=on.isoformat())
    return AgeRange(max(0, completed_years(last, on)), completed_years(first, on))


def age_band(
    birth: PartialDate,
    on: date,
    bands: Sequence[Band] = SHELTER_BANDS,
    *,
    circa_years: int = CIRCA_YEARS,
) -> str:
    """Code of the band the person certainly is in, or ``unknown``: never a guess between two."""
    ages = age_on(birth, on, circa_years=circa_years)
    if ages is None:
        return UNKNOWN_BAND
    return next((band.code for band in bands if band.holds(ages)), UNKNOWN_BAND)


def may_be_under(age: int, birth: PartialDate, on: date, *, circa_years: int = CIRCA_YEARS) -> bool:
    """True when the person may still be younger than ``age``: what the presumption for children asks."""
    ages = age_on(birth, on, circa_years=circa_years)
    return ages is None or ages.low < age
