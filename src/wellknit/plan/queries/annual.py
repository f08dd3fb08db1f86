"""What an annual report is made of, read once: a country's own draft as it stands, another's only when
published.
"""

from __future__ import annotations

from django.utils.translation import override

from wellknit.lib.documents.tree import Document
from wellknit.plan import framework_files, reference_files
from wellknit.plan.models import Block, CivilReport, Fact, Narrative
from wellknit.plan.permissions import is_own
from wellknit.plan.queries.markers import markers
from wellknit.plan.queries.matrix import framework_of, scale_of, status_matrix
from wellknit.plan.queries.money import utilisation
from wellknit.plan.queries.register import risks
from wellknit.plan.reports.annual import AnnualReport, Chapter, CivilSection, RiskRow, annual_document
from wellknit.plan.reports.values import UnitHead, figure_words
from wellknit.plan.states import BlockKind, BlockState
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer

KINDS = {
    framework_files.ItemKind.OUTCOME: 1, framework_files.ItemKind.AREA: 1,
    framework_files.ItemKind.CONCEPT: 1,
    framework_files.ItemKind.OUTPUT: 1, framework_files.ItemKind.RESULT: 2,
    framework_files.ItemKind.TARGET: 2,
}  # fmt: skip


def annual_report(
    viewer: Viewer, framework: str, period: str, unit: str, language: str = "en"
) -> AnnualReport:
    """The values of one unit's report for one period."""
    plan = framework_of(framework)
    heads = {u.code: UnitHead(u.code, u.short) for u in reference_files.units()}
    if unit not in heads:
        raise NotValid(f"“{unit}” is not a reporting unit. There are: {', '.join(heads)}.")
    own = is_own(viewer, unit)
    block = latest_block(framework, period, unit, published=not own)
    year = int(period[:4]) if period[:4].isdigit() else 0
    return AnnualReport(
        framework=framework, title=plan.title, period=period, unit=unit, unit_name=heads[unit].name,
        language=language,
        scale=scale_of(plan),
        endorsed_on=f"{block.endorsed_on:%d %b %Y}" if block and block.endorsed_on else "",
        state=block.state if block else "", watermark=block.watermark if block else "",
        chapters=tuple(chapters(plan)), sections=_sections(block, language),
        markers=tuple(markers(viewer, framework, period, unit=unit, published_only=not own)),
        money=tuple(row for row in utilisation(viewer, year) if unit in ("REG", row.unit)), year=year,
        risks=tuple(_risks(viewer)) if unit == "REG" else (), civil=tuple(_civil(framework, period, unit)),
        restated=tuple(_restated(framework, period, unit)),
        matrix=status_matrix(viewer, framework, period, published_only=True) if unit == "REG" else None,
    )  # fmt: skip


def annual_as_document(
    viewer: Viewer, framework: str, period: str, unit: str, language: str = "en"
) -> Document:
    """The composed document in its own language."""
    with override(language):
        return annual_document(annual_report(viewer, framework, period, unit, language))


def latest_block(framework: str, period: str, unit: str, *, published: bool) -> Block | None:
    """The newest edition of a unit's report; only what is published when it is somebody else's."""
    rows = Block.objects.filter(framework=framework, period__key=period, unit=unit, kind=BlockKind.REPORT)
    if published:
        rows = rows.filter(state=BlockState.PUBLISHED)
    return rows.order_by("-edition").first()


def chapters(plan: framework_files.Framework) -> list[Chapter]:
    """Outcomes, outputs and results in the order of the framework."""
    return [
        Chapter(item.id, f"{item.code} {item.title}".strip(), KINDS[item.kind])
        for item in plan.items
        if item.kind in KINDS
    ]


def _sections(block: Block | None, language: str) -> dict[str, str]:
    """Sections in the report's language; what is not written in it stands in English."""
    if block is None:
        return {}
    found: dict[str, str] = {}
    rows = Narrative.objects.filter(block=block, current=True, language__in=("en", language))
    for row in sorted(rows, key=lambda row: row.language == language):
        if row.text:
            found[row.section] = row.text
    return found


def _risks(viewer: Viewer) -> list[RiskRow]:
    return [
        RiskRow(r.title, r.kind, r.probability, r.impact, r.mitigation, r.owner, r.trend)
        for r in risks(viewer)
    ]


def _civil(framework: str, period: str, unit: str) -> list[CivilSection]:
    rows = CivilReport.objects.filter(framework=framework, period__key=period).exclude(released_at=None)
    rows = rows if unit == "REG" else rows.filter(unit=unit)
    return [
        CivilSection(row.organisation, row.unit if unit == "REG" else row.about, row.text) for row in rows
    ]


def _restated(framework: str, period: str, unit: str) -> list[str]:
    """Figures of earlier periods that were revised: a reader who kept last year's report should know."""
    rows = Fact.objects.filter(framework=framework, unit=unit, current=True, revision__gt=1, dims="").exclude(
        period=period
    )
    return [
        f"{r.indicator}, {r.period}: {figure_words(r.value())}. {r.reason}"
        for r in rows.order_by("period", "indicator")
    ]
