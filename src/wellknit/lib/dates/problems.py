"""What can be wrong with a date, as sentences that say what to do.

``lib`` knows no translation catalogue: a problem carries a *code*, an English template and its parameters.
The web layer translates the template (all of them stand in :data:`TEMPLATES`, which a test can walk through).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEMPLATES: Mapping[str, str] = {
    "date.empty": "Enter a date, a month and year, or only a year. If nobody knows it, choose “not known”.",
    "date.unreadable": (
        "“{typed}” cannot be read as a date. Write the day, the month and the year, for example 27 5 2004, "
        "or leave out what is not known."
    ),
    "date.not_a_number": "“{typed}” is not a number. Write the {box} in figures.",
    "date.no_year": "The year is missing. Write it with four figures; an estimate may be marked as one.",
    "date.no_month": "There is a day but no month. Add the month, or leave the day out.",
    "date.short_year": "Write the year with four figures: “{typed}” could be more than one year.",
    "date.no_such_month": "There is no month {month}. Months go from 1 to 12.",
    "date.day_first": (
        "There is no month {month}. Write the day first and the month second: {month} {day} {year}."
    ),
    "date.no_such_day": (
        "{month_name} {year} has only {last} days, so there is no day {day}. Check the document."
    ),
    "date.no_leap_day": (
        "There was no 29 February in {year_text}: that year was not a leap year. Write 28 February or "
        "1 March if the document says so, or leave the day out."
    ),
    "date.looks_buddhist": (
        "The year {typed} lies in the future as a Christian (C.E.) year. As a Buddhist (B.E.) year it is "
        "{ce}. Choose Buddhist era, or write {ce}."
    ),
    "date.looks_christian": (
        "The year {typed} is not a Buddhist (B.E.) year anybody living could mean. As a Christian (C.E.) "
        "year it is {be} B.E. Choose Christian era, or write {be}."
    ),
    "date.before_new_year_change": (
        "Before B.E. 2484 the Thai year did not begin in January, so {typed} B.E. can be two Christian "
        "years. Write the Christian (C.E.) year, as an estimate if need be."
    ),
    "date.unsettled_era": (
        "“{mark}” years change in April or May and not in January, so the Christian year is not certain. "
        "Write the Christian (C.E.) year."
    ),
    "date.year_out_of_range": (
        "The year {typed} is too long ago or too far ahead. Check it against the document."
    ),
    "date.future": "{date_text} is in the future. Check the year and the era.",
    "date.too_old": "This would make the person more than {limit} years old. Check the year and the era.",
    "date.not_born": "The person was born after {on}. Check both dates.",
}


@dataclass(frozen=True, slots=True)
class DateProblem:
    """One problem: ``code`` for programs, ``sentence`` for people (English default), ``part`` for the form.

    ``part`` is ``day``, ``month``, ``year`` or empty (the whole date). ``params`` fill the template.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    part: str = ""

    @property
    def template(self) -> str:
        """The English sentence before its parameters are filled in: the text to translate."""
        return TEMPLATES[self.code]

    @property
    def sentence(self) -> str:
        """The English sentence, complete."""
        return self.template.format(**self.params)


class DateError(ValueError):
    """A date that cannot be taken as it stands; ``problem`` says why and what to do.

    ``str(error)`` is only the code: the sentence may repeat a birthday, and errors end up in logs.
    """

    def __init__(self, problem: DateProblem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def refuse(code: str, part: str = "", **params: str | int) -> DateError:
    """The error for a code, ready to raise."""
    return DateError(DateProblem(code, params, part))
