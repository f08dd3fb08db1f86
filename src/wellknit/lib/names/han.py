"""Chinese names: traditional shapes as simplified ones, surname apart from given name, and readings.

The readings are the only automatic romanisation we use. They add keys to the characters and never
stand in for what a person wrote in Latin letters (`data/codelists/han.toml` says where they come from).
"""

from __future__ import annotations

from functools import lru_cache

from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml

FILE = DATA / "codelists" / "han.toml"


class DoubleSurnames(PolicyModel):
    """Surnames of two characters."""

    double: tuple[str, ...]


class HanFile(Sourced):
    """Readings by syllable, surnames that are read otherwise, double surnames, traditional shapes."""

    surname_readings: dict[str, str]
    surnames: DoubleSurnames
    readings: dict[str, str]
    traditional: dict[str, str]


@lru_cache(maxsize=1)
def _file() -> HanFile:
    return load_toml(FILE, HanFile)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    return {ord(t): s for s, shapes in _file().traditional.items() for t in shapes}


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    return {char: reading for reading, chars in _file().readings.items() for char in chars}


def simplify(text: str) -> str:
    """Each character in its simplified shape; unknown ones as they are."""
    return text.translate(_simplified())


def parts(name: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced, simplified name (`欧阳小明` -> `欧阳`, `小明`)."""
    if len(name) < 2:
        return (name,)
    size = 2 if len(name) > 2 and name[:2] in _file().surnames.double else 1
    return name[:size], name[size:]


def pinyin(part: str, surname: bool = False) -> str:
    """Reading of a part without tones, syllables joined (`小明` -> `xiaoming`); "" when one is unknown."""
    if surname and part in _file().surname_readings:
        return _file().surname_readings[part]
    readings = [_readings().get(char, "") for char in part]
    return "".join(readings) if all(readings) else ""
