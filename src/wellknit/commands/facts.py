"""`wellknit facts`: published tables from rows without identity, on the screen or as a file."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from wellknit.commands.frame import Failed, command, group
from wellknit.lib import tables

FORMATS = ("text", "csv", "xlsx")


def register(sub: Any) -> None:
    """Add the verbs of `facts`."""
    verbs = group(sub, "facts", tells="tables counted from case files, without identities")
    parser = command(
        verbs,
        "table",
        table,
        role="facts",
        tells="count one table and print it",
        example="wellknit facts table shelters --country TH --year 2017 --format csv",
    )
    parser.add_argument("name", help="which table, for instance: shelters")
    parser.add_argument("--country", required=True, help="ISO 3166-1 alpha-2, for instance TH")
    parser.add_argument("--year", type=int, required=True, help="of the common era")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--out", metavar="FILE", help="instead of standard output")


def table(args: argparse.Namespace) -> None:
    """Same rows, same order, same totals in every format."""
    counted = _count(args.name, args.country.upper(), args.year)
    if args.format == "xlsx":
        content = tables.xlsx_bytes(counted)
    elif args.format == "csv":
        content = tables.csv_bytes(counted)
    else:
        content = tables.plain_text(counted).encode() + b"\n"
    if args.out:
        with open(args.out, "wb") as out:
            out.write(content)
    elif args.format == "xlsx" and sys.stdout.isatty():
        raise Failed("A workbook is no text; give it a file with --out FILE.", 2)
    else:
        sys.stdout.buffer.write(content)


def _count(name: str, country: str, year: int) -> tables.Table:
    """Ask the wing that registered the table (`access.register`): no wing is named here."""
    from wellknit.platform.access import register as house

    known = getattr(house.register, "tables", {})
    if name not in known:
        there = ", ".join(sorted(known)) or "none on this node"
        raise Failed(f"There is no table {name!r}; there are: {there}.", 2)
    counted: tables.Table = known[name](country=country, year=year)
    return counted
