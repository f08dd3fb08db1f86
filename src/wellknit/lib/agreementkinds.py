"""Agreements as data: who signed what and when, its papers, meetings and places, as the sources print it.

One file per agreement in ``data/agreements/``. The register of agreements reads them, and so does every
corridor: the same fact stands once. What a source does not say stays empty or "not-stated".
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wellknit.lib.policydata import Kind, Sourced

PARTIAL = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"
AgreementState = Literal[
    "negotiating", "drafting", "pending", "signed", "revising", "amended", "expired", "in-force", "not-stated"
]


class Event(Sourced):
    """Something dated in the life of an agreement: signed, revised, reviewed, a phase of its plan of action
    begun.
    """

    what: Literal[
        "signed", "revised", "amended", "reviewed", "agreed-draft", "proposed-review", "in-force", "other"
    ]
    date: str = Field(default="", pattern=PARTIAL)
    text: str = ""


class Paper(Sourced):
    """A plan of action (POA), standard operating procedure (SOP), guideline or sub-agreement under an
    agreement.
    """

    kind: Literal[
        "poa", "sop", "guidelines", "sub-agreement", "terms-of-reference", "annual-plan", "handbook"
    ]
    title: str
    state: AgreementState
    starts: str = Field(default="", pattern=PARTIAL)
    ends: str = Field(default="", pattern=PARTIAL)
    annexes: int | None = None
    note: str = ""


class Rhythm(Sourced):
    """How often a meeting under an agreement is held, as one side says; the sides may differ, and both
    stand.
    """

    meeting: str
    says: str  # country code of who says it, or "" when the document does
    held: int | None = None
    every_months: int | None = None
    latest: str = Field(default="", pattern=PARTIAL)
    host: str = ""
    text: str = ""


class NextMeeting(Sourced):
    """A meeting announced in a source; ``firm`` is false for plans and wishes."""

    what: str
    date: str = Field(default="", pattern=PARTIAL)
    host: str = ""
    firm: bool = False


class Place(Sourced):
    """A crossing with its liaison offices, or a reception centre, as printed; ``printed`` keeps other
    spellings.
    """

    kind: Literal["crossing", "reception-centre"]
    name: str
    sides: tuple[str, ...] = ()
    country: str = ""
    state: Literal["working", "planned", "not-stated"] = "not-stated"
    printed: tuple[str, ...] = ()
    note: str = ""


class Agreement(Sourced):
    """One bilateral, trilateral or multilateral instrument against trafficking (or close to it)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    title: str
    parties: tuple[str, ...] = Field(min_length=2)
    also: str = ""  # parties that are no country (an organisation, a district)
    level: Literal["national", "province", "district", "regional"] = "national"
    form: Literal["mou", "agreement", "arrangement", "programme", "not-stated"]
    about: Literal["trafficking", "migration", "crime", "reception-centre", "extradition", "children"] = (
        "trafficking"
    )
    state: AgreementState
    state_as_of: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    signed: str = Field(default="", pattern=PARTIAL)
    areas: tuple[str, ...] = ()
    under: str = ""  # id of the agreement it serves
    events: tuple[Event, ...] = ()
    papers: tuple[Paper, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    next_meetings: tuple[NextMeeting, ...] = ()
    places: tuple[Place, ...] = ()
    differs: tuple[str, ...] = ()  # where two sources say different things
    note: str = ""


AGREEMENTS = Kind("agreements", Agreement)
