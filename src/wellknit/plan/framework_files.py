"""The frameworks as data: what six governments adopted, in versions, with the paths from one to the next.

One file per framework in ``data/frameworks/``: its items (articles, areas, concepts, activities, targets,
outputs), each under a stable id of ours. A printed code is a *label*: SPA III prints 1.5 twice, and the
numbers in SPA II's overview start again in each section. Wording is our own paraphrase; ``source`` says
where the original stands. Crosswalks (``frameworks/crosswalks/``) and reference sheets of indicators
(``frameworks/indicators/``) lie beside. Pure: no models of the database here. ``docs/sources.md`` explains
the documents' short names.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wellknit.lib.crosswalk import Comparability, Crosswalk, Link, Node, Relation
from wellknit.lib.policydata import DATA, Kind, PolicyError, Problem, Source, Sourced, load_all
from wellknit.plan.indicator_files import (
    ID,
    Baseline,
    Figure,
    Indicator,
    IndicatorFile,
    Part,
    PrintedTarget,
    indicators,
)


class ItemKind(StrEnum):
    """What an item of a framework is; the words are those of the documents."""

    SECTION = "section"  # the five areas I-V of the MOU, and the five headings of the plan of 2004
    ARTICLE = "article"
    AREA = "area"  # cooperation area (2004), area (SPA III)
    CONCEPT = "concept"  # project proposal concept, PPC (SPA I and II)
    OBJECTIVE = "objective"
    ACTIVITY = "activity"
    ACTIVITY_AREA = "activity-area"  # SPA III lists areas of activity, not activities
    TARGET = "target"
    OUTCOME = "outcome"
    OUTPUT = "output"
    RESULT = "result"  # activity result of the programme of 2014
    GOAL = "goal"


class Printed(StrEnum):
    """How much of an item can be read in the source."""

    WHOLE = "whole"
    DAMAGED = "damaged"  # legible in part; what we say of it rests on the rest of the document
    LOST = "lost"  # it must have stood there; the text does not show it
    NOT_PUBLISHED = "not-published"  # exists, but not in any public document we have


class Item(Sourced):
    """One article, area, concept, activity, target … of one framework. ``id`` is ours and never changes."""

    id: str = Field(pattern=ID)
    kind: ItemKind
    code: str = ""  # as printed; may be missing and may occur twice
    parent: str = ""
    title: str = Field(min_length=3)
    text: str = ""
    steps: tuple[str, ...] = ()  # SPA II: steps involved
    regional: tuple[str, ...] = ()  # SPA II: what is done by several countries together
    national: tuple[str, ...] = ()  # SPA II: what each country does at home
    duties: tuple[str, ...] = ()  # SPA II PPC 8: what the Secretariat owes
    printed: Printed = Printed.WHOLE
    note: str = ""


class MatrixCell(Sourced):
    """One entry of SPA II's overview of targets: where things stood in 2007, or what is to be reached by
    2010.

    ``number`` is the printed number within its section ("" where it is lost); ``target`` our id of the same
    target
    in the list of the concept, when there is one.
    """

    id: str = Field(pattern=ID)
    section: str
    concept: str
    period: Literal["2007", "2008-2010"]
    number: str = ""
    text: str = ""
    target: str = ""
    printed: Printed = Printed.WHOLE
    note: str = ""


class Claim(Sourced):
    """A number a document states about a framework beside the number we count; printed, never corrected
    silently.
    """

    id: str = Field(pattern=ID)
    what: str
    printed: int | None = None
    counted: int
    kind: ItemKind | None = None  # which of our items are counted, when it is they
    note: str = ""


class Adoption(Sourced):
    """When and where a framework was adopted or signed; ``date`` is a year, a month or a day."""

    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    place: str = ""
    meeting: str = ""
    by: tuple[str, ...] = ()
    note: str = ""


class AmendmentRule(Sourced):
    """How a framework may be changed (MOU article 34): so many must ask, so many must agree, each in
    writing.
    """

    article: str
    ask: int = Field(ge=1)
    agree: int = Field(ge=1)
    of: int = Field(ge=1)
    ask_in_writing: bool
    agree_in_writing: bool
    told_to: str
    consultation_by: str
    text: str

    @model_validator(mode="after")
    def _possible(self) -> AmendmentRule:
        if not self.ask <= self.agree <= self.of:
            raise ValueError("Fewer must ask than agree, and no more than there are parties.")
        return self


class Alignment(Sourced):
    """An item and the commitments it serves in another framework. No series runs along it."""

    item: str
    serves: tuple[str, ...] = Field(min_length=1)
    note: str = ""


class AlignmentFile(Sourced):
    """Which commitments (articles, goals) the items of one framework serve."""

    id: str = Field(pattern=ID)
    version: int = Field(ge=1)
    from_framework: str
    to_framework: str
    basis: Literal["printed", "titles", "our-reading"]
    note: str = ""
    pairs: tuple[Alignment, ...]


class Framework(Sourced):
    """One adopted document with its items.

    ``order`` is its place in time: links run from lower to higher only.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    title: str
    short: str
    kind: Literal["agreement", "plan", "national-plan", "regional-plan", "goals", "programme"]
    order: int
    chain: bool = False  # part of the line MOU -> plan of 2004 -> SPA I … IV that a series may follow
    starts: str = ""
    ends: str = ""
    until_note: str = ""
    adopted: Adoption | None = None
    standing: Literal["adopted", "draft-in-source", "named-only", "in-force"]
    published: Literal["whole", "partly", "named-only"]
    scale: str = ""
    units: tuple[str, ...] = ()
    amendment: AmendmentRule | None = None
    note: str = ""
    items: tuple[Item, ...] = ()
    matrix: tuple[MatrixCell, ...] = ()
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _one_tree(self) -> Framework:
        ids = [item.id for item in self.items]
        known = set(ids)
        if len(known) != len(ids):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            raise ValueError(f"The id {twice[0]!r} stands twice; ids are ours, printed codes go in code.")
        for item in self.items:
            if not item.id.startswith(f"{self.id}."):
                raise ValueError(f"The id {item.id!r} must begin with {self.id + '.'!r}.")
            if item.parent and item.parent not in known:
                raise ValueError(f"{item.id!r} names a parent {item.parent!r} that is not here.")
        for cell in self.matrix:
            if cell.concept not in known or (cell.target and cell.target not in known):
                raise ValueError(f"The matrix cell {cell.id!r} names an item that is not here.")
        return self

    def of_kind(self, *kinds: ItemKind) -> tuple[Item, ...]:
        """Items of these kinds in the order of the document."""
        return tuple(item for item in self.items if item.kind in kinds)

    def item(self, id: str) -> Item:  # noqa: A002 - the word of the files
        """The item with this id; KeyError when there is none."""
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)

    def children(self, id: str) -> tuple[Item, ...]:  # noqa: A002
        """Items directly under this one, in the order of the document."""
        return tuple(item for item in self.items if item.parent == id)


class LinkEntry(Sourced):
    """One typed link of a crosswalk. ``basis`` says whether the document prints it or we read it so."""

    from_: str = Field(default="", alias="from")
    to: str = ""
    relation: Relation
    comparability: Comparability
    basis: Literal["printed", "titles", "our-reading"]
    note: str = ""  # "the series breaks here because …"

    @model_validator(mode="after")
    def _ends(self) -> LinkEntry:
        if self.relation is Relation.NEW and (self.from_ or not self.to):
            raise ValueError("A new item has a 'to' and no 'from'.")
        if self.relation is Relation.DROPPED and (self.to or not self.from_):
            raise ValueError("A dropped item has a 'from' and no 'to'.")
        if self.relation not in {Relation.NEW, Relation.DROPPED} and not (self.from_ and self.to):
            raise ValueError("This relation needs both 'from' and 'to'.")
        if self.comparability is not Comparability.SAME and not self.note:
            raise ValueError("Say in 'note' why a series does not simply go on here.")
        return self


class CrosswalkFile(Sourced):
    """All links from one framework to the next. ``covers`` names the kinds of items that must all appear."""

    id: str = Field(pattern=ID)
    version: int = Field(ge=1)
    from_framework: str
    to_framework: str
    covers_from: tuple[ItemKind, ...]
    covers_to: tuple[ItemKind, ...]
    note: str = ""
    links: tuple[LinkEntry, ...]


FRAMEWORKS = Kind("frameworks", Framework)
CROSSWALKS = Kind("frameworks/crosswalks", CrosswalkFile)
ALIGNMENTS = Kind("frameworks/alignments", AlignmentFile)


@lru_cache(maxsize=4)
def frameworks(data_dir: Path = DATA) -> dict[str, Framework]:
    """Every framework by id, in time order. Raises ``PolicyError`` with file and line of every fault."""
    found = sorted(load_all(FRAMEWORKS, data_dir), key=lambda framework: (framework.order, framework.id))
    return {framework.id: framework for framework in found}


def framework(id: str, data_dir: Path = DATA) -> Framework:  # noqa: A002
    """One framework; ``PolicyError`` with a sentence when there is no such file."""
    try:
        return frameworks(data_dir)[id]
    except KeyError as error:
        known = ", ".join(frameworks(data_dir))
        problem = Problem("frameworks", 0, "", f"There is no framework {id!r}.", f"There are: {known}.")
        raise PolicyError([problem]) from error


@lru_cache(maxsize=4)
def crosswalk_files(data_dir: Path = DATA) -> tuple[CrosswalkFile, ...]:
    """Every crosswalk file, in order of time of where it starts."""
    order = {id_: framework.order for id_, framework in frameworks(data_dir).items()}
    return tuple(sorted(load_all(CROSSWALKS, data_dir), key=lambda c: (order[c.from_framework], c.id)))


@lru_cache(maxsize=4)
def alignments(data_dir: Path = DATA) -> tuple[AlignmentFile, ...]:
    """Every alignment file: what serves which commitment."""
    return load_all(ALIGNMENTS, data_dir)


@lru_cache(maxsize=4)
def crosswalk(data_dir: Path = DATA) -> Crosswalk:
    """The graph of all items and links: what :mod:`wellknit.lib.crosswalk` walks."""
    nodes = [
        Node(id=item.id, framework=framework.id, order=framework.order, label=item.title, code=item.code)
        for framework in frameworks(data_dir).values()
        for item in framework.items
    ]
    links = [
        Link(
            source=entry.from_ or None,
            target=entry.to or None,
            relation=entry.relation,
            comparability=entry.comparability,
            note=entry.note,
            basis=entry.basis,
            cited=f"{entry.source.document}, {entry.source.place}",
            into=file.to_framework,
        )
        for file in crosswalk_files(data_dir)
        for entry in file.links
    ]
    return Crosswalk(nodes, links)


__all__ = [
    "ID",
    "Adoption",
    "Alignment",
    "AlignmentFile",
    "AmendmentRule",
    "Baseline",
    "Claim",
    "CrosswalkFile",
    "Figure",
    "Framework",
    "Indicator",
    "IndicatorFile",
    "Item",
    "ItemKind",
    "LinkEntry",
    "MatrixCell",
    "Part",
    "Printed",
    "PrintedTarget",
    "Source",
    "alignments",
    "crosswalk",
    "crosswalk_files",
    "framework",
    "frameworks",
    "indicators",
]
