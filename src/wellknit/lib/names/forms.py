"""One written form of a name, read: script, parts, and how each part sounds.

A *form* is what somebody wrote: the name in its own script, or in Latin letters, or an alias. A
*reading* is one way to understand it. Most forms have one reading; a form of address that may also be
a name (Burmese Ko, Ma, Maung) gives a second, and Chinese characters give their pinyin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wellknit.lib.names import burmese, han, khmer, lao, latin, thai, titles
from wellknit.lib.names.script import Script, clean, script_of, words


class Part:
    """A part of a name. `text`: folded for comparing letters; `fine` and `coarse`: its sound keys.

    `fine` keeps vowels and is compared within one script; `coarse` is consonant classes in one
    alphabet for all scripts. Sounds are worked out when first asked for: most candidates of a search
    are settled by their letters.
    """

    __slots__ = ("_coarse", "_fine", "_first", "_script", "_word", "text")

    def __init__(self, word: str, script: Script, first: bool = True) -> None:
        self._word, self._script, self._first = word, script, first
        self._fine: str | None = None
        self._coarse: str | None = None
        self.text = _FOLDS.get(script, str.casefold)(word)

    def __repr__(self) -> str:
        return f"Part of {len(self.text)} letters"  # a name has no business in a log

    @property
    def fine(self) -> str:
        """Sound with vowels; in a script of its own the folded letters."""
        if self._fine is None:
            self._fine = latin.sound(self.text) if self._script is Script.LATIN else self.text
        return self._fine

    @property
    def coarse(self) -> str:
        """Consonant classes; "" for Chinese characters, which have none."""
        if self._coarse is None:
            self._coarse = self._consonants()
        return self._coarse

    def _consonants(self) -> str:
        if self._script is Script.LATIN:
            return "".join(c for c in self.fine if c.isupper())
        if self._script is Script.BURMESE:
            return burmese.sound(self._word, first=self._first)
        room = _SOUNDS.get(self._script)
        return room(self.text) if room else ""


_FOLDS: dict[Script, Callable[[str], str]] = {
    Script.LATIN: lambda word: latin.fold(word).replace(" ", ""),
    Script.THAI: thai.fold,
    Script.LAO: lao.fold,
    Script.KHMER: khmer.fold,
    Script.BURMESE: burmese.fold,
    Script.HAN: han.simplify,
}
_SOUNDS: dict[Script, Callable[[str], str]] = {
    Script.THAI: thai.sound,
    Script.LAO: lao.sound,
    Script.KHMER: khmer.sound,
}


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


# A name is not a letter: what is pasted by mistake must not cost more than a long name does.
LONGEST, MOST_PARTS = 200, 8
PartMaker = Callable[[str, Script, bool], Part]


def readings(form: str, *, asked: bool = False, part: PartMaker = Part) -> tuple[Reading, ...]:
    """How a form may be understood, the likeliest first; empty for a form without letters.

    `asked`: the form comes from a query, where Chinese characters may lack a surname. `part`: makes the parts
    (a caller with many forms may remember them for the moment).
    """
    text = clean(form[:LONGEST])
    script = script_of(text)
    bare = _divide(titles.strip(text, script), script)
    ways = [titles.without_address(bare, script)]
    if ways[0] != bare:
        ways.append(bare)
    if asked and script is Script.HAN and len(words(text)) == 1 and len(bare) == 2:
        ways.append(("".join(bare),))  # two or three characters may be a given name alone
    found = [Reading(script, parts) for way in ways if (parts := _parts(way, script, part))]
    if script is Script.HAN:
        found += [pinyin for way in ways if (pinyin := _pinyin(way, part)).parts]
    return tuple(found)


def _parts(pieces: tuple[str, ...], script: Script, part: PartMaker) -> tuple[Part, ...]:
    found = (part(piece, script, i == 0) for i, piece in enumerate(pieces[:MOST_PARTS]))
    return tuple(one for one in found if one.text)


def _divide(text: str, script: Script) -> tuple[str, ...]:
    """The parts of a name: words, or what an unspaced script has for words."""
    pieces = words(text)
    if script is Script.BURMESE:
        return tuple(s for piece in pieces for s in burmese.syllables(piece))
    if script is Script.HAN and len(pieces) == 1:
        return han.parts(han.simplify(pieces[0]))
    return pieces


def _pinyin(pieces: tuple[str, ...], part: PartMaker) -> Reading:
    """What the characters are read as, in Latin letters; no parts when one character is unknown."""
    simple = [han.simplify(piece) for piece in pieces]
    read = [han.pinyin(piece, surname=i == 0 and len(simple) > 1) for i, piece in enumerate(simple)]
    if not all(read):
        return Reading(Script.LATIN, (), derived=True)
    return Reading(
        Script.LATIN, tuple(part(r, Script.LATIN, i == 0) for i, r in enumerate(read)), derived=True
    )
