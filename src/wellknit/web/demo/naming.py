"""Invented names: common elements put together by a seeded generator, in own script and Latin letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import Field

from wellknit.lib.policydata import DATA, PolicyModel, load_toml

Pair = tuple[str, str]


class People(PolicyModel):
    """How names are made in one place. A pair is (own script, Latin letters); see data/demo/names.toml."""

    nationality: str
    language: str
    order: tuple[Literal["given", "middle", "surname"], ...] = Field(min_length=1)
    female: tuple[Pair, ...]
    male: tuple[Pair, ...]
    surname: tuple[Pair, ...] = ()
    surname_first: tuple[Pair, ...] = ()
    surname_last: tuple[Pair, ...] = ()
    middle_female: tuple[Pair, ...] = ()
    middle_male: tuple[Pair, ...] = ()
    titles_female: tuple[Pair, ...] = ()
    titles_male: tuple[Pair, ...] = ()
    joined_surname: bool = False
    written_together: bool = False
    sometimes_one_name: bool = False


class Never(PolicyModel):
    """Combinations that would spell a well-known person, in Latin letters."""

    latin: tuple[str, ...]


class NamesFile(PolicyModel):
    """``data/demo/names.toml``."""

    peoples: tuple[People, ...]
    never: Never


@dataclass(frozen=True, slots=True)
class Name:
    """An invented name. ``native`` may be empty (Latin only); ``aliases``: other ways it stands on paper."""

    native: str
    latin: str
    aliases: tuple[str, ...]
    language: str


@lru_cache(maxsize=2)
def names_file(data_dir: Path = DATA) -> NamesFile:
    """The elements, read once."""
    return load_toml(data_dir / "demo" / "names.toml", NamesFile)


def invent(nationality: str, sex: str, rng: Random, *, child: bool = False) -> Name:
    """A name such as people of that country have. Raises KeyError for a country without elements."""
    file = names_file()
    people = {entry.nationality: entry for entry in file.peoples}[nationality]
    while True:
        parts = _parts(people, sex, rng)
        latin = " ".join(part[1] for part in parts)
        if latin not in file.never.latin:
            break
    name = Name(_joined([part[0] for part in parts], people), latin, (), people.language)
    titles = people.titles_female if sex == "female" else people.titles_male
    # About one in six also stands somewhere with the title, as a form had it.
    if not titles or rng.random() > 0.17:
        return name
    title = titles[-1] if child else titles[0]
    return replace(name, aliases=(title[0] + name.native, f"{title[1]} {name.latin}"))


def _parts(people: People, sex: str, rng: Random) -> list[Pair]:
    """Elements in order, no given name twice."""
    given = people.female if sex == "female" else people.male
    middle = people.middle_female if sex == "female" else people.middle_male
    chosen = iter(rng.sample(given, people.order.count("given")))
    parts: list[Pair] = []
    for element in people.order:
        if element == "given":
            parts.append(next(chosen))
        elif element == "middle":
            parts.append(rng.choice(middle))
        elif not (people.sometimes_one_name and rng.random() < 0.5):
            parts.append(_surname(people, rng))
    return parts


def _surname(people: People, rng: Random) -> Pair:
    if not people.joined_surname:
        return rng.choice(people.surname)
    first, last = rng.choice(people.surname_first), rng.choice(people.surname_last)
    return first[0] + last[0], first[1] + last[1]


def _joined(native: Sequence[str], people: People) -> str:
    """Burmese and Chinese names are written without blanks, the others with."""
    together = people.written_together or people.language == "my"
    return ("" if together else " ").join(part for part in native if part)
