"""Corridors as data: how one country and another bring a person home, one file per ordered pair.

``data/corridors/xx-yy.toml``: from the country where the person is to the country of origin. Instruments,
crossings and meetings are not repeated here: they stand once, in ``data/agreements/``, and the file names
them. The steps are those of a path (``data/paths/``), the common default unless the file says otherwise; an
override of a step is held to the same rules as the path, and may never tell earlier than it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from wellknit.lib.agreementkinds import AGREEMENTS, Agreement, Paper, Place, Rhythm
from wellknit.lib.codelists import code_list
from wellknit.lib.pathkinds import PATHS, ClockId, PathStep, StepPath, clocks_and_roles
from wellknit.lib.policydata import (
    DATA,
    Faults,
    Kind,
    PolicyError,
    Problem,
    Sourced,
    Versioned,
    in_force,
    load_all,
    load_toml,
    version,
)
from wellknit.lib.policykinds import CodeWord, Country, Language, Words
from wellknit.lib.policylines import line_of, lines_of

COMMON_PATH = "country-return"
RESCUE_PATH = "country-rescue"
# What an agreement has to be about for a corridor to stand on it.
ABOUT = frozenset({"trafficking", "reception-centre", "children"})


class StepOverride(Sourced):
    """What this pair does otherwise at one step of the path. What is not given stays as in the path."""

    code: CodeWord
    owner: CodeWord | None = None
    clock: ClockId | None = None
    clock_urgent: ClockId | None = None
    documents: tuple[CodeWord, ...] | None = None
    fields: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if not self.model_fields_set - {"code", "source"}:
            raise ValueError(f"{self.code!r} changes nothing: give an owner, a clock, documents or fields.")
        return self


class Contact(Sourced):
    """How an office of a side is reached: shown only with who confirmed it, and when. Never a person.

    ``province``: where it serves only there.
    """

    side: Literal["sender", "receiver"]
    office: Words
    province: str = ""
    how: str = Field(min_length=3)
    languages: tuple[Language, ...] = ()
    confirmed_by: str = Field(min_length=2)
    confirmed_on: date


class Corridor(Versioned):
    """One ordered pair. ``instruments``: ids of agreements of these two countries, the main one first;
    ``beside``: agreements of more than two that name them without an instrument of their own.

    ``runs_on``: ``default``, or ``own`` where the pair's own procedures are in the file; ``because`` says in a
    sentence which and why. ``calendars``: ``own`` where the other country's working days are not known here.
    ``missing``: what no source says, for the officials of both to fill in.
    """

    from_: Country = Field(alias="from")
    to: Country
    instruments: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    path: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = COMMON_PATH
    runs_on: Literal["default", "own"]
    because: Words
    languages: tuple[Language, ...] = Field(min_length=1)
    calendars: Literal["both", "own"] = "both"
    forms: tuple[CodeWord, ...] = Field(min_length=1)
    contacts: tuple[Contact, ...] = ()
    contacts_for_days: int = Field(default=180, gt=0)
    steps: tuple[StepOverride, ...] = ()
    differs: tuple[Words, ...] = ()
    missing: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _pair(self) -> Self:
        faults: list[tuple[tuple[Any, ...], str]] = []
        if self.from_ == self.to:
            faults.append((("to",), "A corridor joins two countries."))
        if self.id != f"{self.from_}-{self.to}".lower():
            faults.append((("id",), f"The corridor from {self.from_} to {self.to} has another id."))
        codes = [step.code for step in self.steps]
        for number, code in enumerate(codes):
            if code in codes[:number]:
                faults.append((("steps", number, "code"), f"The step {code!r} is changed twice."))
        if faults:
            raise Faults(faults)
        return self

    @property
    def pair(self) -> frozenset[str]:
        """The two countries, whichever way."""
        return frozenset({self.from_, self.to})

    def contacts_to_show(self, on: date) -> tuple[Contact, ...]:
        """Contacts whose confirmation is fresh that day."""
        return tuple(c for c in self.contacts if 0 <= (on - c.confirmed_on).days <= self.contacts_for_days)


CORRIDORS = Kind("corridors", Corridor)


# -- Reading


def corridor_now(from_: str, to: str, on: date, data_dir: Path = DATA) -> Corridor | None:
    """The version a journey begun on a day goes under; None where the pair has no file."""
    try:
        return in_force(CORRIDORS, f"{from_}-{to}".lower(), on, data_dir)
    except PolicyError:
        if any(entry.id == f"{from_}-{to}".lower() for entry in load_all(CORRIDORS, data_dir)):
            raise
        return None


def corridor_then(id: str, number: int, data_dir: Path = DATA) -> Corridor:  # noqa: A002 - as in the files
    """Exactly the version a journey began under; raises PolicyError when it is gone."""
    return version(CORRIDORS, id, number, data_dir)


def path_on(corridor: Corridor, path: StepPath) -> StepPath:
    """The path as this pair walks it: its steps with the corridor's changes. Raises Faults where a change
    leaves the path without a way, or tells too early.
    """
    if not corridor.steps:
        return path  # the common default, checked when it was read
    changed = _changed(corridor, path)
    faults = [
        *((("steps", n, *inside), says) for n, inside, says in _step_faults(corridor, path)),
        *(() if changed is None else changed.faults()),
    ]
    if changed is None or faults:
        raise Faults(faults)
    return changed


def papers_of(corridor: Corridor, kind: str, data_dir: Path = DATA) -> tuple[Paper, ...]:
    """Papers of a kind ("sop", "poa") under the corridor's instruments."""
    return tuple(p for a in instruments_of(corridor, data_dir) for p in a.papers if p.kind == kind)


def instruments_of(corridor: Corridor, data_dir: Path = DATA) -> tuple[Agreement, ...]:
    """The agreements it stands on, the main one first."""
    known = {entry.id: entry for entry in load_all(AGREEMENTS, data_dir)}
    return tuple(known[name] for name in corridor.instruments if name in known)


def frame_of(corridor: Corridor, data_dir: Path = DATA) -> tuple[Agreement, ...]:
    """Agreements of the region that bind both countries, and those it names beside."""
    return tuple(
        entry
        for entry in load_all(AGREEMENTS, data_dir)
        if entry.id in corridor.beside or (entry.level == "regional" and corridor.pair <= set(entry.parties))
    )


def state_of(corridor: Corridor, data_dir: Path = DATA) -> str:
    """State of the main instrument, as the register has it; "none" where no source names one."""
    found = instruments_of(corridor, data_dir)
    return found[0].state if found else "none"


def places_of(corridor: Corridor, data_dir: Path = DATA) -> tuple[Place, ...]:
    """Crossings with their liaison offices, and reception centres in the country of origin."""
    places = [place for entry in instruments_of(corridor, data_dir) for place in entry.places]
    return tuple(p for p in places if p.kind == "crossing" or p.country == corridor.to)


def rhythms_of(corridor: Corridor, data_dir: Path = DATA) -> tuple[Rhythm, ...]:
    """Meetings, as each side says: where the two differ, both stand."""
    return tuple(r for entry in instruments_of(corridor, data_dir) for r in entry.rhythms)


def standing_on(agreement: str, data_dir: Path = DATA) -> tuple[Corridor, ...]:
    """The corridors that an agreement carries, newest version of each."""
    newest: dict[str, Corridor] = {}
    for entry in load_all(CORRIDORS, data_dir):
        if entry.id not in newest or entry.version > newest[entry.id].version:
            newest[entry.id] = entry
    return tuple(c for c in newest.values() if agreement in (*c.instruments, *c.beside))


# -- Checking


def corridor_problems(data_dir: Path = DATA) -> Iterator[Problem]:
    """Every fault of the corridor files that a single file cannot see, with its line."""
    for file in CORRIDORS.files(data_dir):
        yield from file_problems(file, data_dir)
    yield from _unnamed(data_dir)


def file_problems(file: Path, data_dir: Path = DATA) -> Iterator[Problem]:
    """The faults of one corridor file against agreements, paths, clocks, roles and code lists."""
    corridor = load_toml(file, Corridor)
    lines = lines_of(file.read_text(encoding="utf-8"))
    for loc, says, do in (
        *_agreement_faults(corridor, data_dir),
        *_path_faults(corridor, data_dir),
        *_name_faults(corridor, data_dir),
    ):
        yield Problem(f"{file.parent.name}/{file.name}", line_of(lines, loc), "", says, do)
    if file.stem.split(".")[0] != corridor.id:
        says, do = f"The file is called {file.stem}.", "Name the file after its id."
        yield Problem(f"{file.parent.name}/{file.name}", 0, "", says, do)


Fault = tuple[tuple[Any, ...], str, str]


def _agreement_faults(corridor: Corridor, data_dir: Path) -> Iterator[Fault]:
    known = {entry.id: entry for entry in load_all(AGREEMENTS, data_dir)}
    for field in ("instruments", "beside"):
        for name in getattr(corridor, field):
            entry = known.get(name)
            if entry is None:
                yield (
                    (field,),
                    f"There is no agreement {name}.",
                    "Add it to agreements/, or correct the name.",
                )
            elif not corridor.pair <= set(entry.parties):
                yield (field,), f"{name} is no agreement of these two countries.", "Take it out."


def _path_faults(corridor: Corridor, data_dir: Path) -> Iterator[Fault]:
    found = [entry for entry in load_all(PATHS, data_dir) if entry.id == corridor.path]
    if not found or found[0].between != "countries":
        yield ("path",), f"There is no path {corridor.path} between countries.", "Add it to paths/."
        return
    newest = max(found, key=lambda entry: entry.version)
    for number, inside, says in _step_faults(corridor, newest):
        yield ("steps", number, *inside), says, ""


def _step_faults(corridor: Corridor, path: StepPath) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Number of the override, place in it, and sentence of each fault of the changed steps."""
    codes = [step.code for step in path.steps]
    for number, change in enumerate(corridor.steps):
        if change.code not in codes:
            yield number, ("code",), f"The path {path.id} has no step {change.code!r}."
            continue
        try:
            _with(path.step(change.code), change)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                raised = item.get("ctx", {}).get("error")
                yield number, ("fields",), str(raised or item["msg"])
            continue
        for name in change.fields or ():
            says = _too_early(path, change.code, name)
            if says:
                yield number, ("fields",), says


def _too_early(path: StepPath, code: str, field: str) -> str:
    """Why a field may not be told at a step: no step of the path tells it, or only a later one."""
    telling = [step.code for step in path.steps if field in step.fields]
    if code in telling:
        return ""
    if not telling:
        return f"{code!r} tells {field}, which no step of the path {path.id} tells."
    if code in path.reached_without(frozenset(telling)):
        return f"{code!r} tells {field} before its step: the path tells it at {telling[0]!r} and no earlier."
    return ""


def _with(step: PathStep, change: StepOverride) -> PathStep:
    given = {
        name: getattr(change, name)
        for name in ("owner", "clock", "clock_urgent", "documents", "fields")
        if getattr(change, name) is not None
    }
    return PathStep.model_validate({**step.model_dump(), **given})


def _changed(corridor: Corridor, path: StepPath) -> StepPath | None:
    changes = {change.code: change for change in corridor.steps}
    try:
        steps = tuple(_with(s, changes[s.code]) if s.code in changes else s for s in path.steps)
    except ValidationError:
        return None
    return path.model_copy(update={"steps": steps})


def _name_faults(corridor: Corridor, data_dir: Path) -> Iterator[Fault]:
    clocks, roles = clocks_and_roles(data_dir)
    papers = {entry.code for entry in code_list("corridor-papers", data_dir).codes}
    for name in sorted(set(corridor.forms) - papers):
        yield ("forms",), f"There is no paper {name}.", "Add it to codelists/corridor-papers.toml."
    for number, change in enumerate(corridor.steps):
        for field in ("clock", "clock_urgent"):
            name = getattr(change, field)
            if name and name not in clocks:
                yield ("steps", number, field), f"There is no clock {name}.", "Add it to clocks/."
        if change.owner and change.owner not in roles:
            yield ("steps", number, "owner"), f"There is no role {change.owner}.", "Add it to roles/."
        for name in sorted(set(change.documents or ()) - papers):
            says, do = f"There is no paper {name}.", "Add it to codelists/corridor-papers.toml."
            yield ("steps", number, "documents"), says, do


def _unnamed(data_dir: Path) -> Iterator[Problem]:
    """Agreements of two countries that their corridor does not name: a fact that would stay unseen."""
    corridors = load_all(CORRIDORS, data_dir)
    for entry in load_all(AGREEMENTS, data_dir):
        if entry.level == "regional" or len(entry.parties) != 2 or entry.about not in ABOUT:
            continue
        for corridor in corridors:
            if corridor.pair == set(entry.parties) and entry.id not in corridor.instruments:
                says = f"It does not name {entry.id}, an agreement of the two."
                yield Problem(
                    f"corridors/{corridor.id}.toml", 0, "", says, "Add it to instruments, or say why not."
                )
