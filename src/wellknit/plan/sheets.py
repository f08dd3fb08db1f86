"""A workplan out as XLSX and back in: every change is shown before it is accepted, and nothing is guessed."""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from wellknit.plan.sheet_columns import BY_LABEL, COLUMNS, MONEY, CellError, SheetColumn, plain

SHEET = "Workplan"
HEAD_WITHIN = 15  # the header stands in one of the first rows; officials add a title above it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a row or the whole sheet from being read: where, and what to do."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs: what the plan says, what the sheet says."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One line of the sheet against the plan: added, changed, or in conflict with a change made meanwhile."""

    kind: str
    row: int
    id: str
    title: str
    values: Mapping[str, Any]
    changes: tuple[Change, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet would do: changes to show, lines it says nothing of (they stay), and problems."""

    changes: tuple[RowChange, ...] = ()
    unchanged: int = 0
    absent: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Nothing is accepted while a problem stands: half a sheet is worse than none."""
        return not self.problems and bool(self.changes)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the plan in the form of the sheet: values by column key."""

    id: str
    version: int
    values: Mapping[str, Any] = field(default_factory=dict)


def workbook(lines: Sequence[SheetLine], *, title: str, facts: Sequence[str] = ()) -> bytes:
    """The plan as a workbook: title and facts above, one row a line, sums below, ids locked by a grey
    column.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    head = book.add_format(
        {"bold": True, "bg_color": "#EEF3F7", "text_wrap": True, "border": 1, "valign": "top"}
    )
    grey = book.add_format({"font_color": "#8A8F92"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    bold = book.add_format({"bold": True})
    for place, said in enumerate((title, *facts)):
        sheet.write_string(place, 2, said, bold)
    top = len(facts) + 2
    for place, column in enumerate(COLUMNS):
        sheet.write_string(top, place, column.label, head)
        sheet.set_column(place, place, column.width, grey if not column.editable else None)
    for row, line in enumerate(lines, top + 1):
        _write_line(sheet, row, line, wrap, money)
    _write_sums(sheet, top, len(lines), bold, money)
    sheet.freeze_panes(top + 1, 5)
    sheet.set_landscape()
    sheet.repeat_rows(top)
    book.close()
    return out.getvalue()


def _write_line(sheet: Any, row: int, line: SheetLine, wrap: Any, money: Any) -> None:
    values = {**line.values, "id": line.id, "version": line.version}
    for place, column in enumerate(COLUMNS):
        value = values.get(column.key)
        if column.key in MONEY:
            if value:
                sheet.write_number(row, place, float(value), money)
        elif isinstance(value, bool):
            sheet.write_string(row, place, "x" if value else "")
        elif isinstance(value, int):
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, shown(value), wrap)


def _write_sums(sheet: Any, top: int, lines: int, bold: Any, money: Any) -> None:
    below = top + lines + 2
    sheet.write_string(below, 4, "Total", bold)
    for place, column in enumerate(COLUMNS):
        if column.key in MONEY and lines:
            letter = xlsxwriter.utility.xl_col_to_name(place)
            sheet.write_formula(below, place, f"=SUM({letter}{top + 2}:{letter}{top + 1 + lines})", money)


def shown(value: Any) -> str:
    """A value as a reader sees it in the list of changes."""
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return str(value)


def read(content: bytes, lines: Sequence[SheetLine]) -> Reading:
    """Read a workbook against the plan as it stands now. Never raises for what an official may have done
    to it.
    """
    try:
        rows, merged = _rows(content)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError):
        said = "This is not a workbook we can read. Save it as Excel workbook (.xlsx), without a password."
        return Reading(problems=(Problem("file", said),))
    head_at, columns, problems = _head(rows)
    if problems:
        return Reading(problems=tuple(problems))
    problems = [Problem(f"cells {area}", _MERGED) for area in _merged_below(merged, head_at)]
    parsed = list(_parsed(rows, head_at, columns, problems))
    changes, unchanged = _compared(parsed, {line.id: line for line in lines}, problems)
    named = {values["id"] for _row, values in parsed}
    absent = tuple(shown(line.values.get("title")) for line in lines if line.id not in named)
    return Reading(tuple(changes), unchanged, absent, tuple(problems))


_MERGED = "Merged cells hide what belongs to which line. Take the merging back and fill each cell."


def _rows(content: bytes) -> tuple[list[tuple[Any, ...]], list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    sheet.reset_dimensions()
    rows = list(sheet.iter_rows(values_only=True))
    path = str(getattr(sheet, "_worksheet_path", "xl/worksheets/sheet1.xml"))
    book.close()
    return rows, _merged(content, path)


def _merged(content: bytes, path: str) -> list[str]:
    # The streaming reader does not tell of merged cells; the file's own XML does, at its end.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(path.lstrip("/"))
    return [found.decode() for found in re.findall(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z0-9:]+)"', text)]


def _merged_below(merged: Iterable[str], head_at: int) -> Iterator[str]:
    for area in merged:
        last = re.search(r"(\d+)$", area)
        if last and int(last.group(1)) > head_at:
            yield area


def _head(rows: Sequence[tuple[Any, ...]]) -> tuple[int, dict[int, SheetColumn], list[Problem]]:
    """Row number (from 1) of the header, columns by place, and what is wrong with it."""
    best: tuple[int, dict[int, SheetColumn]] = (0, {})
    for at, row in enumerate(rows[:HEAD_WITHIN], 1):
        found = {
            p: BY_LABEL[label] for p, cell in enumerate(row) if (label := plain(cell).casefold()) in BY_LABEL
        }
        if len(found) > len(best[1]):
            best = (at, found)
    at, columns = best
    if len(columns) < 3:
        return (
            0,
            {},
            [Problem("sheet", "No row of headings was found. Start from the workbook taken from here.")],
        )
    have = {column.key for column in columns.values()}
    strangers = [plain(cell) for p, cell in enumerate(rows[at - 1]) if p not in columns and plain(cell)]
    problems = [
        Problem(f"row {at}", _renamed(column, strangers)) for column in COLUMNS if column.key not in have
    ]
    return at, columns, problems


def _renamed(column: SheetColumn, strangers: Sequence[str]) -> str:
    near = difflib.get_close_matches(column.label, strangers, 1, 0.4) or list(strangers[:1])
    if near:
        return (
            f"The column “{column.label}” is missing."
            f" “{near[0]}” was not expected: was it renamed? Name it back."
        )
    return f"The column “{column.label}” is missing. Put it back, also when it is empty."


def _parsed(
    rows: Sequence[tuple[Any, ...]], head_at: int, columns: Mapping[int, SheetColumn], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    title_at = next(place for place, column in columns.items() if column.key == "title")
    id_at = next(place for place, column in columns.items() if column.key == "id")
    pairs = tuple(columns.items())
    for at, row in enumerate(rows[head_at:], head_at + 1):
        width = len(row)
        title = plain(row[title_at]) if title_at < width else ""
        mine = plain(row[id_at]) if id_at < width else ""
        if (not title and not mine) or (not mine and title.casefold() == "total"):
            continue
        values: dict[str, Any] = {}
        for place, column in pairs:
            try:
                values[column.key] = column.read(row[place] if place < width else None)
            except CellError as error:
                if not (column.key == "scope" and not mine and not plain(row[place])):
                    problems.append(Problem(f"row {at}, {column.label}", str(error)))
        yield at, values


def _compared(
    parsed: Iterable[tuple[int, dict[str, Any]]], lines: Mapping[str, SheetLine], problems: list[Problem]
) -> tuple[list[RowChange], int]:
    changes: list[RowChange] = []
    seen: set[str] = set()
    unchanged = 0
    for at, values in parsed:
        mine = values.get("id", "")
        if not mine:
            changes.append(_added(at, values))
            continue
        if mine in seen:
            problems.append(
                Problem(f"row {at}", "This line stands twice in the sheet: its id was copied. Empty the id.")
            )
            continue
        seen.add(mine)
        line = lines.get(mine)
        if line is None:
            problems.append(
                Problem(f"row {at}", "This line belongs to another plan, or was taken out of this one.")
            )
            continue
        differs = tuple(_differences(values, line))
        if not differs:
            unchanged += 1
            continue
        kind = "changed" if values.get("version") in (None, line.version) else "conflict"
        changes.append(RowChange(kind, at, mine, shown(values.get("title")), values, differs, line.version))
    return changes, unchanged


def _added(at: int, values: dict[str, Any]) -> RowChange:
    news = tuple(
        Change(c.key, c.label, "", shown(values.get(c.key)))
        for c in COLUMNS
        if c.editable and shown(values.get(c.key))
    )
    return RowChange("added", at, "", shown(values.get("title")), values, news)


def _differences(values: Mapping[str, Any], line: SheetLine) -> Iterator[Change]:
    for column in COLUMNS:
        if column.editable and column.key in values:
            was, now = line.values.get(column.key), values[column.key]
            if was == now:
                continue
            before, after = shown(was), shown(now)
            if before != after:
                yield Change(column.key, column.label, before, after)
