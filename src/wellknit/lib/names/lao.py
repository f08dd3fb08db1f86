"""Lao names: tone marks and vowel length dropped, letters that sound alike written as one."""

from __future__ import annotations

import re

from wellknit.lib.names.merge import merged

_MARKS = re.compile("[\u0ec8-\u0ecd\u0eba\u0ec6\u0eaf]")
_SILENCED = re.compile("[ກ-ຮ]\u0ecc")
_LEADING_H = re.compile("ຫ(?=[ງຍນມຢຣລວຼ])")
# ຣ and ລ are one sound since the reform of 1975 dropped ຣ, and are typed both ways in names.
_SAME = merged({
    "ຂ": "ຄ", "ສ": "ຊ", "ຖ": "ທ", "ຜ": "ພ", "ຝ": "ຟ", "ຫ": "ຮ", "ລ": "ຣ\u0ebc", "ນ": "ໜ", "ມ": "ໝ", "ໄ": "ໃ",
    "\u0eb1": "\u0eb0\u0eb2", "\u0eb1ມ": "\u0eb3", "\u0eb4": "\u0eb5", "\u0eb6": "\u0eb7", "\u0eb8": "\u0eb9",
})  # fmt: skip
_SOUND = {
    "ກ": "K", "ຂ": "K", "ງ": "N", "ຈ": "S", "ສ": "S", "ດ": "T", "ຕ": "T", "ຖ": "T", "ນ": "N", "ບ": "P",
    "ປ": "P", "ຜ": "P", "ຝ": "P", "ມ": "M", "ລ": "L", "ຫ": "H",
}  # fmt: skip
_VOWELS = "ັິຶຸເແໂໄົຽ"
_CLUSTER = re.compile(f"(?<=[ກຂປຜຕຖດສບຝ])ລ(?=[{_VOWELS}])")


def fold(word: str) -> str:
    """Letters of a Lao word without tone, length and silenced letters."""
    word = _MARKS.sub("", _SILENCED.sub("", word))
    return _LEADING_H.sub("", word).translate(_SAME).replace("ເເ", "ແ")


def sound(folded: str) -> str:
    """Consonant classes as in `latin.sound`, in capitals only."""
    word, out = _CLUSTER.sub("", folded), []
    for i, char in enumerate(word):
        following = word[i + 1 : i + 2]
        before = word[i - 1 : i] if i else ""
        onset = i == 0 or (i == 1 and before in "ເແໂໄ")
        if char == "ອ":
            out.append("Q" if onset else "")
        elif char in "ຍຢ":
            out.append("Y" if onset else "")
        elif char == "ວ":
            sounded = onset or (following != "" and following in _VOWELS) or before in set("ເແໂໄ")
            out.append("W" if sounded else "")
        elif char == "ລ" and i and not following:
            out.append("N")  # a final l is heard as n
        else:
            out.append(_SOUND.get(char, ""))
    return "".join(out)
