"""Reference data of the plan wing: reporting units, status scales, currencies and rates, norms, the cycle.

``data/plan/`` holds them, each entry with its source; what is our own habit or invented for a demonstration
says so. ``discrepancies.toml`` lists every place where the documents do not agree. Pure: no models here.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from wellknit.lib.policydata import DATA, PolicyModel, Sourced, load_toml

# User-assigned codes of ISO 3166-1: never a country's. Only the invented region has them (invented_files.py).
INVENTED_CODE = r"^X[A-Z]$"


class ReportingUnit(Sourced):
    """Who reports: six countries in protocol order, and the region, which is a unit of its own."""

    code: str = Field(pattern=r"^([A-WYZ][A-Z]|REG)$")
    short: str
    name: str
    printed: tuple[str, ...] = ()  # other spellings in the documents, for reading tables
    is_country: bool


class Units(Sourced):
    """The seven reporting units."""

    version: int
    units: tuple[ReportingUnit, ...]


class Step(PolicyModel):
    """One step of a status scale. ``letter`` makes it survive black-and-white print; symbols are never
    alone.
    """

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


class Rate(Sourced):
    """How many units of ``currency`` one US dollar was worth in a period.

    ``demo`` rates are invented round numbers.
    """

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
    """One place where a document does not agree with itself, with another, or with arithmetic.

    Both sides stand.
    """

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
    """One step of the annual cycle: who owes what to whom, and by when (month and day of the year, or before
    it).
    """

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


@lru_cache(maxsize=4)
def units(data_dir: Path = DATA) -> tuple[ReportingUnit, ...]:
    """The seven reporting units in protocol order, the region last."""
    return load_toml(data_dir / "plan" / "units.toml", Units).units


@lru_cache(maxsize=4)
def scales(data_dir: Path = DATA) -> dict[str, Scale]:
    """Status scales by id."""
    return {scale.id: scale for scale in load_toml(data_dir / "plan" / "scales.toml", Scales).scales}


def rates(data_dir: Path = DATA) -> Rates:
    """Currencies and rates."""
    return load_toml(data_dir / "plan" / "rates.toml", Rates)


def discrepancies(data_dir: Path = DATA) -> tuple[Discrepancy, ...]:
    """Everything that does not tie."""
    return load_toml(data_dir / "plan" / "discrepancies.toml", Discrepancies).entries


def norms(data_dir: Path = DATA) -> Norms:
    """Envelope and usual number of lines of a workplan."""
    return load_toml(data_dir / "plan" / "norms.toml", Norms)


def cycle(data_dir: Path = DATA) -> Cycle:
    """The steps of the annual cycle."""
    return load_toml(data_dir / "plan" / "cycle.toml", Cycle)
