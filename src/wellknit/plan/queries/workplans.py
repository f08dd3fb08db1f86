"""Workplans: lines with their money and progress, in the shape of the sheet, of the printed table and of
the totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.http import Http404

from wellknit.lib.indicators import Finding
from wellknit.plan import framework_files
from wellknit.plan.models import Block, BudgetKind, LineProgress, Moment, WorkplanLine
from wellknit.plan.models.workplan import QUARTERS, WORDS
from wellknit.plan.policies import size_findings
from wellknit.plan.queries.blocks import may_read
from wellknit.plan.reports.values import LineRow
from wellknit.plan.sheets import SheetLine
from wellknit.plan.states import BlockKind, BlockState
from wellknit.platform.access.viewer import Viewer

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A workplan with what there is to tell about it: rows, sums by source and by area, warnings."""

    block: Block
    rows: tuple[LineRow, ...]
    sums: dict[str, Decimal] = field(default_factory=dict)
    by_area: tuple[tuple[str, int, Decimal], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> Decimal:
        """All sources together, in dollars."""
        return sum(self.sums.values(), ZERO)


def line(viewer: Viewer, line_id: UUID) -> WorkplanLine:
    """One line within reach; another's draft is not found."""
    found = (
        WorkplanLine.objects.select_related("block", "block__period")
        .filter(pk=line_id, removed_at=None)
        .first()
    )
    if found is None or not may_read(viewer, found.block):
        raise Http404
    return found


def plan_view(viewer: Viewer, block: Block) -> PlanView:
    """The whole workplan in three statements."""
    rows = tuple(line_rows(block))
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    areas: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        for kind, amount in row.budget.items():
            sums[kind] += amount
        count, money = areas.get(row.area, (0, ZERO))
        areas[row.area] = (count + 1, money + sum(row.budget.values(), ZERO))
    by_area = tuple((area, count, money) for area, (count, money) in sorted(areas.items()))
    findings = size_findings(len(rows), sums[BudgetKind.ENVELOPE]) if rows else []
    return PlanView(block, rows, dict(sums), by_area, tuple(findings))


def line_rows(block: Block) -> Iterable[LineRow]:
    """Lines as printed, in order of number."""
    lines = list(
        WorkplanLine.objects.filter(block=block, removed_at=None).prefetch_related("budget", "progress")
    )
    graph = framework_files.crosswalk()
    for item in lines:
        budget: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for row in item.budget.all():
            budget[row.kind] += row.usd
        told = {row.moment: row for row in item.progress.all()}
        yield LineRow(
            id=str(item.pk), number=item.number, activity=item.activity, title=item.title, steps=item.steps,
            targets=", ".join(item.targets), scope=item.scope, ministry=item.ministry, partners=item.partners,
            quarters=(item.q1, item.q2, item.q3, item.q4), support=item.support, output=item.output,
            state=item.state,
            area=area_of(graph, item.activity), budget=dict(budget),
            partner_names=", ".join(sorted({row.partner for row in item.budget.all() if row.partner})),
            spent_mid=_spent(told, Moment.MID_YEAR), spent_end=_spent(told, Moment.YEAR_END),
            progress=_said(told),
        )  # fmt: skip


def area_of(graph: object, activity: str) -> str:
    """The area or concept an activity's id belongs to ("spa2.ppc1.a1" to "spa2.ppc1"); '' when it names
    none.
    """
    return activity.rsplit(".", 1)[0] if activity.count(".") >= 2 else activity


def _spent(told: dict[str, LineProgress], moment: Moment) -> Decimal | None:
    return told[moment].spent_usd if moment in told else None


def _said(told: dict[str, LineProgress]) -> str:
    last = told.get(Moment.YEAR_END) or told.get(Moment.MID_YEAR)
    return last.text if last else ""


def sheet_lines(viewer: Viewer, block: Block) -> list[SheetLine]:
    """The plan in the form of the spreadsheet."""
    lines = WorkplanLine.objects.filter(block=block, removed_at=None).prefetch_related("budget")
    return [_sheet_line(item) for item in lines]


def _sheet_line(item: WorkplanLine) -> SheetLine:
    values: dict[str, object] = {
        name: getattr(item, name) for name in (*WORDS, *QUARTERS, "number", "targets")
    }
    money: dict[str, Decimal] = defaultdict(lambda: ZERO)
    names = []
    for row in item.budget.all():
        money[row.kind] += row.usd
        if row.partner:
            names.append(row.partner)
    values |= {str(kind): money[kind] for kind in BudgetKind} | {"partner_name": ", ".join(names)}
    return SheetLine(str(item.pk), item.version, values)


def workplans(viewer: Viewer, year: str = "") -> list[Block]:
    """Workplans (newest year first) that exist; what stands in them is another question."""
    rows = Block.objects.select_related("period").filter(kind=BlockKind.WORKPLAN)
    rows = rows.filter(period__key=year) if year else rows
    return list(rows.exclude(state=BlockState.SUPERSEDED).order_by("-period__key", "unit"))


def unfinished_before(viewer: Viewer, block: Block) -> list[WorkplanLine]:
    """Lines of the unit's earlier plans that are neither done nor dropped nor already carried over."""
    rows = WorkplanLine.objects.select_related("block__period").filter(
        unit=block.unit, block__kind=BlockKind.WORKPLAN, block__period__ends__lt=block.period.starts,
        removed_at=None,
        state__in=("planned", "ongoing"),
    )  # fmt: skip
    return list(
        rows.exclude(carried_to__block=block, carried_to__removed_at=None).order_by(
            "-block__period__key", "number"
        )
    )


def activity_counts(viewer: Viewer, framework: str, year: str) -> dict[tuple[str, str], int]:
    """Lines by (area, unit) of the published plans of a year: the activity table of the years to come."""
    rows = WorkplanLine.objects.filter(
        block__framework=framework,
        block__period__key=year,
        block__kind=BlockKind.WORKPLAN,
        shown="all",
        removed_at=None,
    ).exclude(block__state=BlockState.SUPERSEDED)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for activity, unit in rows.values_list("activity", "unit"):
        counts[area_of(None, activity), unit] += 1
    return dict(counts)


def government_shares(viewer: Viewer, year: str) -> dict[str, tuple[Decimal, Decimal]]:
    """(government's money, all money) by unit over the plans a viewer may read: the most-read number of
    all.
    """
    rows = WorkplanLine.objects.filter(
        block__period__key=year, block__kind=BlockKind.WORKPLAN, removed_at=None
    )
    shares: dict[str, tuple[Decimal, Decimal]] = {}
    fields = ("unit", "budget__kind", "budget__usd")
    for unit, kind, usd in rows.exclude(block__state=BlockState.SUPERSEDED).values_list(*fields):
        if kind is None:
            continue
        own, whole = shares.get(unit, (ZERO, ZERO))
        is_own = kind in (BudgetKind.GOVERNMENT_CASH, BudgetKind.GOVERNMENT_KIND)
        shares[unit] = (own + (usd if is_own else ZERO), whole + usd)
    return shares
