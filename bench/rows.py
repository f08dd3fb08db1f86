"""One line of the bench table: what was measured, both sides, the ratio, and what it has to be."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """`ours` and `beside` with their unit; `ratio` is ours/beside unless said; `limit` as the issue states it.

    `holds`: whether it is met; None where nothing was demanded and the figure is only reported.
    """

    what: str
    ours: str
    beside: str
    ratio: float | None
    limit: str
    holds: bool | None


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = perf_counter()
    work()
    return perf_counter() - began


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measured | ours | beside it | ratio | must be | holds |", "|---|---|---|---|---|---|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        holds = {True: "yes", False: "**no**", None: ""}[row.holds]
        lines.append(f"| {row.what} | {row.ours} | {row.beside} | {ratio} | {row.limit} | {holds} |")
    return "\n".join(lines)
