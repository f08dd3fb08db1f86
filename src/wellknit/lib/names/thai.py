"""Thai names: what stays the same when tone marks, silenced letters and look-alike sounds are dropped."""

from __future__ import annotations

import re

from wellknit.lib.names.merge import merged

# Tone marks, maitaikhu, yamakkan and stray nikhahit carry no letter of the name.
_MARKS = re.compile("[\u0e47-\u0e4b\u0e4d\u0e4e\u0e3a\u0e46\u0e2f]")
# Thanthakhat silences its consonant, and the vowel and the r of a cluster that stand with it.
_SILENCED = re.compile("(?:(?<=[นมล])[ทดตธ]ร?|[ก-ฮ])[ิุ]?์")
_LEADING_H = re.compile("ห(?=[งญนมยรลว])")
# Letters that sound alike, written with one of them; long vowels written as short ones.
_SAME = merged({
    "ค": "ขฃฅฆ", "ช": "ฉฌ", "ย": "ญ", "ด": "ฎ", "ต": "ฏ", "ท": "ฐฑฒถธ", "น": "ณ", "พ": "ผภ", "ฟ": "ฝ",
    "ล": "ฬ", "ส": "ศษซ", "ห": "ฮ", "\u0e31": "\u0e30\u0e32", "\u0e34": "\u0e35", "\u0e36": "\u0e37",
    "\u0e38": "\u0e39", "\u0e31ม": "\u0e33",
})  # fmt: skip
_FINAL_YA = re.compile("(?<=.)ญ(?![ะ-ฺ])")
_SOUND = {
    "ก": "K", "ค": "K", "ง": "N", "จ": "S", "ช": "S", "ส": "S", "ด": "T", "ต": "T", "ท": "T",
    "น": "N", "บ": "P", "ป": "P", "พ": "P", "ฟ": "P", "ม": "M", "ร": "L", "ล": "L", "ห": "H",
    "ฤ": "L",
}  # fmt: skip
_VOWELS = "ัิึุเแโใไ"
_CLUSTER = re.compile(f"(?<=[กคปพตทดสบฟ])[รล](?=[{_VOWELS}])")
_FINAL_RL = re.compile(f"(?<=.)[รล](?![{_VOWELS}ว])")


def fold(word: str) -> str:
    """Letters of a Thai word without tone, length and silenced letters (`พันธุ์` -> `พัน`)."""
    word = _SILENCED.sub("", word)
    word = _FINAL_YA.sub("น", _MARKS.sub("", word)).replace("รร", "ั")
    word = _LEADING_H.sub("", word.translate(_SAME))
    return word.replace("เเ", "แ").replace("ไย", "ไ").replace("ใ", "ไ")


def sound(folded: str) -> str:
    """Consonant classes as in `latin.sound`, in capitals only: vowels that Thai leaves unwritten are lost."""
    word = _CLUSTER.sub("", folded)
    word = _FINAL_RL.sub("น", word)
    out = []
    for i, char in enumerate(word):
        following = word[i + 1 : i + 2]
        before = word[i - 1 : i] if i else ""
        onset = i == 0 or (i == 1 and before in "เแโไ")
        if char == "อ":
            out.append("Q" if onset else "")
        elif char == "ย":
            out.append("Y" if onset else "")
        elif char == "ว":
            sounded = onset or (following != "" and following in _VOWELS) or before in set("เแโไ")
            out.append("W" if sounded else "")
        else:
            out.append(_SOUND.get(char, ""))
    return "".join(out)
