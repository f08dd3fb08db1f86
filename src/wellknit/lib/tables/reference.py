"""Printed tables of the sources as data, with every total worked out again.

A figure is never taken on trust: the totals that were printed stay beside the cells, and what does not add
up is shown with its cell, not corrected and not refused. ``data/reference/<id>.toml`` says what a table is,
where it stands and how its cells were placed; ``<id>.csv`` holds what was printed, totals too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from wellknit.lib.policydata import DATA, PolicyModel, Source, Sourced, load_toml
from wellknit.lib.tables.model import NOT_RECOVERABLE, Cell, Column, Footnote, Row, RowKind, Table
from wellknit.lib.tables.model import Source as PrintedSource

FOLDER = "reference"
LOST = "?"
NIL = "-"


class PrintedColumn(PolicyModel):
    """A heading; ``sum_of``: a printed total, and the columns it is the total of."""

    id: str
    title: str
    children: tuple[PrintedColumn, ...] = ()
    sum_of: tuple[str, ...] = ()


class Moved(PolicyModel):
    """A figure that stands under another heading in the extracted text than the totals allow."""

    row: str
    value: int
    printed_under: str
    placed_under: str
    why: str


class Elsewhere(PolicyModel):
    """The same flow printed in another place. ``counts``: whether it is the same count of the same people."""

    row: str
    column: str
    value: int
    counts: Literal["the same", "another population"]
    about: str = ""
    source: Source


class ReferenceFile(Sourced):
    """``data/reference/<id>.toml``. ``counts``: the population, in a sentence; ``printed``: the caption."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    printed: str
    counts: str
    stub: str
    columns: tuple[PrintedColumn, ...]
    placing: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A printed total that its parts do not give, by the ids of row and column."""

    row: str
    column: str
    printed: int
    computed: int

    @property
    def sentence(self) -> str:
        """The footnote that goes with the cell (English default)."""
        return f"Printed: {self.printed}. The parts add up to {self.computed}."


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the table beside the one printed elsewhere."""

    here: int
    there: Elsewhere

    @property
    def gap(self) -> int:
        """Elsewhere less here."""
        return self.there.value - self.here


@dataclass(frozen=True)
class Reference:
    """A printed table: ``table`` holds it with its mismatches as footnotes, ``mismatches`` lists them."""

    file: ReferenceFile
    table: Table
    mismatches: tuple[Mismatch, ...]

    def figures(self) -> dict[tuple[str, str], int]:
        """(row id, column id) → figure, for body rows and columns that are no totals, without empty cells."""
        parts = [leaf for leaf in self.table.leaves if not leaf.total]
        return {
            (row.id, leaf.id): value
            for row in self.table.rows
            if row.kind == "body"
            for leaf in parts
            if isinstance(value := self.table.value(row.id, leaf.id), int)
        }

    def as_extracted(self) -> dict[tuple[str, str], int]:
        """The figures where the extracted text has them, before any was moved."""
        found = self.figures()
        for move in self.file.moved:
            del found[move.row, move.placed_under]
        return found | {(move.row, move.printed_under): move.value for move in self.file.moved}

    def compared(self) -> tuple[Compared, ...]:
        """Every figure that is printed elsewhere too, with the gap."""
        return tuple(Compared(_number(self.table, e.row, e.column), e) for e in self.file.elsewhere)


def reference(id: str, data_dir: Path = DATA) -> Reference:  # noqa: A002
    """The table of that id, checked. Raises PolicyError or ValueError for files that do not fit together."""
    return _reference(data_dir / FOLDER / f"{id}.toml")


def references(data_dir: Path = DATA) -> tuple[Reference, ...]:
    """All printed tables, by id."""
    return tuple(_reference(path) for path in sorted((data_dir / FOLDER).glob("*.toml")))


@lru_cache(maxsize=64)
def _reference(path: Path) -> Reference:
    entry = load_toml(path, ReferenceFile)
    columns = tuple(_column(column) for column in entry.columns)
    rows = tuple(_rows(path.with_suffix(".csv"), columns))
    plain = Table(
        id=entry.id,
        title=entry.title,
        columns=columns,
        rows=rows,
        stub=entry.stub,
        caption=entry.counts,
        source=_printed_source(entry),
    )
    found = tuple(mismatches(plain, _sums(entry.columns)))
    return Reference(entry, _with_notes(plain, found), found)


def _printed_source(entry: ReferenceFile) -> PrintedSource:
    document, place = entry.source.document, entry.source.place
    return PrintedSource(f"{document}, {place}: {entry.printed}", document, place)


def mismatches(table: Table, sums: dict[str, tuple[str, ...]]) -> Iterator[Mismatch]:
    """Printed totals that their parts do not give: total columns in every row, then total rows.

    sums: total column → its parts. An empty total counts as nought; a lost cell settles nothing.
    """
    for row in table.rows:
        if row.depth is None:
            for total, parts in sums.items():
                cells = [table.cell(row.id, part) for part in parts]
                yield from _compare(table.cell(row.id, total), cells, row.id, total)
    body = [row for row in table.rows if row.kind == "body"]
    leaf_totals = next((row for row in table.rows if row.kind == "total" and row.depth is None), None)
    if leaf_totals is None:
        return
    for leaf in table.leaves:
        column = [table.cell(row.id, leaf.id) for row in body]
        yield from _compare(table.cell(leaf_totals.id, leaf.id), column, leaf_totals.id, leaf.id)
    for row in table.rows:
        if row.depth is not None:
            for node, cell in zip(table.spans(row), row.cells, strict=True):
                under = [table.cell(leaf_totals.id, leaf.id) for leaf in node.leaves]
                yield from _compare(cell, under, row.id, node.id)


def _compare(total: Cell, parts: Sequence[Cell], row: str, column: str) -> Iterator[Mismatch]:
    if any(cell.marker for cell in (total, *parts)):
        return
    printed = total.value if isinstance(total.value, int) else 0
    computed = sum(cell.value for cell in parts if isinstance(cell.value, int))
    if printed != computed:
        yield Mismatch(row, column, printed, computed)


def _with_notes(table: Table, found: Sequence[Mismatch]) -> Table:
    """The table with a footnote at every cell that does not tie."""
    keys = {(miss.row, miss.column): str(number) for number, miss in enumerate(found, 1)}
    rows = []
    for row in table.rows:
        cells = (
            replace(cell, notes=(keys[row.id, node.id],)) if (row.id, node.id) in keys else cell
            for node, cell in zip(table.spans(row), row.cells, strict=True)
        )
        rows.append(replace(row, cells=tuple(cells)))
    notes = tuple(Footnote(str(number), miss.sentence) for number, miss in enumerate(found, 1))
    return replace(table, rows=tuple(rows), footnotes=notes)


def _column(printed: PrintedColumn) -> Column:
    children = tuple(_column(child) for child in printed.children)
    return Column(printed.id, printed.title, children, total=bool(printed.sum_of))


def _sums(columns: Sequence[PrintedColumn]) -> dict[str, tuple[str, ...]]:
    """Total column → its parts. A part may be a group: then all columns below it."""
    found: dict[str, tuple[str, ...]] = {}
    leaves = {node.id: tuple(leaf.id for leaf in _column(node).leaves) for node in _all(columns)}
    for node in _all(columns):
        if node.sum_of:
            found[node.id] = tuple(leaf for part in node.sum_of for leaf in leaves[part])
    return found


def _all(columns: Sequence[PrintedColumn]) -> Iterator[PrintedColumn]:
    for column in columns:
        yield column
        yield from _all(column.children)


def _rows(path: Path, columns: tuple[Column, ...]) -> Iterator[Row]:
    """Lines of the CSV: id, title, kind (``body``, ``total``, ``total@1`` for sums of groups), then cells."""
    leaves = [leaf.id for column in columns for leaf in column.leaves]
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        if next(reader) != ["id", "title", "kind", *leaves]:
            raise ValueError(f"{path.name}: the first line must be id, title, kind and {', '.join(leaves)}.")
        for id_, title, kind, *values in reader:
            word, _, depth = kind.partition("@")
            cells = [_cell(value) for value in values]
            if depth:
                nodes = [node for column in columns for node in column.at(int(depth))]
                starts = [leaves.index(node.leaves[0].id) for node in nodes]
                cells = [cells[start] for start in starts]
            shape: RowKind = "total" if word == "total" else "body"
            yield Row(id_, title, tuple(cells), shape, int(depth) if depth else None)


def _cell(text: str) -> Cell:
    if text == LOST:
        return Cell(marker=NOT_RECOVERABLE)
    return Cell(None if text in {"", NIL} else int(text))


def _number(table: Table, row: str, column: str) -> int:
    value = table.value(row, column)
    return value if isinstance(value, int) else 0
