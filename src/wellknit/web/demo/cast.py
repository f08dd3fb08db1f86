"""The invented offices and the people who work in them: a file for each node in ``data/demo``, else ``any.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, PolicyModel, load_toml
from wellknit.web.demo.naming import invent

OFFICIAL = "exchange_official"


class OfficeSpec(PolicyModel):
    """An invented office. ``serves``: for shelters, whom."""

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    name_local: str = ""
    kind: str
    jurisdiction: str = Field(pattern=r"^[A-Z]{2}$")
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
    name: str = Field(min_length=1)
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

    def with_role(self, role: str, office: str = "") -> tuple[StaffSpec, ...]:
        """Those who have a role, everywhere or in one office."""
        return tuple(p for p in self.people if role in p.roles and office in ("", p.office))

    @property
    def officials(self) -> tuple[StaffSpec, StaffSpec]:
        """The two who vouch for other nodes; raises ValueError where there are not two."""
        first, second, *_more = self.with_role(OFFICIAL)
        return first, second


@lru_cache(maxsize=8)
def cast(charter: str = "th", data_dir: Path = DATA) -> Cast:
    """The whole cast of a node, by the code of its charter."""
    own = data_dir / "demo" / f"{charter}.toml"
    return load_toml(own, Cast) if own.exists() else _any(charter, data_dir)


def _any(charter: str, data_dir: Path) -> Cast:
    """The fewest people, for a country without a file: its own language, names put together for it."""
    says: dict[str, Any] = tomllib.loads((data_dir / "charters" / f"{charter}.toml").read_text("utf-8"))
    country = str(says["country"])
    text = (data_dir / "demo" / "any.toml").read_text("utf-8")
    raw = tomllib.loads(text.replace("COUNTRY", country).replace('"LANGUAGE"', f'"{says["languages"][0]}"'))
    made = Random(charter)
    for number, person in enumerate(raw["people"]):
        name = invent(country, ("female", "male")[number % 2], made)
        person.update(name=name.latin, name_local=name.native if name.native != name.latin else "")
    return Cast.model_validate(raw)
