"""One written form of a name, read: script, parts, and how each part sounds.

A *form* is what somebody wrote: the name in its own script, or in Latin letters, or an alias. A
*reading* is one way to understand it. Most forms have one reading; a form of address that may also be
a name (Burmese Ko, Ma, Maung) gives a second, and Chinese characters give their pinyin.
"""

from __future__ import annotations

from dataclasses import dataclass

from wellknit.lib.names import burmese, han, khmer, lao, latin, thai, titles
from wellknit.lib.names.script import Script, clean, script_of, words


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name. `text`: folded for comparing letters; `fine` and `coarse`: its sound keys.

    `fine` keeps vowels and is compared within one script; `coarse` is consonant classes in one
    alphabet for all scripts.
    """

    text: str
    fine: str
    coarse: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A form understood: its parts in the order written. `derived`: romanised by us, not by a person."""

    script: Script
    parts: tuple[Part, ...]
    derived: bool = False

    @property
    def text(self) -> str:
        """Letters of the whole name, without spaces: clerks divide words differently."""
        return "".join(p.text for p in self.parts)

    @property
    def fine(self) -> str:
        """Sound of the whole name with vowels."""
        return "".join(p.fine for p in self.parts)

    @property
    def coarse(self) -> str:
        """Sound of the whole name, consonant classes only."""
        return "".join(p.coarse for p in self.parts)


def part_of(word: str, script: Script, *, first: bool = True) -> Part:
    """A word of a name with its keys; `text` is empty when nothing of it can be compared.

    `first`: the word begins the name (it changes how a Burmese ra is heard).
    """
    if script is Script.LATIN:
        text = latin.fold(word).replace(" ", "")
        fine = latin.sound(text)
        return Part(text, fine, "".join(c for c in fine if c.isupper()))
    if script is Script.BURMESE:
        text = burmese.fold(word)
        return Part(text, text, burmese.sound(word, first=first))
    if script is Script.HAN:
        text = han.simplify(word)
        return Part(text, text, "")
    if script is Script.OTHER:
        text = word.casefold()
        return Part(text, text, "")
    room = {Script.THAI: thai, Script.LAO: lao, Script.KHMER: khmer}[script]
    text = room.fold(word)
    return Part(text, text, room.sound(text))


def readings(form: str, *, every: bool = False) -> tuple[Reading, ...]:
    """How a form may be understood, the likeliest first; empty for a form without letters.

    `every`: also with possible forms of address left on, as a query needs it.
    """
    text = clean(form)
    script = script_of(text)
    bare = _divide(titles.strip(text, script), script)
    ways = [titles.without_address(bare, script)]
    if every and ways[0] != bare:
        ways.append(bare)
    found = [Reading(script, parts) for way in ways if (parts := _parts(way, script))]
    if script is Script.HAN:
        found += [pinyin for way in ways if (pinyin := _pinyin(way)).parts]
    return tuple(found)


def _parts(pieces: tuple[str, ...], script: Script) -> tuple[Part, ...]:
    found = (part_of(piece, script, first=i == 0) for i, piece in enumerate(pieces))
    return tuple(part for part in found if part.text)


def _divide(text: str, script: Script) -> tuple[str, ...]:
    """The parts of a name: words, or what an unspaced script has for words."""
    pieces = words(text)
    if script is Script.BURMESE:
        return tuple(s for piece in pieces for s in burmese.syllables(piece))
    if script is Script.HAN and len(pieces) == 1:
        return han.parts(han.simplify(pieces[0]))
    return pieces


def _pinyin(pieces: tuple[str, ...]) -> Reading:
    """What the characters are read as, in Latin letters; no parts when one character is unknown."""
    simple = [han.simplify(piece) for piece in pieces]
    read = [han.pinyin(piece, surname=i == 0 and len(simple) > 1) for i, piece in enumerate(simple)]
    if not all(read):
        return Reading(Script.LATIN, (), derived=True)
    return Reading(Script.LATIN, tuple(part_of(r, Script.LATIN) for r in read), derived=True)
