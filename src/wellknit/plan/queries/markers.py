"""Progress markers of a programme's year: asked, reached, declared, computed - one row an indicator and
unit.
"""

from __future__ import annotations

from collections.abc import Mapping

from wellknit.lib.indicators import Direction, Value, read_progress
from wellknit.plan import framework_files, indicator_files
from wellknit.plan.models import Fact, FactKind, StatusCall
from wellknit.plan.queries.matrix import framework_of, value_of
from wellknit.plan.reports.values import Marker, figure_words
from wellknit.platform.access.viewer import Viewer

_FIELDS = (
    "indicator",
    "part",
    "unit",
    "kind",
    "number",
    "numerator",
    "denominator",
    "text",
    "score",
    "missing",
)


def markers(
    viewer: Viewer, framework: str, period: str, *, unit: str = "REG", published_only: bool = False
) -> list[Marker]:
    """All markers of one unit in the order of the framework's reference sheets."""
    plan = framework_of(framework)
    facts = Fact.objects.filter(framework=framework, period=period, unit=unit, current=True, dims="")
    calls = StatusCall.objects.filter(framework=framework, period=period, unit=unit, current=True)
    if published_only:
        facts, calls = facts.filter(shown="all"), calls.filter(shown="all")
    values: dict[tuple[str, str, str], Value] = {}
    for indicator, part, _unit, kind, *parts in facts.order_by("block__edition").values_list(*_FIELDS):
        values[indicator, kind, part] = value_of(*parts)
    judged = {call.about: call for call in calls.order_by("block__edition")}
    sheets = [s for s in indicator_files.indicators().values() if s.framework == framework]
    return [_marker(plan, sheet, values, judged.get(sheet.id), unit) for sheet in sheets]


def _marker(
    plan: framework_files.Framework,
    sheet: indicator_files.Indicator,
    values: dict[tuple[str, str, str], Value],
    call: StatusCall | None,
    unit: str,
) -> Marker:
    parts = [part.id for part in sheet.parts] or [""]
    labels = {part.id: part.label for part in sheet.parts}
    goal_kind = FactKind.MARKER if (sheet.id, FactKind.MARKER, parts[0]) in values else FactKind.TARGET
    goals = {part: values.get((sheet.id, goal_kind, part)) for part in parts}
    actuals = {part: values.get((sheet.id, FactKind.ACTUAL, part)) for part in parts}
    if not any(actuals.values()):
        # A result told as one sentence for all parts stands under no part.
        actuals = {part: values.get((sheet.id, FactKind.ACTUAL, "")) for part in parts[:1]}
    item = plan.item(sheet.item)
    return Marker(
        id=sheet.id, code=sheet.code, title=sheet.title, group=item.id,
        group_title=f"{item.code} {item.title}".strip(),
        target=_words(goals, labels, sheet.unit), actual=_words(actuals, labels, sheet.unit),
        declared=call.declared if call else "", computed=computed_of(goals, actuals, sheet.direction),
        reason=call.reason if call else "", evidence=call.evidence if call else "",
        baseline=_words({"": values.get((sheet.id, FactKind.BASELINE, ""))}, {}, sheet.unit),
        means=sheet.means_of_verification, unit=unit,
    )  # fmt: skip


def _words(values: dict[str, Value | None], labels: dict[str, str], unit: str) -> str:
    named = len(values) > 1
    said = [
        f"{figure_words(value, unit)} {labels[part].lower()}"
        if named and part in labels
        else figure_words(value, unit)
        for part, value in values.items()
    ]
    return ", ".join(said) or "–"


def computed_of(
    goals: Mapping[str, Value | None], actuals: Mapping[str, Value | None], direction: Direction
) -> str:
    """The worst part decides: two functions fully and ten partly are met when both counts are."""
    order = ("no_target", "no_data", "not_comparable", "not", "partly", "fully")
    found = [
        str(read_progress(goal, actuals.get(part), direction=direction).status)
        for part, goal in goals.items()
    ]
    return min(found, key=order.index) if found else "no_target"
