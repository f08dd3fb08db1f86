"""Tables as a workbook an official can print, sort and send back.

Ids travel along: a hidden first column (rows), a hidden line under the headings (columns) and a hidden sheet
(figures), so that an edited workbook finds its way home even when rows were sorted. Written in memory:
nothing passes through a temporary file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from wellknit.lib.tables.as_text import text_width
from wellknit.lib.tables.heads import Box, head_rows, placed
from wellknit.lib.tables.model import Cell, Column, Row, Table
from wellknit.lib.tables.write import called, cell_text, heading_lines, is_numeric, notes_below

ID_SHEET = "ids"
_FORMATS: Mapping[str, str] = {
    "count": "#,##0",
    "decimal": "#,##0",
    "money": "#,##0",
    "percent": "0",
    "date": "yyyy-mm-dd",
}


@dataclass
class _Sheet:
    """A worksheet being written: ``at`` is the next free line, ``ids`` what the hidden sheet will list."""

    sheet: Worksheet
    book: xlsxwriter.Workbook
    table: Table
    ids: list[tuple[str, str, str, str]]
    at: int = 0

    styles: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **wanted: Any) -> Any:
        """A cell format, made once: a workbook of many rows has few of them."""
        key = tuple(sorted(wanted.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format({"valign": "top", **wanted})
        return self.styles[key]


def xlsx_bytes(tables: Table | Sequence[Table], *, title: str = "") -> bytes:
    """One sheet a table, in order; no tables give a workbook with an empty list of ids."""
    tables = (tables,) if isinstance(tables, Table) else tables
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title or (tables[0].title if tables else "")})
    ids: list[tuple[str, str, str, str]] = []
    taken: set[str] = {ID_SHEET}
    for table in tables:
        _write(_Sheet(book.add_worksheet(_sheet_name(table, taken)), book, table, ids))
    _write_ids(book, ids)
    book.close()
    return out.getvalue()


def _write(page: _Sheet) -> None:
    bold = page.style(bold=True)
    for number, line in enumerate(heading_lines(page.table)):
        page.sheet.write_string(page.at, 1, line, bold if number == 0 else page.style())
        page.at += 1
    page.at += 1
    top = page.at
    _write_heads(page)
    page.sheet.freeze_panes(page.at, 2)
    page.sheet.repeat_rows(top, page.at - 2)
    for row in page.table.rows:
        _write_row(page, row)
    page.at += 1
    for line in notes_below(page.table):
        page.sheet.write_string(page.at, 1, line, page.style())
        page.at += 1
    _set_up(page)


def _write_heads(page: _Sheet) -> None:
    """The headings, merged over their groups, and under them the hidden line of column ids."""
    table, top = page.table, page.at
    style = page.style(bold=True, text_wrap=True, border=1, bg_color="#F3F2F1", align="center")
    _merge(page, Box(top, 1, table.height), table.stub, style)
    for level, row in enumerate(head_rows(table)):
        for head in row:
            text = f"{head.column.title} ({head.column.unit})" if head.column.unit else head.column.title
            _merge(page, Box(top + level, head.start + 2, head.rowspan, head.colspan), text, style)
    page.at += table.height
    page.sheet.write_string(page.at, 0, table.id)
    for at, leaf in enumerate(table.leaves):
        page.sheet.write_string(page.at, at + 2, leaf.id)
    page.sheet.set_row(page.at, None, None, {"hidden": True})
    page.at += 1


def _write_row(page: _Sheet, row: Row) -> None:
    strong = {"bold": True, "top": 1} if row.kind == "total" else {"bold": row.kind == "section"}
    page.sheet.write_string(page.at, 0, row.id)
    page.sheet.write_string(page.at, 1, row.title + called(row.notes), page.style(**strong, text_wrap=True))
    for place in placed(page.table, row):
        style = page.style(**strong, **_number_style(place.column, place.cell), border=1)
        if place.colspan > 1:
            page.sheet.merge_range(
                page.at, place.start + 2, page.at, place.start + place.colspan + 1, "", style
            )
        _write_cell(page, place.start + 2, place.cell, place.column, style)
        if place.cell.id:
            ref = xl_rowcol_to_cell(page.at, place.start + 2)
            page.ids.append((page.sheet.get_name(), ref, page.table.id, place.cell.id))
    page.at += 1


def _write_cell(page: _Sheet, column: int, cell: Cell, of: Column, style: Any) -> None:
    """Numbers as numbers, dates as dates; the call of a footnote is part of the format."""
    if cell.value is None and cell.marker is None:
        page.sheet.write_blank(page.at, column, None, style)
    elif cell.marker is not None or isinstance(cell.value, str):
        text = cell_text(cell, of, page.table.language) + called(cell.notes)
        page.sheet.write_string(page.at, column, text, style)
    elif isinstance(cell.value, date):
        page.sheet.write_datetime(page.at, column, cell.value, style)
    else:
        page.sheet.write_number(page.at, column, cell.value, style)


def _number_style(column: Column, cell: Cell) -> dict[str, Any]:
    form = _FORMATS.get(column.kind, "")
    if column.places and form:
        form += "." + "0" * column.places
    if column.kind == "percent":
        form += '"%"'
    if form and cell.notes:
        form += f'"{called(cell.notes)}"'
    flush = "right" if is_numeric(column) and cell.marker is None else "left"
    return {"num_format": form or "@", "align": flush, "text_wrap": cell.marker is not None}


def _merge(page: _Sheet, box: Box, text: str, style: Any) -> None:
    if box.height == box.width == 1:
        page.sheet.write_string(box.row, box.column, text, style)
    else:
        last = (box.row + box.height - 1, box.column + box.width - 1)
        page.sheet.merge_range(box.row, box.column, *last, text, style)


def _set_up(page: _Sheet) -> None:
    """Widths, the hidden column, and paper: landscape A4, one page wide, headings on every page."""
    sheet, table = page.sheet, page.table
    sheet.set_column(0, 0, None, None, {"hidden": True})
    titles = [table.stub, *(row.title for row in table.rows)]
    sheet.set_column(1, 1, min(48, 2 + max(map(text_width, titles), default=8)))
    for at, leaf in enumerate(table.leaves, 2):
        texts = [cell_text(row.cells[at - 2], leaf, table.language) for row in table.rows if _by_leaf(row)]
        widest = max(map(text_width, [leaf.title, *texts]))
        sheet.set_column(at, at, min(32, max(6, 2 + widest)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _by_leaf(row: Row) -> bool:
    return row.kind != "section" and row.depth is None


def _write_ids(book: xlsxwriter.Workbook, ids: list[tuple[str, str, str, str]]) -> None:
    sheet = book.add_worksheet(ID_SHEET)
    for at, line in enumerate([("sheet", "cell", "table", "figure"), *ids]):
        for column, text in enumerate(line):
            sheet.write_string(at, column, text)
    if len(book.worksheets()) > 1:  # a workbook needs one sheet to be seen
        sheet.hide()


def _sheet_name(table: Table, taken: set[str]) -> str:
    """A name Excel takes: at most 31 signs, none of ``[]:*?/\\``, not twice."""
    name = re.sub(r"[\[\]:*?/\\]", " ", table.title).strip(" '")[:31].strip() or table.id[:31]
    number, unique = 1, name
    while unique.casefold() in taken or unique.casefold() == "history":
        number += 1
        unique = f"{name[:27]} {number}"
    taken.add(unique.casefold())
    return unique
