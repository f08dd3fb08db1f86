"""The document's tables as a workbook: one sheet a table, ids in the first column, numbers as numbers."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import xlsxwriter

from wellknit.lib.documents.tree import Document, Grid, Row


def xlsx(document: Document) -> bytes:
    """All tables of the document. The first sheet says what this is, which edition, and what the sheets
    hold.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": document.title, "comments": document.edition})
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#EEF3F7", "text_wrap": True, "border": 1}),
        "mark": book.add_format({"bold": True, "font_color": "#D4351C"}),
        "strong": book.add_format({"bold": True}),
        "small": book.add_format({"font_size": 8, "font_color": "#505A5F", "text_wrap": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    front = book.add_worksheet("About")
    lines = [document.title, document.subtitle, document.watermark, document.dated, document.edition]
    lines += [f"{name}: {said}" for name, said in document.facts]
    names: set[str] = {"about"}
    for grid in document.grids():
        sheet = _sheet_name(grid, names)
        lines.append(f"{sheet}: {grid.caption}")
        _sheet(book.add_worksheet(sheet), grid, styles, document.watermark)
    for place, line in enumerate(line for line in lines if line):
        front.write_string(place, 0, line)
    front.set_column(0, 0, 100)
    book.close()
    return out.getvalue()


def _sheet_name(grid: Grid, taken: set[str]) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", grid.key).strip()[:28] or "table"
    number, made = 1, name
    while made.lower() in taken:
        number += 1
        made = f"{name} {number}"
    taken.add(made.lower())
    return made


def _sheet(sheet: Any, grid: Grid, styles: dict[str, Any], mark: str) -> None:
    sheet.write_string(0, 0, grid.caption, styles["strong"])
    if mark:
        # In the frozen rows and at the head of each printed page: a sheet copied out of the book keeps it.
        sheet.write_string(1, 0, mark, styles["mark"])
        sheet.set_header("&C&B" + mark.replace("&", "&&"))
    sheet.write_string(2, 0, "id", styles["head"])
    for place, column in enumerate(grid.columns, 1):
        sheet.write_string(2, place, column.label, styles["head"])
        sheet.set_column(place, place, max(8, min(60, column.weight * 1.6)))
    for line, row in enumerate(grid.rows, 3):
        _row(sheet, line, row, styles)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    end = 4 + len(grid.rows)
    said = [f"{number}  {note}" for number, note in enumerate(grid.notes, 1)]
    for line, text in enumerate([*said, grid.source], end):
        sheet.write_string(line, 1, text, styles["small"])


def _row(sheet: Any, line: int, row: Row, styles: dict[str, Any]) -> None:
    style = styles["strong"] if row.kind else styles["wrap"]
    sheet.write_string(line, 0, row.id)
    place = 1
    for cell in row.cells:
        if cell.number:
            sheet.write_number(line, place, float(Decimal(cell.number)), style)
        else:
            marks = "".join(f" [{note}]" for note in cell.notes)
            sheet.write_string(line, place, f"{cell.symbol} {cell.text}".strip() + marks, style)
        place += cell.span
