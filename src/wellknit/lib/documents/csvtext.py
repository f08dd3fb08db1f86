"""One table of a document as CSV with a byte order mark, the form spreadsheets open in any script."""

from __future__ import annotations

import csv
import io

from wellknit.lib.documents.tree import Grid


def csv_text(grid: Grid, *, bom: bool = False) -> str:
    """The table with its ids; exact numbers where there are any, else the words of the cell. LF line ends.

    A cell that begins like a formula gets an apostrophe: a spreadsheet must not run what somebody typed.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", *[column.label for column in grid.columns]])
    for row in grid.rows:
        values = [row.id]
        for cell in row.cells:
            values.append(cell.number or _safe(cell.text or cell.symbol))
            values += [""] * (cell.span - 1)
        writer.writerow(values)
    return ("\ufeff" if bom else "") + out.getvalue()


def _safe(text: str) -> str:
    return "'" + text if text[:1] in "=+-@\t" else text
