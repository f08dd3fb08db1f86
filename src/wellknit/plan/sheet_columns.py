"""The columns of the workplan as a spreadsheet, and how each cell is read: digits of any script, dates of
both eras.

One list serves writing and reading, so the two cannot drift apart. A cell that cannot be read gives a
sentence with
its place ("row 12, Government cash"), never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from wellknit.lib.dates.era import Era
from wellknit.lib.dates.parse import parse
from wellknit.lib.dates.problems import DateError

Reader = Callable[[Any], Any]
_ISO = re.compile(r"(19|20)\d{2}(-(0[1-9]|1[0-2]))?")  # a year or a month as we write it ourselves


class CellError(ValueError):
    """A cell that cannot be read; the message is for the official who filled it in."""


def plain(value: Any) -> str:
    """Text as typed, without the spaces around it; a whole number without its '.0'."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip() if value.isascii() else unicodedata.normalize("NFC", value).strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).strip()


def digits(text: str) -> str:
    """Thai, Khmer, Lao, Burmese and other digits as 0 to 9; everything else as it was."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)


def amount(value: Any) -> Decimal:
    """Money in US dollars; an empty cell is nothing asked for, and 'n/a' is not a number."""
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, int | float):
        found = Decimal(str(value))
    else:
        text = re.sub(r"^(US\$|USD|\$)\s*", "", digits(plain(value)).replace(" ", "").replace("\u00a0", ""))
        if not re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?", text):
            raise CellError(
                f"“{plain(value)}” is not an amount. Write digits only, for example 12500 or 12,500.50."
            )
        found = Decimal(text.replace(",", ""))
    if found < 0:
        raise CellError("Money is not below zero.")
    return found.quantize(Decimal("0.01"))


def number(value: Any) -> int | None:
    """A whole number, in digits of any script; empty stays empty."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    text = digits(plain(value))
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise CellError(f"“{plain(value)}” is not a number.") from None
    if found != found.to_integral_value() or found < 0:
        raise CellError(f"“{plain(value)}” is not a whole number.")
    return int(found)


def tick(value: Any) -> bool:
    """A quarter is ticked by x, X, ✓, 1 or yes; anything else but an empty cell is asked back."""
    if value is None or value is False or value == "":
        return False
    if value is True:
        return True
    text = digits(plain(value)).lower()
    if text in ("", "0", "no", "–", "-"):
        return False
    if text in ("x", "1", "yes", "✓", "✔", "v"):
        return True
    raise CellError(f"“{plain(value)}” does not say yes or no. Write x, or leave it empty.")


def scope(value: Any) -> str:
    """National or regional; N and R are understood."""
    text = plain(value).lower()
    found = {"n": "national", "r": "regional", "national": "national", "regional": "regional"}.get(text)
    if found is None:
        raise CellError(f"“{plain(value)}” is neither National nor Regional.")
    return found


def due(value: Any) -> str:
    """A date as exact as known, in ISO form; years of the Buddhist era are understood and turned."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and _ISO.fullmatch(value):
        return value
    if isinstance(value, datetime | date):
        # A real date cell with a Buddhist year (2574) was typed into a program set to Christian years.
        year = value.year - 543 if value.year >= 2400 else value.year
        return f"{year:04d}-{value.month:02d}-{value.day:02d}"
    text = digits(plain(value))
    try:
        return parse(text).iso()
    except DateError as error:
        if error.problem.code != "date.looks_buddhist":
            raise CellError(error.problem.sentence) from error
    # A plan for the year 2574 of the Christian era is nobody's; a birthday would be asked back.
    try:
        return parse(text, era=Era.BE).iso()
    except DateError as error:
        raise CellError(error.problem.sentence) from error


def targets(value: Any) -> list[str]:
    """Ids of targets, separated by commas or semicolons."""
    text = plain(value)
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()] if text else []


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its key, its heading, how wide, how its cells are read, and whether an edit counts."""

    key: str
    label: str
    width: int
    read: Reader
    editable: bool = True


COLUMNS = (
    SheetColumn("id", "Wellknit id", 14, plain, False),
    SheetColumn("version", "Version", 8, number, False),
    SheetColumn("number", "No.", 6, number),
    SheetColumn("activity", "Activity of the framework", 16, plain),
    SheetColumn("title", "Planned activity", 40, plain),
    SheetColumn("steps", "Steps", 40, plain),
    SheetColumn("targets", "Targets served", 18, targets),
    SheetColumn("scope", "National or regional", 12, scope),
    SheetColumn("ministry", "Lead ministry", 22, plain),
    SheetColumn("partners", "Partners", 22, plain),
    SheetColumn("q1", "Q1", 5, tick),
    SheetColumn("q2", "Q2", 5, tick),
    SheetColumn("q3", "Q3", 5, tick),
    SheetColumn("q4", "Q4", 5, tick),
    SheetColumn("due", "Due by", 12, due),
    SheetColumn("support", "Technical support needed", 24, plain),
    SheetColumn("output", "Expected output, how it is verified", 28, plain),
    SheetColumn("envelope", "COMMIT envelope, US$", 14, amount),
    SheetColumn("government_cash", "Government cash, US$", 14, amount),
    SheetColumn("government_kind", "Government in kind, US$", 14, amount),
    SheetColumn("partner", "Partner, US$", 14, amount),
    SheetColumn("partner_name", "Name of partner", 18, plain),
)
MONEY = ("envelope", "government_cash", "government_kind", "partner")
BY_LABEL = {column.label.casefold(): column for column in COLUMNS}
