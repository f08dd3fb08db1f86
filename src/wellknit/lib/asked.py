"""What somebody typed into an address: a page number, a year. Nonsense there is passed over, never an error."""

from __future__ import annotations


def number(typed: str | None, within: range, otherwise: int) -> int:
    """The number that was typed, where it lies `within`; else `otherwise`."""
    given = typed or ""
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(within.stop))):
        return otherwise
    return int(given) if int(given) in within else otherwise
