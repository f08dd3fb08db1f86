"""Invented officials of the plan wing for the demo: a task force each, the Secretariat, civil society.

Every name is made up; no official named in a document stands here. Which of them live at a node depends on
its
charter: all at the Secretariat's, one country's own at that country's.
"""

from __future__ import annotations

from dataclasses import dataclass


def reader(country: str = "") -> str:
    """Who reads reports on the demo's command line: the country's drafter, or the Secretariat's reader."""
    return f"drafter.{country.lower()}@example.org" if country else "reader.secretariat@example.org"


@dataclass(frozen=True, slots=True)
class Member:
    """One invented official: e-mail, name, office code and role."""

    email: str
    name: str
    office: str
    role: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One invented office."""

    code: str
    name: str
    kind: str
    jurisdiction: str


NAMES = {
    "KH": ("Alma Invented", "Bora Invented"),
    "CN": ("Cai Invented", "Dan Invented"),
    "LA": ("Emi Invented", "Fay Invented"),
    "MM": ("Gan Invented", "Hla Invented"),
    "TH": ("Ira Invented", "Jit Invented"),
    "VN": ("Kim Invented", "Lan Invented"),
}


def desks(countries: tuple[str, ...], secretariat_country: str = "TH") -> list[Desk]:
    """A task force for each country, the Secretariat's desk, an organisation of civil society and a donor."""
    offices = [
        Desk(f"task-force-{code.lower()}", f"National task force {code}", "task_force", code)
        for code in countries
    ]
    return [
        *offices,
        Desk("commit-secretariat", "COMMIT Secretariat (demo)", "secretariat", secretariat_country),
        Desk("civil-forum", "Civil Society Forum (invented)", "ngo", countries[0]),
        Desk("donor-north", "Donor of the North (invented)", "donor", secretariat_country),
    ]


def members(countries: tuple[str, ...]) -> list[Member]:
    """Drafter and endorser of each country, two officers and a reader of the Secretariat, one voice of
    civil society.
    """
    people = []
    for code in countries:
        drafter, endorser = NAMES.get(code, (f"Drafter {code}", f"Endorser {code}"))
        office = f"task-force-{code.lower()}"
        people.append(Member(f"drafter.{code.lower()}@example.org", drafter, office, "task_force_drafter"))
        people.append(Member(f"endorser.{code.lower()}@example.org", endorser, office, "task_force_endorser"))
    return [
        *people,
        Member(
            "officer.secretariat@example.org", "Mara Invented", "commit-secretariat", "secretariat_officer"
        ),
        Member("second.secretariat@example.org", "Nok Invented", "commit-secretariat", "secretariat_officer"),
        Member(reader(), "Orn Invented", "commit-secretariat", "secretariat_analyst"),
        Member("forum@example.org", "Pim Invented", "civil-forum", "civil_society"),
        Member("donor@example.org", "Quin Invented", "donor-north", "donor"),
    ]
