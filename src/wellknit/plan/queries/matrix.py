"""Reading the region at a glance: what seven units say of each item in one framework and period.

Five statements whatever the size: blocks, judgements of this period and the one before, targets and
results. What a
viewer may not see is kept away by the database; here nothing is filtered by country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wellknit.lib.indicators import Missing, Value, read_progress
from wellknit.lib.policydata import DATA
from wellknit.plan import framework_files, indicator_files, reference_files, table_files
from wellknit.plan.models import Block, Fact, FactKind, StatusCall
from wellknit.plan.reports.values import Matrix, StatusCell, StatusRow, UnitHead, figure_words
from wellknit.plan.states import BlockKind, BlockState
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer

GOALS = (FactKind.TARGET, FactKind.MARKER)
STANDING = (BlockState.PUBLISHED, BlockState.ENDORSED, BlockState.REVIEWED, BlockState.DRAFT)


@dataclass(frozen=True, slots=True)
class Figures:
    """Target and result of one item and unit, as values."""

    target: Value | None = None
    actual: Value | None = None


def status_matrix(viewer: Viewer, framework: str, period: str, *, published_only: bool = False) -> Matrix:
    """Targets × units as far as this viewer may read; a country's own draft counts for itself only."""
    plan = framework_of(framework)
    heads = unit_heads(viewer, framework, period, published_only=published_only)
    calls = _calls(framework, period, published_only)
    before = _calls(framework, previous(period), True) if previous(period) else {}
    figures = _figures(framework, period, published_only)
    rows = tuple(_row(row, heads, calls, before, figures=figures) for row in matrix_rows(plan, period))
    return Matrix(
        framework=framework, title=plan.title, period=period, scale=scale_of(plan).id, units=heads, rows=rows,
        notes=_notes(framework, period),
    )  # fmt: skip


def framework_of(framework: str) -> framework_files.Framework:
    """The framework, or a refusal that lists the ones there are."""
    found = framework_files.frameworks().get(framework)
    if found is None:
        known = ", ".join(framework_files.frameworks())
        raise NotValid(f"There is no framework “{framework}”. There are: {known}.")
    return found


def scale_of(plan: framework_files.Framework) -> reference_files.Scale:
    """The scale a framework is judged by; one that names none takes the words of progress markers."""
    return reference_files.scales()[plan.scale or "markers-three"]


def matrix_rows(plan: framework_files.Framework, period: str) -> list[StatusRow]:
    """The rows of the country table: those of the printed table of that year where there is one, else the
    targets.
    """
    printed = _printed(plan.id, period)
    items = {item.id: item for item in plan.items}
    rows = []
    seen: set[str] = set()
    for line in printed.rows if printed else ():
        seen.add(line.target)
        parent = items[items[line.target].parent] if line.target in items else None
        rows.append(StatusRow(line.id, line.printed_code, line.text, _group(parent)))
    for item in plan.of_kind(framework_files.ItemKind.TARGET, framework_files.ItemKind.OUTPUT):
        if item.id not in seen:
            parent = items.get(item.parent)
            rows.append(StatusRow(item.id, item.code, item.title, _group(parent), item.text))
    order = {_group(item): place for place, item in enumerate(plan.items)}
    return sorted(rows, key=lambda row: order.get(row.group, -1))


def _group(item: framework_files.Item | None) -> str:
    return f"{item.code} {item.title}".strip() if item else ""


def _printed(framework: str, period: str) -> table_files.AchievementTable | None:
    if not period.isdigit() or not (DATA / "plan" / f"achievement-{period}.toml").exists():
        return None
    table = table_files.achievement(int(period))
    return table if table.framework == framework else None


def _notes(framework: str, period: str) -> tuple[str, ...]:
    printed = _printed(framework, period)
    return (printed.note,) if printed else ()


def previous(period: str) -> str:
    """The period before: a year's is the year before, a half's the same half of the year before."""
    year, _, rest = period.partition("-")
    return f"{int(year) - 1}{'-' + rest if rest else ''}" if year.isdigit() and not rest.isdigit() else ""


def unit_heads(
    viewer: Viewer, framework: str, period: str, *, published_only: bool = False
) -> tuple[UnitHead, ...]:
    """The seven units in protocol order with the state of their report."""
    blocks = Block.objects.filter(framework=framework, period__key=period, kind=BlockKind.REPORT).order_by(
        "edition"
    )
    if published_only:
        blocks = blocks.filter(state=BlockState.PUBLISHED)
    latest = {block.unit: block for block in blocks}
    heads = []
    for unit in reference_files.units():
        block = latest.get(unit.code)
        on = f"{block.endorsed_on:%d %b %Y}" if block and block.endorsed_on else ""
        state = block.state if block else ""
        heads.append(UnitHead(unit.code, unit.short, state, on, block.watermark if block else ""))
    return tuple(heads)


def _calls(framework: str, period: str, published_only: bool) -> dict[tuple[str, str], StatusCall]:
    rows = StatusCall.objects.filter(framework=framework, period=period, current=True)
    if published_only:
        rows = rows.filter(shown="all")
    # Later editions last, so that they win: of what a viewer may see, the newest counts.
    return {(call.about, call.unit): call for call in rows.order_by("block__edition")}


def _figures(framework: str, period: str, published_only: bool) -> dict[tuple[str, str], Figures]:
    item_of = {sheet.id: sheet.item for sheet in indicator_files.indicators().values()}
    rows = Fact.objects.filter(
        framework=framework, period=period, current=True, dims="", kind__in=(*GOALS, "actual")
    )
    if published_only:
        rows = rows.filter(shown="all")
    found: dict[tuple[str, str], Figures] = {}
    fields = ("indicator", "unit", "kind", "number", "numerator", "denominator", "text", "score", "missing")
    for indicator, unit, kind, *parts in rows.order_by("block__edition").values_list(*fields):
        key = (item_of.get(indicator, indicator), unit)
        had = found.get(key, Figures())
        value = value_of(*parts)
        found[key] = Figures(had.target, value) if kind == FactKind.ACTUAL else Figures(value, had.actual)
    return found


def value_of(
    number: object, numerator: object, denominator: object, text: str, score: str, missing: str
) -> Value:
    """A row's figure as a value, without building the model."""
    reason = Missing(missing) if missing else None
    return Value(number, numerator, denominator, text, score, reason)  # type: ignore[arg-type]


def _row(
    row: StatusRow,
    heads: Iterable[UnitHead],
    calls: dict[tuple[str, str], StatusCall],
    before: dict[tuple[str, str], StatusCall],
    *,
    figures: dict[tuple[str, str], Figures],
) -> StatusRow:
    cells = {}
    for head in heads:
        key = (row.id, head.code)
        call, figure, earlier = calls.get(key), figures.get(key, Figures()), before.get(key)
        if call is None and figure == Figures() and earlier is None:
            continue
        cells[head.code] = StatusCell(
            declared=call.declared if call else "",
            computed=str(read_progress(figure.target, figure.actual).status),
            reason=call.reason if call else "",
            evidence=call.evidence if call else "",
            before=earlier.declared if earlier else "",
            target=figure_words(figure.target) if figure.target else "",
            actual=figure_words(figure.actual) if figure.actual else "",
        )
    return StatusRow(row.id, row.code, row.title, row.group, row.text, cells)
