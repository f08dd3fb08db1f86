"""The region that does not exist: where statuses for trying things out belong, and the only place they may.

``data/plan/invented-region.toml`` holds it. A real government's status is never invented; so the file takes
only units under user-assigned codes of ISO 3166-1 (XA-XZ, never a country's) whose names say that they are
invented, and ``reference_files.ReportingUnit`` takes none of those. Nothing here is written to the database.
Pure: no models of the database here.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, PolicyError, PolicyModel, Problem, Sourced, load_toml
from wellknit.plan.framework_files import ItemKind, framework
from wellknit.plan.indicator_files import ID
from wellknit.plan.reference_files import INVENTED_CODE, scales

FILE = "invented-region.toml"
LOST = "not-recoverable"  # says something of a printed source; nothing was ever printed of this region


class InventedUnit(PolicyModel):
    """A column of the invented table. Its code can be no country's, and its name says that it is invented."""

    code: str = Field(pattern=INVENTED_CODE)
    name: str = Field(pattern=r"^.+ \(invented\)$")


class InventedRow(PolicyModel):
    """What the invented units "declared" of one target: step of the scale by unit code, reasons where given."""

    target: str = Field(pattern=ID)
    statuses: dict[str, str]
    reasons: dict[str, str] = Field(default_factory=dict)


class InventedRegion(Sourced):
    """One invented region in one framework and year."""

    version: int = Field(ge=1)
    id: str = Field(pattern=r"^invented$")
    title: str
    framework: str
    year: int
    scale: str
    note: str = Field(min_length=20)
    units: tuple[InventedUnit, ...] = Field(min_length=2)
    rows: tuple[InventedRow, ...]

    @model_validator(mode="after")
    def _only_invented_units(self) -> InventedRegion:
        codes = [unit.code for unit in self.units]
        if len(set(codes)) != len(codes):
            raise ValueError("A unit's code stands twice.")
        for row in self.rows:
            strange = sorted({*row.statuses, *row.reasons} - set(codes))
            if strange:
                raise ValueError(
                    f"{row.target!r} has a status for {strange[0]!r}, which is no unit of the invented region."
                )
            if LOST in row.statuses.values():
                raise ValueError(f"{row.target!r}: {LOST!r} speaks of a printed source, and there is none.")
        return self


def invented_region(data_dir: Path = DATA) -> InventedRegion:
    """The invented region; ``PolicyError`` where it names a target or a step that does not exist."""
    region = load_toml(data_dir / "plan" / FILE, InventedRegion)
    targets = {item.id for item in framework(region.framework).of_kind(ItemKind.TARGET)}
    steps = {step.id for step in scales()[region.scale].steps}
    told = []
    for row in region.rows:
        if row.target not in targets:
            told.append(_fault(f"{row.target!r} is no target of {region.framework}."))
        told += [_fault(f"{row.target!r}: {s!r} is no step.") for s in {*row.statuses.values()} - steps]
    if told:
        raise PolicyError(told)
    return region


def _fault(says: str) -> Problem:
    return Problem(f"plan/{FILE}", 0, "rows", says, "Name one that stands in the framework's files.")
