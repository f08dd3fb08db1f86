"""Which script a name is written in, and the name cleaned of what nobody can see.

Text pasted from chat programs, forms and scans carries invisible characters, decomposed letters and
wide Latin. Two spellings that look the same must be the same before anything else is compared.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from wellknit.lib.names import zawgyi

# Zero-width and bidirectional controls, soft hyphen, variation selectors, byte-order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
# What stands between the parts of a name: spaces, commas, points (also CJK), slashes, hyphens, digits.
_BETWEEN = re.compile(r"[\s,.;:/\\|()\[\]{}<>\"“”‘’«»·・‧၊။។ฯ，。、_\d-]+")
# SARA AM in two letters, a tone mark before, between or nowhere.
_THAI_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_LAO_AM = re.compile("\u0ecd([\u0ec8-\u0ecb]?)\u0eb2")
# Digits that look like the Burmese letters wa and ra, typed inside a word.
_WA = re.compile("\u1040(?=[\u102b-\u103e\u1000-\u1021])|(?<=[\u1000-\u103f])\u1040")
_RA = re.compile("\u1047(?=[\u102b-\u103e\u1000-\u1021])|(?<=[\u1000-\u103f])\u1047")
_APOSTROPHES = re.compile("['`´ʼʻ’]")


class Script(StrEnum):
    """The scripts of the six countries; LATIN also stands for Vietnamese and for romanised names."""

    LATIN = "latin"
    THAI = "thai"
    LAO = "lao"
    KHMER = "khmer"
    BURMESE = "burmese"
    HAN = "han"
    OTHER = "other"


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x024F, Script.LATIN),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x0E80, 0x0EFF, Script.LAO),
    (0x1780, 0x17FF, Script.KHMER),
    (0x1000, 0x109F, Script.BURMESE),
    (0xAA60, 0xAA7F, Script.BURMESE),
    (0x3400, 0x9FFF, Script.HAN),
    (0xF900, 0xFAFF, Script.HAN),
    (0x20000, 0x3FFFF, Script.HAN),
)


def clean(text: str) -> str:
    """The name as its writer meant it: NFKC, visible characters only, Zawgyi turned into Unicode.

    NFKC rather than NFC: wide Latin and ligatures are keyboards, not names. Thai SARA AM, which NFKC
    would split, is put together again.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if not text.isascii():
        text = zawgyi.to_unicode(text) if zawgyi.is_zawgyi(text) else text
        text = unicodedata.normalize("NFKC", text)
        text = _LAO_AM.sub("\\1\u0eb3", _THAI_AM.sub("\\1\u0e33", text))
        text = _RA.sub("\u101b", _WA.sub("\u101d", text))
    return " ".join(text.split())


def script_of(text: str) -> Script:
    """The script most letters of `text` belong to; OTHER when none of ours has a letter in it."""
    if text.isascii():
        return Script.LATIN if any(c.isalpha() for c in text) else Script.OTHER
    counts: dict[Script, int] = {}
    for char in text:
        if script := _script(char):
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda s: counts[s]) if counts else Script.OTHER


@lru_cache(maxsize=4096)
def _script(char: str) -> Script | None:
    code = ord(char)
    for low, high, script in _RANGES:
        if low <= code <= high and (script is not Script.LATIN or char.isalpha()):
            return script
    return Script.OTHER if char.isalpha() else None


def words(text: str) -> tuple[str, ...]:
    """The words of a cleaned name; an apostrophe joins, everything else that is no letter parts."""
    return tuple(w for w in _BETWEEN.split(_APOSTROPHES.sub("", text)) if w)
