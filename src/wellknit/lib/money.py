"""Money of a programme: formulas, restrictions, what was used, and shares that say what they are shares of.

Amounts are `Decimal`, never floats; currencies are ISO 4217 codes; rates carry the day they were valid and
who said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from wellknit.lib.indicators import Finding

ZERO = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round to two places the way an accountant does (half away from zero)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a requirement: an amount per year, or a percentage of other lines.

    `covers` names the framework areas one amount stands for together: a plan may give five areas one sum.
    """

    key: str
    label: str
    group: str = ""
    amounts: Mapping[int, Decimal] | None = None
    percent: Decimal | None = None
    of: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """A line worked out: amounts by year and their total."""

    line: Line
    amounts: Mapping[int, Decimal]

    @property
    def total(self) -> Decimal:
        """All years together."""
        return sum(self.amounts.values(), ZERO)


def requirement(lines: Sequence[Line], years: Sequence[int]) -> list[Required]:
    """Work out every line for every year. A formula may stand on plain lines only, so that no line can
    feed itself.
    """
    plain = {line.key: line for line in lines if line.amounts is not None}
    worked = []
    for line in lines:
        if line.amounts is not None:
            amounts = {year: line.amounts.get(year, ZERO) for year in years}
        else:
            amounts = {year: _formula(line, plain, year) for year in years}
        worked.append(Required(line, amounts))
    return worked


def _formula(line: Line, plain: Mapping[str, Line], year: int) -> Decimal:
    if line.percent is None:
        raise ValueError(f"the line '{line.key}' has neither amounts nor a percentage")
    unknown = [key for key in line.of if key not in plain]
    if unknown:
        raise ValueError(
            f"the line '{line.key}' is a share of {', '.join(unknown)}, which is not a line with amounts"
        )
    base = sum(((plain[key].amounts or {}).get(year, ZERO) for key in line.of), ZERO)
    return cents(base * line.percent / HUNDRED)


def grand_total(worked: Iterable[Required], years: Sequence[int]) -> dict[int, Decimal]:
    """Sum by year over all lines."""
    rows = list(worked)
    return {year: sum((row.amounts[year] for row in rows), ZERO) for year in years}


class Effect(StrEnum):
    """What a donor's restriction does. EXCLUDE and ONLY bind; PREFER is told and may be overridden with a
    reason.
    """

    EXCLUDE = "exclude"
    ONLY = "only"
    PREFER = "prefer"


class On(StrEnum):
    """What a restriction speaks about."""

    COUNTRY = "country"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Restriction:
    """One condition on a pledge: its effect, on a country or an area of the framework, and which ones."""

    effect: Effect
    on: On
    values: frozenset[str]
    said: str = ""


def check_restrictions(
    restrictions: Iterable[Restriction], *, country: str, areas: Sequence[str]
) -> list[Finding]:
    """May this money go to this country and these areas? Refusals for what the donor excludes, warnings
    for preferences.
    """
    findings = []
    for rule in restrictions:
        mine = {country} if rule.on is On.COUNTRY else set(areas)
        named = ", ".join(sorted(rule.values))
        if rule.effect is Effect.EXCLUDE and mine & rule.values:
            hit = ", ".join(sorted(mine & rule.values))
            findings.append(Finding("excluded", f"The donor excludes {hit} from this pledge.", True, hit))
        elif rule.effect is Effect.ONLY and not mine <= rule.values:
            outside = ", ".join(sorted(mine - rule.values)) or "no area named"
            findings.append(
                Finding(
                    "outside", f"This pledge is only for {named}; {outside} is not among them.", True, outside
                )
            )
        elif rule.effect is Effect.PREFER and not mine & rule.values:
            findings.append(
                Finding(
                    "not_preferred", f"The donor would rather see this money go to {named}.", False, named
                )
            )
    return findings


def check_amount(pledged: Decimal, already: Decimal, asked: Decimal) -> list[Finding]:
    """Is there enough left of a pledge for one more allocation? All three amounts in the pledge's own
    currency.
    """
    if asked <= 0:
        return [Finding("not_positive", "An allocation is more than nothing.", True)]
    left = pledged - already
    if asked > left:
        return [Finding("overdrawn", f"Only {cents(left):,} of this pledge is left.", True)]
    return []


@dataclass(frozen=True, slots=True)
class Utilisation:
    """One row of the utilisation table the Secretariat owes each Senior Officials Meeting (SPA II, PPC 8)."""

    allocated: Decimal
    received: Decimal
    committed: Decimal
    spent: Decimal

    @property
    def unspent(self) -> Decimal:
        """Allocated and not spent; below zero when more was spent than allocated, which is shown as it is."""
        return self.allocated - self.spent

    @property
    def percent(self) -> Decimal | None:
        """Spent of allocated, in percent; None where nothing was allocated (that is not 0%)."""
        return None if not self.allocated else self.spent * HUNDRED / self.allocated

    def __add__(self, other: Utilisation) -> Utilisation:
        return Utilisation(
            self.allocated + other.allocated,
            self.received + other.received,
            self.committed + other.committed,
            self.spent + other.spent,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage that says what it is a percentage of. `percent` is None when it is not known: that is
    not zero.
    """

    percent: Decimal | None
    denominator: str
    part: Decimal | None = None
    whole: Decimal | None = None


def cofinancing(part: Decimal | None, whole: Decimal | None, *, denominator: str) -> Share:
    """A government's share of the cost (or of the activities) of its plan; the denominator must be named."""
    if not denominator:
        raise ValueError("a share needs the name of what it is a share of")
    if part is None or not whole:
        return Share(None, denominator, part, whole)
    return Share(part * HUNDRED / whole, denominator, part, whole)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one US dollar was on a day, and who published it."""

    currency: str
    day: date
    per_usd: Decimal
    source: str


class NoRate(LookupError):
    """No rate is known for a currency near a day; the sentence says which rate to add."""


def usd(
    amount: Decimal, currency: str, day: date, rates: Iterable[Rate], *, within: int = 45
) -> tuple[Decimal, Rate | None]:
    """Dollars of an amount on a day, by the last rate on or before it and at most `within` days old; and
    that rate.
    """
    if currency == "USD":
        return cents(amount), None
    usable = [r for r in rates if r.currency == currency and day - timedelta(days=within) <= r.day <= day]
    if not usable:
        raise NoRate(
            f"There is no rate for {currency} in the {within} days before {day:%d %B %Y}. Add one with "
            f"its source."
        )
    rate = max(usable, key=lambda r: r.day)
    return cents(amount / rate.per_usd), rate


def envelope_findings(lines: int, asked: Decimal, envelope: Decimal, *, low: int, high: int) -> list[Finding]:
    """Warnings on a workplan's size. Never refusals: in 2009 two of six countries were outside the habit
    of 15 to 25.
    """
    findings = []
    if not low <= lines <= high:
        findings.append(Finding("line_count", f"Lines in the plan: {lines}; the habit is {low} to {high}."))
    if asked > envelope:
        findings.append(
            Finding("envelope", f"The plan asks {cents(asked):,} of an envelope of {cents(envelope):,}.")
        )
    return findings
