"""Rows that may be one person: found by the keys of their names, confirmed by laying the names side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from wellknit.lib.names.forms import readings
from wellknit.lib.names.keys import Key, Kind, PersonNames
from wellknit.lib.names.rank import likeness

# From this likeness on, two rows of one list are shown as perhaps one person (1.0: same name and year).
LIKE = 0.9
# A key that more rows share than this says nothing about any two of them.
COMMON = 40
_KINDS = frozenset({Kind.WHOLE, Kind.BARE, Kind.BORN})


def doubles(
    people: Sequence[tuple[int, PersonNames, str]], keys: Mapping[int, frozenset[Key]]
) -> list[tuple[int, ...]]:
    """Groups of row numbers that may be one person, each in order. `people`: (row, names, sex)."""
    holders: dict[Key, list[int]] = defaultdict(list)
    for number, _names, _sex in people:
        for key in keys[number]:
            if key[0] in _KINDS:
                holders[key].append(number)
    pairs = {pair for rows in holders.values() if 1 < len(rows) <= COMMON for pair in combinations(rows, 2)}
    by_row = {number: (names, sex) for number, names, sex in people}
    return _groups([pair for pair in sorted(pairs) if _alike(*(by_row[n] for n in pair))])


def _alike(one: tuple[PersonNames, str], other: tuple[PersonNames, str]) -> bool:
    (names, sex), (others, other_sex) = one, other
    if sex != other_sex and "not_known" not in (sex, other_sex):
        return False
    asked = [reading for form in names.forms for reading in readings(form, asked=True)]
    return likeness(asked, names.birth_year, others) >= LIKE


def _groups(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Rows joined by pairs, in groups."""
    root: dict[int, int] = {}

    def find(number: int) -> int:
        while root.setdefault(number, number) != number:
            number = root[number]
        return number

    for one, other in pairs:
        root[max(find(one), find(other))] = min(find(one), find(other))
    groups: dict[int, list[int]] = defaultdict(list)
    for number in root:
        groups[find(number)].append(number)
    return sorted(tuple(sorted(rows)) for rows in groups.values() if len(rows) > 1)
