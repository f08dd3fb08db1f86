"""The plain values reports are composed of: what a query hands over and an edition freezes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from wellknit.lib.indicators import Missing, Value
from wellknit.plan.reference_files import INVENTED_CODE


@dataclass(frozen=True, slots=True)
class UnitHead:
    """A column of a regional table: code, the short name the six agreed on, and when its block was
    endorsed.
    """

    code: str
    name: str
    state: str = ""
    endorsed_on: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class StatusCell:
    """What one unit says of one item, what the figures say, why, and what it said a year before."""

    declared: str = ""
    computed: str = ""
    reason: str = ""
    evidence: str = ""
    before: str = ""
    target: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One target or indicator with its cells by unit code. `code` is the printed label and may occur
    twice.
    """

    id: str
    code: str
    title: str
    group: str = ""
    text: str = ""
    cells: Mapping[str, StatusCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Targets × seven units of one framework and period: real ones, or invented ones under a mark.

    Raises ValueError when the two are mixed: an invented status must not stand beside a government's.
    """

    framework: str
    title: str
    period: str
    scale: str
    units: tuple[UnitHead, ...]
    rows: tuple[StatusRow, ...]
    notes: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        codes = {unit.code for unit in self.units}.union(*(row.cells for row in self.rows))
        invented = {code for code in codes if re.fullmatch(INVENTED_CODE, code)}
        if invented and invented != codes:
            raise ValueError("Invented and real units never stand in one table.")
        if invented and not all(unit.watermark for unit in self.units):
            raise ValueError("An invented unit carries a mark.")


@dataclass(frozen=True, slots=True)
class Marker:
    """A progress marker of a period: what was asked, what came, how it was judged by people and by
    arithmetic.
    """

    id: str
    code: str
    title: str
    group: str
    group_title: str
    target: str
    actual: str
    declared: str
    computed: str
    reason: str = ""
    evidence: str = ""
    baseline: str = ""
    cumulative: str = ""
    means: str = ""
    unit: str = "REG"


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Utilisation of one unit: amounts in dollars (`allocated` None: nothing is recorded, which is not
    zero); the government's own share with what it is a share of.
    """

    unit: str
    name: str
    allocated: Decimal | None
    received: Decimal
    committed: Decimal
    spent: Decimal
    share: Decimal | None = None
    share_of: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a workplan as printed."""

    id: str
    number: int
    activity: str
    title: str
    steps: str
    targets: str
    scope: str
    ministry: str
    partners: str
    quarters: tuple[bool, bool, bool, bool]
    support: str
    output: str
    state: str
    area: str
    budget: Mapping[str, Decimal] = field(default_factory=dict)
    partner_names: str = ""
    spent_mid: Decimal | None = None
    spent_end: Decimal | None = None
    progress: str = ""


MISSING_WORDS = {
    Missing.NOT_COLLECTED: "not collected",
    Missing.WITHHELD: "withheld by the country",
    Missing.NOT_APPLICABLE: "not applicable",
    Missing.NOT_RECOVERABLE: "not recoverable from the source",
    Missing.NOT_STATED: "not stated",
    Missing.NOT_YET: "not yet due",
}


def figure_words(value: Value | None, unit: str = "") -> str:
    """A figure for reading: thin thousands, a percent sign, or the reason there is none; '–' when nobody
    answered.
    """
    if value is None:
        return "–"
    if value.missing is not None:
        return MISSING_WORDS[value.missing]
    number = value.as_number()
    if number is None:
        return value.text or value.score or "–"
    whole = number == number.to_integral_value()
    said = f"{number:,.0f}" if whole else f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{said}%" if unit == "percent" else said
