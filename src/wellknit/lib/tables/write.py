"""Values as text, by language: what stands in a cell on a page, on paper and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from wellknit.lib.dates import format_date
from wellknit.lib.tables.model import Cell, Column, Table

# Thousands and decimal signs. Languages not named write 1,234.5, the other five of the region and English.
_SIGNS: Mapping[str, tuple[str, str]] = {"vi": (".", ",")}


def number_text(value: int | Decimal, places: int = 0, language: str = "en") -> str:
    """``1,234.5``: grouped by thousands, rounded half up to ``places``, with the language's own signs."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    thousands, decimal = _SIGNS.get(language.split("-", maxsplit=1)[0], (",", "."))
    return f"{exact:,f}".translate(str.maketrans(",.", thousands + decimal))


def cell_text(cell: Cell, column: Column, language: str = "en") -> str:
    """What is printed in a cell: a value, the marker's sentence, or nothing."""
    if cell.marker is not None:
        return cell.marker.sentence
    if cell.value is None:
        return ""
    if isinstance(cell.value, date):
        return format_date(cell.value, language=language)
    if isinstance(cell.value, str):
        return cell.value
    text = number_text(cell.value, column.places, language)
    return f"{text}%" if column.kind == "percent" else text


def called(keys: tuple[str, ...]) -> str:
    """Calls of footnotes behind a text: `` [a] [b]``."""
    return "".join(f" [{key}]" for key in keys)


def is_numeric(column: Column) -> bool:
    """Whether the column is set flush right."""
    return column.kind not in {"text", "date"}


def notes_below(table: Table) -> list[str]:
    """Lines under the table in order: footnotes, then the source."""
    lines = [f"{note.key}  {note.text}" for note in table.footnotes]
    return [*lines, table.source.text] if table.source else lines


def heading_lines(table: Table) -> list[str]:
    """Lines over the table: title, caption, units, where there are any."""
    return [line for line in (table.title, table.caption, table.units) if line]
