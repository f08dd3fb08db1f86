"""Names in Latin letters: Vietnamese, plain Latin, and what people make of six other languages by ear.

Nobody romanises alike: Somchai and Somchay, Phonthip and Porntip, Xay and Say, Kyaw and Jaw. The sound
key keeps what ears agree on: the class of each consonant, and whether a vowel is bright (i), open (a)
or round (u). What ears and clerks disagree on is dropped: aspiration (ph, kh, th, hp), voice (g/k,
d/t, b/p), r and l after a consonant, an r that only lengthens a vowel, glides, doubled letters.
The classes are ours, from the romanisation habits of the languages; nothing is taken from a library.
"""

from __future__ import annotations

import re
import unicodedata

# đ and its kin have no decomposition in Unicode, so NFKD alone leaves them (Đặng would never meet Dang).
_PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "þ": "th"}
)

# Letter groups and the class of consonant they are heard as; longest first inside the expression.
_CLASSES: dict[str, str] = {
    "S": "tsch tch sch khy(?=[aeiou]) ky(?=[aeiou]) gy(?=[aeiou]) shw hs sh ch zh ts tz dz dj ks cz"
    " c(?=[eiy]) q(?!u[aeo]) s z j x",
    "N": "ngh ng nh ny(?=[aeou]) hn kn(?=[aeiou]) gn n",
    "K": "khw kh gh ck qu hk k g c q",
    "T": "th dh ht hd t d",
    "P": "ph hp bh hb p b f",
    "M": "hm m",
    "L": "hl rh hr lh l r",
    "W": "hw wh w v",
    "H": "h",
    "Y": "y(?=[aeiou])",
}
_GROUPS = {f"{name}{i}": group for name, row in _CLASSES.items() for i, group in enumerate(row.split())}
_LONGEST_FIRST = sorted(_GROUPS.items(), key=lambda item: -len(item[1].split("(")[0]))
_TOKEN = re.compile(
    "|".join([*(f"(?P<{key}>{group})" for key, group in _LONGEST_FIRST), "(?P<vowel>[aeiouy]+)"])
)
_DOUBLED = re.compile(r"([a-z])\1+")
_SILENT = (
    (re.compile(r"(?<=[aeiouy])([nmlktpds])e$"), r"\1"),  # Phone, Khamsene, Khine: the French e of Lao papers
    (re.compile(r"(?<=[aeiouy])h(?![aeiouy])"), ""),  # Sokah, Buasoneh
    (re.compile(r"er(?![aeiouy])"), "eu"),  # er, ern: the round vowel of Thai, Lao and Khmer
    (re.compile(r"(?<=[aeiouy])r(?![aeiouy])"), ""),  # Porn, Somboorn: the r says only that the vowel is long
    (re.compile(r"(?<=[bcdfgkpstz])(h?)[lr](?=[aeiouyw])"), r"\1"),  # Prasert, Pasert; Sri, Si
    (re.compile(r"(?<=[aeiou])l$"), "n"),  # a final l is heard as n: Noppadol, Noppadon
    (re.compile(r"(?<=[aeiouy])[wv](?![aeiouy])"), "u"),  # Kaew, Kaeo
    (re.compile(r"(?<=[aeiou])y(?=[aeiou])"), "i"),  # Suriya, Suria
    (re.compile(r"(?<=[bcdfghjklmnpqrstxz])w(?=[aeiouy])"), "u"),  # Kwang, Kuang
    (re.compile(r"(?<=[bcdfhjlmnpqrstxz])(?<!kh)(?<!gh)y(?=[aeiou])"), ""),  # Phyo, Pyo, Mya
)
_VOWELS = (
    (re.compile(r"^[iy]"), "i"),
    (re.compile(r"^(au|ao|o|u|eu)"), "u"),
)


def fold(text: str) -> str:
    """Lower-case letters and spaces only: marks, tones, hooks and strokes dropped (Nguyễn = nguyen)."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z ]+", "", text)


# Burmese ra between vowels: Thiri and Thiyi. Not merged as a sound: in Thai, Lao and Khmer r and y differ.
# Pinyin c is ts (Cai, Tsai), everybody else's c before a, o and u is k.
_C_INITIAL = re.compile("^c(?=[aou])")
_TS_INITIAL = re.compile("^ts(?=[aou])")
_Y_INSIDE = re.compile("(?<=[aeiou])y(?=[aeiou])")
_R_INSIDE = re.compile("(?<=[aeiou])r(?=[aeiou])")


def other_ears(word: str) -> tuple[str, ...]:
    """A folded word as other ears would write it; empty when there is only one way."""
    ways = (
        _Y_INSIDE.sub("r", word),
        _R_INSIDE.sub("y", word),
        _C_INITIAL.sub("ts", word),
        _TS_INITIAL.sub("c", word),
    )
    return tuple(way for way in ways if way != word)


def sound(word: str) -> str:
    """Sound key of one folded word: classes in capitals, vowels as a, i, u (`somchay` -> `SuMSa`)."""
    if not word.isascii():
        word = fold(word)
    word = _DOUBLED.sub(_shorten, word)
    for pattern, instead in _SILENT:
        word = pattern.sub(instead, word)
    out: list[str] = []
    for match in _TOKEN.finditer(word):
        key = match.lastgroup or "vowel"
        if key != "vowel":
            out.append(key[0])
        else:
            out.append(("Q" if not out else "") + _vowel(match.group()))
    return re.sub(r"([aiu])[aiu]+", r"\1", "".join(out))


def _shorten(match: re.Match[str]) -> str:
    """One letter for two, but for ee and oo, which are vowels of their own."""
    letter = match.group(1)
    return {"e": "i", "o": "u"}.get(letter, letter)


def _vowel(cluster: str) -> str:
    for pattern, kind in _VOWELS:
        if pattern.match(cluster):
            return kind
    return "a"
