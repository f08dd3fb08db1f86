"""From counted facts to a table: one axis down the side, one or more across the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellknit.lib.tables.model import Cell, Column, Footnote, Marker, Row, Source, Table
from wellknit.lib.tables.totals import with_totals

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension of the count: its title and its codes with their titles, in printing order."""

    title: str
    items: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""
        return tuple(code for code, _ in self.items)


def matrix(
    counts: Mapping[Key, int | Marker | None],
    *,
    id: str,  # noqa: A002
    title: str,
    down: Axis,
    across: Sequence[Axis],
    total: str,
    groups: bool = True,
    blank_zero: bool = False,
    caption: str = "",
    units: str = "",
    source: Source | None = None,
    footnotes: tuple[Footnote, ...] = (),
    language: str = "en",
) -> Table:
    """Count cells keyed ``(down, across 1, across 2 …)`` by code → table with computed totals.

    What is not in ``counts`` was counted and is nought (``blank_zero`` leaves it empty, as MRW9 prints it).
    Raises KeyError for a key that lies on no axis: a person who fell out of the table must not go unnoticed.
    """
    known = {(code, *leaf) for code in down.codes for leaf in _leaves(across)}
    for key in counts:
        if key not in known:
            raise KeyError(f"{key!r} lies on no axis of table {id!r}.")
    rows = tuple(
        Row(code, label, tuple(_cell(counts.get((code, *leaf), 0), blank_zero) for leaf in _leaves(across)))
        for code, label in down.items
    )
    table = Table(
        id=id, title=title, columns=_columns(across), rows=rows, stub=down.title, caption=caption,
        units=units, source=source, footnotes=footnotes, language=language,
    )  # fmt: skip
    return with_totals(table, label=total, groups=groups)


def leaf_id(codes: Sequence[str]) -> str:
    """Id of a leaf column from its codes: ``sexual.0-14.female``."""
    return ".".join(codes)


def _leaves(across: Sequence[Axis]) -> list[Key]:
    leaves: list[Key] = [()]
    for axis in across:
        leaves = [(*leaf, code) for leaf in leaves for code in axis.codes]
    return leaves


def _columns(across: Sequence[Axis], above: Key = ()) -> tuple[Column, ...]:
    if not across:
        return ()
    return tuple(
        Column(leaf_id((*above, code)), label, _columns(across[1:], (*above, code)))
        for code, label in across[0].items
    )


def _cell(count: int | Marker | None, blank_zero: bool) -> Cell:
    if isinstance(count, Marker):
        return Cell(marker=count)
    return Cell(None if blank_zero and count == 0 else count)
