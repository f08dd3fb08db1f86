"""What goes to IATI: frameworks with a money line or results, as far as published. No country's draft, no
person.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from wellknit.lib.indicators import Across, Direction, Missing, Unit
from wellknit.plan import framework_files, indicator_files, table_files
from wellknit.plan.models import EntryKind, Fact, FactKind, MoneyEntry, Period, Pledge, StatusCall
from wellknit.plan.reports.iati import (
    IatiActivity,
    IatiBudget,
    IatiIndicator,
    IatiSource,
    IatiTransaction,
    publisher,
)
from wellknit.platform.access.viewer import Viewer

KINDS = {EntryKind.RECEIVED: "1", EntryKind.COMMITTED: "2", EntryKind.SPENT: "4"}
MEASURES = {Unit.PERCENT: "2", Unit.TEXT: "5", Unit.SCORE: "5"}
PUBLISHED_KINDS = ("plan", "programme")


def iati_source(viewer: Viewer, year: int | None = None) -> IatiSource:
    """The values of both files; with `year` only what happened or was to be reached in it."""
    now = datetime.now(UTC) - timedelta(minutes=1)  # clocks of validators differ
    activities = []
    for plan in framework_files.frameworks().values():
        if plan.kind in PUBLISHED_KINDS and plan.starts:
            activities.append(_activity(plan, year, now.date()))
    return IatiSource(publisher(), tuple(activities), now.strftime("%Y-%m-%dT%H:%M:%SZ"))


def first_day(said: str) -> date:
    """The first day of "2014", "2014-04" or "2014-04-01"."""
    parts = [int(part) for part in said.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(said: str) -> date:
    """The last day of the same."""
    parts = [int(part) for part in said.split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0] + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _activity(plan: framework_files.Framework, year: int | None, today: date) -> IatiActivity:
    ends = last_day(plan.ends) if plan.ends else None
    closed = ends is not None and ends < today
    donors = Pledge.objects.filter(framework=plan.id).order_by("donor")
    return IatiActivity(
        ref=plan.id.upper(), title=plan.title, description=plan.note or plan.title,
        starts=first_day(plan.starts),
        ends=ends, status="4" if closed else "2", budgets=tuple(_budgets(plan.id)),
        transactions=tuple(_transactions(plan.id, year)), indicators=tuple(_indicators(plan.id, year)),
        donors=tuple(donors.values_list("donor", flat=True).distinct()),
    )  # fmt: skip


def _budgets(framework: str) -> list[IatiBudget]:
    from wellknit.lib.policydata import DATA

    if not (DATA / "plan" / f"requirement-{framework}.toml").exists():
        return []
    from wellknit.plan.reports.tables import requirement_rows

    plan = table_files.requirement(framework)
    rows = requirement_rows(plan)
    return [
        IatiBudget(date(y, 1, 1), date(y, 12, 31), sum((row.amounts[y] for row in rows), Decimal(0)))
        for y in plan.years
    ]


def _transactions(framework: str, year: int | None) -> list[IatiTransaction]:
    rows = MoneyEntry.objects.select_related("allocation__pledge").filter(
        allocation__pledge__framework=framework
    )
    rows = rows.filter(day__year=year) if year else rows
    return [
        IatiTransaction(
            str(row.pk), KINDS[EntryKind(row.kind)], row.day, row.usd,
            row.allocation.pledge.donor if row.kind == EntryKind.RECEIVED else "",
        )
        for row in rows.order_by("day", "pk")
    ]  # fmt: skip


def _indicators(framework: str, year: int | None) -> list[IatiIndicator]:
    sheets = indicator_files.indicators()
    facts = Fact.objects.filter(framework=framework, unit="REG", shown="all", current=True, dims="")
    facts = facts.filter(period__startswith=str(year)) if year else facts
    calls = StatusCall.objects.filter(framework=framework, unit="REG", shown="all", current=True)
    said = {(c.about, c.period): c for c in calls.order_by("block__edition")}
    spans = {period.key: period for period in Period.objects.all()}
    grouped: dict[tuple[str, str, str], dict[str, Fact]] = {}
    for fact in facts.order_by("indicator", "period", "part", "block__edition"):
        grouped.setdefault((fact.indicator, fact.period, fact.part), {})[fact.kind] = fact
    made = []
    for (indicator, period, part), rows in grouped.items():
        if indicator in sheets and period in spans:
            made.append(
                _indicator(sheets[indicator], spans[period], part, rows, said.get((indicator, period)))
            )
    return made


def _indicator(
    sheet: indicator_files.Indicator, span: Period, part: str, rows: dict[str, Fact], call: StatusCall | None
) -> IatiIndicator:
    label = {p.id: p.label for p in sheet.parts}.get(part, "")
    goal = rows.get(FactKind.MARKER) or rows.get(FactKind.TARGET)
    actual = rows.get(FactKind.ACTUAL)
    comment = f"Declared: {call.declared}. {call.reason}".strip() if call else ""
    if actual is not None and actual.missing:
        comment = f"{comment} No figure: {Missing(actual.missing).replace('_', ' ')}.".strip()
    # Words cannot be added up, and a number must be one: an answer in words makes the row qualitative.
    words = actual is not None and actual.number is None
    return IatiIndicator(
        ref=sheet.id, title=f"{sheet.title}: {label}" if label else sheet.title,
        measure="5" if words else MEASURES.get(Unit(sheet.unit), "1"),
        ascending=sheet.direction is not Direction.DOWN,
        additive=sheet.across_countries is Across.SUM and not words, starts=span.starts, ends=span.ends,
        target=_number(goal), actual=_number(actual), comment=comment,
    )  # fmt: skip


def _number(fact: Fact | None) -> str:
    return "" if fact is None or fact.number is None else f"{fact.number.normalize():f}"
