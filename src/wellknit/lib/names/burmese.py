"""Burmese names: divided into syllables, tones dropped, finals that sound alike written as one.

A Burmese name has no family name and is written with or without spaces; its syllables are its parts.
"""

from __future__ import annotations

import re

from wellknit.lib.names.merge import merged

_ASAT = "\u103a"
_LETTER = "[\u1000-\u102a\u103f\u104e]"
# A syllable begins at a letter that is neither silenced (asat) nor stacked nor stacked upon.
_SYLLABLE_START = re.compile(f"(?<!^)(?<!\u1039)(?={_LETTER}(?!\u1037?{_ASAT}|\u1039))")
_TONES = re.compile("[\u1037\u1038]")
_SAME = merged({
    "\u102c": "\u102b", "\u102d": "\u102e", "\u102f": "\u1030", "ဂ": "ဃ", "ဇ": "ဈ", "တ": "ဋ", "ထ": "ဌ",
    "ဒ": "ဍဎဓ", "န": "ဏ", "လ": "ဠ", "ဥ": "ဦ", "ဣ": "ဤ", "ဗ": "ဘ", "သ": "ဿ",
})  # fmt: skip
# Finals: nasals of one vowel are heard alike, so are stops; ည် is heard as a vowel.
_FINALS = (
    (re.compile(f"\u1036|[\u1014\u1019]{_ASAT}"), "\u1014"),
    (re.compile(f"[\u1004\u1009]{_ASAT}\u1039?"), "\u1004"),
    (re.compile(f"[\u1010\u1015\u1005\u1000\u1002\u1012\u1017\u1011\u101e]{_ASAT}"), "\u1010"),
    (re.compile(f"[\u100a\u101a]{_ASAT}"), "\u102d"),
    (re.compile(f"{_ASAT}"), ""),
)
_MEDIAL = str.maketrans("", "", "\u103b\u103c\u103d\u103e\u1039")
_SOUND = {
    "က": "K", "ခ": "K", "ဂ": "K", "င": "N", "စ": "S", "ဆ": "S", "ဇ": "S", "ဉ": "N", "ည": "N", "တ": "T",
    "ထ": "T", "ဒ": "T", "န": "N", "ပ": "P", "ဖ": "P", "ဗ": "P", "မ": "M", "ရ": "L", "လ": "L", "ဝ": "W",
    "သ": "T", "ဟ": "H", "ယ": "Y", "အ": "Q", "ဣ": "Q", "ဥ": "Q", "ဧ": "Q", "ဩ": "Q", "ဪ": "Q",
}  # fmt: skip
# Kya, khya, gya and their ya-yit twins are heard as ch and j; ra with ha as sh.
_PALATAL = re.compile("[ကခဂ][\u103b\u103c]|[ရလသ]\u103b?\u103e")


def syllables(word: str) -> tuple[str, ...]:
    """`သီရိဝင်း` -> `သီ`, `ရိ`, `ဝင်း`."""
    return tuple(_SYLLABLE_START.sub(" ", word).split())


def fold(word: str) -> str:
    """Letters of a Burmese word without tones and length, finals merged."""
    word = _TONES.sub("", word).translate(_SAME)
    for pattern, instead in _FINALS:
        word = pattern.sub(instead, word)
    return word


def sound(word: str, *, first: bool = True) -> str:
    """Consonant classes as in `latin.sound`, in capitals only. Takes the word itself, not its fold.

    `first`: the word begins the name; ra is heard as y there and as r inside (Yangon, Thiri).
    """
    out = []
    for i, syllable in enumerate(syllables(word)):
        heard = _PALATAL.sub("စ", _TONES.sub("", syllable).translate(_SAME))
        if first and i == 0 and heard.startswith("ရ"):
            heard = "ယ" + heard[1:]
        letters = fold(heard).translate(_MEDIAL)
        classes = [_SOUND.get(c, "") for c in letters]
        out.append("".join(c for n, c in enumerate(classes) if c and (n == 0 or c not in "QY")))
    return "".join(out)
