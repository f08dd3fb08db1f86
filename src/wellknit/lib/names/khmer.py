"""Khmer names: subscripts kept, signs over the letters dropped, letters of one place of the mouth merged.

Khmer writes each sound in two series that differ only in the vowel they ask for; people who type a name
from hearing choose the wrong series, and romanisation does not show it at all.
"""

from __future__ import annotations

import re

from wellknit.lib.names.merge import merged

# Bantoc, series shifters, toandakhiat, kakabat, ahsda, samyok sannya, viriam, robat, numbers of repetition.
_MARKS = re.compile("[\u17c9-\u17d1\u17d3\u17d7\u17dd]")
_COENG = "\u17d2"
_SAME = merged(
    {
        "ក": "ខគឃ",
        "ច": "ឆជឈ",
        "ត": "ដឋឌឍថទធ",
        "ន": "ណ",
        "ប": "ផពភ",
        "ល": "ឡឭឮ",
        "រ": "ឫឬ",
        "អ": "ឣឤឥឦឧឩឪឯឰឱឲឳ",
    }
)
_LONG = merged(
    {
        "\u17b7": "\u17b8",
        "\u17b9": "\u17ba",
        "\u17bb": "\u17bc",
        "\u17be": "\u17bf",
        "\u17c1": "\u17c0\u17c2",
        "\u17c5": "\u17c4",
    }
)
_SOUND = {
    "ក": "K", "ង": "N", "ច": "S", "ញ": "N", "ត": "T", "ន": "N", "ប": "P", "ម": "M", "រ": "L",
    "ល": "L", "ស": "S", "ហ": "H", "ឝ": "S", "ឞ": "S",
}  # fmt: skip
_BOUND = re.compile(_COENG + "([រលយវ])(?=.)|" + _COENG + "រ$")


_DOUBLED = re.compile(f"(.){_COENG}\\1")


def fold(word: str) -> str:
    """Letters of a Khmer word without signs, series and length."""
    return _MARKS.sub("", word).translate(_SAME).translate(_LONG)


def sound(folded: str) -> str:
    """Consonant classes as in `latin.sound`, in capitals; subscript r, l, y and v are not heard apart."""
    word = _DOUBLED.sub(r"\1", _BOUND.sub("", folded)).replace(_COENG, "")
    out = []
    for i, char in enumerate(word):
        following = word[i + 1 : i + 2]
        if char in "អយ":
            out.append(("Q" if char == "អ" else "Y") if i == 0 else "")
        elif char == "វ":
            out.append("W" if i == 0 or following else "")
        elif char == "រ" and not following and i:
            out.append("")  # a final r is silent
        elif char == "ំ":
            out.append("M")
        elif char == "ល" and not following and i:
            out.append("N")
        else:
            out.append(_SOUND.get(char, ""))
    return "".join(out)
