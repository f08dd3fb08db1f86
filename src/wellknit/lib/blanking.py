"""Names of others taken out of a text that somebody is given to take along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wellknit.lib.names.script import script_of
from wellknit.lib.names.titles import strip

BLANK = "▇▇▇"


def blanked(text: str, names: Iterable[str]) -> str:
    """The text with every one of the names, and every part of one that could tell who it is, made unreadable.

    Parts of one or two Latin letters stay: they are words. It rather blanks a word too many: a name that was
    left in cannot be taken back.
    """
    return blanker(names)(text)


def blanker(names: Iterable[str], whole: Iterable[str] = ()) -> Callable[[str], str]:
    """The same for many texts. `whole`: names of people further away, taken out only where they stand whole."""
    found = {part for name in names for part in _parts(name)}
    found |= {part for name in whole for part in list(_parts(name))[:1]}
    parts = sorted(found, key=len, reverse=True)
    if not parts:
        return lambda text: text
    latin = [re.escape(p) for p in parts if p.isascii()]
    other = [re.escape(p) for p in parts if not p.isascii()]
    # Latin words have edges; Thai, Khmer, Lao and Burmese write none between words.
    pattern = "|".join([*other, *(rf"\b{p}\b" for p in latin)])
    of_names = re.compile(pattern, re.IGNORECASE)
    return lambda text: re.sub(rf"{BLANK}(?:[\s-]*{BLANK})+", BLANK, of_names.sub(BLANK, text))


def _parts(name: str) -> Iterable[str]:
    whole = " ".join(strip(name, script_of(name)).split())
    if len(whole) >= 2:
        yield whole
    for part in re.split(r"[\s\-.,]+", whole):
        if len(part) >= (3 if part.isascii() else 2):
            yield part
