"""The smaller tables: activities by area and country, utilisation, funding requirement, contributions,
ratification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

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
        Column("Area", weight=24),
        *(Column(names.get(code, code), "right", 9) for code in table.columns),
        Column("Total", "right", 9),
    )
    rows, notes = [], [table.caveat]
    for row in table.rows:
        total = sum(row.counts.values())
        cells = [Cell(row.label), *(number(row.counts.get(code)) for code in table.columns), number(total)]
        rows.append(Row(tuple(cells), id=row.item))
        if total != row.printed_total:
            notes.append(f"{row.label}: printed total {row.printed_total}, sum {total}.")
    sums = {code: sum(row.counts.get(code, 0) for row in table.rows) for code in table.columns}
    notes += [
        f"{names.get(code, code)}: printed total {table.printed_totals[code]}, sum {sums[code]}."
        for code in table.columns
        if sums[code] != table.printed_totals[code]
    ]
    grand = sum(sums.values())
    if grand != table.printed_total:
        notes.append(f"Printed total {table.printed_total}, sum {grand}.")
    rows.append(
        Row((Cell("Total"), *(number(sums[code]) for code in table.columns), number(grand)), "total", "total")
    )
    return Grid(
        f"Activities {table.year} by area and country", columns, tuple(rows), "activities",
        notes=tuple(notes),
        source=f"{table.source.document}, {table.source.place}",
    )  # fmt: skip


def activities_document(table: table_files.ActivityTable, units: Sequence[ReportingUnit]) -> Document:
    """The table with a chart of the totals."""
    names = {unit.code: unit.short for unit in units}
    grid = activities_grid(table, names)
    sums = [(code, sum(row.counts.get(code, 0) for row in table.rows)) for code in table.columns]
    said = "; ".join(f"{names.get(code, code)} {total}" for code, total in sums)
    chart = Bars(
        f"Activities {table.year}",
        tuple((names.get(c, c), str(n), str(n)) for c, n in sums),
        "activities",
        said,
    )
    return Document(
        f"COMMIT activities {table.year}", (grid, chart), landscape=True, subtitle="By area and country"
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
        Column("Line", weight=40),
        *(Column(str(year), "right", 12) for year in plan.years),
        Column("Total", "right", 13),
    )
    rows, notes, group = [], [], None
    for row, printed in zip(worked, plan.lines, strict=True):
        if row.line.group and row.line.group != group:
            group = row.line.group
            rows.append(Row((Cell(group, span=len(columns)),), kind="group"))
        label = row.line.label
        if row.line.percent is not None:
            label = f"{label} ({row.line.percent.normalize():f}% of the lines above)"
        cells = [Cell(label), *(number(row.amounts[year]) for year in plan.years), number(row.total)]
        rows.append(Row(tuple(cells), id=row.line.key))
        if row.line.covers:
            notes.append(
                f"{row.line.label}: one amount for {len(row.line.covers)} areas together; it is not divided."
            )
        notes += _differences(row, printed)
    sums = [sum((row.amounts[year] for row in worked), Decimal(0)) for year in plan.years]
    rows.append(
        Row((Cell("Total"), *(number(s) for s in sums), number(sum(sums, Decimal(0)))), "total", "total")
    )
    caption = f"Funding requirement {plan.years[0]}–{plan.years[-1]} ({plan.currency})"
    source = f"{plan.source.document}, {plan.source.place}"
    return Grid(caption, columns, tuple(rows), "requirement", notes=tuple(notes), source=source)


def _differences(row: Required, printed: table_files.RequirementLine) -> Iterable[str]:
    for year, amount in row.amounts.items():
        typed = printed.printed.get(str(year))
        if typed is not None and typed != amount:
            yield f"{row.line.label} {year}: printed {typed:,.0f}, by the formula {amount:,.2f}."


def utilisation_blocks(rows: Sequence[MoneyRow], year: int) -> list[Block]:
    """Utilisation by unit with totals, the government's share with its denominator, and a chart."""
    columns = (
        Column("Unit", weight=18), Column("Allocated", "right"), Column("Received", "right"),
        Column("Committed", "right"), Column("Spent", "right"), Column("Spent of allocated", "right"),
        Column("Unspent", "right"), Column("Government’s share", "right", 16),
    )  # fmt: skip
    made, total = [], Utilisation(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    for row in rows:
        use = Utilisation(row.allocated, row.received, row.committed, row.spent)
        total = total + use
        share = Cell("not stated") if row.share is None else Cell(f"{row.share:.0f}% of {row.share_of}")
        made.append(Row((Cell(row.name), *_money_cells(use), share), id=row.unit))
    made.append(Row((Cell("Total"), *_money_cells(total), Cell("")), "total", "total"))
    note = "Shares have different denominators and are never averaged. “Not stated” is not zero."
    grid = Grid(f"Budget utilisation {year} (US$)", columns, tuple(made), "utilisation", notes=(note,))
    bars = tuple(
        (row.name, str(row.spent), f"{row.spent:,.0f} of {row.allocated:,.0f}")
        for row in rows
        if row.allocated
    )
    return [grid, Bars(f"Spent {year}", bars, "US$")] if bars else [grid]


def _money_cells(use: Utilisation) -> list[Cell]:
    percent = Cell("–") if use.percent is None else Cell(f"{use.percent:.1f}%", number=f"{use.percent:.4f}")
    return [
        number(use.allocated), number(use.received), number(use.committed), number(use.spent), percent,
        number(use.unspent),
    ]  # fmt: skip


def contributions_blocks(
    table: table_files.Contributions, shares: Sequence[int], country: str
) -> list[Block]:
    """Who paid for one country's activities: our shares add up to 100, the printed ones stand beside as
    they are.
    """
    total = sum((row.amount for row in table.rows), Decimal(0))
    columns = (
        Column("Giver", weight=30),
        Column("Amount", "right"),
        Column("Share", "right"),
        Column("Share as printed", "right"),
    )
    rows = [
        Row(
            (
                Cell(row.giver),
                number(row.amount),
                Cell(f"{share}%", number=str(share)),
                Cell(f"{row.printed_share}%"),
            ),
            row.id,
        )
        for row, share in zip(table.rows, shares, strict=True)
    ]
    printed = sum(row.printed_share for row in table.rows)
    rows.append(
        Row((Cell("Total"), number(total), Cell(f"{sum(shares)}%"), Cell(f"{printed}%")), "total", "total")
    )
    government = sum((row.amount for row in table.rows if row.government), Decimal(0))
    by_money = f"{government * 100 / total:.1f}%" if total else "–"
    notes = (
        f"Shares are rounded together so that they add up to 100; the printed ones add up to {printed}.",
        f"The government’s share is {by_money} by money and {table.printed_share_by_activities}% by "
        f"activities:"
        " two denominators, both printed.",
        table.note,
    )
    grid = Grid(
        f"{country}: contributions {table.year}", columns, tuple(rows), "contributions",
        notes=tuple(note for note in notes if note), source=f"{table.source.document}, {table.source.place}",
    )  # fmt: skip
    return [grid]
