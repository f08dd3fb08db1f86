"""Totals are computed, never typed in.

A total over cells of which one is withheld, lost or suppressed is not computed: it would either be wrong or
give the hidden figure away. An empty cell counts for nothing, and a total over empty cells only stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from wellknit.lib.tables.model import INCOMPLETE, Cell, Column, Row, Table, TableError


def total_of(cells: Sequence[Cell]) -> Cell:
    """The sum of cells by the rules of this module. Raises TableError for a text or a date."""
    if any(cell.marker for cell in cells):
        return Cell(marker=INCOMPLETE)
    values = [cell.value for cell in cells if cell.value is not None]
    if not values:
        return Cell()
    total: int | Decimal = 0
    for value in values:
        if not isinstance(value, int | Decimal):
            raise TableError(f"{value!r} cannot be added up.")
        total += value
    return Cell(total)


def with_totals(
    table: Table, *, label: str, column: bool = True, rows: bool = True, groups: bool = False
) -> Table:
    """The table with a total column, a total row and, with ``groups``, one for each level of headings.

    label: the word for a total in the table's language. Percentages are never added up: raises TableError.
    """
    if column:
        table = _with_column(table, label)
    if not rows:
        return table
    levels = range(table.height - 2, -1, -1) if groups else ()
    return replace(
        table, rows=(*table.rows, _leaf_total(table, label), *(_group_total(table, label, n) for n in levels))
    )


def _with_column(table: Table, label: str) -> Table:
    if any(leaf.kind == "percent" for leaf in table.leaves):
        raise TableError("Percentages do not add up to anything. Compute the total from what they are of.")
    first = table.leaves[0]
    extra = Column("total", label, kind=first.kind, unit=first.unit, places=first.places, total=True)
    rows = (
        row if row.kind == "section" else replace(row, cells=(*row.cells, total_of(row.cells)))
        for row in table.rows
    )
    return replace(table, columns=(*table.columns, extra), rows=tuple(rows))


def _leaf_total(table: Table, label: str) -> Row:
    body = [row for row in table.rows if row.kind == "body"]
    sums = (total_of([row.cells[at] for row in body]) for at in range(len(table.leaves)))
    return Row("total", label, tuple(sums), "total")


def _group_total(table: Table, label: str, depth: int) -> Row:
    """A row whose cells span the groups at ``depth``: say by age band, then by form of exploitation."""
    leaf_total = dict(zip((leaf.id for leaf in table.leaves), _leaf_total(table, label).cells, strict=True))
    sums = (total_of([leaf_total[leaf.id] for leaf in node.leaves]) for node in table.nodes(depth))
    return Row(f"total.{depth}", label, tuple(sums), "total", depth)
