"""Paths as data: the steps a person's matter takes between two sides, and what may be told at each.

A path is a file of ``data/paths/``. Its steps become rows (side, step, owner, clock, state) when a journey
begins; the journey keeps the version it began on. Two offices of one node are two sides, and so are two
countries: nothing here knows which. Beside the paths stand the acts that take two pairs of eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, Kind, PolicyModel, Problem, Sourced, Versioned, load_toml
from wellknit.lib.policykinds import CLOCKS, ROLES, CodeWord, Country, PermissionCode, Words

# What can be told about a person at a step: field → the part of the consent it belongs to (data-groups).
FIELD_GROUPS: dict[str, str] = {
    "age_band": "basic", "presumed_child": "basic", "sex": "basic", "languages": "basic",
    "nationality": "basic", "name_native": "identity", "name_latin": "identity", "birth": "identity",
    "contact": "contact", "place_of_stay": "place_of_stay", "exploitation": "story",
    "identification": "status", "case_code": "documents",
}  # fmt: skip
# Before somebody has accepted, nothing is told that says who it is.
PREVIEW_GROUPS = frozenset({"basic"})
ENDINGS = ("done", "declined", "returned", "withdrawn")

Side = Literal["sender", "receiver"]
ClockId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class PathMove(PolicyModel):
    """What can be done at a step. ``opens``: the steps that begin then; ``ends``: how the journey ends.

    ``gives_access``: the other side takes over here, and what the scope promises is opened. ``needs_words``:
    something has to be written with it. ``reasons``: the code list a reason is chosen from.
    """

    verb: CodeWord
    sentence: Words
    opens: tuple[CodeWord, ...] = ()
    ends: Literal["done", "declined", "returned"] | None = None
    gives_access: bool = False
    needs_words: bool = False
    reasons: str = ""

    @model_validator(mode="after")
    def _leads(self) -> Self:
        if bool(self.opens) == bool(self.ends):
            raise ValueError(f"{self.verb!r} either opens a step or ends the journey.")
        return self


class PathStep(PolicyModel):
    """One step: on whose side, whose turn, how long, with which papers, and what may be told from here on."""

    code: CodeWord
    sentence: Words
    side: Side
    owner: CodeWord
    clock: ClockId
    clock_urgent: ClockId | None = None
    documents: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    moves: tuple[PathMove, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        unknown = sorted(set(self.fields) - FIELD_GROUPS.keys())
        if unknown:
            raise ValueError(
                f"{self.code!r} tells {', '.join(unknown)}, which is no field. See docs/data-files.md."
            )
        return self

    def move(self, verb: str) -> PathMove | None:
        """The move of that name, or None."""
        return next((move for move in self.moves if move.verb == verb), None)


class PathScope(PolicyModel):
    """What is asked of the other side. ``groups``: parts of the file that open with acceptance, and that a
    consent has to cover. ``opens_file``: the other side then works in the file itself; else it reads only the
    fields of its steps. ``carries``: it carries the case on. ``access_ends_on``: endings that close the access.
    """

    code: CodeWord
    name: Words
    sentence: Words
    groups: tuple[CodeWord, ...] = Field(min_length=1)
    opens_file: bool = False
    carries: bool = False
    access_ends_on: tuple[Literal["done", "declined", "returned", "withdrawn"], ...] = (
        "done",
        "returned",
        "withdrawn",
    )


class StepPath(Versioned):
    """``data/paths/<id>.toml``. ``purpose``: what the consent is asked for (disclosure-purposes)."""

    name: Words
    between: Literal["offices", "countries"]
    purpose: CodeWord
    begins: CodeWord
    scopes: tuple[PathScope, ...] = Field(min_length=1)
    steps: tuple[PathStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*self._dangling(), *self._endless(), *self._too_early()]
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def step(self, code: str) -> PathStep:
        """The step of that code; raises KeyError."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(f"The path {self.id} has no step {code!r}.")

    def scope(self, code: str) -> PathScope:
        """The scope of that code; raises KeyError."""
        for scope in self.scopes:
            if scope.code == code:
                return scope
        raise KeyError(f"The path {self.id} has no scope {code!r}.")

    def groups_told(self, scope: str) -> frozenset[str]:
        """Every part of the person's data that can be told or opened under a scope."""
        fields = {FIELD_GROUPS[name] for step in self.steps for name in step.fields}
        return frozenset(fields) | frozenset(self.scope(scope).groups)

    def _dangling(self) -> Iterator[str]:
        codes = [step.code for step in self.steps]
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            yield f"The step {code!r} stands twice."
        if self.begins not in codes:
            yield f"It begins with {self.begins!r}, which is no step."
        for step in self.steps:
            for move in step.moves:
                for code in set(move.opens) - set(codes):
                    yield f"{step.code!r}: {move.verb!r} opens {code!r}, which is no step."

    def _endless(self) -> Iterator[str]:
        reached = self._reached({self.begins}, past_access=True)
        for step in self.steps:
            if step.code not in reached:
                yield f"The step {step.code!r} is never reached."
            elif not self._ends_from(step.code):
                yield f"From {step.code!r} no end is reached."

    def _too_early(self) -> Iterator[str]:
        """A name told before anybody has accepted is a name given away."""
        early = self._reached({self.begins}, past_access=False)
        for step in self.steps:
            told = [f for f in step.fields if FIELD_GROUPS[f] not in PREVIEW_GROUPS]
            if told and step.code in early:
                yield f"{step.code!r} tells {', '.join(told)} before anybody has accepted: move it to a later step."

    def _reached(self, found: set[str], *, past_access: bool) -> set[str]:
        grew = True
        while grew:
            before = len(found)
            for step in self.steps:
                if step.code in found:
                    for move in step.moves:
                        if past_access or not move.gives_access:
                            found |= set(move.opens)
            grew = len(found) > before
        return found

    def _ends_from(self, code: str) -> bool:
        reached = self._reached({code}, past_access=True)
        return any(move.ends for step in self.steps if step.code in reached for move in step.moves)


class FourEyes(Sourced):
    """An act that one person asks for and another allows. ``act``: its code; ``by``: the permission of whoever
    allows it; ``when``: code words that narrow it (a scope, a reason), empty = always.
    """

    act: PermissionCode
    sentence: Words
    by: PermissionCode
    clock: ClockId
    when: tuple[CodeWord, ...] = ()
    jurisdictions: tuple[Country, ...] = ()


class Approvals(Versioned):
    """``data/approvals/<id>.toml``: what takes two pairs of eyes."""

    acts: tuple[FourEyes, ...]

    def needed(self, act: str, word: str, country: str) -> FourEyes | None:
        """The rule that an act falls under, or None when one person may do it alone."""
        for rule in self.acts:
            here = not rule.jurisdictions or country in rule.jurisdictions
            if rule.act == act and here and (not rule.when or word in rule.when):
                return rule
        return None


PATHS = Kind("paths", StepPath)
APPROVALS = Kind("approvals", Approvals)


def path_problems(data_dir: Path = DATA) -> Iterable[Problem]:
    """Clocks and roles that paths and approvals name and no file has."""
    clocks = {rule.id for file in CLOCKS.files(data_dir) for rule in load_toml(file, CLOCKS.model).rules}
    roles = {load_toml(file, ROLES.model).code for file in ROLES.files(data_dir)}
    for file in PATHS.files(data_dir):
        for step in load_toml(file, StepPath).steps:
            yield from _missing(file, {c for c in (step.clock, step.clock_urgent) if c} - clocks, "clock")
            yield from _missing(file, {step.owner} - roles, "role")
    for file in APPROVALS.files(data_dir):
        yield from _missing(file, {rule.clock for rule in load_toml(file, Approvals).acts} - clocks, "clock")


def _missing(file: Path, names: set[str], what: str) -> Iterator[Problem]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for name in sorted(names):
        line = next((n for n, text in enumerate(lines, start=1) if f'"{name}"' in text), 0)
        where = f"{file.parent.name}/{file.name}"
        yield Problem(
            where, line, "", f"There is no {what} {name}.", f"Add it to {what}s/, or correct the name."
        )
