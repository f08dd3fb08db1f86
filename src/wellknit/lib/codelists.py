"""Code lists as data: what may be chosen in a form, counted in a table, mapped to a standard.

A file of `data/codelists/` holds one list: codes that are stored, labels that are read (English and
any other language), and where it comes from. A code is never removed, only closed (`until`), because
old rows carry it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field

from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml


class Entry(PolicyModel):
    """One code. `flags`: what the program asks of it (e.g. `custodial`); `maps`: codes of standards."""

    code: str = Field(min_length=1, max_length=40)
    label: str = Field(min_length=1)
    labels: dict[str, str] = {}
    hint: str = ""
    flags: tuple[str, ...] = ()
    maps: dict[str, str] = {}
    until: date | None = None

    def text(self, language: str) -> str:
        """The label in a language (`th`, `zh-hans`), else in English."""
        return self.labels.get(language) or self.labels.get(language.split("-", maxsplit=1)[0]) or self.label


class CodeList(Sourced):
    """One list. `open`: values outside the list may come from elsewhere and are kept as they are."""

    title: str
    version: int = Field(ge=1)
    open: bool = False
    codes: tuple[Entry, ...] = Field(min_length=1)

    def entry(self, code: str) -> Entry | None:
        """The entry of a code, or None."""
        return next((e for e in self.codes if e.code == code), None)

    def text(self, code: str, language: str = "en") -> str:
        """Label of a code; an unknown code is shown as it is, never hidden."""
        found = self.entry(code)
        return found.text(language) if found else code

    def choices(self, language: str = "en", on: date | None = None) -> list[tuple[str, str]]:
        """(code, label) of what may be chosen on a day."""
        return [
            (e.code, e.text(language)) for e in self.codes if e.until is None or on is None or on < e.until
        ]

    def flagged(self, flag: str) -> frozenset[str]:
        """Codes that carry a flag."""
        return frozenset(e.code for e in self.codes if flag in e.flags)


@lru_cache(maxsize=64)
def _cached(path: Path, _stamp: float) -> CodeList:
    return load_toml(path, CodeList)


def code_list(name: str, data_dir: Path = DATA) -> CodeList:
    """The list of that file name, read once. Raises `PolicyError` for a file that does not fit."""
    path = data_dir / "codelists" / f"{name}.toml"
    return _cached(path, path.stat().st_mtime)


def as_dict(name: str, data_dir: Path = DATA) -> dict[str, Any]:
    """code → English label."""
    return dict(code_list(name, data_dir).choices())
