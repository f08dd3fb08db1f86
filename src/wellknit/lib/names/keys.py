"""The keys of a name: what is stored for a person, and what is asked for by a query.

Keys are strings with a kind; the vault turns each into a blind token (HMAC) and stores nothing else.
Few keys are stored and many are asked: a query tries other orders of the parts and leaves letters
out, because a stored key costs space for ever and tells a thief something, and a probe costs neither.

Kinds are frozen: a token cannot be told what it was made of, so a change of meaning needs a new
generation of tokens.

    whole    the whole name with vowels; for short names also with one sound left out
    bare     the whole name, consonants only; for long names also with one sound left out
    born     the whole name, consonants only, with the year of birth
    part     one part of the name
    year     one part with the year of birth
    pair     two parts of a name of three or more, in the order of the alphabet
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise, permutations

from wellknit.lib.names import latin
from wellknit.lib.names.forms import Part, PartMaker, Reading, readings
from wellknit.lib.names.script import Script


class Kind(StrEnum):
    """What a key was made of; the value is frozen."""

    WHOLE = "w"
    BARE = "c"
    BORN = "y"
    PART = "p"
    YEAR = "b"
    PAIR = "e"


Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class PersonNames:
    """What is known of somebody's name: every written form, and the year of birth (C.E.) or None."""

    forms: tuple[str, ...]
    birth_year: int | None = None


# How much a key counts when it meets; the rarity of the token is counted by the database.
WEIGHTS: dict[Kind, float] = {
    Kind.WHOLE: 4.0,
    Kind.BARE: 3.0,
    Kind.BORN: 4.0,
    Kind.PART: 2.0,
    Kind.YEAR: 2.5,
    Kind.PAIR: 3.0,
}
# From this many consonants on, a name is told by its consonants; under it, vowels are needed.
LONG = 6
# Fewer consonants than this tell nobody: no key of consonants alone.
TELLING = 3
UNKNOWN_YEAR = "?"


def stored(names: PersonNames, *, part: PartMaker = Part) -> frozenset[Key]:
    """All keys under which a person is filed, over all forms of the name. `part`: as for `readings`."""
    found: set[Key] = set()
    for form in names.forms:
        for reading in readings(form, part=part):
            found.update(_stored(reading, names.birth_year))
    return frozenset(found)


def asked(forms: Sequence[str], birth_year: int | None) -> dict[Key, float]:
    """Keys to look for with their weights; `birth_year` may be off by one and may be None."""
    found: dict[Key, float] = {}
    for form in forms:
        for reading in readings(form, asked=True):
            for key, weight in _asked(reading, birth_year):
                found[key] = max(weight, found.get(key, 0.0))
    return found


def alone(reading: Reading) -> frozenset[Key]:
    """Keys that are all stored for who has just this name, whatever the year of birth."""
    return frozenset(key for key in _stored(reading, None) if key[0] in (Kind.WHOLE, Kind.BARE))


def paired(one: Part, two: Part) -> Key:
    """The key of two parts of a longer name."""
    return Kind.PAIR, _pair(one, two)


def _stored(reading: Reading, year: int | None) -> Iterator[Key]:
    fine, coarse, parts = reading.fine, reading.coarse, reading.parts
    born = UNKNOWN_YEAR if year is None else str(year)
    yield Kind.WHOLE, fine
    if len(coarse) >= LONG:
        yield from ((Kind.BARE, text) for text in (coarse, *_one_out(coarse)))
    else:
        yield from ((Kind.WHOLE, text) for text in _one_out(fine))
        if len(coarse) >= TELLING:
            yield Kind.BARE, coarse
    if coarse:
        yield Kind.BORN, f"{coarse}|{born}"
    if len(parts) > 1:
        for part in parts:
            yield Kind.PART, part.fine
            yield Kind.YEAR, f"{part.fine}|{born}"
    else:
        yield Kind.YEAR, f"{fine}|{born}"
    if len(parts) > 2:
        yield from ((Kind.PAIR, _pair(a, b)) for a, b in _pairs(parts))


def _asked(reading: Reading, year: int | None) -> Iterator[tuple[Key, float]]:
    parts = reading.parts
    years = _years(year)
    for order in _orders(parts):
        yield from _whole(order, years)
    for other in _other_ears(reading):
        yield from _whole(other, years)
    for size in (1, 2):  # a person filed under fewer parts than were asked for
        if size < len(parts) <= 4:
            for some in permutations(parts, size):
                yield (Kind.WHOLE, "".join(p.fine for p in some)), WEIGHTS[Kind.PAIR]
    units = [*parts, *_joined(parts, reading.script)]
    for part in units:
        yield (Kind.PART, part.fine), WEIGHTS[Kind.PART]
        for text, share in years:
            yield (Kind.YEAR, f"{part.fine}|{text}"), WEIGHTS[Kind.YEAR] * share
    for a, b in combinations(parts, 2):
        yield (Kind.PAIR, _pair(a, b)), WEIGHTS[Kind.PAIR]


def _whole(order: Sequence[Part], years: Sequence[tuple[str, float]]) -> Iterator[tuple[Key, float]]:
    """Keys of the whole name in one order of its parts, complete and with one sound left out."""
    fine = "".join(p.fine for p in order)
    coarse = "".join(p.coarse for p in order)
    yield (Kind.WHOLE, fine), WEIGHTS[Kind.WHOLE]
    if len(coarse) >= TELLING:
        yield (Kind.BARE, coarse), WEIGHTS[Kind.BARE]
    if len(coarse) >= LONG - 1:
        yield from (((Kind.BARE, t), WEIGHTS[Kind.BARE] / 2) for t in _one_out(coarse))
    if len(coarse) <= LONG:
        yield from (((Kind.WHOLE, t), WEIGHTS[Kind.WHOLE] / 2) for t in _one_out(fine))
    if coarse:
        yield from (((Kind.BORN, f"{coarse}|{text}"), WEIGHTS[Kind.BORN] * share) for text, share in years)


def _other_ears(reading: Reading) -> Iterator[tuple[Part, ...]]:
    """The same parts with one of them as other ears would write it."""
    if reading.script is Script.LATIN:
        for i, part in enumerate(reading.parts):
            for word in latin.other_ears(part.text):
                yield (*reading.parts[:i], Part(word, Script.LATIN), *reading.parts[i + 1 :])


def _years(year: int | None) -> tuple[tuple[str, float], ...]:
    """Years worth asking for, each with how much it still says."""
    if year is None:
        return ((UNKNOWN_YEAR, 0.5),)
    return (str(year), 1.0), (str(year - 1), 0.95), (str(year + 1), 0.95), (UNKNOWN_YEAR, 0.6)


def _one_out(text: str) -> set[str]:
    """`text` with one character left out, at each place: two words one slip apart share one of these."""
    return {text[:i] + text[i + 1 :] for i in range(len(text))} if len(text) > 2 else set()


def _pairs(parts: tuple[Part, ...]) -> Iterable[tuple[Part, Part]]:
    """Pairs that are stored: all of three parts, neighbours and the ends of more."""
    if len(parts) == 3:
        return combinations(parts, 2)
    return [*pairwise(parts), (parts[0], parts[-1])]


def _pair(a: Part, b: Part) -> str:
    return "|".join(sorted((a.fine, b.fine)))


def _joined(parts: tuple[Part, ...], script: Script) -> tuple[Part, ...]:
    """Neighbours written as one word: Xiao Ming and Xiaoming."""
    if script is not Script.LATIN or len(parts) < 3:
        return ()
    return tuple(Part(a.text + b.text, Script.LATIN) for a, b in pairwise(parts))


def _orders(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """Orders in which people write the same name: all of up to three parts, turned ends of more."""
    if len(parts) <= 3:
        yield from permutations(parts)
        return
    yield parts
    yield (*parts[1:], parts[0])
    yield (parts[-1], *parts[:-1])
    yield tuple(reversed(parts))
