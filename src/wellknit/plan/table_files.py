"""Printed tables as data: activities 2009, achievement 2008, requirement 2011-13, contributions and markers of 2014.

Each table keeps what was printed (totals and shares too) so that a test, and a reader, can see what ties and what does
not. What the extracted text has lost stays lost: such a cell carries a reason and no value. ``data/plan/`` holds them.
Pure: no models of the database here.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wellknit.lib.indicators import Missing
from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml
from wellknit.plan.framework_files import ID, Figure


class ReportingUnit(Sourced):
    """Who reports: six countries in protocol order, and the region, which is a unit of its own."""

    code: str = Field(pattern=r"^([A-Z]{2}|REG)$")
    short: str
    name: str
    printed: tuple[str, ...] = ()  # other spellings in the documents, for reading tables
    is_country: bool


class Units(Sourced):
    """The seven reporting units."""

    version: int
    units: tuple[ReportingUnit, ...]


class Step(PolicyModel):
    """One step of a status scale. ``letter`` makes it survive black-and-white print; symbols are never alone."""

    id: str
    label: str
    letter: str
    symbol: str = ""
    counts: bool = True  # false for "withheld" and "not recoverable": they say nothing of progress


class Scale(Sourced):
    """The words in which one framework judges progress; the scale belongs to the framework."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    steps: tuple[Step, ...]
    note: str = ""


class Scales(Sourced):
    """All scales."""

    version: int
    scales: tuple[Scale, ...]


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
    """One row of the achievement table: its printed code (two rows share one), and the target it stands for."""

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
    """What is reported of one progress marker, and how it was declared; ``declared`` empty when none is printed."""

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
    """One row of the working-group table: how many meetings, with whom; lost digits are marked, not guessed."""

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


class Rate(Sourced):
    """How many units of ``currency`` one US dollar was worth in a period. ``demo`` rates are invented round numbers."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    year: int
    per_usd: Decimal = Field(gt=0)
    standing: Literal["sourced", "demo"]


class Currency(PolicyModel):
    """A currency of the region or of a donor; ``decimals`` as ISO 4217 has them."""

    code: str = Field(pattern=r"^[A-Z]{3}$")
    name: str
    decimals: int = Field(ge=0, le=3)


class Rates(Sourced):
    """Currencies and dated rates. A demo rate is printed as such wherever it is used."""

    version: int
    base: str
    currencies: tuple[Currency, ...]
    rates: tuple[Rate, ...]
    note: str


class Discrepancy(Sourced):
    """One place where a document does not agree with itself, with another, or with arithmetic. Both sides stand."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    about: str
    printed: str
    ours: str
    shown: str  # what the product prints
    documents: tuple[str, ...] = ()


class Discrepancies(Sourced):
    """The list of everything that does not tie."""

    version: int
    entries: tuple[Discrepancy, ...]


class Norms(Sourced):
    """The habits of a year's workplan: they warn, they never refuse."""

    version: int
    envelope: Decimal
    currency: str
    lines_min: int
    lines_max: int
    workplans: int
    quarters: int
    envelope_source: str
    note: str


class CycleStep(Sourced):
    """One step of the annual cycle: who owes what to whom, and by when (month and day of the year, or before it)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    owed_by: Literal["countries", "secretariat", "host", "all"]
    owed_to: Literal["countries", "secretariat", "all"]
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    every_years: int = Field(default=1, ge=1)
    printed_when: str  # what the document says; the day is ours where it says none
    day_is_ours: bool


class Cycle(Sourced):
    """The annual cycle of the process."""

    version: int
    steps: tuple[CycleStep, ...]
    note: str


def _plan(name: str, data_dir: Path) -> Path:
    return data_dir / "plan" / name


@lru_cache(maxsize=4)
def units(data_dir: Path = DATA) -> tuple[ReportingUnit, ...]:
    """The seven reporting units in protocol order, the region last."""
    return load_toml(_plan("units.toml", data_dir), Units).units


@lru_cache(maxsize=4)
def scales(data_dir: Path = DATA) -> dict[str, Scale]:
    """Status scales by id."""
    return {scale.id: scale for scale in load_toml(_plan("scales.toml", data_dir), Scales).scales}


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


def rates(data_dir: Path = DATA) -> Rates:
    """Currencies and rates."""
    return load_toml(_plan("rates.toml", data_dir), Rates)


def discrepancies(data_dir: Path = DATA) -> tuple[Discrepancy, ...]:
    """Everything that does not tie."""
    return load_toml(_plan("discrepancies.toml", data_dir), Discrepancies).entries


def norms(data_dir: Path = DATA) -> Norms:
    """Envelope and usual number of lines of a workplan."""
    return load_toml(_plan("norms.toml", data_dir), Norms)


def cycle(data_dir: Path = DATA) -> Cycle:
    """The steps of the annual cycle."""
    return load_toml(_plan("cycle.toml", data_dir), Cycle)
