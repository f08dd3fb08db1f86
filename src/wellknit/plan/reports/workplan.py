"""The workplan on paper: the columns of the standard format as far as the documents describe it, sums,
signatures.

Annex B of the SPA III proposal, the official form, is not in our documents; this layout is reconstructed
from what they
say about it, and says so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Block, Cell, Column, Document, Grid, Para, Row, Signatures
from wellknit.plan import reference_files
from wellknit.plan.reports.screens import line_word
from wellknit.plan.reports.tables import number
from wellknit.plan.reports.values import LineRow


def workplan_document(plan: Any, unit: str) -> Document:
    """The plan of one unit and year (`plan` is a `queries.workplans.PlanView`), landscape."""
    block = plan.block
    blocks: list[Block] = [_grid(plan.rows, block.period.key), _areas(plan), *_notes(plan)]
    blocks.append(Signatures((_("Chair of the task force"), _("COMMIT Secretariat"))))
    facts = [(_("Unit"), unit), (_("Year"), block.period.key), (_("Plan"), block.framework.upper())]
    if block.endorsed_on:
        facts.append((_("Endorsed by the task force on"), f"{block.endorsed_on:%d %b %Y}"))
    if block.reviewed_at:
        facts.append((_("Reviewed by the Secretariat on"), f"{block.reviewed_at:%d %b %Y}"))
    return Document(
        title=_("Workplan %(year)s") % {"year": block.period.key}, subtitle=unit, blocks=tuple(blocks),
        landscape=True, facts=tuple(facts), watermark=block.watermark, running=f"{unit} · {block.period.key}",
    )  # fmt: skip


def _grid(rows: tuple[LineRow, ...], year: str) -> Grid:
    columns = (
        Column(_("No."), "right", 4), Column(_("Activity"), weight=10),
        Column(_("Planned activity, steps"), weight=26),
        Column(_("Targets"), weight=10), Column(_("Where"), weight=7),
        Column(_("Lead ministry, partners"), weight=14),
        Column("Q1–Q4", "centre", 7), Column(_("Support, output"), weight=14),
        Column(_("COMMIT"), "right", 8),
        Column(_("Government"), "right", 9), Column(_("Partner"), "right", 8), Column(_("Total"), "right", 8),
        Column(_("Spent"), "right", 8), Column(_("Progress"), weight=12),
    )  # fmt: skip
    made, sums = [], [Decimal(0)] * 5
    for row in rows:
        own = row.budget.get("government_cash", Decimal(0)) + row.budget.get("government_kind", Decimal(0))
        money = [row.budget.get("envelope", Decimal(0)), own, row.budget.get("partner", Decimal(0))]
        spent = row.spent_end if row.spent_end is not None else row.spent_mid
        figures = [*money, sum(money, Decimal(0)), spent or Decimal(0)]
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        made.append(Row(tuple(_cells(row, figures)), id=row.id))
    total = [Cell(""), Cell(_("Total"), span=7), *(number(s) for s in sums), Cell("")]
    made.append(Row(tuple(total), "total", "total"))
    return Grid(_("Workplan %(year)s, US$") % {"year": year}, columns, tuple(made), "workplan")


def _cells(row: LineRow, figures: list[Decimal]) -> list[Cell]:
    quarters = " ".join(str(n) if q else "·" for n, q in enumerate(row.quarters, 1))
    words = f"{row.title} – {row.steps}" if row.steps else row.title
    who = ", ".join(part for part in (row.ministry, row.partners, row.partner_names) if part)
    progress = " – ".join(part for part in (line_word(row.state), row.progress) if part)
    return [
        Cell(str(row.number), number=str(row.number)), Cell(row.activity), Cell(words), Cell(row.targets),
        Cell(_("regional") if row.scope == "regional" else _("national")), Cell(who), Cell(quarters),
        Cell("; ".join(part for part in (row.support, row.output) if part)), *(number(f) for f in figures),
        Cell(progress),
    ]  # fmt: skip


def _areas(plan: Any) -> Grid:
    columns = (
        Column(_("Area of the plan"), weight=30),
        Column(_("Lines"), "right"),
        Column(_("US$"), "right"),
    )
    rows = tuple(
        Row((Cell(area or _("none named")), number(count), number(money)), id=area)
        for area, count, money in plan.by_area
    )
    total = Row((Cell(_("Total")), number(len(plan.rows)), number(plan.total)), "total", "total")
    return Grid(_("By area"), columns, (*rows, total), "areas")


def _notes(plan: Any) -> list[Block]:
    norms = reference_files.norms()
    left = norms.envelope - plan.sums.get("envelope", Decimal(0))
    notes: list[Block] = [Para(_("Left of the envelope: US$ %(left)s.") % {"left": f"{left:,.2f}"}, "note")]
    notes += [Para(finding.sentence, "note") for finding in plan.findings]
    notes.append(
        Para(
            _(
                "The official form (Annex B) is not published; this layout follows what the documents say "
                "of it."
            ),
            "note",
        )
    )
    return notes
