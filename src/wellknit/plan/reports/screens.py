"""Tables for the screen: the same values as on paper, with links. `link` makes an address of a name and
its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellknit.lib.corridorkinds import standing_on
from wellknit.lib.documents.tree import Bars, Block, Cell, Column, Grid, Para, Row
from wellknit.plan import framework_files, register_files, table_files
from wellknit.plan.reference_files import Discrepancy, ReportingUnit, Scale, units
from wellknit.plan.reports.som import TONES, status_cell
from wellknit.plan.reports.tables import number
from wellknit.plan.reports.values import LineRow, Marker, Matrix

Link = Callable[..., str]
BUDGET_LABELS = ("envelope", "government_cash", "government_kind", "partner")


def region_blocks(matrix: Matrix, scale: Scale, link: Link) -> list[Block]:
    """Targets × seven units: a row leads to the target's story, a column's head to the country."""
    steps = {step.id: step for step in scale.steps}
    notes: list[str] = []
    columns = (Column(_("Target"), weight=34), *(Column(unit.name, "centre", 9) for unit in matrix.units))
    rows: list[Row] = [_country_row(matrix, link)]
    group = ""
    for row in matrix.rows:
        if row.group != group:
            group = row.group
            rows.append(Row((Cell(group, span=len(columns)),), kind="group"))
        story = link("plan_story", row.id) if not row.id.startswith("achievement") else ""
        cells = [Cell(f"{row.code} {row.title}".strip(), href=story)]
        cells += [status_cell(row.cells.get(u.code), steps, notes, u.name) for u in matrix.units]
        rows.append(Row(tuple(cells), id=row.id))
    legend = tuple(
        Cell(f"{s.letter} = {s.label}" if s.counts else s.label, symbol=s.symbol, tone=TONES.get(s.id, ""))
        for s in scale.steps
    )
    caption = f"{matrix.title} – {matrix.period}"
    return [
        Grid(caption, columns, tuple(rows), "region", legend=legend, notes=tuple(notes)),
        *_counts(matrix, {step.id for step in scale.steps if step.counts}),
    ]


def _country_row(matrix: Matrix, link: Link) -> Row:
    cells = [Cell(_("Report of the unit"))]
    for unit in matrix.units:
        word = state_word(unit.state)
        cells.append(Cell(word, href=link("plan_country", unit.code, matrix.framework, matrix.period)))
    return Row(tuple(cells), id="state")


def state_word(state: str) -> str:
    """A block's state as a word for the reader."""
    words = {
        "": _("not begun"), "draft": _("draft"), "endorsed": _("endorsed"), "reviewed": _("reviewed"),
        "published": _("published"), "superseded": _("superseded"),
    }  # fmt: skip
    return words.get(state, state)


def _counts(matrix: Matrix, counting: set[str]) -> list[Block]:
    """How many targets have a word on progress, by unit: how full the table is, not how well anybody does."""
    said = []
    for unit in matrix.units:
        told = sum(
            1 for row in matrix.rows if unit.code in row.cells and row.cells[unit.code].declared in counting
        )
        said.append(
            (unit.name, str(told or ""), _("%(told)d of %(all)d") % {"told": told, "all": len(matrix.rows)})
        )
    if not any(number for _name, number, _words in said):
        return []
    caption = _("Targets with a word on them, by unit")
    return [
        Bars(caption, tuple(said), "", _("How full the table is; it says nothing of how well anybody does."))
    ]


def marker_blocks(markers: Sequence[Marker], scale: Scale, link: Link) -> list[Block]:
    """Indicators of one unit with target, result, declared and computed status."""
    steps = {step.id: step for step in scale.steps}
    columns = (
        Column(_("Indicator"), weight=34), Column(_("Target"), "right"), Column(_("Result"), "right"),
        Column(_("Declared"), "centre"), Column(_("By the figures"), "centre"),
        Column(_("Reason"), weight=24),
    )  # fmt: skip
    rows = []
    for marker in markers:
        step = steps.get(marker.declared)
        declared = Cell(step.label, symbol=step.symbol, tone=TONES.get(step.id, "")) if step else Cell("–")
        figures = steps[marker.computed].label if marker.computed in steps else "–"
        cells = (
            Cell(f"{marker.code} {marker.title}".strip(), href=link("plan_story", marker.id)),
            Cell(marker.target),
            Cell(marker.actual), declared, Cell(figures), Cell(marker.reason),
        )  # fmt: skip
        rows.append(Row(cells, id=marker.id))
    return [Grid(_("Indicators"), columns, tuple(rows), "indicators")] if rows else []


def line_grid(rows: Iterable[LineRow], link: Link | None, caption: str) -> Grid:
    """The workplan as a table: the columns of the standard format, money by source at the end."""
    columns = (
        Column(_("No."), "right", 4), Column(_("Planned activity"), weight=24),
        Column(_("Targets"), weight=10),
        Column(_("Lead ministry"), weight=12), Column("Q1–Q4", "centre", 7),
        Column(_("Envelope"), "right", 8),
        Column(_("Government"), "right", 8), Column(_("Partner"), "right", 8), Column(_("Total"), "right", 8),
        Column(_("Spent"), "right", 8), Column(_("State"), weight=8),
    )  # fmt: skip
    made = []
    sums = [Decimal(0)] * 5
    for row in rows:
        money = _purses(row)
        sums = [a + b for a, b in zip(sums, money, strict=True)]
        quarters = " ".join(str(n) if q else "·" for n, q in enumerate(row.quarters, 1))
        href = link("plan_line", row.id) if link else ""
        cells = (
            Cell(str(row.number), number=str(row.number)), Cell(row.title, href=href), Cell(row.targets),
            Cell(row.ministry), Cell(quarters), *(number(amount) for amount in money),
            Cell(line_word(row.state)),
        )  # fmt: skip
        made.append(Row(cells, id=row.id))
    total = (
        Cell(""),
        Cell(_("Total")),
        Cell(""),
        Cell(""),
        Cell(""),
        *(number(amount) for amount in sums),
        Cell(""),
    )
    made.append(Row(total, "total", "total"))
    return Grid(caption, columns, tuple(made), "workplan")


def _purses(row: LineRow) -> list[Decimal]:
    envelope = row.budget.get("envelope", Decimal(0))
    own = row.budget.get("government_cash", Decimal(0)) + row.budget.get("government_kind", Decimal(0))
    partner = row.budget.get("partner", Decimal(0))
    spent = row.spent_end if row.spent_end is not None else row.spent_mid
    return [envelope, own, partner, envelope + own + partner, spent or Decimal(0)]


def line_word(state: str) -> str:
    """A line's state as a word."""
    return {"planned": _("planned"), "ongoing": _("ongoing"), "done": _("done"), "dropped": _("dropped")}.get(
        state, state
    )


def treaty_grid(
    treaties: Mapping[str, register_files.Treaty],
    grid: register_files.Grid,
    countries: Sequence[ReportingUnit],
) -> Grid:
    """Treaties × six countries: what a source states, and 'not stated' where none does (never 'no')."""
    columns = (Column(_("Instrument"), weight=34), *(Column(c.short, "centre", 11) for c in countries))
    words = {
        "signed": _("signed"), "ratified": _("ratified"), "acceded": _("acceded"), "endorsed": _("endorsed"),
        "listed": _("listed"), "not-a-member": _("not a member"), "not-stated": _("not stated"),
    }  # fmt: skip
    rows = []
    for key in grid.treaties:
        treaty = treaties[key]
        cells = [Cell(f"{treaty.short} {treaty.title}".strip())]
        for country in countries:
            found = grid.cell(key, country.code)
            said = f"{words[found.standing]} {found.date}".strip() if found else _("not stated")
            known = found is not None and found.standing in ("ratified", "acceded", "signed")
            cells.append(Cell(said, tone="good" if known else "gap"))
        rows.append(Row(tuple(cells), id=key))
    note = _("“Listed” means that a country names the treaty among its own without saying how it is bound.")
    return Grid(
        _("Who is bound by what, as far as the sources say"), columns, tuple(rows), "treaties", notes=(note,)
    )


def agreement_grid(agreements: Iterable[register_files.Agreement], link: Link) -> Grid:
    """Agreements with parties, state and date."""
    columns = (
        Column(_("Agreement"), weight=40), Column(_("Parties"), weight=14), Column(_("State"), weight=12),
        Column(_("Signed"), weight=10), Column(_("Plan of action, procedure"), weight=20),
        Column(_("Next meeting"), weight=14),
    )  # fmt: skip
    rows = []
    for a in agreements:
        papers = (
            ", ".join(sorted({paper.kind.upper() for paper in a.papers if paper.kind in ("poa", "sop")}))
            or "–"
        )
        following = ", ".join(m.date or m.what for m in a.next_meetings) or "–"
        cells = (
            Cell(a.title, href=link("plan_agreement", a.id)), Cell("–".join(a.parties)),
            Cell(a.state.replace("-", " ")),
            Cell(a.signed or _("not stated")), Cell(papers), Cell(following),
        )  # fmt: skip
        rows.append(Row(cells, id=a.id))
    return Grid(_("Agreements"), columns, tuple(rows), "agreements")


def agreement_blocks(a: register_files.Agreement) -> list[Block]:
    """One agreement: events, papers, rhythms of meetings as each side tells them, places, differences."""
    grids = (_event_grid(a), _paper_grid(a), _rhythm_grid(a), _place_grid(a))
    blocks: list[Block] = [grid for grid in grids if grid.rows]
    blocks += [Para(_("Sources differ: %(how)s") % {"how": text}, "note") for text in a.differs]
    carried = [f"{c.from_} → {c.to}" for c in standing_on(a.id)]
    if carried:
        blocks.append(Para(_("Corridors that stand on it: %(pairs)s") % {"pairs": ", ".join(carried)}))
    blocks.append(Para(f"{a.source.document}, {a.source.place}", "source"))
    return blocks


def _event_grid(a: register_files.Agreement) -> Grid:
    head = (Column(_("Date"), weight=10), Column(_("What"), weight=10), Column(_("In words"), weight=40))
    rows = tuple(Row((Cell(e.date or "–"), Cell(e.what), Cell(e.text))) for e in a.events)
    return Grid(_("Events"), head, rows, "events")


def _paper_grid(a: register_files.Agreement) -> Grid:
    head = (
        Column(_("Kind"), weight=8),
        Column(_("Title"), weight=34),
        Column(_("State")),
        Column(_("From, to")),
    )
    rows = tuple(
        Row((Cell(p.kind.upper()), Cell(p.title), Cell(p.state), Cell(f"{p.starts}–{p.ends}".strip("–"))))
        for p in a.papers
    )
    return Grid(_("Plans of action and procedures"), head, rows, "papers")


def _rhythm_grid(a: register_files.Agreement) -> Grid:
    head = (
        Column(_("Meeting"), weight=20), Column(_("Told by")), Column(pgettext("meetings", "Held"), "right"),
        Column(_("Every … months"), "right"), Column(_("In words"), weight=30),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(r.meeting), Cell(r.says or "–"), Cell(str(r.held or "–")),
            Cell(str(r.every_months or "–")), Cell(r.text),
        ))
        for r in a.rhythms
    )  # fmt: skip
    return Grid(_("Meetings under it, as each side tells"), head, rows, "rhythms")


def _place_grid(a: register_files.Agreement) -> Grid:
    head = (Column(_("Place"), weight=24), Column(_("Kind")), Column(_("Sides")), Column(_("State")))
    rows = tuple(
        Row((Cell(p.name), Cell(p.kind), Cell("–".join(p.sides) or p.country), Cell(p.state)))
        for p in a.places
    )
    return Grid(_("Crossings and reception centres"), head, rows, "places")


def law_grid(files: Mapping[str, register_files.LawFile], countries: Sequence[ReportingUnit]) -> Grid:
    """Laws and decrees named in the documents, by country."""
    columns = (
        Column(_("Title"), weight=40), Column(_("Form"), weight=10), Column(_("Number"), weight=10),
        Column(_("Date"), weight=10), Column(_("Source"), weight=20),
    )  # fmt: skip
    rows = []
    for country in countries:
        rows.append(Row((Cell(country.short, span=5),), kind="group"))
        for law in files[country.code].laws if country.code in files else ():
            cells = (
                Cell(law.title), Cell(law.form), Cell(law.number), Cell(law.date or "–"),
                Cell(f"{law.source.document}, {law.source.place}"),
            )  # fmt: skip
            rows.append(Row(cells, id=law.id))
    return Grid(_("Laws, decrees and policies named in the documents"), columns, tuple(rows), "laws")


def framework_grid(plan: framework_files.Framework, link: Link) -> Grid:
    """All items of a framework with their printed labels and places."""
    columns = (
        Column(_("Code"), weight=8),
        Column(_("Item"), weight=40),
        Column(_("Kind"), weight=10),
        Column(_("Place"), weight=24),
    )
    rows = tuple(
        Row(
            (
                Cell(item.code),
                Cell(item.title, href=link("plan_story", item.id)),
                Cell(item.kind),
                Cell(item.source.place),
            ),
            item.id,
        )
        for item in plan.items
    )
    return Grid(plan.title, columns, rows, "items", source=f"{plan.source.document}, {plan.source.place}")


def plans_grid(link: Link) -> Grid:
    """All plans, agreements and goals in order of time."""
    head = (
        Column(_("Plan"), weight=40), Column(_("Kind")), Column(_("Years")), Column(_("Standing"), weight=14),
        Column(_("Published"), weight=12), Column(_("Items"), "right"),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(f.title, href=link("plan_framework", f.id)), Cell(f.kind.replace("-", " ")),
            Cell(f"{f.starts}–{f.ends}".strip("–")), Cell(f.standing.replace("-", " ")),
            Cell(f.published.replace("-", " ")), Cell(str(len(f.items)), number=str(len(f.items))),
        ), id=f.id)
        for f in framework_files.frameworks().values()
    )  # fmt: skip
    return Grid(_("Plans, agreements and goals"), head, rows, "frameworks")


def meeting_grid(meetings: Iterable[Any], series: Callable[[str], str], link: Link) -> Grid:
    """Meetings, newest first."""
    head = (
        Column(_("Meeting"), weight=34), Column(_("Kind"), weight=20), Column(_("When")), Column(_("Where")),
        Column(_("Host")), Column(_("State")),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(m.title, href=link("plan_meeting", str(m.pk))), Cell(series(m.series)),
            Cell(m.starts or "–"),
            Cell(m.place or "–"), Cell(m.host or "–"), Cell(m.state),
        ), id=m.key)
        for m in meetings
    )  # fmt: skip
    return Grid(_("Meetings"), head, rows, "meetings")


def group_grid(table: table_files.GroupTable) -> Grid:
    """Working groups of a year; digits the source has lost are marked, not guessed."""
    head = (
        Column(_("Country")), Column(_("Meetings"), "right"), Column(_("Who came"), weight=40),
        Column(_("Lost in the source"), weight=20),
    )  # fmt: skip
    names = {unit.code: unit.short for unit in units()}
    rows = tuple(
        Row((
            Cell(names.get(r.country, r.country)), number(r.meetings), Cell(r.attendance_text),
            Cell(", ".join(r.lost) or "–", tone="lost" if r.lost else ""),
        ), id=f"groups-{table.year}.{r.country.lower()}")
        for r in table.rows
    )  # fmt: skip
    caption = _("Inter-agency working groups %(year)d") % {"year": table.year}
    source = f"{table.source.document}, {table.source.place}"
    return Grid(caption, head, rows, "groups", notes=(table.note,) if table.note else (), source=source)


def discrepancy_grid(entries: Iterable[Discrepancy]) -> Grid:
    """Where the documents do not agree with themselves, with each other or with arithmetic: both sides
    stand.
    """
    head = (
        Column(_("About"), weight=20), Column(_("Printed"), weight=24), Column(_("Ours"), weight=24),
        Column(_("What is shown"), weight=20), Column(_("Source"), weight=14),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(e.about), Cell(e.printed), Cell(e.ours), Cell(e.shown),
            Cell(f"{e.source.document}, {e.source.place}"),
        ), id=e.id)
        for e in entries
    )  # fmt: skip
    return Grid(_("Where the documents do not tie"), head, rows, "discrepancies")
