"""What is wrong with a figure, or worth telling: each finding is a sentence an official can act on.

A finding with `refuses` stops the entry; the others are printed beside the figure, because sources do
differ and
a figure is never corrected silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wellknit.lib.indicators import HUNDRED, ZERO, Direction, Finding, Unit, Value


def check_value(unit: Unit, value: Value, *, scores: Sequence[str] = ()) -> list[Finding]:
    """What is wrong with one figure by itself, as sentences an official can act on."""
    findings: list[Finding] = []
    if value.missing is not None:
        if value.number is not None or value.numerator is not None or value.text or value.score:
            findings.append(
                Finding("value_and_reason", "Give a figure, or the reason it is missing, not both.", True)
            )
        return findings
    if value.denominator is not None and value.denominator == 0:
        findings.append(
            Finding("denominator_zero", "The denominator is zero: there is nothing to take a share of.", True)
        )
    number = value.as_number()
    if unit is Unit.PERCENT and number is not None and not ZERO <= number <= HUNDRED:
        findings.append(Finding("percent_range", f"{number.normalize():f}% is not between 0 and 100.", True))
    if unit in (Unit.COUNT, Unit.MONEY) and number is not None and number < 0:
        findings.append(Finding("negative", "A count or an amount cannot be below zero.", True))
    if unit is Unit.COUNT and number is not None and number != number.to_integral_value():
        findings.append(Finding("not_whole", "People and events are counted in whole numbers.", True))
    if unit is Unit.SCORE and value.score not in scores:
        findings.append(Finding("score_unknown", f"'{value.score}' is not on this indicator's scale.", True))
    if unit not in (Unit.TEXT, Unit.SCORE) and number is None:
        findings.append(Finding("no_number", "Give a number, or say why there is none.", True))
    if unit is Unit.TEXT and not value.text.strip():
        findings.append(Finding("no_text", "Write the answer, or say why there is none.", True))
    return findings


def check_parts(total: Value, parts: Mapping[str, Value], axis: str) -> list[Finding]:
    """Does a disaggregation add up? It is told, with both figures, and never corrected or refused: sources
    differ.

    `parts` are the values of one axis (sex: female, male …) for the same indicator, unit and period.
    """
    whole = total.as_number()
    known = {name: number for name, part in parts.items() if (number := part.as_number()) is not None}
    if whole is None or not known:
        return []
    added = sum(known.values(), ZERO)
    if len(known) < len(parts):
        if added > whole:
            known_sum, total_sum = f"{added.normalize():f}", f"{whole.normalize():f}"
            said = f"By {axis}, the known parts ({known_sum}) are already more than the total ({total_sum})."
            return [Finding("parts_exceed", said, place=axis)]
        return [
            Finding(
                "parts_incomplete",
                f"By {axis}, {len(parts) - len(known)} of {len(parts)} parts are missing.",
                place=axis,
            )
        ]
    if added != whole:
        said = (
            f"By {axis}, the parts add up to {added.normalize():f} and the total says {whole.normalize():f}."
        )
        return [Finding("parts_differ", said, place=axis)]
    return []


def check_target(
    target: Value, baseline: Value | None, direction: Direction, *, was: Value | None = None
) -> list[Finding]:
    """What to say about a target when it is set or revised: it may stand, but nobody should be surprised
    later.
    """
    goal, start = target.as_number(), baseline.as_number() if baseline else None
    findings = []
    if goal == 0 and was is not None and was.as_number():
        findings.append(
            Finding(
                "revised_to_zero",
                "The target is revised to zero: say why; the earlier target stays on the record.",
            )
        )
    if goal is not None and start is not None and goal == start:
        findings.append(
            Finding("target_equals_baseline", "The target equals the baseline: it asks for no change.")
        )
    elif (
        goal is not None
        and start is not None
        and direction is not Direction.NONE
        and (goal < start) == (direction is Direction.UP)
    ):
        findings.append(Finding("target_behind_baseline", "The target lies behind the baseline."))
    return findings


@dataclass(frozen=True, slots=True)
class Span:
    """A reporting period by its first and last day, both included."""

    key: str
    kind: str
    starts: date
    ends: date


def check_span(new: Span, existing: Iterable[Span]) -> list[Finding]:
    """A period may contain another of a longer kind (a half year in a year) but not overlap one of its own
    kind.
    """
    if new.ends < new.starts:
        return [Finding("period_backwards", "The period ends before it begins.", True)]
    return [
        Finding(
            "period_overlap",
            f"It overlaps the period {old.key} ({old.starts:%d %b %Y} to {old.ends:%d %b %Y}).",
            True,
        )
        for old in existing
        if old.kind == new.kind and old.key != new.key and old.starts <= new.ends and new.starts <= old.ends
    ]
