"""Days and nights of stays, from dates alone.

A bed is used by the night: the day somebody moves is counted once, for the bed she sleeps in. Custody is
counted by the day begun: whoever was locked in for three hours was locked in that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol


class Spell(Protocol):
    """A stay as far as dates go; an open end means: still there."""

    began_on: date
    ended_on: date | None


def nights(spell: Spell, first: date, last: date) -> int:
    """Nights of one stay that begin in the days from `first` to `last` (both inclusive)."""
    begin = max(spell.began_on, first)
    end = min(spell.ended_on or date.max, last + timedelta(days=1))
    return max(0, (end - begin).days)


def bed_nights(spells: Iterable[Spell], first: date, last: date) -> int:
    """Nights of all stays in a period: two people in one night are two."""
    return sum(nights(spell, first, last) for spell in spells)


def days_begun(spells: Iterable[Spell], first: date, last: date) -> int:
    """Different calendar days on which one person was somewhere, in a period; for custody.

    Two stays that meet on a day make one day of it.
    """
    days: set[date] = set()
    for spell in spells:
        day, end = max(spell.began_on, first), min(spell.ended_on or last, last)
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return len(days)
