"""Shares that add up, and percentages that say of what.

The report of 2014 prints 19, 21, 21 and 40 for one country's contributions: 101 (UNACT14, page 10).
Rounded one by one, shares do that; rounded together by the largest remainder they cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Number = int | Decimal

HUNDRED = Decimal(100)


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round half away from zero, as people do on paper (``round`` goes to the even neighbour)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def largest_remainder(parts: Sequence[Number], total: Number = HUNDRED, places: int = 0) -> list[Decimal]:
    """Shares of ``total`` in proportion to ``parts``, rounded to ``places``, adding up to exactly ``total``.

    Every share is its exact value rounded down, and what is left over goes one step at a time to the largest
    remainders; of equal remainders to the larger part, then to the earlier. ``total`` must have no more than
    ``places`` decimals. All zero parts give zero shares. Raises ValueError for a negative part.
    """
    if any(part < 0 for part in parts):
        raise ValueError("A share of something negative has no meaning. Take the negative part out.")
    step = Decimal(1).scaleb(-places)
    whole = sum((Decimal(part) for part in parts), Decimal(0))
    if not whole:
        return [Decimal(0) * step for _ in parts]
    steps = Decimal(total) / step
    if steps != steps.to_integral_value():
        raise ValueError(f"{total} cannot be shared out in steps of {step}.")
    # Whole numbers of steps: floor and remainder exact, so that no float or rounded quotient decides a share.
    floors = [int(Decimal(part) * steps // whole) for part in parts]
    rests = [Decimal(part) * steps % whole for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-rests[at], -Decimal(parts[at]), at))
    for at in order[: int(steps) - sum(floors)]:
        floors[at] += 1
    return [floor * step for floor in floors]


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage with what it is a percentage of: ``part`` of ``whole``, rounded to ``places``."""

    part: Number
    whole: Number
    places: int = 0

    @property
    def value(self) -> Decimal | None:
        """The rounded figure; None when the whole is nought: no share of nothing."""
        return half_up(Decimal(self.part) * 100 / Decimal(self.whole), self.places) if self.whole else None

    def __str__(self) -> str:
        shown = "–" if self.value is None else f"{self.value}%"
        return f"{shown} ({self.part} of {self.whole})"


def percentage(part: Number, whole: Number, places: int = 0) -> Percentage:
    """``percentage(3, 9)`` prints ``33% (3 of 9)``. Raises ValueError for a negative whole."""
    if whole < 0:
        raise ValueError("A percentage of something negative has no meaning.")
    return Percentage(part, whole, places)


def overshoot(printed: Sequence[Number], total: Number = HUNDRED) -> Decimal:
    """How far printed shares miss their total: 1 for the 19, 21, 21 and 40 of 2014, 0 where they tie."""
    return sum((Decimal(share) for share in printed), Decimal(0)) - Decimal(total)
