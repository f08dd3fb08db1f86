"""One table object, printed many ways: page, CSV, workbook, terminal, Word, PDF.

A table knows what an official asks of it: a title, what it counts, a source, headings in several levels, the
cells, footnotes, and an id for every row, column and figure. A cell holds a value, or says why it holds none:
an empty cell, a nought and a figure that was withheld are three different things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

Value = int | Decimal | str | date | None
Kind = Literal["count", "decimal", "percent", "money", "text", "date"]
RowKind = Literal["body", "total", "section"]

_ID = re.compile(r"^[A-Za-z0-9][\w.:+-]*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marker:
    """Why a cell holds no value. ``sentence`` is printed (English default; translate by ``code``)."""

    code: str
    sentence: str


NOT_RECOVERABLE = Marker("not_recoverable", "not recoverable from the source")
WITHHELD = Marker("withheld", "withheld by the country")
SUPPRESSED = Marker("suppressed", "not shown, to protect the persons counted")
NOT_REPORTED = Marker("not_reported", "not reported")
NOT_APPLICABLE = Marker("not_applicable", "does not apply")
INCOMPLETE = Marker("incomplete", "no total: a part of it is not known")
MARKERS = (NOT_RECOVERABLE, WITHHELD, SUPPRESSED, NOT_REPORTED, NOT_APPLICABLE, INCOMPLETE)


class TableError(ValueError):
    """A table that was put together wrongly: a programmer's fault, never a reader's."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, or a marker, or nothing at all; ``notes`` are keys of footnotes; ``id`` names the figure."""

    value: Value = None
    marker: Marker | None = None
    notes: tuple[str, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and self.marker is not None:
            raise TableError(f"A cell holds a value or a marker, not both: {self.marker.code}.")
        if isinstance(self.value, float):
            raise TableError("A float cannot be printed exactly. Use Decimal.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or with ``children`` a group of columns under one heading.

    id: unique in the table. kind: how its values are written. places: decimals. total: it was computed from
    the columns before it.
    """

    id: str
    title: str
    children: tuple[Column, ...] = ()
    kind: Kind = "count"
    unit: str = ""
    places: int = 0
    total: bool = False

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The columns without children below it, or itself."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves)

    @property
    def height(self) -> int:
        """Heading rows it needs."""
        return 1 + max((child.height for child in self.children), default=0)

    def at(self, depth: int) -> tuple[Column, ...]:
        """The columns or groups met at a depth below it (0: itself); what ends earlier stands for itself."""
        if depth == 0 or not self.children:
            return (self,)
        return tuple(node for child in self.children for node in child.at(depth - 1))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one cell for each leaf column, or with ``depth`` one for each group at that depth.

    kind: ``total`` is set bold; ``section`` is a heading inside the body and has no cells.
    """

    id: str
    title: str
    cells: tuple[Cell, ...] = ()
    kind: RowKind = "body"
    depth: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note below the table, called by its key."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from, as printed; short name of the document and the place in it beside."""

    text: str
    document: str = ""
    place: str = ""


@dataclass(frozen=True)
class Table:
    """The table. Texts arrive translated; ``language`` decides how numbers and dates are written.

    id: stable, without blanks (it goes into pages, files and workbooks). stub: heading of the row headings.
    caption: what is counted, by whom, when. units: said once for the whole table.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    stub: str = ""
    caption: str = ""
    units: str = ""
    source: Source | None = None
    footnotes: tuple[Footnote, ...] = ()
    language: str = "en"

    def __post_init__(self) -> None:
        self._check_ids()
        keys = {note.key for note in self.footnotes}
        for row in self.rows:
            wanted = 0 if row.kind == "section" else len(self.spans(row))
            if len(row.cells) != wanted:
                raise TableError(f"Row {row.id!r} has {len(row.cells)} cells and needs {wanted}.")
            for key in (*row.notes, *(key for cell in row.cells for key in cell.notes)):
                if key not in keys:
                    raise TableError(f"Row {row.id!r} calls a footnote {key!r} that is not there.")

    def _check_ids(self) -> None:
        columns = [node.id for column in self.columns for node in _walk(column)]
        for ids in (columns, [row.id for row in self.rows]):
            if len(set(ids)) != len(ids):
                raise TableError(f"An id stands twice in table {self.id!r}.")
        keys = [note.key for note in self.footnotes]
        for name in (self.id, *columns, *(row.id for row in self.rows), *keys):
            if not _ID.match(name):
                raise TableError(f"{name!r} cannot be an id: letters, figures and . : + - _ only.")

    @cached_property
    def leaves(self) -> tuple[Column, ...]:
        """The columns that hold cells, from left to right."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    @cached_property
    def height(self) -> int:
        """Number of heading rows."""
        return max((column.height for column in self.columns), default=1)

    def nodes(self, depth: int) -> tuple[Column, ...]:
        """Columns and groups that stand side by side at a depth of the heading (0: the top row)."""
        return tuple(node for column in self.columns for node in column.at(depth))

    def spans(self, row: Row) -> tuple[Column, ...]:
        """What each cell of a row stands under."""
        return self.leaves if row.depth is None else self.nodes(row.depth)

    def row(self, id: str) -> Row:  # noqa: A002
        """The row of that id; raises KeyError."""
        try:
            return next(row for row in self.rows if row.id == id)
        except StopIteration:
            raise KeyError(id) from None

    def cell(self, row_id: str, column_id: str) -> Cell:
        """One cell by the ids of its row and column (or group); raises KeyError."""
        row = self.row(row_id)
        for node, cell in zip(self.spans(row), row.cells, strict=True):
            if node.id == column_id:
                return cell
        raise KeyError(column_id)

    def value(self, row_id: str, column_id: str) -> Value:
        """The value of one cell."""
        return self.cell(row_id, column_id).value

    def path(self, column_id: str) -> tuple[str, ...]:
        """Titles from the top heading down to a column: what a single heading row would have to say."""
        for column in self.columns:
            for trail in _trails(column):
                if trail[-1].id == column_id:
                    return tuple(node.title for node in trail)
        raise KeyError(column_id)


def row_of(id: str, title: str, values: Sequence[Value | Marker], kind: RowKind = "body") -> Row:  # noqa: A002
    """A row from plain values and markers."""
    cells = (Cell(marker=v) if isinstance(v, Marker) else Cell(v) for v in values)
    return Row(id, title, tuple(cells), kind)


def _walk(column: Column) -> Iterator[Column]:
    yield column
    for child in column.children:
        yield from _walk(child)


def _trails(column: Column) -> Iterator[tuple[Column, ...]]:
    yield (column,)
    for child in column.children:
        for trail in _trails(child):
            yield (column, *trail)
