"""What the columns of a list may mean: our own fields, and those of the case data standard, as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml

KindOf = Literal[
    "name", "birth", "age", "sex", "country", "language", "phone", "exploitation", "industry", "day", "text"
]


class Target(PolicyModel):
    """One field a column can fill. `many`: several columns may, and a cell may hold several values."""

    code: str
    label: str
    kind: KindOf
    words: tuple[str, ...] = Field(min_length=1)
    many: bool = False


class CaseList(Sourced):
    """The fields of a list of cases."""

    title: str
    fields: tuple[Target, ...]

    def target(self, code: str) -> Target:
        """The field of a code; raises KeyError."""
        return _by_code(self)[code]

    @property
    def codes(self) -> frozenset[str]:
        """All codes."""
        return frozenset(f.code for f in self.fields)

    def named(self, label: str) -> str:
        """Code of the field that is usually headed so, or empty."""
        return _by_word(self).get(folded(label), "")


class StandardField(PolicyModel):
    """One field of the standard. `to`: our field that it fills, where there is one."""

    section: str
    name: str
    label: str
    type: str
    core: bool = False
    deprecated: bool = False
    to: str = ""
    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a cell may hold several codes."""
        return self.type.startswith("Multiselect")


class Standard(Sourced):
    """A case data standard: its fields in order, and what stands between several codes in one cell."""

    title: str
    version: str
    delimiter: str
    fields: tuple[StandardField, ...]

    def field(self, name: str) -> StandardField | None:
        """A field by its machine name, spelt as the standard spells it."""
        return _by_name(self).get(name.strip())

    def labelled(self, label: str) -> StandardField | None:
        """The only field with this label, or None (some labels stand at several fields)."""
        found = [f for f in self.fields if folded(f.label) == folded(label)]
        return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading made comparable: case, signs and blanks apart, accents and vowel signs kept."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\-_.:/()\[\]*#,]+", " ", plain).strip()


@lru_cache(maxsize=8)
def _by_code(fields: CaseList) -> Mapping[str, Target]:
    return {f.code: f for f in fields.fields}


@lru_cache(maxsize=8)
def _by_word(fields: CaseList) -> Mapping[str, str]:
    return {folded(word): f.code for f in reversed(fields.fields) for word in (*f.words, f.label)}


@lru_cache(maxsize=8)
def _by_name(standard: Standard) -> Mapping[str, StandardField]:
    return {f.name: f for f in standard.fields}


def case_list(data_dir: Path = DATA) -> CaseList:
    """Our own fields."""
    return load_toml(data_dir / "sheets" / "case-list.toml", CaseList)


def htcds(data_dir: Path = DATA) -> Standard:
    """IOM's Human Trafficking Case Data Standard 2.0."""
    return load_toml(data_dir / "sheets" / "htcds-2.0.toml", Standard)
