"""The kinds of policy file that care lives by: a country's services, shelter standards, checklists, plan sheets.

Names of services stand once, in the code list ``services`` (with their translations); a country's file says
which of them it has, when they usually happen and where that is written. Durations describe: nothing here is
a date by which anybody has to leave (``describes_only`` can only be true).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.codelists import code_list
from wellknit.lib.policydata import DATA, Kind, Problem, Sourced, Versioned, load_all, load_toml
from wellknit.lib.policykinds import CLOCKS, CodeWord, Country, Language, Words


class Phase(Sourced):
    """A stretch of time in which some services usually happen, in months since coming under protection."""

    code: CodeWord
    name: Words
    sentence: Words
    from_month: int = Field(ge=0)
    to_month: int | None = Field(default=None, gt=0)


class Offered(Sourced):
    """One service this country has: a code of the list ``services``, and the phases it is usual in."""

    code: CodeWord
    phases: tuple[CodeWord, ...] = ()
    by: str = ""


class WorkRules(Sourced):
    """How somebody under protection comes to work outside the shelter. ``steps``: clock ids in order.

    ``permission_for``: who needs a permission to stay first. ``inside_province``: only in the province of
    the shelter. ``minimum_wage``: for no less than that.
    """

    permission_for: Literal["not_citizens", "nobody"]
    stay_clock: str
    coordination_clock: str
    agreement_clock: str
    inside_province: bool
    minimum_wage: bool


class ServiceList(Versioned):
    """What a country offers under protection."""

    country: Country
    sentence: Words
    describes_only: Literal[True]
    phases: tuple[Phase, ...] = ()
    services: tuple[Offered, ...] = Field(min_length=1)
    work: WorkRules | None = None

    @property
    def codes(self) -> frozenset[str]:
        """Codes of all services of the country."""
        return frozenset(entry.code for entry in self.services)

    def usual_in(self, code: str) -> tuple[Phase, ...]:
        """The phases in which a service usually happens; none when no source says."""
        wanted = {phase for entry in self.services if entry.code == code for phase in entry.phases}
        return tuple(phase for phase in self.phases if phase.code in wanted)

    @model_validator(mode="after")
    def _known_phases(self) -> Self:
        known = {phase.code for phase in self.phases}
        for entry in self.services:
            if unknown := set(entry.phases) - known:
                raise ValueError(
                    f"{entry.code!r} names phases that are not here: {', '.join(sorted(unknown))}."
                )
        return self


class Choice(Sourced):
    """One possible answer. ``weight`` orders them where the worst answer counts (risk); ``met`` where the best."""

    code: CodeWord
    text: Words
    weight: int = Field(default=0, ge=0)


class Item(Sourced):
    """One line to be looked at."""

    code: CodeWord
    text: Words
    hint: str = ""


class Group(Sourced):
    """Lines under one heading."""

    code: CodeWord
    title: Words
    items: tuple[Item, ...] = Field(min_length=1)


class _Lines(Versioned):
    """What standards and checklists share: answers, groups of lines, and no line twice."""

    title: Words
    answers: tuple[Choice, ...] = Field(min_length=2)
    groups: tuple[Group, ...] = Field(min_length=1)

    @cached_property
    def items(self) -> dict[str, Item]:
        """code → line, in order."""
        return {item.code: item for group in self.groups for item in group.items}

    @property
    def answer_codes(self) -> tuple[str, ...]:
        """Codes of the answers, in order."""
        return tuple(answer.code for answer in self.answers)

    def weight(self, answer: str) -> int:
        """Weight of an answer; 0 for one that is not in the list."""
        return next((choice.weight for choice in self.answers if choice.code == answer), 0)

    def unknown(self, answers: Iterable[tuple[str, str]]) -> list[str]:
        """Lines or answers that this version does not have."""
        return [code for code, said in answers if code not in self.items or said not in self.answer_codes]

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [item.code for group in self.groups for item in group.items]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"Lines stand twice: {', '.join(twice)}.")
        return self


class Standards(_Lines):
    """What a place of stay is held to; how often it looks at itself and somebody else looks at it, in days."""

    self_assessment_days: int = Field(gt=0)
    visit_days: int = Field(gt=0)
    interval_standing: Literal["sourced", "draft"]


class Level(Sourced):
    """A level of risk: from which weight of the worst answer, and after how many days one looks again."""

    code: CodeWord
    text: Words
    from_weight: int = Field(ge=0)
    review_days: int = Field(gt=0)


class Checklist(_Lines):
    """Lines for a talk or a look at a file. ``levels`` only where the answers make a level (risk)."""

    purpose: Literal["needs", "risk", "file_audit"]
    levels: tuple[Level, ...] = ()

    def level_of(self, answers: Iterable[str]) -> Level | None:
        """The level the worst answer asks for; None where the list has no levels."""
        worst = max((self.weight(answer) for answer in answers), default=0)
        reached = [level for level in self.levels if level.from_weight <= worst]
        return max(reached, key=lambda level: level.from_weight) if reached else None

    def level(self, code: str) -> Level | None:
        """The level of that code, or None."""
        return next((level for level in self.levels if level.code == code), None)


class SheetWord(Sourced):
    """One phrase of the printed plan."""

    code: CodeWord
    text: Words


class PlanSheet(Versioned):
    """The words around a printed plan, in one language; what the person agreed stands between them."""

    language: Language
    translation: str
    checked_by: str = ""
    words: tuple[SheetWord, ...] = Field(min_length=1)

    def word(self, code: str) -> str:
        """A phrase; raises KeyError for one the sheet has not."""
        for entry in self.words:
            if entry.code == code:
                return entry.text
        raise KeyError(f"The plan sheet {self.id!r} has no word {code!r}.")


SERVICES = Kind("services", ServiceList, pattern="??.toml")
PLAN_SHEETS = Kind("services", PlanSheet, pattern="sheet-*.toml")
STANDARDS = Kind("standards", Standards)
CHECKLISTS = Kind("checklists", Checklist)


def care_problems(data_dir: Path = DATA) -> Iterator[Problem]:
    """What only shows when the files are laid side by side: services without a name, clocks without a rule,
    a plan sheet that lacks a word another language has."""
    known = {entry.code for entry in code_list("services", data_dir).codes}
    clocks = {rule.id for entry in load_all(CLOCKS, data_dir) for rule in entry.rules}
    for path in SERVICES.files(data_dir):
        entry = load_toml(path, ServiceList)
        for code in sorted(entry.codes - known):
            says = f"No service is called {code!r}."
            yield Problem(f"services/{path.name}", 0, "", says, "Add it to codelists/services.toml.")
        work = entry.work
        named = {work.stay_clock, work.coordination_clock, work.agreement_clock} if work else set()
        for clock in sorted(named - clocks):
            says = f"There is no clock {clock}."
            yield Problem(f"services/{path.name}", 0, "work", says, "Add it to clocks/.")
    sheets = load_all(PLAN_SHEETS, data_dir)
    every = {word.code for sheet in sheets for word in sheet.words}
    for sheet in sheets:
        for code in sorted(every - {word.code for word in sheet.words}):
            yield Problem(f"services/sheet-{sheet.language}", 0, "", f"{code!r} is missing.", "Translate it.")
