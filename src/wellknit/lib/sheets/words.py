"""Words of cells into codes of our lists: labels in every language, codes of the standard, ISO codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wellknit.lib.codelists import code_list
from wellknit.lib.policydata import DATA
from wellknit.lib.sheets.targets import folded

LISTS: Mapping[str, str] = {
    "sex": "sex",
    "country": "countries",
    "language": "languages",
    "exploitation": "exploitation",
    "industry": "exploitation",
}
# Every paper of the region abbreviates these so (MRW9's tables print M and F).
_PLAIN = {"sex": {"m": "male", "f": "female", "man": "male", "woman": "female", "ช": "male", "ญ": "female",
                  "boy": "male", "girl": "female", "หญิง": "female", "ชาย": "male"}}  # fmt: skip
# The standard counts children's labour apart; our list says it by the age.
_PLAIN["exploitation"] = {"childlabour": "forced_labour", "child labour": "forced_labour"}
# ISO 639-2 has two codes for some languages, the bibliographic and the terminological (bur/mya, chi/zho).
_THREE = {
    "tha": "th",
    "lao": "lo",
    "khm": "km",
    "mya": "my",
    "bur": "my",
    "vie": "vi",
    "zho": "zh",
    "chi": "zh",
    "eng": "en",
}


def words_of(kind: str, data_dir: Path = DATA) -> dict[str, str]:
    """Folded word → code, for one kind of cell."""
    found: dict[str, str] = {}
    for entry in code_list(LISTS[kind], data_dir).codes:
        maps = {k: v for k, v in entry.maps.items() if _belongs(kind, k)}
        if kind == "industry":
            found |= {folded(v): entry.code for v in maps.values() if folded(v) not in found}
            continue
        # What else the place or its people are called on papers, several parted by semicolons.
        others = [word for word in maps.pop("also", "").split(";") if word]
        for word in (*others, entry.label, *entry.labels.values(), entry.code, *maps.values()):
            found.setdefault(folded(word), entry.code)
    found |= _PLAIN.get(kind, {})
    if kind == "language":
        found |= _THREE
    return found


def _belongs(kind: str, name: str) -> bool:
    if kind == "industry":
        return name == "htcds_industry"
    return name in {"htcds", "alpha3"} or (kind == "country" and name in {"mrw9", "also"})
