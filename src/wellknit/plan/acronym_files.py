"""Short forms as data, and which of them a text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from wellknit.lib.policydata import DATA, Sourced, load_toml


class Acronyms(Sourced):
    """Short forms and what they stand for."""

    version: int
    terms: dict[str, str]


def used(texts: Iterable[str], data_dir: Path = DATA) -> list[tuple[str, str]]:
    """The short forms that occur as words in the texts, in order of the alphabet."""
    terms = load_toml(data_dir / "plan" / "acronyms.toml", Acronyms).terms
    words = set(re.findall(r"[A-Z][A-Z&]{1,9}", " ".join(texts)))
    return [(short, terms[short]) for short in sorted(words & terms.keys())]
