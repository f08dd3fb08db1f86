"""The table for ``templates/_components/table.html``: plain values, nothing left to decide there."""

from __future__ import annotations

from typing import Any

from wellknit.lib.tables.heads import Head, Placed, head_rows, over, placed
from wellknit.lib.tables.model import Row, Table
from wellknit.lib.tables.write import cell_text, is_numeric


def html_context(table: Table) -> dict[str, Any]:
    """The context of the component, as its ``table``.

    Every heading has an id and a scope, and every cell names the headings it stands under (``headers``): with
    three levels of headings a screen reader cannot find them by position.
    """
    notes = [
        {"key": note.key, "text": note.text, "id": _note_id(table, note.key)} for note in table.footnotes
    ]
    return {
        "id": table.id,
        "title": table.title,
        "caption": table.caption,
        "units": table.units,
        "language": table.language,
        "stub": {"text": table.stub, "rowspan": table.height},
        "groups": [{"span": len(column.leaves)} for column in table.columns],
        "head": [[_head(table, head) for head in row] for row in head_rows(table)],
        "rows": [_row(table, row) for row in table.rows],
        "width": len(table.leaves) + 1,
        "footnotes": notes,
        "source": table.source.text if table.source else "",
    }


def _head(table: Table, head: Head) -> dict[str, Any]:
    return {
        "id": f"{table.id}-c-{head.column.id}",
        "text": head.column.title,
        "unit": head.column.unit,
        "colspan": head.colspan,
        "rowspan": head.rowspan,
        "scope": "colgroup" if head.column.children else "col",
        "numeric": is_numeric(head.column),
        "first": head.start in _starts(table),
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    headings = over(table)
    row_id = f"{table.id}-r-{row.id}"
    cells = []
    for node, place in zip(table.spans(row), placed(table, row), strict=False):
        above = [f"{table.id}-c-{column_id}" for column_id in headings[node.id]]
        cells.append(_cell(table, place, " ".join([row_id, *above])))
    return {
        "id": row_id,
        "kind": row.kind,
        "text": row.title,
        "notes": _calls(table, row.notes),
        "cells": cells,
    }


def _cell(table: Table, place: Placed, headers: str) -> dict[str, Any]:
    cell = place.cell
    return {
        "text": cell_text(cell, place.column, table.language),
        "headers": headers,
        "numeric": is_numeric(place.column) and cell.marker is None,
        "colspan": place.colspan,
        "marker": cell.marker.code if cell.marker else "",
        "notes": _calls(table, cell.notes),
        "figure": cell.id,
        "first": place.start in _starts(table),
    }


def _starts(table: Table) -> set[int]:
    """Leaf columns where a new top heading begins: a line is drawn there."""
    return {head.start for head in head_rows(table)[0]} if table.height > 1 else set()


def _calls(table: Table, keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"key": key, "ref": _note_id(table, key)} for key in keys]


def _note_id(table: Table, key: str) -> str:
    return f"{table.id}-n-{key}"
