"""Paths as data: the steps a person's matter takes between two sides, and what may be told at each.

A path is a file of ``data/paths/``. Its steps become rows (side, step, owner, clock, state) when a journey
begins; the journey keeps the version it began on. Two offices of one node are two sides, and so are two
countries: nothing here knows which. Beside the paths stand the acts that take two pairs of eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.codelists import code_list
from wellknit.lib.policydata import DATA, Faults, Kind, PolicyModel, Problem, Sourced, Versioned, load_toml
from wellknit.lib.policykinds import CLOCKS, ROLES, CodeWord, Country, PermissionCode, Words

# What can be told about a person at a step: field → the part of the consent it belongs to (data-groups).
FIELD_GROUPS: dict[str, str] = {
    "age_band": "basic", "presumed_child": "basic", "sex": "basic", "languages": "basic",
    "nationality": "basic", "name_native": "identity", "name_latin": "identity", "birth": "identity",
    "contact": "contact", "place_of_stay": "place_of_stay", "exploitation": "story",
    "identification": "status", "case_code": "documents",
    # between countries
    "birth_place": "identity", "documents_held": "identity", "home_place": "family", "family_names": "family",
    "tracing_place": "family", "travel_needs": "plan", "handover_place": "plan", "handover_day": "plan",
    # a rescue: what somebody sent from a place she does not know
    "clue_place": "place_of_stay", "clue_message": "story", "photo": "photo",
}  # fmt: skip
# Before somebody has accepted, nothing is told that says who it is.
PREVIEW_GROUPS = frozenset({"basic"})
# Except where life is in danger now: then what helps to find her is told at once, and on which ground.
RESCUE_GROUPS = PREVIEW_GROUPS | {"place_of_stay", "photo", "story"}
ENDINGS = ("done", "declined", "returned", "withdrawn")

Side = Literal["sender", "receiver"]
ClockId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
MaybeCode = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$")]
Found = Iterator[tuple[tuple[Any, ...], str]]


class PathMove(PolicyModel):
    """What can be done at a step. ``opens``: the steps that begin then; ``ends``: how the journey ends.

    ``gives_access``: the other side takes over here, and what the scope promises is opened. ``needs_words``:
    something has to be written with it. ``reasons``: the code list a reason is chosen from. ``ending``: how it
    ended for the person (return-endings); ``result``: what the step found (return-results). ``told_as``: the
    move of the same step that the other side hears instead, because the true one could endanger her there;
    ``told_only``: such a move, which nobody chooses. ``asks``: what is filled in with it (step-details): a handover
    has a crossing and a day, a visit the person's own words.
    """

    verb: CodeWord
    sentence: Words
    opens: tuple[CodeWord, ...] = ()
    ends: Literal["done", "declined", "returned", "withdrawn"] | None = None
    gives_access: bool = False
    needs_words: bool = False
    reasons: str = ""
    ending: MaybeCode = ""
    result: MaybeCode = ""
    told_as: MaybeCode = ""
    told_only: bool = False
    asks: tuple[CodeWord, ...] = ()

    @model_validator(mode="after")
    def _leads(self) -> Self:
        if bool(self.opens) == bool(self.ends):
            raise ValueError(f"{self.verb!r} either opens a step or ends the journey.")
        if self.ending and not self.ends:
            raise ValueError(f"{self.verb!r} has an ending and does not end the journey.")
        return self


class PathStep(PolicyModel):
    """One step: on whose side, whose turn, how long, with which papers, and what may be told from here on.

    ``requires``: what has to stand before the step opens and anything leaves: the private talk about fear,
    and the consent to exactly this contact.
    """

    code: CodeWord
    sentence: Words
    side: Side
    owner: CodeWord
    clock: ClockId
    clock_urgent: ClockId | None = None
    requires: tuple[Literal["private_talk", "consent"], ...] = ()
    documents: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    moves: tuple[PathMove, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        faults: list[tuple[tuple[Any, ...], str]] = []
        unknown = sorted(set(self.fields) - FIELD_GROUPS.keys())
        if unknown:
            says = f"{self.code!r} tells {', '.join(unknown)}, which is no field. See docs/data-files.md."
            faults.append((("fields",), says))
        for move in self.moves:
            told = self.move(move.told_as) if move.told_as else None
            if move.told_as and (told is None or (told.opens, told.ends) != (move.opens, move.ends)):
                says = f"{self.code!r}: {move.verb!r} is told as {move.told_as!r}, which leads elsewhere."
                faults.append((("moves",), says))
        if faults:
            raise Faults(faults)
        return self

    def move(self, verb: str) -> PathMove | None:
        """The move of that name, or None."""
        return next((move for move in self.moves if move.verb == verb), None)

    @property
    def choices(self) -> tuple[PathMove, ...]:
        """The moves that whoever has the turn can choose."""
        return tuple(move for move in self.moves if not move.told_only)

    def heard(self, verb: str) -> PathMove | None:
        """The move as the other side hears of it."""
        move = self.move(verb)
        return self.move(move.told_as) if move and move.told_as else move


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
    """``data/paths/<id>.toml``. ``purpose``: what the consent is asked for (disclosure-purposes).

    ``without_case``: it can begin before anybody has a case. ``basis``: a ground that needs no consent
    (disclosure-bases), recorded with what was told.
    """

    name: Words
    between: Literal["offices", "countries"]
    purpose: CodeWord
    begins: CodeWord
    without_case: bool = False
    basis: MaybeCode = ""
    scopes: tuple[PathScope, ...] = Field(min_length=1)
    steps: tuple[PathStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = list(self.faults())
        if faults:
            raise Faults(faults)
        return self

    def faults(self) -> Found:
        """Where the path cannot be walked or tells too early: place and sentence of each fault."""
        yield from (*self._dangling(), *self._endless(), *self._too_early(), *self._unasked())

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

    def reached_without(self, barred: frozenset[str]) -> set[str]:
        """The steps that can come although none of the barred ones ever began."""
        return self._reached({self.begins} - barred, past_access=True, barred=barred)

    def _dangling(self) -> Found:
        codes = [step.code for step in self.steps]
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            place = ("steps", len(codes) - 1 - codes[::-1].index(code), "code")
            yield place, f"The step {code!r} stands twice."
        if self.begins not in codes:
            yield ("begins",), f"It begins with {self.begins!r}, which is no step."
        for number, step in enumerate(self.steps):
            for move in step.moves:
                for code in sorted(set(move.opens) - set(codes)):
                    says = f"{step.code!r}: {move.verb!r} opens {code!r}, which is no step."
                    yield ("steps", number, "moves"), says

    def _endless(self) -> Found:
        reached = self._reached({self.begins}, past_access=True)
        for number, step in enumerate(self.steps):
            if step.code not in reached:
                yield ("steps", number, "code"), f"The step {step.code!r} is never reached."
            elif not self._ends_from(step.code):
                yield ("steps", number, "moves"), f"From {step.code!r} no end is reached."

    def _too_early(self) -> Found:
        """A name told before anybody has accepted is a name given away."""
        early = self._reached({self.begins}, past_access=False)
        allowed = RESCUE_GROUPS if self.basis else PREVIEW_GROUPS
        for number, step in enumerate(self.steps):
            told = [f for f in step.fields if FIELD_GROUPS[f] not in allowed]
            if told and step.code in early:
                says = f"{step.code!r} tells {', '.join(told)} before anybody has accepted: move it to a later step."
                yield ("steps", number, "fields"), says

    def _unasked(self) -> Found:
        """Nothing goes to another country before the person was asked, alone, and agreed: unless she may die."""
        if self.between != "countries" or self.basis:
            return
        for number, step in enumerate(self.steps):
            if step.code == self.begins and not {"private_talk", "consent"} <= set(step.requires):
                says = "It begins without the private talk and the consent: say so under 'requires'."
                yield ("steps", number, "requires"), says

    def _reached(
        self, found: set[str], *, past_access: bool, barred: frozenset[str] = frozenset()
    ) -> set[str]:
        grew = True
        while grew:
            before = len(found)
            for step in self.steps:
                if step.code in found:
                    for move in step.moves:
                        if past_access or not move.gives_access:
                            found |= set(move.opens) - barred
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
# Names that a step uses → the code list that must have them.
STEP_LISTS = {"documents": "corridor-papers"}
MOVE_LISTS = {"ending": "return-endings", "result": "return-results"}


def path_problems(data_dir: Path = DATA) -> Iterable[Problem]:
    """Clocks, roles and codes that paths and approvals name and no file has."""
    clocks, roles = clocks_and_roles(data_dir)
    for file in PATHS.files(data_dir):
        path = load_toml(file, StepPath)
        for step in path.steps:
            yield from _missing(file, {c for c in (step.clock, step.clock_urgent) if c} - clocks, "clock")
            yield from _missing(file, {step.owner} - roles, "role")
        yield from _unlisted(file, path, data_dir)
    for file in APPROVALS.files(data_dir):
        yield from _missing(file, {rule.clock for rule in load_toml(file, Approvals).acts} - clocks, "clock")


def clocks_and_roles(data_dir: Path = DATA) -> tuple[set[str], set[str]]:
    """Ids of all time limits, codes of all roles."""
    clocks = {rule.id for file in CLOCKS.files(data_dir) for rule in load_toml(file, CLOCKS.model).rules}
    return clocks, {load_toml(file, ROLES.model).code for file in ROLES.files(data_dir)}


def _unlisted(file: Path, path: StepPath, data_dir: Path) -> Iterator[Problem]:
    """Endings, results, reasons and papers that stand in no code list."""
    moves = [move for step in path.steps for move in step.moves]
    used: list[tuple[str, set[str]]] = [
        (name, {getattr(m, field) for m in moves} - {""}) for field, name in MOVE_LISTS.items()
    ]
    used += [(name, {d for s in path.steps for d in getattr(s, f)}) for f, name in STEP_LISTS.items()]
    used += [("step-details", {name for m in moves for name in m.asks})]
    used += [("disclosure-bases", {path.basis} - {""}), ("disclosure-purposes", {path.purpose})]
    for name, codes in used:
        known = {e.code for e in code_list(name, data_dir).codes} if codes else set()
        yield from _missing(file, codes - known, f"code in {name}")
    lists = {file.stem for file in (data_dir / "codelists").glob("*.toml")}
    yield from _missing(file, {m.reasons for m in moves if m.reasons} - lists, "code list")


def _missing(file: Path, names: set[str], what: str) -> Iterator[Problem]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for name in sorted(names):
        line = next((n for n, text in enumerate(lines, start=1) if f'"{name}"' in text), 0)
        where = f"{file.parent.name}/{file.name}"
        yield Problem(where, line, "", f"There is no {what} {name}.", "Add it, or correct the name.")
