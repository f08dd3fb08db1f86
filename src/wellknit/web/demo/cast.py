"""The invented offices and the people who work in them, read from ``data/demo/th.toml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, PolicyModel, load_toml


class OfficeSpec(PolicyModel):
    """An invented office. ``node``: on whose node it lives; ``serves``: for shelters, whom."""

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    name_local: str = ""
    kind: str
    jurisdiction: str = Field(pattern=r"^[A-Z]{2}$")
    node: str = "th"
    parent: str = ""
    province: str = ""
    languages: tuple[str, ...] = ()
    may_detain: bool = False
    serves: tuple[Literal["female", "male"], ...] = ()


class StaffSpec(PolicyModel):
    """Somebody who works somewhere. ``does``: a sentence for the page where one changes the role one plays.

    ``blind_to``: the other member of a team whose opinion stays hidden until both are given.
    """

    key: str
    name: str
    name_local: str = ""
    email: str = Field(pattern=r"^[a-z]+@demo\.invalid$")
    office: str
    roles: tuple[str, ...] = ()
    language: str
    does: str
    blind_to: str = ""
    member_kind: str = ""


class Cast(PolicyModel):
    """Offices and people, each person in an office that exists."""

    offices: tuple[OfficeSpec, ...]
    people: tuple[StaffSpec, ...]

    @model_validator(mode="after")
    def _together(self) -> Self:
        codes, keys = {office.code for office in self.offices}, {person.key for person in self.people}
        for person in self.people:
            if person.office not in codes:
                raise ValueError(f"{person.key!r} works in {person.office!r}, which is no office here.")
            if person.blind_to and person.blind_to not in keys:
                raise ValueError(f"{person.key!r} is blind to {person.blind_to!r}, who is not here.")
        for office in self.offices:
            if office.parent and office.parent not in codes:
                raise ValueError(f"{office.code!r} belongs to {office.parent!r}, which is no office here.")
        return self

    def person(self, key: str) -> StaffSpec:
        """The person of that key; raises KeyError."""
        return {person.key: person for person in self.people}[key]

    def office(self, code: str) -> OfficeSpec:
        """The office of that code; raises KeyError."""
        return {office.code: office for office in self.offices}[code]

    def on_node(self, node: str) -> tuple[OfficeSpec, ...]:
        """The offices that live on a node."""
        return tuple(office for office in self.offices if office.node == node)


@lru_cache(maxsize=2)
def cast(data_dir: Path = DATA) -> Cast:
    """The whole cast, read once."""
    return load_toml(data_dir / "demo" / "th.toml", Cast)
