"""The table as CSV that is safe to open in a spreadsheet.

A cell that begins like a formula is run by the spreadsheet of whoever opens the file: such texts get an
apostrophe in front (OWASP, CSV injection). Numbers are written plainly, negative ones too.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from wellknit.lib.tables.model import Cell, Table

BOM = "\ufeff"

# Half- and full-width signs a spreadsheet reads as the beginning of a formula, also behind blanks; tab and
# line ends, which some drop before they look.
_DANGEROUS = re.compile(r"^(?:'*[\t\r\n]|['\s]*[=+\-@＝＋－＠])")


def safe(text: str) -> str:
    """A text no spreadsheet runs; :func:`unsafe` gives it back."""
    return "'" + text if _DANGEROUS.match(text) else text


def unsafe(text: str) -> str:
    """The text as it was before :func:`safe`."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text[1:]) else text


def csv_text(table: Table, *, ids: bool = False, separator: str = " / ") -> str:
    """One heading row (levels joined by ``separator``) and one line a row; lines end with LF.

    ids: a first column with the rows' ids and a second heading row with the columns'. Rows that sum groups of
    columns are left out: in a plain grid they would stand under the wrong heading.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    lead = ["id"] if ids else []
    titles = [separator.join(table.path(leaf.id)) for leaf in table.leaves]
    writer.writerow([safe(text) for text in (*lead, table.stub, *titles)])
    if ids:
        writer.writerow(["", "", *(leaf.id for leaf in table.leaves)])
    for row in table.rows:
        if row.kind != "section" and row.depth is None:
            lead = [row.id] if ids else []
            writer.writerow([*lead, safe(row.title), *(_field(cell) for cell in row.cells)])
    return out.getvalue()


def csv_bytes(table: Table, *, ids: bool = False, bom: bool = True) -> bytes:
    """:func:`csv_text` in UTF-8, with the mark without which Excel shows Thai as signs."""
    return ((BOM if bom else "") + csv_text(table, ids=ids)).encode()


def _field(cell: Cell) -> str:
    if cell.marker is not None:
        return safe(cell.marker.sentence)
    if cell.value is None:
        return ""
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    return safe(cell.value) if isinstance(cell.value, str) else str(cell.value)
