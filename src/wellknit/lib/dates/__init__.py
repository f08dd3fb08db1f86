"""Partial dates, two eras, ages in ranges: read once at the border, never guessed at afterwards."""

from wellknit.lib.dates.ages import (
    SHELTER_BANDS,
    UNKNOWN_BAND,
    AgeRange,
    Band,
    age_band,
    age_on,
    completed_years,
    may_be_under,
)
from wellknit.lib.dates.era import Era, from_ce, to_ce
from wellknit.lib.dates.formats import format_date, to_figures
from wellknit.lib.dates.parse import checked_birth, from_parts, parse, parse_birth
from wellknit.lib.dates.partial import PartialDate, Precision
from wellknit.lib.dates.problems import TEMPLATES, DateError, DateProblem

__all__ = [
    "SHELTER_BANDS",
    "TEMPLATES",
    "UNKNOWN_BAND",
    "AgeRange",
    "Band",
    "DateError",
    "DateProblem",
    "Era",
    "PartialDate",
    "Precision",
    "age_band",
    "age_on",
    "checked_birth",
    "completed_years",
    "format_date",
    "from_ce",
    "from_parts",
    "may_be_under",
    "parse",
    "parse_birth",
    "to_ce",
    "to_figures",
]
