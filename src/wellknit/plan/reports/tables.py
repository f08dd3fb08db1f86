"""The smaller tables: activities by area and country, utilisation, funding requirement, contributions,
ratification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Bars, Block, Cell, Column, Document, Grid, Row
from wellknit.lib.money import Line, Required, Utilisation, requirement
from wellknit.plan import table_files
from wellknit.plan.reference_files import ReportingUnit
from wellknit.plan.reports.values import MoneyRow


def number(value: Decimal | int | None, places: int = 0) -> Cell:
    """A figure for reading and, exact, for the workbook; '–' when it is not known."""
    if value is None:
        return Cell("–")
    return Cell(f"{value:,.{places}f}", number=str(value))


def activities_grid(table: table_files.ActivityTable, names: Mapping[str, str]) -> Grid:
    """Activities of a year by area and country; totals are ours, and where print and sum differ a note
    says so.
    """
    columns = (
        Column(_("Area"), weight=24),
        *(Column(names.get(code, code), "right", 9) for code in table.columns),
        Column(_("Total"), "right", 9),
    )
    rows, notes = [], [table.caveat]
    for row in table.rows:
        total = sum(row.counts.values())
        cells = [Cell(row.label), *(number(row.counts.get(code)) for code in table.columns), number(total)]
        rows.append(Row(tuple(cells), id=row.item))
        if total != row.printed_total:
            notes.append(_differs(row.label, row.printed_total, total))
    sums = {code: sum(row.counts.get(code, 0) for row in table.rows) for code in table.columns}
    notes += [
        _differs(names.get(code, code), table.printed_totals[code], sums[code])
        for code in table.columns
        if sums[code] != table.printed_totals[code]
    ]
    grand = sum(sums.values())
    if grand != table.printed_total:
        notes.append(_differs(_("Total"), table.printed_total, grand))
    rows.append(
        Row(
            (Cell(_("Total")), *(number(sums[code]) for code in table.columns), number(grand)),
            "total",
            "total",
        )
    )
    return Grid(
        _("Activities %(year)d by area and country") % {"year": table.year}, columns, tuple(rows),
        "activities",
        notes=tuple(notes),
        source=f"{table.source.document}, {table.source.place}",
    )  # fmt: skip


def _differs(what: str, printed: int, total: int) -> str:
    return _("%(what)s: printed total %(printed)d, sum %(sum)d.") % {
        "what": what,
        "printed": printed,
        "sum": total,
    }


def activities_document(table: table_files.ActivityTable, units: Sequence[ReportingUnit]) -> Document:
    """The table with a chart of the totals."""
    names = {unit.code: unit.short for unit in units}
    grid = activities_grid(table, names)
    sums = [(code, sum(row.counts.get(code, 0) for row in table.rows)) for code in table.columns]
    said = "; ".join(f"{names.get(code, code)} {total}" for code, total in sums)
    chart = Bars(
        _("Activities %(year)d") % {"year": table.year},
        tuple((names.get(c, c), str(n), str(n)) for c, n in sums),
        "activities",
        said,
    )
    return Document(
        _("COMMIT activities %(year)d") % {"year": table.year},
        (grid, chart),
        landscape=True,
        subtitle=_("By area and country"),
    )


def requirement_rows(plan: table_files.Requirement) -> list[Required]:
    """Each line worked out for each year; overhead by its formula, not as typed."""
    lines = [
        Line(
            key=line.id, label=line.label, group=line.group, percent=line.percent, of=line.of,
            covers=line.covers,
            amounts={int(year): amount for year, amount in line.amounts.items()} if line.amounts else None,
        )
        for line in plan.lines
    ]  # fmt: skip
    return requirement(lines, plan.years)


def requirement_grid(plan: table_files.Requirement) -> Grid:
    """Lines × years with the grand total, and a note wherever a printed figure differs from ours."""
    worked = requirement_rows(plan)
    columns = (
        Column(_("Line"), weight=40),
        *(Column(str(year), "right", 12) for year in plan.years),
        Column(_("Total"), "right", 13),
    )
    rows, notes, group = [], [], None
    for row, printed in zip(worked, plan.lines, strict=True):
        if row.line.group and row.line.group != group:
            group = row.line.group
            rows.append(Row((Cell(group, span=len(columns)),), kind="group"))
        label = row.line.label
        if row.line.percent is not None:
            share = f"{row.line.percent.normalize():f}"
            label = _("%(line)s (%(share)s%% of the lines above)") % {"line": label, "share": share}
        cells = [Cell(label), *(number(row.amounts[year]) for year in plan.years), number(row.total)]
        rows.append(Row(tuple(cells), id=row.line.key))
        if row.line.covers:
            said = {"line": row.line.label, "areas": len(row.line.covers)}
            notes.append(_("%(line)s: one amount for %(areas)d areas together; it is not divided.") % said)
        notes += _differences(row, printed)
    sums = [sum((row.amounts[year] for row in worked), Decimal(0)) for year in plan.years]
    rows.append(
        Row((Cell(_("Total")), *(number(s) for s in sums), number(sum(sums, Decimal(0)))), "total", "total")
    )
    span = {"from": plan.years[0], "to": plan.years[-1], "currency": plan.currency}
    caption = _("Funding requirement %(from)d–%(to)d (%(currency)s)") % span
    source = f"{plan.source.document}, {plan.source.place}"
    return Grid(caption, columns, tuple(rows), "requirement", notes=tuple(notes), source=source)


def _differences(row: Required, printed: table_files.RequirementLine) -> Iterable[str]:
    for year, amount in row.amounts.items():
        typed = printed.printed.get(str(year))
        if typed is not None and typed != amount:
            said = {
                "line": row.line.label,
                "year": year,
                "printed": f"{typed:,.0f}",
                "ours": f"{amount:,.2f}",
            }
            yield _("%(line)s %(year)d: printed %(printed)s, by the formula %(ours)s.") % said


def utilisation_blocks(rows: Sequence[MoneyRow], year: int) -> list[Block]:
    """Utilisation by unit with totals, the government's share with its denominator, and a chart."""
    columns = (
        Column(_("Unit"), weight=18), Column(_("Allocated"), "right"), Column(_("Received"), "right"),
        Column(_("Committed"), "right"), Column(_("Spent"), "right"),
        Column(_("Spent of allocated"), "right"),
        Column(_("Unspent"), "right"), Column(_("Government’s share"), "right", 16),
    )  # fmt: skip
    made, total = [], Utilisation(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    for row in rows:
        share = Cell(_("not stated"))
        if row.share is not None:
            said = {"share": f"{row.share:.0f}", "whole": row.share_of}
            share = Cell(_("%(share)s%% of %(whole)s") % said)
        if row.allocated is None:
            made.append(Row((Cell(row.name), *[Cell("–")] * 6, share), id=row.unit))
            continue
        use = Utilisation(row.allocated, row.received, row.committed, row.spent)
        total = total + use
        made.append(Row((Cell(row.name), *_money_cells(use), share), id=row.unit))
    if any(row.allocated is not None for row in rows):
        made.append(Row((Cell(_("Total")), *_money_cells(total), Cell("")), "total", "total"))
    note = _("Shares have different denominators and are never averaged. “Not stated” is not zero.")
    grid = Grid(
        _("Budget utilisation %(year)d (US$)") % {"year": year},
        columns,
        tuple(made),
        "utilisation",
        notes=(note,),
    )
    bars = tuple((row.name, str(row.spent), _of(row)) for row in rows if row.allocated)
    return [grid, Bars(_("Spent %(year)d") % {"year": year}, bars, "US$")] if bars else [grid]


def _of(row: MoneyRow) -> str:
    return _("%(part)s of %(whole)s") % {"part": f"{row.spent:,.0f}", "whole": f"{row.allocated:,.0f}"}


def _money_cells(use: Utilisation) -> list[Cell]:
    percent = Cell("–") if use.percent is None else Cell(f"{use.percent:.1f}%", number=f"{use.percent:.4f}")
    return [
        number(use.allocated), number(use.received), number(use.committed), number(use.spent), percent,
        number(use.unspent),
    ]  # fmt: skip


def contributions_blocks(
    table: table_files.Contributions, shares: Sequence[int], country: str
) -> list[Block]:
    """Who paid for one country's activities: our shares add up to 100, the printed ones stand as they are."""
    total = sum((row.amount for row in table.rows), Decimal(0))
    columns = (
        Column(_("Giver"), weight=30), Column(_("Amount"), "right"), Column(_("Share"), "right"),
        Column(_("Share as printed"), "right"),
    )  # fmt: skip
    rows = []
    for row, share in zip(table.rows, shares, strict=True):
        ours, theirs = Cell(f"{share}%", number=str(share)), Cell(f"{row.printed_share}%")
        rows.append(Row((Cell(row.giver), number(row.amount), ours, theirs), row.id))
    printed = sum(row.printed_share for row in table.rows)
    last = (Cell(_("Total")), number(total), Cell(f"{sum(shares)}%"), Cell(f"{printed}%"))
    rows.append(Row(last, "total", "total"))
    caption = _("%(country)s: contributions %(year)d") % {"country": country, "year": table.year}
    source = f"{table.source.document}, {table.source.place}"
    notes = tuple(note for note in _share_notes(table, printed, total) if note)
    return [Grid(caption, columns, tuple(rows), "contributions", notes=notes, source=source)]


def _share_notes(table: table_files.Contributions, printed: int, total: Decimal) -> Iterable[str]:
    yield _("Shares are rounded together so that they add up to 100; the printed ones add up to %(sum)d.") % {
        "sum": printed
    }
    government = sum((row.amount for row in table.rows if row.government), Decimal(0))
    both = {
        "money": f"{government * 100 / total:.1f}" if total else "–",
        "activities": table.printed_share_by_activities,
    }
    yield (
        _(
            "The government’s share is %(money)s%% by money and %(activities)d%% by activities: two "
            "denominators, both printed."
        )
        % both
    )
    yield table.note
