"""Names of others taken out of a text that somebody is given to take along."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wellknit.lib.names.script import script_of
from wellknit.lib.names.titles import strip

BLANK = "▇▇▇"


def blanked(text: str, names: Iterable[str]) -> str:
    """The text with every one of the names, and every part of one that could tell who it is, made unreadable.

    Parts of one or two Latin letters stay: they are words. It rather blanks a word too many: a name that was
    left in cannot be taken back.
    """
    parts = sorted({part for name in names for part in _parts(name)}, key=len, reverse=True)
    if not parts:
        return text
    latin = [re.escape(p) for p in parts if p.isascii()]
    other = [re.escape(p) for p in parts if not p.isascii()]
    # Latin words have edges; Thai, Khmer, Lao and Burmese write none between words.
    pattern = "|".join([*other, *(rf"\b{p}\b" for p in latin)])
    found = re.sub(pattern, BLANK, text, flags=re.IGNORECASE)
    return re.sub(rf"{BLANK}(?:[\s-]*{BLANK})+", BLANK, found)


def _parts(name: str) -> Iterable[str]:
    whole = " ".join(strip(name, script_of(name)).split())
    if len(whole) >= 2:
        yield whole
    for part in re.split(r"[\s\-.,]+", whole):
        if len(part) >= (3 if part.isascii() else 2):
            yield part
