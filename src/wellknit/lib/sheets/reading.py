"""Reading a sheet as it lies there: joined cells spread, formulas told from values, nothing interpreted yet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from wellknit.lib.sheets.problems import SheetError

MOST_ROWS = 20_000
MOST_COLUMNS = 300
LARGEST_OPEN = 250 * 1024 * 1024  # bytes once unpacked: a small file that swells is an attack, not a list
_OLD = b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)([0-9]+)"[^>]*>\s*<(?:\w+:)?f\b')
# What nobody sees in a cell and neither a database nor a document takes; blanks of every kind stay blanks.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_ROW = re.compile(rb'<row\b[^>]*?\br="([0-9]+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z0-9:]+)"')


@dataclass(frozen=True, slots=True)
class Joined:
    """A range of joined cells, counted from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int
    ref: str

    @property
    def down(self) -> bool:
        """Whether it reaches over several rows."""
        return self.bottom > self.top


@dataclass
class Sheet:
    """One sheet: `rows[r][c]` with r and c from 0; places of formulas and joined cells count from 1, as in Excel."""

    name: str
    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    joined: tuple[Joined, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    _spread: dict[tuple[int, int], Joined] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for area in self.joined:
            self._spread_out(area)

    def _spread_out(self, area: Joined) -> None:
        """The value stands in the first cell only; readers of a list mean it for all of them."""
        if not area.down or area.top > len(self.rows):
            return
        row = self.rows[area.top - 1]
        value = row[area.left - 1] if area.left <= len(row) else None
        for number in range(area.top, min(area.bottom, len(self.rows)) + 1):
            self._spread[(number, area.left)] = area
            cells = list(self.rows[number - 1])
            cells += [None] * (area.left - len(cells))
            cells[area.left - 1] = value
            self.rows[number - 1] = tuple(cells)

    def refused(self, code: str) -> SheetError:
        """Why it cannot be taken; where the file has other sheets, these are named."""
        others = ", ".join(name for name in self.names if name != self.name)
        return SheetError(f"{code}_others", name=self.name, names=others) if others else SheetError(code)

    def joined_at(self, row: int, column: int) -> Joined | None:
        """The joined range a cell took its value from, counted from 1."""
        return self._spread.get((row, column))

    def is_formula(self, row: int, column: int) -> bool:
        """Whether a formula stands in the cell, counted from 1."""
        return (row, column) in self.formulas

    def filled(self, head_row: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Number and cells of every row under the headings that is not empty."""
        for number, row in enumerate(self.rows[head_row:], start=head_row + 1):
            if any(value not in (None, "") for value in row):
                yield number, row


def read(body: bytes, sheet: str = "") -> Sheet:
    """The sheet of that name (the first one by default) of an .xlsx file, or a CSV file. Raises `SheetError`."""
    if body.startswith(_OLD):
        raise SheetError("sheet.old_format")
    found = _workbook(body, sheet) if body.startswith(b"PK") else _csv(body)
    while found.rows and not any(value not in (None, "") for value in found.rows[-1]):
        found.rows.pop()
    if not found.rows:
        raise found.refused("sheet.empty")
    return found


def _workbook(body: bytes, wanted: str) -> Sheet:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        if sum(part.file_size for part in archive.infolist()) > LARGEST_OPEN:
            raise SheetError("sheet.too_large")
        _no_entities(archive)
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except SheetError:
        raise
    except Exception as error:  # whatever the library trips over, the sentence is the same
        raise SheetError("sheet.unreadable") from error
    names = tuple(ws.title for ws in book.worksheets)
    if not names or (wanted and wanted not in names):
        raise SheetError("sheet.no_such_sheet", name=wanted, names=", ".join(names))
    chosen: Any = book[wanted or names[0]]
    chosen.reset_dimensions()
    try:
        raw = archive.read(chosen._worksheet_path.lstrip("/"))
        rows = _taken(chosen.iter_rows(max_row=_last_filled(raw), values_only=True))
    except SheetError:
        raise
    except Exception as error:
        raise SheetError("sheet.unreadable") from error
    return Sheet(chosen.title, names, rows, tuple(_joined(raw)), frozenset(_formulas(raw)))


def _no_entities(archive: zipfile.ZipFile) -> None:
    """No file of Excel declares entities; one that does wants the reader to swell or to fetch."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096).upper():
                    raise SheetError("sheet.unreadable")


def _last_filled(raw: bytes) -> int | None:
    """Number of the last row with a value: below it a sheet is only coloured. None where the file does not say."""
    end = max(raw.rfind(b"</v>"), raw.rfind(b"</is>"))
    found = _ROW.match(raw, raw.rfind(b"<row", 0, end)) if end > 0 and b"<row" in raw[:end] else None
    return int(found[1]) if found else None


def _taken(lines: Any) -> list[tuple[Any, ...]]:
    """Rows up to the limit, empty ones between them too: a gap is no end, and nothing below it goes unsaid."""
    rows: list[tuple[Any, ...]] = []
    filled = 0
    for number, row in enumerate(lines, 1):
        if all(value in (None, "") for value in row):
            continue
        if number > MOST_ROWS + 20:
            if filled <= MOST_ROWS:
                raise SheetError("sheet.far_below", last=len(rows), row=number)
            raise SheetError("sheet.too_many_rows", limit=MOST_ROWS)
        rows += [()] * (number - 1 - len(rows))
        rows.append(_trimmed(tuple(row[:MOST_COLUMNS])))
        filled += 1
    return rows


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the empty cells at its end."""
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]


def _joined(raw: bytes) -> Iterator[Joined]:
    for ref in _MERGED.findall(raw):
        left, top, right, bottom = range_boundaries(ref.decode())
        if None not in (left, top, right, bottom):
            yield Joined(int(top or 1), int(left or 1), int(bottom or 1), int(right or 1), ref.decode())


def _formulas(raw: bytes) -> Iterator[tuple[int, int]]:
    for letters, digits in _FORMULA.findall(raw):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        yield int(digits), column


def _csv(body: bytes) -> Sheet:
    text = _decoded(body)
    if "\0" in text:
        raise SheetError("sheet.unreadable")
    first = text[:5000]
    comma = max((";", "\t", ","), key=first.count)
    return Sheet("", (), _taken(_lines(text, comma)))


def _lines(text: str, comma: str) -> Iterator[tuple[Any, ...]]:
    """Each line's cells. A quotation mark that is never closed would take every line after it into one cell."""
    found = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    while True:
        begun = found.line_num + 1
        try:
            row = next(found)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetError("sheet.broken_line", line=begun) from error
        yield tuple(value if value.strip() else None for value in row[:MOST_COLUMNS])


def _decoded(body: bytes) -> str:
    """UTF-8 or what Excel calls Unicode text. Older Thai files (TIS-620) would be read wrong without a word."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError("sheet.encoding") from error


def as_text(value: Any) -> str:
    """A cell as somebody reading the sheet sees it, on one line: whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return " ".join(_UNSEEN.sub("", str(value)).split())
