"""Burmese typed with the Zawgyi font: recognised by its spelling, and rewritten as Unicode.

Zawgyi gives the same code points another meaning and stores signs in the order they are drawn; much
text typed before Myanmar's change of 1 October 2019 is in it. A syllable of Burmese has a fixed order
of signs in Unicode (Unicode Technical Note #11), so text that breaks that order as it stands and
keeps it once read as Zawgyi is Zawgyi. Text that is possible either way is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_BURMESE = re.compile("[\u1000-\u109f]")
_LETTER = "[\u1000-\u102a\u103f\u104e\u1040-\u1049]"
# One syllable part in Unicode: kinzi, letter, stacked letters, medials, vowels, finals, tones (NFC order).
_UNIT = re.compile(
    "(?:\u1004\u103a\u1039)?" + _LETTER + "(?:\u1039[\u1000-\u1021])*"
    "(?:\u1037?\u103a\u1037?\u1038?|"
    "\u103b?\u103c?\u103d?\u103e?\u1031?[\u102d\u102e]?[\u102f\u1030]?\u1032?[\u102b\u102c]?\u103a?\u1036?\u1037?\u103a?\u1038?)"
)

# Code points that mean one thing in Zawgyi and another in Unicode: replacement as (slot, text).
# Slots put signs into Unicode's order inside a syllable.
_KINZI, _BASE, _STACK, _YA, _RA, _WA, _HA, _E, _I, _U, _AI, _AA, _ASAT, _NASAL, _DOT, _TONE = range(16)
_SIGNS: dict[int, tuple[tuple[int, str], ...]] = {
    0x102B: ((_AA, "\u102b"),), 0x102C: ((_AA, "\u102c"),), 0x102D: ((_I, "\u102d"),),
    0x102E: ((_I, "\u102e"),), 0x102F: ((_U, "\u102f"),), 0x1030: ((_U, "\u1030"),),
    0x1032: ((_AI, "\u1032"),), 0x1033: ((_U, "\u102f"),), 0x1034: ((_U, "\u1030"),),
    0x1036: ((_NASAL, "\u1036"),), 0x1037: ((_DOT, "\u1037"),), 0x1038: ((_TONE, "\u1038"),),
    0x1039: ((_ASAT, "\u103a"),), 0x103A: ((_YA, "\u103b"),), 0x103C: ((_WA, "\u103d"),),
    0x103D: ((_HA, "\u103e"),), 0x105A: ((_AA, "\u102b"), (_ASAT, "\u103a")),
    0x1064: ((_KINZI, "\u1004\u103a\u1039"),), 0x107D: ((_YA, "\u103b"),), 0x1087: ((_HA, "\u103e"),),
    0x1088: ((_HA, "\u103e"), (_U, "\u102f")), 0x1089: ((_HA, "\u103e"), (_U, "\u1030")),
    0x108A: ((_WA, "\u103d"), (_HA, "\u103e")), 0x108B: ((_KINZI, "\u1004\u103a\u1039"), (_I, "\u102d")),
    0x108C: ((_KINZI, "\u1004\u103a\u1039"), (_I, "\u102e")),
    0x108D: ((_KINZI, "\u1004\u103a\u1039"), (_NASAL, "\u1036")),
    0x108E: ((_I, "\u102d"), (_NASAL, "\u1036")), 0x1094: ((_DOT, "\u1037"),), 0x1095: ((_DOT, "\u1037"),),
    0x1096: ((_STACK, "\u1039\u1010"), (_WA, "\u103d")),
}  # fmt: skip
# Letters drawn small underneath, by the letter they are.
_STACKED: dict[int, int] = {
    0x1060: 0x1000, 0x1061: 0x1001, 0x1062: 0x1002, 0x1063: 0x1003, 0x1065: 0x1005, 0x1066: 0x1006,
    0x1067: 0x1006, 0x1068: 0x1007, 0x1069: 0x1008, 0x106C: 0x100B, 0x106D: 0x100C, 0x1070: 0x100F,
    0x1071: 0x1010, 0x1072: 0x1010, 0x1073: 0x1011, 0x1074: 0x1011, 0x1075: 0x1012, 0x1076: 0x1013,
    0x1077: 0x1014, 0x1078: 0x1015, 0x1079: 0x1016, 0x107A: 0x1017, 0x107B: 0x1018, 0x107C: 0x1019,
    0x1085: 0x101C, 0x1093: 0x1018,
}  # fmt: skip
_SIGNS |= {z: ((_STACK, "\u1039" + chr(u)),) for z, u in _STACKED.items()}
_LETTERS: dict[int, str] = {
    0x106A: "\u1009", 0x106B: "\u100a", 0x1086: "\u103f", 0x108F: "\u1014", 0x1090: "\u101b",
    0x106E: "\u100d\u1039\u100d", 0x106F: "\u100d\u1039\u100e", 0x1091: "\u100f\u1039\u100d",
    0x1092: "\u100b\u1039\u100c", 0x1097: "\u100b\u1039\u100b", 0x104E: "\u104e\u1004\u103a\u1038",
}  # fmt: skip
_RA_SHAPES = {0x103B, *range(0x107E, 0x1085)}
_E_VOWEL = 0x1031


def faults(text: str) -> int:
    """How many Burmese characters of `text` stand where Unicode does not allow them (0 = well formed)."""
    return len(_BURMESE.findall(_UNIT.sub("", text)))


def is_zawgyi(text: str) -> bool:
    """Whether `text` is Burmese that makes sense only when read as Zawgyi."""
    if not _BURMESE.search(text):
        return False
    as_it_stands = faults(text)
    return as_it_stands > 0 and faults(to_unicode(text)) < as_it_stands


def to_unicode(text: str) -> str:
    """`text` read as Zawgyi, in Unicode; anything that is not Burmese passes through."""
    return unicodedata.normalize("NFC", "".join(_units(text)))


def _units(text: str) -> Iterator[str]:
    """Unicode syllable parts, one at a time, their signs put in order."""
    unit: list[tuple[int, str]] = []
    for char in text:
        code = ord(char)
        if code == _E_VOWEL or code in _RA_SHAPES:  # both are typed before the letter they belong to
            if any(slot == _BASE for slot, _ in unit):
                yield _in_order(unit)
                unit = []
            unit.append((_E, "\u1031") if code == _E_VOWEL else (_RA, "\u103c"))
        elif code in _SIGNS:
            unit.extend(_SIGNS[code])
        else:
            if any(slot == _BASE for slot, _ in unit):
                yield _in_order(unit)
                unit = []
            unit.append((_BASE, _LETTERS.get(code, char)))
    yield _in_order(unit)


def _in_order(unit: list[tuple[int, str]]) -> str:
    """Signs of one syllable in Unicode's order; a sign typed twice counts once."""
    ordered = sorted(dict.fromkeys(unit), key=lambda item: item[0])
    text = "".join(sign for _, sign in ordered)
    # U+1025 with asat or aa below is the letter nnya in Zawgyi habit; with ii it is the letter ii.
    text = text.replace("\u1025\u102e", "\u1026").replace("\u1025\u103a", "\u1009\u103a")
    return text.replace("\u1025\u102c", "\u1009\u102c")
