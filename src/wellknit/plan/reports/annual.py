"""The annual (or half-yearly) report, regional or of one country, in the order its readers know.

Cover, acronyms, summary, context,
outcome and outputs with their results and the sentence on each progress marker,
cross-cutting, constraints, way forward; annexes: indicators, money, risks; beside them civil society's
report. Words come
from the browser, sentences on markers are composed from data, so that they cannot differ from the annex.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import (
    Bars,
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Grid,
    Heading,
    Keys,
    PageBreak,
    Para,
    Row,
)
from wellknit.plan.acronym_files import used
from wellknit.plan.reference_files import Scale
from wellknit.plan.reports.som import TONES, status_cell
from wellknit.plan.reports.tables import utilisation_blocks
from wellknit.plan.reports.values import Marker, Matrix, MoneyRow


@dataclass(frozen=True, slots=True)
class Chapter:
    """An outcome, output or result with its place in the tree (level 1 to 3)."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class CivilSection:
    """What one organisation reports beside the government."""

    organisation: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk of the annex."""

    title: str
    kind: str
    probability: int
    impact: int
    mitigation: str
    owner: str
    trend: str


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """Everything the report is composed of, as plain values."""

    framework: str
    title: str
    period: str
    unit: str
    unit_name: str
    language: str
    scale: Scale
    endorsed_on: str = ""
    state: str = ""
    watermark: str = ""
    chapters: tuple[Chapter, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    markers: tuple[Marker, ...] = ()
    matrix: Matrix | None = None
    money: tuple[MoneyRow, ...] = ()
    year: int = 0
    risks: tuple[RiskRow, ...] = ()
    civil: tuple[CivilSection, ...] = ()
    restated: tuple[str, ...] = ()


def section_titles() -> dict[str, str]:
    """The free sections in their order, by key; those before and after the chapters."""
    return {
        "summary": _("Executive summary"),
        "context": _("Context and patterns"),
        "gender": _("Gender"),
        "rights": _("Human rights"),
        "constraints": _("Constraints and learning"),
        "forward": _("The way forward"),
        "recommendations": _("Recommendations for the next plan"),
    }


BEFORE, CROSS, AFTER = (
    ("summary", "context"),
    ("gender", "rights"),
    ("constraints", "forward", "recommendations"),
)


def annual_document(report: AnnualReport) -> Document:
    """The document; whoever calls has activated the report's language."""
    titles = section_titles()
    blocks: list[Block] = [Contents(_("Contents")), PageBreak()]
    body: list[Block] = []
    body += _sections(report, BEFORE, titles)
    body += _chapters(report)
    if any(report.sections.get(key) for key in CROSS):
        body.append(Heading(_("Cross-cutting issues"), 1))
        body += _sections(report, CROSS, titles, level=2)
    body += _sections(report, AFTER, titles)
    body += _annexes(report)
    blocks += _acronyms(body)
    name = _("Annual report") if report.period.isdigit() else _("Half-yearly report")
    return Document(
        title=f"{name} {report.period}",
        subtitle=f"{report.title} – {report.unit_name}",
        blocks=tuple(blocks + body),
        language=report.language,
        running=f"{name} {report.period} · {report.unit_name}",
        watermark=report.watermark,
        facts=tuple(_facts(report)),
    )


def _facts(report: AnnualReport) -> Iterable[tuple[str, str]]:
    yield _("Plan"), report.title
    yield _("Reporting unit"), report.unit_name
    yield _("Period"), report.period
    if report.endorsed_on:
        yield _("Endorsed by the task force on"), report.endorsed_on
    if report.state and report.state != "published":
        yield _("State"), _("draft, not published")


def _sections(
    report: AnnualReport, keys: Sequence[str], titles: Mapping[str, str], level: int = 1
) -> list[Block]:
    blocks: list[Block] = []
    for key in keys:
        text = report.sections.get(key, "")
        if text:
            blocks += [Heading(titles[key], level), *paragraphs(text)]
    return blocks


def paragraphs(text: str) -> list[Block]:
    """Words typed in the browser: an empty line begins a new paragraph."""
    return [Para(" ".join(part.split())) for part in text.replace("\r", "").split("\n\n") if part.strip()]


def _chapters(report: AnnualReport) -> list[Block]:
    blocks: list[Block] = []
    by_item: dict[str, list[Marker]] = {}
    for marker in report.markers:
        by_item.setdefault(marker.group, []).append(marker)
    for chapter in report.chapters:
        text = report.sections.get(f"item:{chapter.id}", "")
        mine = by_item.get(chapter.id, [])
        blocks.append(Heading(chapter.title, chapter.level))
        blocks += paragraphs(text)
        blocks += [Para(marker_sentence(marker, report.scale), "marker") for marker in mine]
        shares = _share_chart(report, mine)
        blocks += [shares] if shares else []
    return blocks


def marker_sentence(marker: Marker, scale: Scale) -> str:
    """The closing sentence on one marker: declared status, figures, and the reason where the two differ."""
    labels = {step.id: step.label.lower() for step in scale.steps}
    asked = {"title": marker.title, "target": marker.target, "actual": marker.actual}
    if not marker.declared:
        said = _("For the progress marker “%(title)s” no result was declared.") % asked
    else:
        status = {**asked, "status": labels.get(marker.declared, marker.declared)}
        known = marker.target not in ("", "–") and marker.actual not in (
            "",
            "–",
            _("not stated"),
            "not stated",
        )
        if known and len(marker.actual) <= 80:
            said = _("The progress marker “%(title)s” (%(target)s) was %(status)s: %(actual)s.") % status
        elif marker.target not in ("", "–"):
            said = _("The progress marker “%(title)s” (%(target)s) was %(status)s.") % status
        else:
            said = _("The progress marker “%(title)s” was %(status)s.") % status
    if marker.reason:
        said += " " + _("Reason: %(reason)s") % {"reason": marker.reason}
    if marker.declared and marker.computed in labels and marker.computed != marker.declared:
        said += " " + _("By the figures alone it would be %(status)s.") % {"status": labels[marker.computed]}
    return said


def _share_chart(report: AnnualReport, markers: Sequence[Marker]) -> Bars | None:
    """Governments' shares, where the chapter holds the marker on co-funding and shares are known."""
    if not any(marker.id == "unact-2014.m5" for marker in markers) or not report.money:
        return None
    rows = tuple(
        (
            row.name,
            "" if row.share is None else str(row.share),
            _("not stated") if row.share is None else f"{row.share:.0f}%",
        )
        for row in report.money
        if row.unit != "REG"
    )
    known = "; ".join(f"{name} {words}" for name, number, words in rows if number)
    return Bars(_("Share of activities funded by each government"), rows, "%", known) if known else None


def _annexes(report: AnnualReport) -> list[Block]:
    blocks: list[Block] = [PageBreak(), Heading(_("Annex 1: Indicators"), 1), _indicator_grid(report)]
    compared = comparison_grid(report)
    blocks += [compared] if compared else []
    blocks.append(Heading(_("Annex 2: Money"), 1))
    if report.money:
        blocks += utilisation_blocks(report.money, report.year)
    else:
        blocks.append(Para(_("No money is recorded for this period.")))
    blocks.append(Heading(_("Annex 3: Risks"), 1))
    blocks.append(risk_grid(report.risks) if report.risks else Para(_("No risk is recorded.")))
    if report.civil:
        blocks.append(Heading(_("Annex 4: What civil society reports"), 1))
        blocks.append(
            Para(
                _("These reports are the organisations’ own. They stand beside the government’s report."),
                "note",
            )
        )
        for section in report.civil:
            about = f" – {section.about}" if section.about else ""
            blocks += [Heading(f"{section.organisation}{about}", 2), *paragraphs(section.text)]
    if report.restated:
        blocks.append(Heading(_("Figures restated since the last report"), 1))
        blocks += [Para(line) for line in report.restated]
    return blocks


def _indicator_grid(report: AnnualReport) -> Grid:
    columns = (
        Column(_("Indicator"), weight=30), Column(_("Baseline"), "right", 10),
        Column(_("Target"), "right", 12),
        Column(_("Result"), "right", 16), Column(_("Declared"), "centre", 12),
        Column(_("By the figures"), "centre", 12),
        Column(_("How verified, reason, evidence"), weight=26),
    )  # fmt: skip
    labels = {step.id: step for step in report.scale.steps}
    rows, group = [], ""
    for marker in report.markers:
        if marker.group_title != group:
            group = marker.group_title
            rows.append(Row((Cell(group, span=len(columns)),), kind="group"))
        step = labels.get(marker.declared)
        declared = (
            Cell(step.label, symbol=step.symbol, tone=TONES.get(step.id, ""))
            if step
            else Cell(_("not declared"))
        )
        figures = labels[marker.computed].label if marker.computed in labels else _("no status by figures")
        why = "; ".join(part for part in (marker.means, marker.reason, marker.evidence) if part)
        cells = (
            Cell(f"{marker.code} {marker.title}".strip()), Cell(marker.baseline), Cell(marker.target),
            Cell(marker.actual), declared, Cell(figures), Cell(why),
        )  # fmt: skip
        rows.append(Row(cells, id=marker.id))
    note = _("The declared status is the unit’s judgement; the one by the figures is arithmetic. Both stand.")
    return Grid(
        _("Indicators %(period)s") % {"period": report.period},
        columns,
        tuple(rows),
        "indicators",
        notes=(note,),
    )


def risk_grid(risks: Sequence[RiskRow]) -> Grid:
    """Open risks as a table."""
    columns = (
        Column(_("Risk"), weight=28), Column(_("Kind"), weight=10), Column(_("Probability"), "right", 8),
        Column(_("Impact"), "right", 8), Column(_("What is done"), weight=30), Column(_("Owner"), weight=12),
        Column(_("Trend"), weight=8),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(r.title), Cell(r.kind), Cell(str(r.probability), number=str(r.probability)),
            Cell(str(r.impact), number=str(r.impact)), Cell(r.mitigation), Cell(r.owner), Cell(r.trend),
        ))
        for r in risks
    )  # fmt: skip
    return Grid(_("Risks, from 1 (low) to 5 (high)"), columns, rows, "risks")


def _acronyms(body: Sequence[Block]) -> list[Block]:
    texts = [b.text for b in body if isinstance(b, Para | Heading)]
    texts += [c.text for b in body if isinstance(b, Grid) for row in b.rows for c in row.cells]
    found = used(texts)
    return [Heading(_("Acronyms"), 1), Keys(tuple(found))] if found else []


def comparison_grid(report: AnnualReport) -> Grid | None:
    """The seven columns of the year as one table, for the regional report's annex."""
    if report.matrix is None or not any(row.cells for row in report.matrix.rows):
        return None
    steps = {step.id: step for step in report.scale.steps}
    notes: list[str] = []
    columns = (Column(_("Target"), weight=34), *(Column(u.name, "centre", 9) for u in report.matrix.units))
    rows = tuple(
        Row((Cell(f"{r.code} {r.title}".strip()),
             *(status_cell(r.cells.get(u.code), steps, notes, u.name) for u in report.matrix.units)), id=r.id)
        for r in report.matrix.rows
    )  # fmt: skip
    return Grid(_("Targets by country"), columns, rows, "countries", notes=tuple(notes))
