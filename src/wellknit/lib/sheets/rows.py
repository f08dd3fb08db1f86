"""Each row as it will be: values read, what could not be read, what was taken and needs to be known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from wellknit.lib.dates import DateError, Era, PartialDate, Precision, checked_birth, from_ce, parse
from wellknit.lib.dates.era import FIRST_CERTAIN_BE, HIGHEST_CE, checked_year
from wellknit.lib.dates.words import BE_MARKS, CE_MARKS, fold
from wellknit.lib.names.script import Script, script_of
from wellknit.lib.policydata import DATA
from wellknit.lib.sheets.mapping import ColumnMap, Eras, Head
from wellknit.lib.sheets.problems import Problem
from wellknit.lib.sheets.reading import Sheet, as_text
from wellknit.lib.sheets.targets import CaseList, case_list, folded
from wellknit.lib.sheets.words import LISTS, words_of

OLDEST = 120
_PLAIN_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$")
# As long as the forms let them be; three parts of a name make one name.
_LONGEST = {"name_native": 200, "name_latin": 200, "first_name": 66, "middle_name": 66, "second_name": 66,
            "birth": 80, "opened_on": 80, "phone": 148, "phone_second": 148, "reference": 200}  # fmt: skip
_LONGEST_TEXT = 4000
_AGE = re.compile(r"[0-9]{1,3}")
_BE, _CE = tuple(map(fold, BE_MARKS)), tuple(map(fold, CE_MARKS))
_ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")


@dataclass
class RowRead:
    """One row of the list. `values` by field code (PartialDate, code, text, tuple of them)."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def stops(self) -> bool:
        """Whether it cannot be taken as it stands: there is nothing to find the person by."""
        return any(p.code.startswith("row.") for p in self.problems)

    @property
    def unread(self) -> list[Problem]:
        """Cells that are left empty because they could not be read."""
        return [p for p in self.problems if not p.is_note and not p.code.startswith("row.")]


@dataclass
class _Reader:
    """What one reading of a sheet needs at hand."""

    sheet: Sheet
    head: Head
    chosen: ColumnMap
    fields: CaseList
    today: date
    lists: dict[str, Mapping[str, str]]
    labels: dict[int, str]


def eras_in(
    sheet: Sheet, head: Head, columns: Mapping[int, str], fields: CaseList
) -> dict[int, tuple[int, int]]:
    """For each column of dates: how many years can only be Buddhist, how many only Christian."""
    found: dict[int, tuple[int, int]] = {}
    dated = [i for i, code in columns.items() if fields.target(code).kind in {"birth", "day"}]
    for index in dated:
        eras = [_era_told(row[index]) for _n, row in sheet.filled(head.row) if index < len(row)]
        found[index] = (eras.count(Era.BE), eras.count(Era.CE))
    return found


def era_problems(sheet: Sheet, head: Head, chosen: ColumnMap, fields: CaseList) -> list[Problem]:
    """Columns whose dates contradict the era chosen for them, as questions."""
    labels = {c.index: c.label for c in head.columns}
    return [
        Problem("column.two_eras", {"be": be, "ce": ce}, labels.get(index, ""))
        for index, (be, ce) in eras_in(sheet, head, chosen.columns, fields).items()
        if chosen.era != "each" and be and ce
    ]  # fmt: skip


def rows_of(
    sheet: Sheet, head: Head, chosen: ColumnMap, *, today: date, data_dir: Path = DATA
) -> list[RowRead]:
    """Every filled row under the headings, read by the mapping. Nothing is refused whole."""
    fields = case_list(data_dir)
    lists: dict[str, Mapping[str, str]] = {}
    for kind in LISTS:
        own = {k.split("|", 1)[1]: v for k, v in chosen.words.items() if k.startswith(f"{kind}|")}
        lists[kind] = {**words_of(kind, data_dir), **own}
    labels = {c.index: c.label or c.machine for c in head.columns}
    reader = _Reader(sheet, head, chosen, fields, today, lists, labels)
    return [_row(reader, number, cells) for number, cells in sheet.filled(head.row)]


def _row(reader: _Reader, number: int, cells: Sequence[Any]) -> RowRead:
    row = RowRead(number)
    for index, code in reader.chosen.columns.items():
        value = cells[index] if index < len(cells) else None
        if reader.sheet.is_formula(number, index + 1) and not _formula(
            row, value, reader.labels.get(index, "")
        ):
            continue
        if value is None or value == "":
            continue
        area = reader.sheet.joined_at(number, index + 1)
        if area is not None:
            row.problems.append(Problem("note.merged", {"range": area.ref}, reader.labels.get(index, "")))
        _put(reader, row, code, value, reader.labels.get(index, ""))
    _names(row)
    if not (row.values.get("name_native") or row.values.get("name_latin")):
        row.problems.append(Problem("row.no_name"))
    return row


def _formula(row: RowRead, value: Any, label: str) -> bool:
    """Whether a formula's last shown value can be taken."""
    if value is None:
        row.problems.append(Problem("cell.formula_no_value", {}, label))
        return False
    if as_text(value) in _ERRORS:
        row.problems.append(Problem("cell.formula_error", {"typed": as_text(value)}, label))
        return False
    row.problems.append(Problem("note.formula", {}, label))
    return True


def _put(reader: _Reader, row: RowRead, code: str, value: Any, label: str) -> None:
    target = reader.fields.target(code)
    text = as_text(value)
    if not text or text in {"-", "–", "—"}:
        return
    longest = _LONGEST.get(code, _LONGEST_TEXT)
    if len(text) > longest:
        row.problems.append(Problem("cell.too_long", {"count": len(text), "limit": longest}, label))
    elif target.kind in {"birth", "day"}:
        _date(reader, row, code, value, label, birth=target.kind == "birth")
    elif target.kind in LISTS:
        _coded(reader, row, code, text, label, target.kind, many=target.many)
    elif target.kind == "age":
        _age(row, text, label)
    elif target.many:
        row.values[code] = (*row.values.get(code, ()), *(p.strip() for p in text.split(";") if p.strip()))
    else:
        row.values[code] = text


def _coded(reader: _Reader, row: RowRead, code: str, text: str, label: str, kind: str, *, many: bool) -> None:
    found = []
    for part in (p.strip() for p in text.split(";")):
        if not part:
            continue
        meant = reader.lists[kind].get(folded(part))
        if meant is None and kind == "country" and len(part) == 2 and part.isascii() and part.isalpha():
            meant = part.upper()  # the list of countries is open: a code that may be one of ISO 3166 is kept
            row.problems.append(Problem("note.country", {"typed": part}, label))
        if meant:
            found.append(meant)
        else:
            params = {"typed": part, "list_name": LISTS[kind]}
            row.problems.append(Problem("cell.not_in_list", params, label))
    if found:
        row.values[code] = (*row.values.get(code, ()), *found) if many else found[0]


def _age(row: RowRead, text: str, label: str) -> None:
    figures = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    age = int(figures) if _AGE.fullmatch(figures) else -1
    if not 0 <= age <= OLDEST:
        row.problems.append(Problem("cell.not_a_number", {"typed": text}, label))
        return
    if figures != text:
        row.problems.append(Problem("note.digits", {}, label))
    row.values["age"] = age


def _date(reader: _Reader, row: RowRead, code: str, value: Any, label: str, *, birth: bool) -> None:
    try:
        found, notes = _read_date(value, reader.chosen.era, reader.today)
        if birth:
            checked_birth(found, today=reader.today)
        elif found.precision is not Precision.DAY:
            row.problems.append(Problem("cell.not_a_day", {}, label))
            return
        elif found.window() and found.window()[0] > reader.today:  # type: ignore[index]
            row.problems.append(_from_dates(_future(found), label))
            return
    except DateError as error:
        row.problems.append(_from_dates(error, label))
        return
    row.problems += [Problem(n.code, n.params, label) for n in notes]
    row.values[code] = found


def _future(found: PartialDate) -> DateError:
    """A day of work that has not come yet."""
    from wellknit.lib.dates.problems import refuse

    return refuse("date.future", "year", date_text=found.iso())


def _from_dates(error: DateError, label: str) -> Problem:
    problem = error.problem
    return Problem(problem.code, dict(problem.params), label, problem.template)


def _read_date(value: Any, era: Eras, today: date) -> tuple[PartialDate, list[Problem]]:
    """One date cell. A cell that Excel holds as a day may carry a Buddhist year all the same."""
    held = isinstance(value, datetime | date)
    text = f"{value.day}/{value.month}/{value.year}" if held else as_text(value)
    notes = [Problem("note.digits")] if _other_digits(text) else []
    wanted = (_era_told(value) or Era.CE) if era == "each" else Era(era)
    found = _parsed(text, wanted, today)
    if found.era is Era.BE and found.year is not None:
        shown = from_ce(found.year, Era.BE)
        notes.append(Problem("note.era", {"shown": shown, "ce": found.year}))
    return found, notes


@lru_cache(maxsize=4096)
def _parsed(text: str, era: Era, today: date) -> PartialDate:
    """What `parse` gives; the commonest way of writing a day is read at once, whatever is odd about it is not."""
    plain = _PLAIN_DAY.match(text)
    if plain:
        day, month, year = map(int, plain.groups())
        if 1 <= day <= 28 and 1 <= month <= 12:
            ce = checked_year(year, era)
            if ce <= today.year:
                return PartialDate(ce, month, day, era=era, typed=text)
    return parse(text, era=era, today=today)


def _other_digits(text: str) -> bool:
    return not text.isascii() and any(sign.isdigit() and not sign.isascii() for sign in text)


def _era_told(value: Any) -> Era | None:
    """The era a cell can only be in: by a mark in it, or by a year that makes sense in one era alone."""
    if isinstance(value, datetime | date):
        return Era.BE if value.year >= FIRST_CERTAIN_BE else Era.CE
    return _era_of(as_text(value))


@lru_cache(maxsize=4096)
def _era_of(typed: str) -> Era | None:
    text = fold(typed)
    if any(mark in text for mark in _BE):
        return Era.BE
    if any(mark in text for mark in _CE):
        return Era.CE
    years = [int(figures) for figures in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
    if any(FIRST_CERTAIN_BE <= year <= HIGHEST_CE + 543 for year in years):
        return Era.BE
    return Era.CE if any(1800 <= year <= HIGHEST_CE for year in years) else None


def _names(row: RowRead) -> None:
    """Parts of a name joined in the order of the list; each name filed under the script it is written in."""
    parts = [
        str(row.values.pop(code))
        for code in ("first_name", "middle_name", "second_name")
        if row.values.get(code)
    ]
    given = [str(row.values.pop(code, "") or "") for code in ("name_native", "name_latin")] + [
        " ".join(parts)
    ]
    other: list[str] = []
    for name in (g for g in given if g):
        place = "name_latin" if script_of(name) is Script.LATIN else "name_native"
        if row.values.get(place) in (None, name):
            row.values[place] = name
        else:
            other.append(name)
    if other:
        row.values["alias"] = (*row.values.get("alias", ()), *other)
