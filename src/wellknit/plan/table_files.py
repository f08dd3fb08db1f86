"""Printed tables as data: activities 2009, achievement 2008, requirement 2011-13, money and markers of 2014.

Each table keeps what was printed (totals and shares too) so that a test, and a reader, can see what ties and
what does not. What the extracted text has lost stays lost: such a cell carries a reason and no value.
``data/plan/`` holds them. Pure: no models of the database here.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wellknit.lib.indicators import Missing
from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml
from wellknit.plan.indicator_files import ID, Figure


class ActivityRow(PolicyModel):
    """Activities of one area, by country code, with the printed total of the row."""

    id: str = Field(pattern=ID)
    label: str
    item: str  # item of SPA II
    counts: dict[str, int]
    printed_total: int


class ActivityTable(Sourced):
    """Activities of a year by area and country (SPA III, table 1), with the printed totals and the caveat."""

    version: int
    year: int
    framework: str
    columns: tuple[str, ...]
    rows: tuple[ActivityRow, ...]
    printed_totals: dict[str, int]
    printed_total: int
    caveat: str
    note: str = ""


class AchievementRow(PolicyModel):
    """One row of the achievement table: its printed code (two rows share one), and the target it stands
    for.
    """

    id: str = Field(pattern=ID)
    printed_code: str
    text: str
    target: str
    note: str = ""


class AchievementTable(Sourced):
    """Status by target and unit (SPA III, table 2). The symbols are lost: one reason stands for all cells."""

    version: int
    year: int
    framework: str
    scale: str
    columns: tuple[str, ...]
    rows: tuple[AchievementRow, ...]
    every_cell: Missing
    note: str


class RequirementLine(PolicyModel):
    """One line of a funding requirement: amounts by year, or a percentage of other lines (overhead)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    label: str
    group: str
    covers: tuple[str, ...] = ()  # areas that share this one amount
    amounts: dict[str, Decimal] = Field(default_factory=dict)
    percent: Decimal | None = None
    of: tuple[str, ...] = ()
    printed: dict[str, Decimal]
    printed_total: Decimal
    note: str = ""


class Subtotal(PolicyModel):
    """A printed sum and the lines it is the sum of."""

    id: str
    label: str
    of: tuple[str, ...]
    printed: dict[str, Decimal]
    printed_total: Decimal


class Requirement(Sourced):
    """A funding requirement by line and year, with the printed subtotals."""

    version: int
    plan: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    years: tuple[int, ...]
    lines: tuple[RequirementLine, ...]
    subtotals: tuple[Subtotal, ...]
    shortfall_a_year: Decimal
    shortfall: Decimal
    note: str = ""


class Contribution(PolicyModel):
    """What one group of givers paid, and the share the document prints for it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    giver: str
    amount: Decimal
    printed_share: int
    government: bool


class Contributions(Sourced):
    """Contributions to one country's activities in a year; the printed shares are kept beside ours."""

    version: int
    country: str
    year: int
    currency: str  # "" when the document prints none
    rows: tuple[Contribution, ...]
    printed_share_by_activities: int
    note: str


class CoShare(Sourced):
    """The share of a country's activities its government funded, or why it is unknown."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    percent: Decimal | None = None
    missing: Missing | None = None

    @model_validator(mode="after")
    def _one(self) -> CoShare:
        if (self.percent is None) == (self.missing is None):
            raise ValueError("Give a percentage or the reason there is none: unknown is not zero.")
        return self


class CoFunding(Sourced):
    """Co-funding by governments in a year. ``denominator`` says of what: activities, not money."""

    version: int
    year: int
    indicator: str
    denominator: str
    target_percent: Decimal
    rows: tuple[CoShare, ...]
    note: str


class MarkerResult(Sourced):
    """What is reported of one progress marker, and how it was declared; ``declared`` empty when none is
    printed.
    """

    indicator: str
    period: str
    unit_of_report: str = "REG"
    figures: tuple[Figure, ...]
    declared: Literal["", "fully", "partly", "not"]
    reason: str = ""
    evidence: str = ""
    note: str = ""


class MarkerResults(Sourced):
    """The fourteen markers of a year with their declared results."""

    version: int
    framework: str
    year: int
    scale: str
    results: tuple[MarkerResult, ...]
    note: str


class GroupMeetings(PolicyModel):
    """One row of the working-group table: how many meetings, with whom; lost digits are marked, not
    guessed.
    """

    country: str = Field(pattern=r"^[A-Z]{2}$")
    meetings: int
    attendance: dict[str, int]
    attendance_text: str
    lost: tuple[str, ...] = ()
    note: str = ""


class GroupTable(Sourced):
    """Inter-agency working groups of a year, by country."""

    version: int
    year: int
    rows: tuple[GroupMeetings, ...]
    note: str


def _plan(name: str, data_dir: Path) -> Path:
    return data_dir / "plan" / name


def activities(year: int = 2009, data_dir: Path = DATA) -> ActivityTable:
    """Activities by area and country of a year."""
    return load_toml(_plan(f"activities-{year}.toml", data_dir), ActivityTable)


def achievement(year: int = 2008, data_dir: Path = DATA) -> AchievementTable:
    """Rows and columns of the achievement table of a year; its cells are not recoverable."""
    return load_toml(_plan(f"achievement-{year}.toml", data_dir), AchievementTable)


def requirement(plan: str = "spa3", data_dir: Path = DATA) -> Requirement:
    """The funding requirement of a plan."""
    return load_toml(_plan(f"requirement-{plan}.toml", data_dir), Requirement)


def contributions(country: str = "cn", year: int = 2014, data_dir: Path = DATA) -> Contributions:
    """Contributions to a country's activities in a year."""
    return load_toml(_plan(f"contributions-{country}-{year}.toml", data_dir), Contributions)


def cofunding(year: int = 2014, data_dir: Path = DATA) -> CoFunding:
    """Share of activities funded by each government."""
    return load_toml(_plan(f"cofunding-{year}.toml", data_dir), CoFunding)


def marker_results(year: int = 2014, data_dir: Path = DATA) -> MarkerResults:
    """Declared results of the year's progress markers."""
    return load_toml(_plan(f"markers-{year}.toml", data_dir), MarkerResults)


def working_groups(year: int = 2014, data_dir: Path = DATA) -> GroupTable:
    """Working-group meetings of a year."""
    return load_toml(_plan(f"working-groups-{year}.toml", data_dir), GroupTable)
