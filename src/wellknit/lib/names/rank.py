"""Which of the candidates is meant: exact comparison of names once they are decrypted.

The blind search brings some hundred persons; here their names are laid beside the question. A pure
function: it gets names in clear and gives numbers back, and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Generic, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from wellknit.lib.names.forms import Part, PartMaker, Reading, readings
from wellknit.lib.names.keys import PersonNames
from wellknit.lib.names.script import Script, script_of

Id = TypeVar("Id", bound=Hashable)
_alike = DamerauLevenshtein.normalized_similarity

# What a year of birth that fits, nearly fits or does not fit adds; a missing one says nothing.
_YEAR = {0: 0.06, 1: 0.05, 2: 0.0}
_YEAR_WRONG = -0.08
# Two names in different scripts are compared by consonants only: never as sure as letters.
_ACROSS = 0.85
# From here on, no other way of comparing can say more.
_SURE = 0.999
# Under this likeness of letters, sounds are not worth working out, but for short parts.
_FAR = 0.34
# Under this likeness, forms in other scripts are looked at too.
_DOUBTFUL = 0.6
# A part of the person's name that was not asked for.
_UNASKED = 0.04


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Id]):
    """A candidate with its likeness: 1.0 and a little more is the same name and year, under 0.6 is little."""

    id: Id
    likeness: float


def rank(
    forms: Sequence[str],
    birth_year: int | None,
    candidates: Iterable[tuple[Id, PersonNames]],
    *,
    best: int = 10,
) -> list[Ranked[Id]]:
    """The `best` candidates for what was typed (`forms`, year C.E. or None), the likeliest first."""
    asked = [reading for form in forms for reading in readings(form, asked=True)]
    part = remembering()
    found = [Ranked(key, likeness(asked, birth_year, names, part)) for key, names in candidates]
    found.sort(key=lambda r: -r.likeness)
    return found[:best]


def likeness(
    asked: Sequence[Reading], birth_year: int | None, names: PersonNames, part: PartMaker = Part
) -> float:
    """How well a person's names fit the question: about 0 to 1.06.

    Forms in the script that was typed decide; the others are looked at when none of those is near.
    """
    scripts = {a.script for a in asked if not a.derived}
    near = [form for form in names.forms if script_of(form) in scripts]
    best = _best(asked, near, part)
    if best < _DOUBTFUL:  # an alias in the script that was typed may be quite another name
        best = max(best, _best(asked, [form for form in names.forms if form not in near], part))
    return best + _year(birth_year, names.birth_year)


def _best(asked: Sequence[Reading], forms: Iterable[str], part: PartMaker) -> float:
    pairs = ((a, held) for form in forms for held in readings(form, part=part) for a in asked)
    return max((_pair(a, held) for a, held in pairs), default=0.0)


def remembering() -> PartMaker:
    """Parts with a memory, for whoever has many names at hand for the moment: names share their parts."""
    seen: dict[tuple[str, Script, bool], Part] = {}

    def part(word: str, script: Script, first: bool) -> Part:
        key = (word, script, first)
        if (known := seen.get(key)) is None:
            known = seen[key] = Part(word, script, first)
        return known

    return part


def _year(asked: int | None, held: int | None) -> float:
    if asked is None or held is None:
        return 0.0
    return _YEAR.get(abs(asked - held), _YEAR_WRONG)


def _pair(asked: Reading, held: Reading) -> float:
    """Likeness of two readings, 0 to 1."""
    if not asked.parts or not held.parts:
        return 0.0
    if asked.script is not held.script:
        return _ACROSS * _alike(asked.coarse, held.coarse) if asked.coarse and held.coarse else 0.0
    same = _aligned(asked.parts, held.parts)
    if same < _SURE:
        same = max(same, _run_together(asked, held))
    return same * (0.97 if asked.derived or held.derived else 1.0)


def _run_together(asked: Reading, held: Reading) -> float:
    """Likeness without regard to where words end (Xiao Ming, Xiaoming), in any order of up to three parts."""
    text = held.text
    if len(asked.parts) <= 3:
        orders: Iterable[Sequence[Part]] = permutations(asked.parts)
    else:
        orders = (asked.parts, asked.parts[::-1], (*asked.parts[1:], asked.parts[0]))
    best = 0.0
    for n, order in enumerate(orders):
        letters = _alike("".join(p.text for p in order), text)
        sounds = 0.0
        if _FAR < letters < 1.0:
            sounds = _alike("".join(p.fine for p in order), held.fine)
        best = max(best, 0.6 * letters + 0.4 * max(letters, sounds) - (0.01 if n else 0.0))
    return best


def _aligned(asked: Sequence[Part], held: Sequence[Part]) -> float:
    """Each part asked for is laid on the part held that is most like it, the best fit first."""
    table = sorted(
        ((_part(a, h), i, j) for i, a in enumerate(asked) for j, h in enumerate(held)), reverse=True
    )
    used_asked: set[int] = set()
    used_held: set[int] = set()
    total = 0.0
    for alike, i, j in table:
        if i not in used_asked and j not in used_held:
            used_asked.add(i)
            used_held.add(j)
            total += alike * len(asked[i].text)
    weight = sum(len(p.text) for p in asked)
    return total / weight - _UNASKED * (len(held) - len(used_held))


def _part(a: Part, h: Part) -> float:
    """Likeness of two parts: letters count most, then sound, then consonants alone."""
    if a.text == h.text:
        return 1.0
    letters = _alike(a.text, h.text)
    if letters < _FAR and len(a.text) > 4:
        return letters
    sounds = _alike(a.fine, h.fine)
    best = 0.6 * letters + 0.4 * max(letters, sounds)
    if a.coarse and len(a.coarse) > 1 and a.coarse == h.coarse:
        best = max(best, 0.8)
    return best
