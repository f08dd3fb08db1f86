"""Reading what officers type: six scripts' figures, many separators, month names, eras and gaps.

Nothing is converted silently. Where a text has two readings, or only makes sense in the other era, the error
says so and asks. The day comes before the month, as on every form of the region; a four-figure year may come
first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from wellknit.lib.dates.ages import age_on
from wellknit.lib.dates.era import FIRST_CERTAIN_BE, OFFSET, Era, checked_year
from wellknit.lib.dates.partial import PartialDate
from wellknit.lib.dates.problems import DateError, refuse
from wellknit.lib.dates.words import fold, phrases

OLDEST = 120

_PHRASES = sorted(phrases(), key=lambda item: len(item[0]), reverse=True)
_KIND = {f"p{index}": (kind, month) for index, (_, kind, month) in enumerate(_PHRASES)}
_TOKEN = re.compile(
    "|".join(
        [
            *(f"(?P<p{index}>{pattern})" for index, (pattern, _, _) in enumerate(_PHRASES)),
            r"(?P<number>\d+)",
            r"(?P<blank>\?+|(?<![^\W\d_])x+(?![^\W\d_]))",
            r"(?P<gap>[\s/.,\-‐‑–—−_:;|·・()\[\]]+)",
            r"(?P<rest>.)",
        ]
    ),
    re.DOTALL,
)
# A part that was left open on a form: ??/05/2004, 00/05/2004, xx/05/2004.
_OPEN = ""


@dataclass
class _Found:
    """What the text holds, before it means anything: figures in order ("" for one left open) and marks."""

    figures: list[str] = field(default_factory=list)
    month: int | None = None
    era: Era | None = None
    circa: bool = False
    unknown: bool = False


def parse(text: str, *, era: Era = Era.CE, today: date | None = None) -> PartialDate:
    """A date as typed into a field of one era (an era written in the text itself wins).

    Raises DateError. With ``today`` a Christian year that has not come yet, but has as a Buddhist one, is
    asked back too.
    """
    found = _scan(text)
    if found.unknown or (found.figures and not any(found.figures) and found.month is None):
        return PartialDate.unknown(text)
    if not found.figures and found.month is None:
        if not fold(text):
            raise refuse("date.empty")
        if not re.search(r"\w", fold(text)):  # a dash drawn through the box
            return PartialDate.unknown(text)
        raise refuse("date.unreadable", typed=text.strip())
    entered = found.era or era
    year, month, day = _parts(found, text)
    return _build(year, month, day, circa=found.circa, era=entered, typed=text, today=today)


def parse_birth(text: str, *, era: Era = Era.CE, today: date) -> PartialDate:
    """A date of birth: like :func:`parse`, and not in the future and not more than 120 years ago."""
    return checked_birth(parse(text, era=era, today=today), today=today)


def from_parts(
    day: str,
    month: str,
    year: str,
    *,
    era: Era = Era.CE,
    circa: bool = False,
    today: date | None = None,
) -> PartialDate:
    """A date from three boxes of a form, in any script's figures, the month also as a word; empty: not known.

    Raises DateError whose problem names the box (``part``).
    """
    typed = " ".join(part.strip() for part in (day, month, year) if part.strip())
    if not typed:
        raise refuse("date.empty")
    if not year.strip():
        raise refuse("date.no_year", "year")
    marks = _scan_box(year, "year")
    if len(marks.figures) != 1 or marks.month is not None:
        raise refuse("date.not_a_number", "year", typed=year.strip(), box="year")
    entered = marks.era or era
    return _build(
        _year(marks.figures[0], year),
        _month_box(month),
        _figure_box(day, "day"),
        circa=circa or marks.circa,
        era=entered,
        typed=typed,
        today=today,
    )


def checked_birth(birth: PartialDate, *, today: date, oldest: int = OLDEST) -> PartialDate:
    """The date itself when somebody living today can have been born then; raises DateError otherwise."""
    window = birth.window()
    if window is None:
        return birth
    if window[0] > today:
        raise refuse("date.future", "year", date_text=birth.iso().rstrip("~"))
    ages = age_on(birth, today)
    if ages is not None and ages.low > oldest:
        raise refuse("date.too_old", "year", limit=oldest)
    return birth


def _scan(text: str) -> _Found:
    """Cut the folded text into tokens; raises DateError at the first letter that belongs to none."""
    found = _Found()
    for token in _TOKEN.finditer(fold(text)):
        name = token.lastgroup or ""
        if name == "rest":
            raise refuse("date.unreadable", typed=text.strip())
        if name == "number":
            found.figures.append(token.group() if int(token.group()) else _OPEN)
        elif name == "blank":
            found.figures.append(_OPEN)
        elif name != "gap":
            _mark(found, *_KIND[name], token.group(), text)
    return found


def _mark(found: _Found, kind: str, month: int, word: str, text: str) -> None:
    if kind == "month":
        if found.month is not None:
            raise refuse("date.unreadable", typed=text.strip())
        found.month = month
    elif kind == "unsettled":
        raise refuse("date.unsettled_era", "year", mark=word.strip())
    elif kind in {"ce", "be"}:
        found.era = Era(kind)
    elif kind == "circa":
        found.circa = True
    elif kind == "unknown":
        found.unknown = True


def _parts(found: _Found, text: str) -> tuple[int, int | None, int | None]:
    """Year, month and day as typed (the year still in its own era)."""
    figures = found.figures
    if found.month is not None:
        return _beside_a_word(figures, found.month, text)
    if len(figures) == 1:
        return _alone(figures[0], text)
    if len(figures) > 3:
        raise refuse("date.unreadable", typed=text.strip())
    if _long(figures[0]):
        year, rest = figures[0], figures[1:]
    elif _long(figures[-1]):
        year, rest = figures[-1], figures[-2::-1]
    else:
        raise refuse("date.short_year", "year", typed=text.strip())
    month, day = rest[0], rest[1] if len(rest) == 2 else _OPEN
    if month == _OPEN and day != _OPEN:
        raise refuse("date.no_month", "month")
    return _year(year, text), _number(month), _number(day)


def _beside_a_word(figures: list[str], month: int, text: str) -> tuple[int, int | None, int | None]:
    years = [figure for figure in figures if _long(figure)]
    days = [figure for figure in figures if not _long(figure)]
    if not years:
        if len(days) == 2:
            raise refuse("date.short_year", "year", typed=text.strip())
        raise refuse("date.no_year", "year")
    if len(years) > 1 or len(days) > 1:
        raise refuse("date.unreadable", typed=text.strip())
    return _year(years[0], text), month, _number(days[0]) if days else None


def _alone(figure: str, text: str) -> tuple[int, int | None, int | None]:
    """One figure: a year, or eight figures run together (27052004, 20040527; never both are a date)."""
    if len(figure) != 8:
        return _year(figure, text), None, None
    for year, month, day in ((figure[4:], figure[2:4], figure[:2]), (figure[:4], figure[4:6], figure[6:])):
        try:
            PartialDate(_either_era(int(year)), int(month), int(day))
        except DateError:
            continue
        return int(year), int(month), int(day)
    raise refuse("date.unreadable", typed=text.strip())


def _either_era(year: int) -> int:
    """Christian year in whichever era the figure makes sense: only to see if eight figures are a date."""
    return year - OFFSET if year >= FIRST_CERTAIN_BE else year


def _build(
    year: int,
    month: int | None,
    day: int | None,
    *,
    circa: bool,
    era: Era,
    typed: str,
    today: date | None,
) -> PartialDate:
    ce = checked_year(year, era)
    if month is not None and month > 12 and day is not None and 1 <= day <= 12:
        raise refuse("date.day_first", "month", month=month, day=day, year=year)
    if month is not None and month > 12:
        raise refuse("date.no_such_month", "month", month=month)
    if today is not None and era is Era.CE and ce > today.year + 100:
        raise refuse("date.year_out_of_range", "year", typed=year)
    return PartialDate(ce, month, day, circa=circa, era=era, typed=typed)


def _year(figure: str, text: str) -> int:
    if len(figure) != 4:
        code = "date.short_year" if len(figure) < 4 else "date.unreadable"
        raise refuse(code, "year", typed=text.strip())
    return int(figure)


def _month_box(text: str) -> int | None:
    """The box for the month: a figure or a word in any of the seven languages."""
    found = _scan_box(text, "month")
    if found.month is not None and not found.figures:
        return found.month
    return _figure_box(text, "month")


def _figure_box(text: str, box: str) -> int | None:
    if not text.strip():
        return None
    found = _scan_box(text, box)
    if found.unknown or found.figures == [_OPEN]:
        return None
    if len(found.figures) != 1 or found.month is not None or len(found.figures[0]) > 2:
        raise refuse("date.not_a_number", box, typed=text.strip(), box=box)
    return int(found.figures[0])


def _scan_box(text: str, box: str) -> _Found:
    """Like :func:`_scan`, but what cannot be read is laid at the door of its box."""
    try:
        return _scan(text)
    except DateError as error:
        if error.problem.code != "date.unreadable":
            raise
        raise refuse("date.not_a_number", box, typed=text.strip(), box=box) from None


def _long(figure: str) -> bool:
    return len(figure) >= 3


def _number(figure: str) -> int | None:
    return int(figure) if figure else None
