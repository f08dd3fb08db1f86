"""The register as data: agreements, treaties and who is bound by them, laws, meetings, functions, risks.

One file per agreement in ``data/agreements/``, one per treaty in ``data/treaties/`` beside ``grid.toml``,
one per country in ``data/laws/``, and ``data/meetings/``. What a source does not say stays empty or
"not-stated": a missing ratification is a question to a ministry, never a "no". Dates are as exact as the
source: year, month or day. Pure: no models of the database here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from wellknit.lib.agreementkinds import AGREEMENTS, PARTIAL, Agreement
from wellknit.lib.policydata import DATA, Kind, PolicyModel, Sourced, load_all, load_toml

COUNTRY = r"^[A-Z]{2}$"
SIX = ("KH", "CN", "LA", "MM", "TH", "VN")  # alphabetical by the short English names: the protocol order


class Treaty(Sourced):
    """A treaty the MOU names, or one of the region; ``printed`` is how the sources call it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    title: str
    short: str
    body: str
    adopted: str = Field(default="", pattern=PARTIAL)
    in_force: str = Field(default="", pattern=PARTIAL)
    in_mou: bool
    printed: tuple[str, ...] = ()
    note: str = ""


class Bound(Sourced):
    """What a source states of one country and one treaty.

    ``listed`` means: named among its treaties, no act named.
    """

    treaty: str
    country: str = Field(pattern=COUNTRY)
    standing: Literal["signed", "ratified", "acceded", "endorsed", "listed", "not-a-member", "not-stated"]
    date: str = Field(default="", pattern=PARTIAL)
    note: str = ""


class Grid(Sourced):
    """Countries × treaties. Only stated cells stand in the file; every other cell is "not stated"."""

    id: str
    version: int = Field(ge=1)
    countries: tuple[str, ...]
    treaties: tuple[str, ...]
    cells: tuple[Bound, ...]
    note: str = ""

    def cell(self, treaty: str, country: str) -> Bound | None:
        """What is stated of this pair, or None: print "not stated", never "no"."""
        for entry in self.cells:
            if (entry.treaty, entry.country) == (treaty, country):
                return entry
        return None


class Law(Sourced):
    """A law, decree, policy, plan or guideline of one country, as far as the sources name it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    form: Literal[
        "law", "code", "decree", "decision", "circular", "policy", "guidelines", "plan", "body", "day"
    ]
    title: str
    number: str = ""
    date: str = Field(default="", pattern=PARTIAL)
    ends: str = Field(default="", pattern=PARTIAL)
    state: Literal["in-force", "in-preparation", "named-only"] = "named-only"
    amends: str = ""
    adds: tuple[str, ...] = ()
    note: str = ""


class LawFile(Sourced):
    """All that is named of one country."""

    country: str = Field(pattern=COUNTRY)
    version: int = Field(ge=1)
    laws: tuple[Law, ...]


class Decision(Sourced):
    """What a meeting decided. ``due`` and ``owner`` only where the source gives them."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    text: str
    owner: str = ""
    due: str = Field(default="", pattern=PARTIAL)
    firm: bool = True


class Meeting(Sourced):
    """One meeting named in a source. Case-management and liaison meetings bring only their number and
    rhythm.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    series: str
    number: int | None = None
    also: tuple[str, ...] = ()  # other series held together with it (SOM and IMM)
    title: str
    starts: str = Field(default="", pattern=PARTIAL)
    ends: str = Field(default="", pattern=PARTIAL)
    place: str = ""
    host: str = ""
    parties: tuple[str, ...] = ()
    state: Literal["held", "planned", "tentative"]
    decisions: tuple[Decision, ...] = ()
    differs: tuple[str, ...] = ()
    note: str = ""


class Series(Sourced):
    """A kind of meeting: how often, how long, how many delegates a country sends, how the host changes."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    every_months: int | None = None
    month: int | None = Field(default=None, ge=1, le=12)
    days: int | None = None
    delegates_min: int | None = None
    delegates_max: int | None = None
    host_rotates: bool = False
    only_counted: bool = False  # belongs to protection: only number and rhythm arrive in the plan wing
    note: str = ""


class MeetingFile(Sourced):
    """Series and meetings of one family."""

    id: str
    version: int = Field(ge=1)
    series: tuple[Series, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    note: str = ""


class Function(Sourced):
    """A function of the Secretariat that may pass to governments."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str


class Handed(Sourced):
    """What is reported of one function in one country.

    The source reports deeds; the degree is mostly not printed.
    """

    function: str
    country: str = Field(pattern=COUNTRY)
    degree: Literal["fully", "partly", "not-yet", "reported-no-degree"]
    year: int
    text: str


class Handover(Sourced):
    """Functions × countries × degree, with the counts the source prints (which no cell of ours can
    reproduce).
    """

    version: int = Field(ge=1)
    printed_target: str
    printed_result: str
    functions: tuple[Function, ...]
    cells: tuple[Handed, ...]
    note: str


class RiskField(PolicyModel):
    """One column of the risk register."""

    id: str
    label: str
    choices: tuple[str, ...] = ()
    required: bool = True


class RiskSchema(Sourced):
    """The shape of the risk register: its annex is named in the source, its content is not in the text."""

    version: int = Field(ge=1)
    fields: tuple[RiskField, ...]
    risks: tuple[PolicyModel, ...] = Field(default=(), max_length=0)
    note: str


TREATIES = Kind("treaties", Treaty, not_="grid.toml")
LAWS = Kind("laws", LawFile)
MEETINGS = Kind("meetings", MeetingFile)


@lru_cache(maxsize=4)
def agreements(data_dir: Path = DATA) -> dict[str, Agreement]:
    """Every agreement by id; raises ``PolicyError`` with the faults of all files."""
    return {entry.id: entry for entry in load_all(AGREEMENTS, data_dir)}


@lru_cache(maxsize=4)
def treaties(data_dir: Path = DATA) -> dict[str, Treaty]:
    """Every treaty by id."""
    return {entry.id: entry for entry in load_all(TREATIES, data_dir)}


def grid(data_dir: Path = DATA) -> Grid:
    """Who is bound by what, as stated."""
    return load_toml(data_dir / "treaties" / "grid.toml", Grid)


@lru_cache(maxsize=4)
def laws(data_dir: Path = DATA) -> dict[str, LawFile]:
    """What is named of each country, by country code."""
    return {entry.country: entry for entry in load_all(LAWS, data_dir)}


@lru_cache(maxsize=4)
def meeting_files(data_dir: Path = DATA) -> tuple[MeetingFile, ...]:
    """Series and meetings, one file per family."""
    return load_all(MEETINGS, data_dir)


def handover(data_dir: Path = DATA) -> Handover:
    """Functions of the Secretariat to hand over."""
    return load_toml(data_dir / "plan" / "handover.toml", Handover)


def risk_schema(data_dir: Path = DATA) -> RiskSchema:
    """Columns of the risk register."""
    return load_toml(data_dir / "plan" / "risks.toml", RiskSchema)
