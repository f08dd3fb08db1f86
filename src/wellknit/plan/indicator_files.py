"""Reference sheets of indicators: all that must be agreed before two countries' figures may stand in one row.

``data/frameworks/indicators/`` holds one file per framework. The documents print targets and markers, not
sheets: unit, direction and the two rules of adding up are therefore ours, and say so (``sheet = "ours"``).
Pure: no models of the database here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wellknit.lib.indicators import Across, Direction, Missing, Over, Unit
from wellknit.lib.policydata import DATA, Kind, PolicyModel, Sourced, load_all

ID = r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$"


class Figure(PolicyModel):
    """One printed or reported part of a value: number, words or score, or the reason there is none."""

    part: str = ""  # for an indicator of several parts: which
    number: str | None = Field(default=None, pattern=r"^-?\d+(\.\d+)?$")
    text: str = ""
    score: str = ""
    missing: Missing | None = None

    @model_validator(mode="after")
    def _something(self) -> Figure:
        if (self.number is None and not self.text and not self.score) == (self.missing is None):
            raise ValueError("Give a number, words or a score - or the reason there is none, not both.")
        return self


class Part(PolicyModel):
    """One of several figures an indicator asks for at once (functions handed over fully, and partly)."""

    id: str
    label: str
    unit: Unit


class Baseline(Sourced):
    """Where the count starts, with its year; ``missing`` when the document states none (never a silent
    zero).
    """

    year: str = ""
    figure: Figure


class PrintedTarget(Sourced):
    """A target or progress marker as the document prints it, for a period, for the region or one country."""

    period: str
    unit_of_report: str = "REG"
    figures: tuple[Figure, ...]
    note: str = ""


class Indicator(Sourced):
    """A reference sheet: all that must be agreed before two countries' figures may stand in one row."""

    id: str = Field(pattern=ID)
    framework: str
    item: str  # the item of the framework it measures
    code: str = ""
    title: str
    definition: str
    unit: Unit
    parts: tuple[Part, ...] = ()
    direction: Direction
    across_countries: Across
    over_time: Over
    cumulative: bool = False
    numerator: str = ""
    denominator: str = ""
    reported_by: tuple[str, ...] = ()  # country codes or REG
    disaggregation: tuple[str, ...] = ()
    baseline: Baseline
    targets: tuple[PrintedTarget, ...] = ()
    means_of_verification: str = ""
    rationale: str = ""
    limits: str = ""  # what the figure cannot tell
    sheet: Literal["printed", "ours"] = (
        "ours"  # the documents print targets, not sheets: what is added is ours
    )


class IndicatorFile(Sourced):
    """All reference sheets of one framework."""

    id: str
    version: int = Field(ge=1)
    framework: str
    scale: str
    note: str = ""
    indicators: tuple[Indicator, ...]

    @model_validator(mode="after")
    def _once(self) -> IndicatorFile:
        ids = [entry.id for entry in self.indicators]
        if len(set(ids)) != len(ids):
            raise ValueError("An indicator's id stands twice.")
        return self


INDICATORS = Kind("frameworks/indicators", IndicatorFile)


@lru_cache(maxsize=4)
def indicators(data_dir: Path = DATA) -> dict[str, Indicator]:
    """Every reference sheet by id."""
    return {entry.id: entry for file in load_all(INDICATORS, data_dir) for entry in file.indicators}
