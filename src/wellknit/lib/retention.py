"""How long what is kept, on what ground, and what comes then: the rules as data, and the arithmetic of years."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml


class Rule(Sourced):
    """One relation. Either it goes `with` another one, or it is counted in `years` after a date of the row.

    then: review (two people decide on each row), delete, pseudonymise, keep. `basis` says on what ground.
    alone_after, alone_years: a row that goes `with` another and belongs to none (a question from another country
    for which no case was opened) is deleted so many years after this date of its own.
    """

    relation: str = Field(pattern=r"^[a-z]+\.[A-Za-z]+$")
    goes_with: str = Field(default="", alias="with")
    after: str = ""
    years: int = Field(default=0, ge=0, le=100)
    alone_after: str = ""
    alone_years: int = Field(default=0, ge=0, le=100)
    then: Literal["", "review", "delete", "pseudonymise", "keep"] = ""
    basis: str = Field(min_length=8)
    standing: Literal["sourced", "draft"]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        counted = bool(self.after and self.years and self.then)
        if [bool(self.goes_with), counted, self.then == "keep"].count(True) != 1:
            raise ValueError("Say with what it goes, or how many years after which date what comes, or keep.")
        if bool(self.alone_after) != bool(self.alone_years) or (self.alone_years and not self.goes_with):
            raise ValueError("Say from which date and how many years a row is kept that belongs to none.")
        return self


class Rules(PolicyModel):
    """One file of rules."""

    title: str
    rules: tuple[Rule, ...]


def rules(data_dir: Path = DATA) -> dict[str, Rule]:
    """Every rule by its relation. Raises `PolicyError` for a file that does not fit."""
    files = sorted((data_dir / "retention").glob("*.toml"))
    return {rule.relation: rule for path in files for rule in load_toml(path, Rules).rules}


def reached(after: date, years: int, today: date) -> bool:
    """Whether so many years are over; from 29 February on 1 March."""
    try:
        end = after.replace(year=after.year + years)
    except ValueError:
        end = date(after.year + years, 3, 1)
    return end <= today


def cut(years: int, today: date) -> date:
    """The last day after which so many years are over today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)
