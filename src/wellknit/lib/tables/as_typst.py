"""The table as Typst source: a native table, so that every script shapes and breaks lines in the PDF too."""

from __future__ import annotations

import json

from wellknit.lib.tables.heads import head_rows, placed
from wellknit.lib.tables.model import Row, Table
from wellknit.lib.tables.write import called, cell_text, heading_lines, is_numeric, notes_below


def quoted(text: str) -> str:
    """A text as a Typst string: nothing in it can become markup or code."""
    clean = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    return json.dumps(clean, ensure_ascii=False)


def typst_source(table: Table) -> str:
    """Title, caption, table with repeated headings, notes; goes into a document that sets page and fonts.

    Inserted in markup mode. Fonts and page size are the document's; the table only asks for small text.
    """
    title, *over = heading_lines(table)
    columns = ", ".join(["auto", *("1fr" for _ in table.leaves)])
    aligns = ", ".join(["left", *("right" if is_numeric(leaf) else "left" for leaf in table.leaves)])
    body = [_row(table, row) for row in table.rows]
    below = [f"#text(size: 8pt, {quoted(line)})\n" for line in notes_below(table)]
    return "\n".join(
        [
            f'#block(below: 0.6em, text(weight: "bold", {quoted(title)}))',
            *(f"#block(below: 0.6em, text(size: 9pt, {quoted(line)}))" for line in over),
            "#block({",
            "set text(size: 8pt)",
            "table(",
            f"  columns: ({columns}),",
            f"  align: ({aligns}),",
            "  stroke: 0.4pt,",
            "  table.header(",
            *_heads(table),
            "  ),",
            *body,
            ")",
            "})",
            "",
            *below,
        ]
    )


def _heads(table: Table) -> list[str]:
    lines = []
    for level, row in enumerate(head_rows(table)):
        cells = [_cell(table.stub, rowspan=table.height, bold=True)] if level == 0 else []
        for head in row:
            text = f"{head.column.title} ({head.column.unit})" if head.column.unit else head.column.title
            align = "center" if head.column.children else ""
            cells.append(_cell(text, head.colspan, head.rowspan, bold=True, align=align))
        lines.append("    " + ", ".join(cells) + ",")
    return lines


def _row(table: Table, row: Row) -> str:
    strong = row.kind != "body"
    width = len(table.leaves) + 1 if row.kind == "section" else 1
    cells = [_cell(row.title + called(row.notes), width, bold=strong)]
    for place in placed(table, row):
        text = cell_text(place.cell, place.column, table.language) + called(place.cell.notes)
        cells.append(_cell(text, place.colspan, bold=strong))
    return "  " + ", ".join(cells) + ","


def _cell(text: str, colspan: int = 1, rowspan: int = 1, *, bold: bool = False, align: str = "") -> str:
    body = f'text(weight: "bold", {quoted(text)})' if bold else quoted(text)
    extra = [f"colspan: {colspan}"] * (colspan > 1) + [f"rowspan: {rowspan}"] * (rowspan > 1)
    extra += [f"align: {align}"] * bool(align)
    return f"table.cell({', '.join([*extra, body])})" if extra else body
