"""The cast of the wing's tests: three offices and the people of one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.harness.people import make_member, make_office, seen_by

from wellknit.lib.screening import Age


@dataclass
class Cast:
    """Border: Nok screens. Shelter: Somying carries. Team: two members from two offices. Charlie: outside."""

    border: Any
    shelter: Any
    police: Any
    elsewhere: Any
    nok: Any
    somying: Any
    member: Any
    chair: Any
    charlie: Any

    def as_nok(self) -> Any:
        return seen_by(self.nok, self.border)

    def as_somying(self) -> Any:
        return seen_by(self.somying, self.shelter)

    def as_member(self) -> Any:
        return seen_by(self.member, self.police)

    def as_chair(self) -> Any:
        return seen_by(self.chair, self.shelter)

    def as_charlie(self) -> Any:
        return seen_by(self.charlie, self.elsewhere)


@pytest.fixture
def cast(db: Any) -> Cast:
    border = make_office("border-post", kind="immigration", may_detain=True)
    shelter = make_office("shelter-north", kind="shelter")
    police = make_office("police-division", kind="police", may_detain=True)
    elsewhere = make_office("shelter-south", kind="shelter")
    return Cast(
        border, shelter, police, elsewhere,
        nok=make_member(border, "first_responder", "Nok Invented"),
        somying=make_member(shelter, "social_worker", "Somying Invented"),
        member=make_member(police, "mdt_member", "Mem Invented"),
        chair=make_member(shelter, "mdt_chair", "Chai Invented"),
        charlie=make_member(elsewhere, "social_worker", "Charlie Outsider"),
    )  # fmt: skip


def told(**more: Any) -> Any:
    """What Nok was told: by default an adult woman who agrees, with clear indications."""
    from wellknit.protection.actions.screening import Told, set_in_force

    chosen = set_in_force("first-contact")
    answers = {
        code: "yes" for code, q in chosen.questions.items() if q.kind == "yes_no" and q.element is not None
    }
    given: dict[str, Any] = {
        "indicator_set": "first-contact", "answers": answers, "age": Age(24), "sex": "female", "agrees": "yes",
        "language": "my", "nationality": "MM", "identity": {"name_native": "ZZNAMEZZ", "name_latin": "Zznamezz"},
    }  # fmt: skip
    return Told(**{**given, **more})


def nothing(**more: Any) -> Any:
    """Nothing points to trafficking: all questions answered no."""
    from wellknit.protection.actions.screening import set_in_force

    chosen = set_in_force("first-contact")
    return told(answers={c: "no" for c, q in chosen.questions.items() if q.kind == "yes_no"}, **more)


def opened(cast: Cast, **more: Any) -> Any:
    """A case that Somying has opened for somebody who came by herself."""
    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    who = Who(sex="female", name_native="မသီရိ", name_latin="Ma Thiri", nationality="MM", birth=None)
    with cast.as_somying() as viewer:
        return case.open(who, case.Opening(**{"age_band": "18+", "searched": True, **more}), by=viewer)
