"""The table in a Word document: headings that repeat on every page, rows that stay whole, six scripts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from wellknit.lib.tables.heads import Box, head_rows, placed
from wellknit.lib.tables.model import Row, Table
from wellknit.lib.tables.write import called, cell_text, heading_lines, is_numeric, notes_below

_SMALL = Pt(8)


def docx_bytes(tables: Table | Sequence[Table], *, landscape: bool = True) -> bytes:
    """A document of its own, one table after the other."""
    tables = (tables,) if isinstance(tables, Table) else tables
    document = Document()
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for table in tables:
        add_table(document, table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_table(document: WordDocument, table: Table, *, heading_level: int = 2) -> None:
    """Append the table with its title as a real heading, its caption above, notes and source below."""
    title, *over = heading_lines(table)
    document.add_heading(title, heading_level)
    for line in over:
        document.add_paragraph(line)
    grid = document.add_table(rows=table.height + len(table.rows), cols=len(table.leaves) + 1)
    grid.style = "Table Grid"
    lines = list(grid.rows)
    _heads(grid, table)
    for line in lines[: table.height]:
        _mark_row(line, repeat=True)
    for row, line in zip(table.rows, lines[table.height :], strict=True):
        _body_row(line.cells, table, row)
        _mark_row(line, repeat=False)
    for text in notes_below(table):
        for run in document.add_paragraph(text).runs:
            run.font.size = _SMALL


def _heads(grid: Any, table: Table) -> None:
    _put(_joined(grid, Box(0, 0, table.height)), table.stub, bold=True)
    for level, row in enumerate(head_rows(table)):
        for head in row:
            text = f"{head.column.title} ({head.column.unit})" if head.column.unit else head.column.title
            box = Box(level, head.start + 1, head.rowspan, head.colspan)
            _put(_joined(grid, box), text, bold=True)


def _body_row(cells: Sequence[Any], table: Table, row: Row) -> None:
    strong = row.kind != "body"
    title = cells[0].merge(cells[-1]) if row.kind == "section" else cells[0]
    _put(title, row.title + called(row.notes), bold=strong)
    for place in placed(table, row):
        first, last = cells[place.start + 1], cells[place.start + place.colspan]
        text = cell_text(place.cell, place.column, table.language) + called(place.cell.notes)
        right = is_numeric(place.column) and place.cell.marker is None
        _put(first if place.colspan == 1 else first.merge(last), text, bold=strong, right=right)


def _joined(grid: Any, box: Box) -> Any:
    """The cell at a box, merged over all of it."""
    cell = grid.cell(box.row, box.column)
    if box.height == box.width == 1:
        return cell
    return cell.merge(grid.cell(box.row + box.height - 1, box.column + box.width - 1))


def _put(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = _SMALL
    # Word takes size and weight of Thai, Lao, Khmer and Burmese letters from separate "complex script" marks.
    properties = run._r.get_or_add_rPr()
    for tag, value in (("w:bCs", "1" if bold else "0"), ("w:szCs", str(int(_SMALL.pt * 2)))):
        mark = OxmlElement(tag)
        mark.set(qn("w:val"), value)
        properties.append(mark)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark_row(row: Any, *, repeat: bool) -> None:
    """``tblHeader`` repeats a row on every page; ``cantSplit`` keeps a row on one."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
