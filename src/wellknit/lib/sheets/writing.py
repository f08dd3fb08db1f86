"""A list of cases written out again: our own columns, or those of the case data standard."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from wellknit.lib.sheets.targets import Standard


def workbook(heads: Sequence[str], rows: Iterable[Sequence[str]], *, hidden: Sequence[str] = ()) -> bytes:
    """One sheet. Every cell is text: a cell that begins with "=" must not become a formula on somebody's machine.

    hidden: machine names for a first row that is not shown, as in the standard's own spreadsheet.
    """
    out = io.BytesIO()
    # No document properties that tell who made it and when to the minute.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Cases")
    strong = book.add_format({"bold": True, "text_wrap": True})
    line = 0
    if hidden:
        for column, name in enumerate(hidden):
            sheet.write_string(0, column, name)
        sheet.set_row(0, None, None, {"hidden": True})
        line = 1
    for column, head in enumerate(heads):
        sheet.write_string(line, column, head, strong)
    for number, row in enumerate(rows, start=line + 1):
        for column, value in enumerate(row):
            if value:
                sheet.write_string(number, column, value)
    sheet.freeze_panes(line + 1, 0)
    sheet.set_column(0, max(0, len(heads) - 1), 18)
    book.close()
    return out.getvalue()


def by_standard(standard: Standard, records: Iterable[Mapping[str, Sequence[str]]]) -> bytes:
    """The standard's spreadsheet: all its fields in its order, codes as it spells them, several joined by its sign.

    A record is field name → values. Raises ValueError for a field or a code that the standard does not have:
    what leaves under its name must be what it says.
    """
    names = [f.name for f in standard.fields]
    rows = [_row(standard, names, record) for record in records]
    return workbook([f.label for f in standard.fields], rows, hidden=names)


def _row(standard: Standard, names: Sequence[str], record: Mapping[str, Sequence[str]]) -> list[str]:
    unknown = set(record) - set(names)
    if unknown:
        raise ValueError(f"not in the standard: {sorted(unknown)}")
    cells = []
    for field in standard.fields:
        values = [value for value in record.get(field.name, ()) if value]
        if field.codes and set(values) - set(field.codes):
            raise ValueError(
                f"{field.name}: {sorted(set(values) - set(field.codes))} is no code of the standard"
            )
        if len(values) > 1 and not field.several:
            raise ValueError(f"{field.name} takes one value")
        cells.append(standard.delimiter.join(values))
    return cells
