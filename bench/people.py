"""Invented persons for measurements: names in seven scripts, as people write and rewrite them.

Every name is put together from elements by chance; none is copied from a person. How a name is
romanised here is written down independently of `wellknit.lib.names`: the elements carry spellings seen in
ordinary use, and `by_ear` then disturbs them. A generator that used the matcher's own tables would
only show that the matcher agrees with itself.

    people(n, seed)            n persons, the same ones for the same seed
    question(person, variant)  what somebody who looks for that person types
"""

from __future__ import annotations

import random
import tomllib
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

ELEMENTS = Path(__file__).with_name("people.toml")
SCRIPTS = ("thai", "lao", "khmer", "burmese", "han", "vietnamese", "latin")
VARIANTS = ("order", "missing part", "one typo", "diacritics dropped", "other romanisation", "title")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. `name`: the parts as elements chose them, the same for everybody so called."""

    number: int
    script: str
    name: tuple[str, ...]
    native: str
    latin: str
    aliases: tuple[str, ...]
    birth_year: int | None
    filed: tuple[str, ...]
    """Every form as it was entered, a title with it at times."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed into the search: a name, and the year of birth if there is one (often off by one)."""

    variant: str
    text: str
    birth_year: int | None


class Pool:
    """Elements drawn by Zipf-Mandelbrot's law: the r-th is chosen with weight (r + shift) ** -slope."""

    def __init__(self, items: Sequence[tuple[str, tuple[str, ...]]], slope: float, shift: float) -> None:
        self.items = items
        self.cumulated = list(accumulate((r + 1 + shift) ** -slope for r in range(len(items))))

    def draw(self, rng: random.Random) -> tuple[str, tuple[str, ...]]:
        """An element: how it is written, and the ways it is romanised."""
        return self.items[bisect(self.cumulated, rng.random() * self.cumulated[-1])]


def _elements(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """`สม=som/sum ...` as pairs; an element without `=` is Latin already."""
    pairs = (item.partition("=") for item in text.split())  # "=" alone is the empty element
    return [(native, tuple((latin or native).split("/"))) for native, _, latin in pairs]


def _compounds(
    groups: Sequence[Sequence[tuple[str, tuple[str, ...]]]], size: int, rng: random.Random
) -> list[tuple[str, tuple[str, ...]]]:
    """`size` different words of one element from each group; each keeps three of its possible spellings."""
    found: dict[str, tuple[str, ...]] = {}
    most = 1
    for group in groups:
        most *= len(group)
    while len(found) < min(size, most * 2 // 3):
        chosen = [rng.choice(group) for group in groups]
        native = "".join(n for n, _ in chosen)
        if native not in found:
            spelled = {"".join(rng.choice(latin) for _, latin in chosen) for _ in range(4)}
            found[native] = tuple(sorted(spelled))
    return list(found.items())


class Maker:
    """Draws persons; `seed` decides everything."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        raw = tomllib.loads(ELEMENTS.read_text(encoding="utf-8"))
        words = random.Random(20)  # the words of a language do not depend on who is drawn
        self.titles: dict[str, list[str]] = raw["titles"]
        self.pools: dict[str, list[Pool]] = {}
        for script in SCRIPTS:
            self.pools[script] = [self._pool(raw[script], spec, words) for spec in raw[script]["parts"]]

    @staticmethod
    def _pool(lists: dict[str, str], spec: dict[str, object], words: random.Random) -> Pool:
        groups = [_elements(lists[name]) for name in spec["groups"]]  # type: ignore[attr-defined]
        items = groups[0] if len(groups) == 1 else _compounds(groups, int(str(spec["size"])), words)
        return Pool(items, float(str(spec["slope"])), float(str(spec["shift"])))

    def person(self, number: int) -> Person:
        """The next person."""
        rng = self.rng
        script = SCRIPTS[rng.randrange(7)]
        drawn = self._draw(script)
        latin = spell(script, drawn, rng)
        native = written(script, [n for n, _ in drawn], rng)
        if script in ("vietnamese", "latin"):
            latin = native if script == "latin" or rng.random() < 0.5 else plain(native)
            native = native if script == "vietnamese" else ""
        elif (gap := rng.random()) < 0.16:  # one of the two forms was never entered
            native, latin = (native, "") if gap < 0.08 else ("", latin)
        aliases = self._aliases(script, drawn)
        entered = (
            (native, latin)
            if rng.random() > 0.03
            else (self.titled(script, native), self.titled("latin", latin))
        )
        filed = tuple(form for form in (*entered, *aliases) if form)
        year = None if rng.random() < 0.1 else int(rng.triangular(1955, 2014, 1994))
        name = tuple(n for n, _ in drawn)
        return Person(number, script, name, native, latin, aliases, year, filed)

    def _draw(self, script: str) -> list[tuple[str, tuple[str, ...]]]:
        rng, pools = self.rng, self.pools[script]
        if script == "burmese":
            return [pools[0].draw(rng) for _ in range(rng.choices((2, 3, 4), (35, 50, 15))[0])]
        if script == "han":
            return [
                pools[0].draw(rng),
                *(pools[1].draw(rng) for _ in range(rng.choices((1, 2), (15, 85))[0])),
            ]
        if script == "vietnamese":
            return [
                pools[0].draw(rng),
                pools[1].draw(rng),
                *(pools[2].draw(rng) for _ in range(rng.choices((1, 2), (70, 30))[0])),
            ]
        if script == "latin":
            return [
                pools[0].draw(rng),
                *([pools[0].draw(rng)] if rng.random() < 0.25 else []),
                pools[1].draw(rng),
            ]
        drawn = [pool.draw(rng) for pool in pools]
        return drawn[:1] if script != "khmer" and rng.random() < 0.02 else drawn

    def _aliases(self, script: str, drawn: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
        rng = self.rng
        chance = rng.random()
        if chance < 0.08:  # the same name, spelled by another office
            return (by_ear(script, spell(script, drawn, rng), rng),)
        if chance < 0.15:  # another name altogether
            return (spell(script, self._draw(script), rng),)
        return ()

    def titled(self, script: str, form: str) -> str:
        """`form` with a title of its script; nothing stays nothing."""
        if not form:
            return form
        title = self.rng.choice(self.titles.get(script, self.titles["latin"]))
        if title.startswith("-"):
            return form + title[1:]
        return title + ("" if script in ("thai", "lao", "khmer", "burmese") else " ") + form


def written(script: str, parts: list[str], rng: random.Random) -> str:
    """The name in its own script: with spaces where they are used."""
    if script == "han":
        return "".join(parts)
    if script == "burmese":
        return ("" if rng.random() < 0.7 else " ").join(parts)
    return " ".join(parts)


def spell(script: str, drawn: list[tuple[str, tuple[str, ...]]], rng: random.Random) -> str:
    """The name in Latin letters as a clerk would enter it: an ordinary spelling, one time in four by ear."""
    words = [rng.choice(latin) for _, latin in drawn]
    if script == "han" and len(words) == 3:
        joint = rng.choice(("", "", " ", "-"))
        words = [words[0], words[1] + joint + words[2].lower()]
    text = " ".join(w.capitalize() for w in words)
    return (
        by_ear(script, text, rng) if script not in ("vietnamese", "latin") and rng.random() < 0.25 else text
    )


@lru_cache(maxsize=1)
def _ears() -> dict[str, list[tuple[str, str, float]]]:
    """What ears and hands do to Latin letters, by language: written from, written instead, how often."""
    raw = tomllib.loads(ELEMENTS.read_text(encoding="utf-8"))["ears"]
    split = {script: (entry.split() for entry in entries) for script, entries in raw.items()}
    return {script: [(a, b, float(often)) for a, b, often in entries] for script, entries in split.items()}


def by_ear(script: str, text: str, rng: random.Random) -> str:
    """The same name as somebody else would put it into Latin letters."""
    words = []
    for word in text.lower().split(" "):
        heard = word
        for before, after, how_often in _ears()[script]:
            if before in heard and rng.random() < how_often:
                heard = heard.replace(before, after, 1)
        words.append(heard.capitalize())
    return " ".join(words)


def plain(text: str) -> str:
    """Marks dropped as keyboards drop them: tone marks, accents, hooks and the stroke of đ."""
    import unicodedata

    split = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    gone = "\u0e48\u0e49\u0e4a\u0e4b\u0ec8\u0ec9\u0eca\u0ecb\u1037\u1038\u17c9\u17ca\u17cb\u17cd\u17d0"
    kept = (c for c in split if not ("\u0300" <= c <= "\u036f" or c in gone))
    return unicodedata.normalize("NFC", "".join(kept))


# -- Questions


def question(maker: Maker, person: Person, variant: str) -> Question:
    """What somebody types who looks for `person`, disturbed in one way."""
    rng = maker.rng
    native = (
        bool(person.native) and person.script != "vietnamese" and (not person.latin or rng.random() < 0.5)
    )
    if person.script == "vietnamese":
        native = rng.random() < 0.5
    form = person.native if native and person.native else (person.latin or person.native)
    script = person.script if form == person.native and form else "latin"
    text = _CHANGES[variant](maker, person, form, script)
    year = person.birth_year
    if year is None:
        return Question(variant, text, None)
    return Question(variant, text, year + rng.choices((0, -1, 1), (60, 20, 20))[0])


def makes_sense(person: Person, variant: str) -> bool:
    """Whether such a question can be asked: a name that is one unit has no part to leave out.

    A Burmese name of two syllables has no family name; nobody is looked for by half of it.
    """
    if variant != "missing part":
        return True
    return len(person.name) > (2 if person.script == "burmese" else 1)


def _parts(form: str, person: Person, script: str) -> list[str]:
    if script == "burmese":
        return list(person.name)
    if script == "han":
        return [person.name[0], "".join(person.name[1:])]
    return form.split(" ")


def _join(parts: list[str], script: str) -> str:
    return ("" if script in ("han", "burmese") else " ").join(parts)


def _order(maker: Maker, person: Person, form: str, script: str) -> str:
    parts = _parts(form, person, script)
    if script == "han":
        return " ".join(reversed(parts))
    return _join([*parts[1:], parts[0]] if maker.rng.random() < 0.7 else parts[::-1], script)


def _missing(maker: Maker, person: Person, form: str, script: str) -> str:
    """Of three parts one is not known; of two the family name is not (it stands first in KH, CN, VN).

    A plain Latin name of two parts loses either.
    """
    parts = _parts(form, person, script)
    if len(parts) > 2 or person.script == "latin":
        gone = maker.rng.randrange(len(parts))
    else:
        gone = 0 if person.script in ("khmer", "han") else len(parts) - 1
    return _join([p for i, p in enumerate(parts) if i != gone] or parts, script)


def _typo(maker: Maker, person: Person, form: str, script: str) -> str:
    """One slip of a finger: a letter left out, put in, changed for a neighbour, or two exchanged."""
    rng = maker.rng
    if script == "han":
        return _homophone(maker, form)
    places = [i for i, c in enumerate(form) if c != " "]
    at = rng.choice(places)
    letters = "".join(sorted({c for c in form.lower() if c != " "}))
    other = _beside(form[at], rng) if form[at].isascii() else rng.choice(letters)
    match rng.randrange(4):
        case 0:
            return form[:at] + form[at + 1 :] if len(places) > 2 else form
        case 1:
            return form[:at] + other + form[at:]
        case 2:
            return form[:at] + other + form[at + 1 :]
        case _:
            return form[:at] + form[at + 1 : at + 2] + form[at] + form[at + 2 :]


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside(letter: str, rng: random.Random) -> str:
    for row in _ROWS:
        if (at := row.find(letter.lower())) >= 0:
            return row[max(0, min(len(row) - 1, at + rng.choice((-1, 1))))]
    return letter


def _homophone(maker: Maker, form: str) -> str:
    """Chinese is typed by sound: mostly another character of that sound is picked, at times any other."""
    rng, chars = maker.rng, {n: latin[0] for pool in maker.pools["han"] for n, latin in pool.items}
    at = rng.randrange(1, len(form)) if len(form) > 1 else 0
    same = [c for c, sound in chars.items() if sound == chars.get(form[at]) and c != form[at]]
    other = rng.choice(same) if same and rng.random() < 0.75 else rng.choice(list(chars))
    return form[:at] + other + form[at + 1 :]


def _dropped(maker: Maker, person: Person, form: str, script: str) -> str:
    return plain(form)


def _romanised(maker: Maker, person: Person, form: str, script: str) -> str:
    """The name put into Latin letters anew, from the elements, by somebody who saw no other spelling."""
    rng = maker.rng
    if person.script in ("vietnamese", "latin"):
        return by_ear(person.script, plain(person.native or person.latin), rng)
    words = {n: latin for pool in maker.pools[person.script] for n, latin in pool.items}
    return by_ear(person.script, spell(person.script, [(n, words[n]) for n in person.name], rng), rng)


def _title(maker: Maker, person: Person, form: str, script: str) -> str:
    return maker.titled(script if script != "vietnamese" else "latin", form)


_CHANGES: dict[str, Callable[[Maker, Person, str, str], str]] = dict(
    zip(VARIANTS, (_order, _missing, _typo, _dropped, _romanised, _title), strict=True)
)


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """`count` persons, the same ones for the same seed."""
    maker = Maker(seed)
    return (maker.person(number) for number in range(count))
