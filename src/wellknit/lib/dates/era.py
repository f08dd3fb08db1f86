"""Two ways of counting years: Christian (common) era and the Thai and Lao civil Buddhist era.

Source of the rule: Thailand counts B.E. = C.E. + 543 with the year beginning on 1 January since B.E. 2484
(1941 C.E., Calendar Year Act B.E. 2483). Before that the civil year began on 1 April (and earlier still by
the moon), so January to March belonged to the year before: a Buddhist year alone does not say which Christian
year it was. Khmer and Burmese religious years change in April or May and are never converted here.
"""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.dates.problems import refuse

OFFSET = 543
FIRST_CERTAIN_BE = 2484
FIRST_CERTAIN_CE = FIRST_CERTAIN_BE - OFFSET
LOWEST_CE = 1800
HIGHEST_CE = 2399


class Era(StrEnum):
    """The era a year was entered in; kept, because the paper it came from is written that way."""

    CE = "ce"
    BE = "be"


def to_ce(year: int, era: Era) -> int:
    """Christian year of a year as entered; raises DateError where the conversion would be a guess."""
    if era is Era.CE:
        return year
    if year < FIRST_CERTAIN_BE:
        raise refuse("date.before_new_year_change", "year", typed=year)
    return year - OFFSET


def from_ce(year: int, era: Era) -> int:
    """The year to print for a Christian year; raises DateError for Buddhist years before the change."""
    if era is Era.CE:
        return year
    if year < FIRST_CERTAIN_CE:
        raise refuse("date.before_new_year_change", "year", typed=year + OFFSET)
    return year + OFFSET


def checked_year(typed: int, era: Era) -> int:
    """Christian year of what somebody typed into a field of one era.

    Asks back instead of converting silently when the figure only makes sense in the other era: a 2560 in a
    Christian field, a 2004 in a Buddhist one.
    """
    if HIGHEST_CE < typed < FIRST_CERTAIN_BE:
        raise refuse("date.before_new_year_change", "year", typed=typed)
    if era is Era.CE and FIRST_CERTAIN_BE <= typed <= HIGHEST_CE + OFFSET:
        raise refuse("date.looks_buddhist", "year", typed=typed, ce=typed - OFFSET)
    if era is Era.BE and FIRST_CERTAIN_CE <= typed <= HIGHEST_CE:
        raise refuse("date.looks_christian", "year", typed=typed, be=typed + OFFSET)
    year = typed if era is Era.CE else typed - OFFSET
    if not LOWEST_CE <= year <= HIGHEST_CE:
        raise refuse("date.year_out_of_range", "year", typed=typed)
    return year
