"""Rows that may be one person: found by the keys of their names, confirmed by laying the names side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from wellknit.lib.names.forms import readings
from wellknit.lib.names.keys import Key, Kind, PersonNames
from wellknit.lib.names.rank import likeness

# From this likeness on, two rows of one list are shown as perhaps one person (1.0: same name and year).
LIKE = 0.9
# Of a key that more rows share, only neighbours are laid side by side: a list pasted twice shows all the same.
COMMON = 40
# Names that share fewer keys than this are not laid side by side at all.
SHARED = 3
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
    shared: Counter[tuple[int, int]] = Counter()
    for rows in holders.values():
        shared.update(combinations(rows, 2) if len(rows) <= COMMON else pairwise(rows))
    by_row = {number: (names, sex) for number, names, sex in people}
    near = [pair for pair, times in sorted(shared.items()) if times >= SHARED]
    return _groups([pair for pair in near if _alike(*(by_row[number] for number in pair))])


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
