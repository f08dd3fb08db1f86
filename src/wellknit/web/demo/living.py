"""Open stories of the current year at every step of the chain, some due, some late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import Field

from wellknit.lib.dates import Era, PartialDate, format_date
from wellknit.lib.policydata import DATA, PolicyModel, load_toml
from wellknit.lib.policykinds import CLOCKS, Clocks
from wellknit.lib.workdays import Calendar, Due, calendar_of, due
from wellknit.web.demo.naming import invent
from wellknit.web.demo.people import SEED, Persona, partial

SOON = timedelta(days=7)


class StepEntry(PolicyModel):
    """An event and how long ago: ``3d`` or ``14h``."""

    event: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    ago: str = Field(pattern=r"^\d+[hd]$")

    @property
    def delay(self) -> timedelta:
        """How long ago."""
        number = int(self.ago[:-1])
        return timedelta(hours=number) if self.ago.endswith("h") else timedelta(days=number)


class StoryEntry(PolicyModel):
    """One story as the file has it."""

    key: str
    told: str
    nationality: str
    sex: Literal["female", "male"]
    age: int | None = None
    known: Literal["day", "month", "year", "about"] = "year"
    statement: str = ""
    language: str = ""
    exploitation: str
    place_kind: str
    screened_by: str
    office: str
    worker: str = ""
    clock: str = ""
    yes: tuple[str, ...]
    cannot_say: tuple[str, ...] = ()
    custody_nights: int = 0
    afraid_of_origin: bool = False
    declined_shelter: bool = False
    closed_as: str = ""
    steps: tuple[StepEntry, ...] = Field(min_length=1)


class Stories(PolicyModel):
    """``data/demo/stories.toml``."""

    stories: tuple[StoryEntry, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event at a moment."""

    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LivingStory:
    """A story with its moments worked out. ``due``: of the clock that runs, None when none does."""

    entry: StoryEntry
    who: Persona
    answers: Mapping[str, str]
    happened: tuple[Happened, ...]
    due: Due | None

    @property
    def key(self) -> str:
        """Short name for tests and links."""
        return self.entry.key

    def standing(self, now: datetime) -> Literal["late", "soon", "running", "none"]:
        """Late, due within a week, running, or no clock."""
        if self.due is None:
            return "none"
        if self.due.is_late(now):
            return "late"
        return "soon" if self.due.at - now <= SOON else "running"


def living_stories(
    now: datetime, *, calendar: str = "th", seed: int = SEED, data_dir: Path = DATA
) -> tuple[LivingStory, ...]:
    """All stories as they stand at an aware moment; due dates by the node's calendar and clocks."""
    days = calendar_of(calendar, data_dir)
    clocks = load_toml(data_dir / CLOCKS.folder / "protection.toml", Clocks)
    return tuple(_story(entry, now, days, clocks, seed) for entry in _entries(data_dir))


def _story(entry: StoryEntry, now: datetime, calendar: Calendar, clocks: Clocks, seed: int) -> LivingStory:
    happened = tuple(Happened(step.event, now - step.delay) for step in entry.steps)
    runs_out = None
    if entry.clock:
        rule = clocks.rule(entry.clock)
        # The last such step counts: a referral sent on starts its clock anew.
        start = next(step.at for step in reversed(happened) if step.event == rule.from_event)
        runs_out = due(start, rule.length, rule.unit, calendar)
    answers = dict.fromkeys(entry.yes, "yes") | dict.fromkeys(entry.cannot_say, "cannot_say")
    return LivingStory(entry, _persona(entry, happened[0].at, seed), answers, happened, runs_out)


def _persona(entry: StoryEntry, met: datetime, seed: int) -> Persona:
    rng = Random(f"{seed}/{entry.key}")
    name = invent(entry.nationality, entry.sex, rng, child=entry.age is not None and entry.age < 15)
    return Persona(
        key=entry.key, name_native=name.native, name_latin=name.latin, aliases=name.aliases, sex=entry.sex,
        birth=_birth(entry, met, name.language, rng), nationality=entry.nationality,
        languages=(entry.language or name.language,), exploitation=entry.exploitation,
    )  # fmt: skip


def _birth(entry: StoryEntry, met: datetime, language: str, rng: Random) -> PartialDate:
    """The age is that of the day the person was met; ``typed`` is what stood on the form, or was said."""
    if entry.age is None:
        return PartialDate.unknown(entry.statement)
    born = (met - timedelta(days=entry.age * 365.25 + rng.randint(30, 330))).date()
    known = partial(born, entry.known, Era.BE if language == "th" else Era.CE)
    typed = format_date(known, language=language)
    return PartialDate(known.year, known.month, known.day, circa=known.circa, era=known.era, typed=typed)


@lru_cache(maxsize=2)
def _entries(data_dir: Path) -> tuple[StoryEntry, ...]:
    return load_toml(data_dir / "demo" / "stories.toml", Stories).stories
