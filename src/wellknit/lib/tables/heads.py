"""The heading of a table as a grid: which heading spans how many columns and rows."""

from __future__ import annotations

from dataclasses import dataclass

from wellknit.lib.tables.model import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a grid and how far it reaches, all counted from 0."""

    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """One heading: in which heading row and leaf column it begins (both from 0), and how far it reaches."""

    column: Column
    level: int
    start: int
    colspan: int
    rowspan: int


def head_rows(table: Table) -> list[list[Head]]:
    """Heading rows from the top. A column without children reaches down to the last one."""
    rows: list[list[Head]] = [[] for _ in range(table.height)]

    def place(column: Column, level: int, start: int) -> int:
        width = len(column.leaves)
        rowspan = 1 if column.children else table.height - level
        rows[level].append(Head(column, level, start, width, rowspan))
        at = start
        for child in column.children:
            at = place(child, level + 1, at)
        return start + width

    at = 0
    for column in table.columns:
        at = place(column, 0, at)
    return rows


def over(table: Table) -> dict[str, tuple[str, ...]]:
    """Column or group id → ids of the headings above it and its own: what is read aloud before a cell."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(column: Column, above: tuple[str, ...]) -> None:
        found[column.id] = (*above, column.id)
        for child in column.children:
            walk(child, found[column.id])

    for column in table.columns:
        walk(column, ())
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of the body: in which leaf column it begins (from 0), how many it spans, under which."""

    cell: Cell
    column: Column
    start: int
    colspan: int


def placed(table: Table, row: Row) -> list[Placed]:
    """The cells of a row with their places; a section has none."""
    found: list[Placed] = []
    at = 0
    if row.kind == "section":
        return found
    for node, cell in zip(table.spans(row), row.cells, strict=True):
        found.append(Placed(cell, node.leaves[0], at, len(node.leaves)))
        at += len(node.leaves)
    return found
