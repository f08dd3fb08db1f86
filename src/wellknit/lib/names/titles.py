"""Titles and forms of address taken off a name; the lists are data (`data/codelists/name-titles.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wellknit.lib.names.script import Script, clean
from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml

FILE = DATA / "codelists" / "name-titles.toml"
# In these scripts a title is written without a space before the name.
_UNSPACED = {Script.THAI, Script.LAO, Script.KHMER, Script.BURMESE, Script.HAN}
# A sign that cannot begin a name: what follows a wrongly cut title.
_DEPENDENT = "ะัาำิีึืฺุูๅ็่้๊๋์ํະັາຳິີຶືຸູົຼຽ່້໊໋໌ໍាិីឹឺុូួើឿៀេែៃោៅំះៈ់៉៊្៍័ါာိီုူေဲံ့းျြွှ်္"


class TitleList(Sourced):
    """One script's titles: always titles `before` or `after` a name, and forms of `address`."""

    before: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class TitleFile(PolicyModel):
    """The whole file, a list for each script."""

    latin: TitleList
    thai: TitleList
    lao: TitleList
    khmer: TitleList
    burmese: TitleList
    han: TitleList


@dataclass(frozen=True)
class Titles:
    """The same lists, cleaned and longest first, ready to compare with."""

    before: tuple[str, ...]
    address: tuple[str, ...]
    after: tuple[str, ...]


@lru_cache(maxsize=8)
def of(script: Script) -> Titles:
    """Titles of a script; none for scripts we keep no list of."""
    listed: TitleList | None = getattr(load_toml(FILE, TitleFile), script.value, None)
    if listed is None:
        return Titles((), (), ())
    return Titles(*(_ready(group) for group in (listed.before, listed.address, listed.after)))


def _ready(group: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted((clean(t).casefold() for t in group), key=len, reverse=True))


def strip(text: str, script: Script) -> str:
    """Cleaned `text` without its certain titles, those glued to an unspaced name included."""
    titles, text = of(script), text.casefold() if script is Script.LATIN else text
    while (shorter := _one_less(text, titles, script in _UNSPACED)) != text:
        text = shorter
    return text


def _one_less(text: str, titles: Titles, unspaced: bool) -> str:
    """`text` with at most one title fewer; never nothing."""
    for title in titles.before:
        if text.startswith(title):
            rest = text[len(title) :]
            free = rest[:1] in {" ", "."} or (title.endswith(".") and bool(rest))
            if free or (unspaced and len(rest) >= 3 and rest[0] not in _DEPENDENT):
                return rest.strip(" .") or text
    for title in titles.after:
        if text.endswith(title):
            rest = text[: -len(title)]
            if rest.endswith((" ", ",")) or (unspaced and len(rest) >= 2):
                return rest.strip(" ,") or text
    return text


def without_address(parts: tuple[str, ...], script: Script) -> tuple[str, ...]:
    """`parts` without leading forms of address, as long as two other parts remain."""
    address = of(script).address
    while len(parts) > 2 and parts[0] in address:
        parts = parts[1:]
    return parts
