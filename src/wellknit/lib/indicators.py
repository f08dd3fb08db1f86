"""What a set of figures says: adding up over countries, adding up over time, and the status that
arithmetic gives.

Three habits hold everywhere here. A missing figure is never a zero: it keeps the reason it is missing.
Countries and
time are two directions with two rules each (six countries' trainees are added, six countries' percentages
are not).
And a computed status stands *beside* the declared one: officials may judge otherwise, and say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Missing(StrEnum):
    """Why there is no figure. Each prints as a word, so that a reader never takes a gap for a nought."""

    NOT_COLLECTED = "not_collected"
    WITHHELD = "withheld"
    NOT_APPLICABLE = "not_applicable"
    NOT_RECOVERABLE = "not_recoverable"
    NOT_STATED = "not_stated"
    NOT_YET = "not_yet"


class Across(StrEnum):
    """How the figures of several countries make one figure of the region."""

    SUM = "sum"
    MEAN = "mean"
    RATIO = "ratio"  # sum of numerators over sum of denominators: the only honest way to combine percentages
    LOWEST = "lowest"
    HIGHEST = "highest"
    COUNT_YES = "count_yes"  # how many countries say yes (a score or number above zero)
    APART = "apart"  # never combined: each country's figure stands alone


class Over(StrEnum):
    """How the figures of several periods make one figure of a longer period."""

    SUM = "sum"
    LATEST = "latest"
    MEAN = "mean"
    RATIO = "ratio"
    HIGHEST = "highest"
    LOWEST = "lowest"
    APART = "apart"


class Direction(StrEnum):
    """Which way is better; NONE is for figures that are only described (a population, a budget)."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Unit(StrEnum):
    """What a figure counts in. A percentage keeps its numerator and denominator when they are known."""

    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    MONEY = "money"
    TEXT = "text"
    SCORE = "score"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Value:
    """One figure as reported: a number, or its two parts, or words, or a score, or the reason there is
    none.
    """

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""
    score: str = ""
    missing: Missing | None = None

    @property
    def known(self) -> bool:
        """True when there is something to read: a zero is known, a gap is not."""
        return self.missing is None

    def as_number(self) -> Decimal | None:
        """The figure to calculate with, in the indicator's own unit; percentages as 0 to 100."""
        if self.missing is not None:
            return None
        if self.number is not None:
            return self.number
        if self.numerator is not None and self.denominator:
            return self.numerator * HUNDRED / self.denominator
        return None


@dataclass(frozen=True, slots=True)
class Combined:
    """A figure made of others, which never hides how many it is made of and who is not in it."""

    value: Value
    counted: tuple[str, ...]
    absent: Mapping[str, Missing] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """True when every part was known; an incomplete sum is printed with a mark and a note."""
        return not self.absent


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader should be told about a figure. `code` is for programs, `sentence` for people."""

    code: str
    sentence: str
    refuses: bool = False
    place: str = ""


def across(values: Mapping[str, Value], how: Across) -> Combined:
    """Combine the same indicator and period over reporting units (keys are unit codes, in protocol order)."""
    return _combine(list(values.items()), str(how))


def over(values: Sequence[tuple[str, Value]], how: Over) -> Combined:
    """Combine the same indicator and unit over periods (pairs of period key and value, oldest first)."""
    return _combine(list(values), str(how))


def region_over_time(grid: Mapping[str, Sequence[tuple[str, Value]]], space: Across, time: Over) -> Combined:
    """Time first inside each country, then countries: the only order in which 'latest' has a meaning.

    A ratio in both directions keeps its numerators and denominators, so the result is the pooled one.
    """
    per_unit = {unit: over(series, time) for unit, series in grid.items()}
    result = across({unit: combined.value for unit, combined in per_unit.items()}, space)
    partial = {unit: Missing.NOT_STATED for unit, c in per_unit.items() if c.counted and c.absent}
    return Combined(result.value, result.counted, {**partial, **result.absent})


def _combine(items: list[tuple[str, Value]], how: str) -> Combined:
    absent = {key: value.missing for key, value in items if value.missing is not None}
    present = [(key, value) for key, value in items if value.missing is None]
    if how == "apart" or not present:
        return Combined(Value(missing=_shared_reason(absent.values(), how)), (), absent)
    if how == "ratio":
        return _pooled(present, absent)
    if how == "latest":
        # Latest means the latest that was measured; a gap at the end is said, not filled.
        return Combined(present[-1][1], (present[-1][0],), absent)
    numbers = [(key, number) for key, value in present if (number := value.as_number()) is not None]
    unreadable = {key: Missing.NOT_APPLICABLE for key, value in present if value.as_number() is None}
    if not numbers:
        return Combined(Value(missing=Missing.NOT_APPLICABLE), (), {**absent, **unreadable})
    return Combined(
        Value(number=_fold([n for _, n in numbers], how)),
        tuple(k for k, _ in numbers),
        {**absent, **unreadable},
    )


def _pooled(present: list[tuple[str, Value]], absent: dict[str, Missing]) -> Combined:
    whole = [(k, v) for k, v in present if v.numerator is not None and v.denominator is not None]
    # A percentage without its two parts cannot be pooled: weights would be invented.
    parts_lost = {k: Missing.NOT_STATED for k, v in present if v.numerator is None or v.denominator is None}
    gaps = {**absent, **parts_lost}
    top = sum((v.numerator for _, v in whole if v.numerator is not None), ZERO)
    bottom = sum((v.denominator for _, v in whole if v.denominator is not None), ZERO)
    if not whole or not bottom:
        return Combined(Value(missing=Missing.NOT_STATED if not whole else Missing.NOT_APPLICABLE), (), gaps)
    return Combined(Value(numerator=top, denominator=bottom), tuple(k for k, _ in whole), gaps)


def _fold(numbers: Sequence[Decimal], how: str) -> Decimal:
    match how:
        case "sum":
            return sum(numbers, ZERO)
        case "mean":
            return sum(numbers, ZERO) / len(numbers)
        case "lowest":
            return min(numbers)
        case "highest":
            return max(numbers)
        case "count_yes":
            return Decimal(sum(1 for n in numbers if n > 0))
    raise ValueError(f"'{how}' is not a way of combining figures")


def _shared_reason(reasons: Iterable[Missing | None], how: str) -> Missing:
    if how == "apart":
        return Missing.NOT_APPLICABLE
    known = {reason for reason in reasons if reason is not None}
    return known.pop() if len(known) == 1 else Missing.NOT_STATED


class Computed(StrEnum):
    """What arithmetic alone would say. Never printed without the words 'by the figures'."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Reading:
    """Target against progress. `share` is the part of the way, 0 to 100 and never above; None when it has
    no meaning.
    """

    status: Computed
    share: Decimal | None = None
    finding: Finding | None = None


def read_progress(
    target: Value | None,
    actual: Value | None,
    *,
    baseline: Value | None = None,
    direction: Direction = Direction.UP,
) -> Reading:
    """Say how far progress is on the way from baseline (else from nothing) to target.

    A target of zero, a target equal to its baseline and a target behind it have no "percent of the way";
    they still have met and not met. The share is capped at 100 for reading, not for deciding.
    """
    goal = target.as_number() if target else None
    if goal is None:
        return Reading(Computed.NO_TARGET)
    done = actual.as_number() if actual else None
    if done is None:
        return Reading(Computed.NO_DATA)
    if direction is Direction.NONE:
        return Reading(Computed.NOT_COMPARABLE)
    start = baseline.as_number() if baseline else None
    met = done >= goal if direction is Direction.UP else done <= goal
    share, finding = _share(start, goal, done, direction)
    if met:
        return Reading(Computed.FULLY, HUNDRED if share is not None else None, finding)
    moved = done > (start or ZERO) if direction is Direction.UP else start is not None and done < start
    return Reading(Computed.PARTLY if moved else Computed.NOT, share, finding)


def _share(
    start: Decimal | None, goal: Decimal, done: Decimal, direction: Direction
) -> tuple[Decimal | None, Finding | None]:
    if start is None and direction is Direction.DOWN:
        return None, Finding(
            "no_baseline", "A figure that should fall needs a baseline before a share can be given."
        )
    begin = start if start is not None else ZERO
    if goal == begin:
        code = "target_zero" if goal == 0 else "target_equals_baseline"
        said = "The target is zero" if goal == 0 else "The target equals the baseline"
        return None, Finding(code, f"{said}: there is no way to be part of, only met or not met.")
    if (goal < begin) == (direction is Direction.UP):
        return None, Finding(
            "target_behind_baseline", "The target lies behind the baseline: no share is given."
        )
    way = (done - begin) * HUNDRED / (goal - begin)
    return max(ZERO, min(HUNDRED, way)), None


def n_of_m(statuses: Mapping[str, Computed], needed: int) -> Reading:
    """A regional target of the form 'n of six countries': the mean of countries would say something else."""
    meeting = sum(1 for status in statuses.values() if status is Computed.FULLY)
    if meeting >= needed:
        return Reading(Computed.FULLY, HUNDRED)
    if all(s in (Computed.NO_DATA, Computed.NO_TARGET) for s in statuses.values()):
        return Reading(Computed.NO_DATA)
    share = Decimal(meeting) * HUNDRED / Decimal(needed)
    return Reading(Computed.PARTLY if meeting else Computed.NOT, share)


class Card(StrEnum):
    """The traffic light of UNDP's corporate report card, offered beside the declared status and never
    instead.
    """

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


def card_colour(shares: Sequence[Decimal | None]) -> Card:
    """Unweighted mean of the shares of an output's milestones: green from 100, amber from 50, red below,
    grey if unknown.
    """
    known = [share for share in shares if share is not None]
    if not known:
        return Card.GREY
    mean = sum(known, ZERO) / len(known)
    return Card.GREEN if mean >= HUNDRED else Card.AMBER if mean >= 50 else Card.RED


def dims_key(parts: Mapping[str, str]) -> str:
    """The one spelling of a disaggregation: axes in order of the alphabet; the total is the empty text."""
    return ";".join(f"{axis}={parts[axis]}" for axis in sorted(parts))


def dims_parts(key: str) -> dict[str, str]:
    """The other way round: 'age=0-14;sex=female' to its axes."""
    return dict(part.split("=", 1) for part in key.split(";") if part)
