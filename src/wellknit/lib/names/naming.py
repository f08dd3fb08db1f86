"""What in a text may be somebody's name, as the keys under which that person would be filed.

Each candidate is a set of keys: who is filed under all of them has just this name, in any spelling that sounds the
same. A name of several parts is meant by two of them side by side; one part alone is a word, unless it is the whole
name. Nothing is asked for by fewer than three signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, permutations

from wellknit.lib.names import burmese, titles
from wellknit.lib.names.forms import Reading, readings
from wellknit.lib.names.keys import Key, PersonNames, alone, paired, stored
from wellknit.lib.names.script import Script, clean, script_of, words

Candidate = frozenset[Key]
SIGNS = 3
# As many words, syllables or letters as a name is long.
_LONGEST = {Script.LATIN: 4, Script.BURMESE: 8, Script.HAN: 4}
_LETTERS = 20


def candidates(text: str) -> set[Candidate]:
    """Every stretch of the text that could be a name."""
    found: set[Candidate] = set()
    for script, units in _runs(clean(text)):
        for stretch in set(_stretches(script, units)):
            for reading in readings(stretch):
                if not reading.derived:
                    found.update(_of(reading))
    return found


def names(text: str, people: Iterable[PersonNames]) -> bool:
    """Whether the text names one of these people."""
    asked = candidates(text)
    return any(one <= filed for filed in map(stored, people) for one in asked)


def _of(reading: Reading) -> Iterator[Candidate]:
    if sum(len(part.text) for part in reading.parts) < SIGNS:
        return
    yield alone(reading)
    if len(reading.parts) == 2:
        yield frozenset({paired(*reading.parts)})


def _runs(text: str) -> Iterator[tuple[Script, list[str]]]:
    """The text cut where the script changes, in units a name can begin and end with."""
    pieces = ("".join(run) for word in words(text) for _kind, run in groupby(word, _Follows()))
    for script, run in groupby(pieces, script_of):
        if script is not Script.OTHER:
            yield script, [unit for piece in run for unit in _units(script, piece)]


class _Follows:
    """The script of a letter; a mark belongs to the letter before it."""

    def __init__(self) -> None:
        self._last = Script.OTHER

    def __call__(self, char: str) -> Script:
        if not unicodedata.category(char).startswith("M"):
            self._last = script_of(char)
        return self._last


def _units(script: Script, piece: str) -> Sequence[str]:
    if script is Script.LATIN:
        return [piece]
    if script is Script.BURMESE:
        return burmese.syllables(piece)
    found: list[str] = []
    for char in piece:
        if found and unicodedata.category(char).startswith("M"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _stretches(script: Script, units: list[str]) -> Iterator[str]:
    """Neighbours, as a name is written; Latin words also in the other order, or with one word between."""
    glue = " " if script is Script.LATIN else ""
    for start in range(len(units)):
        for size in range(1, min(_LONGEST.get(script, _LETTERS), len(units) - start) + 1):
            some = units[start : start + size]
            yield glue.join(some)
            if script is Script.LATIN and size == 1 and len(some[0]) >= SIGNS:
                # Who is called Ma Thiri is also just Thiri; that a part is a form of address no token tells.
                yield from (f"{address} {some[0]}" for address in titles.of(script).address)
            if script is Script.LATIN and size in (2, 3):
                yield from (glue.join(order) for order in permutations(some))
                yield from (glue.join(order) for order in permutations((some[0], some[-1])))
