"""One target's story: through the plans it stood in, what each unit said of it, what was planned, decided
and paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.http import Http404
from django.utils.translation import gettext as _

from wellknit.lib.crosswalk import CrosswalkError, Segment
from wellknit.lib.documents.tree import Bars, Cell, Column, Grid, Row
from wellknit.lib.indicators import across
from wellknit.plan import framework_files, indicator_files, reference_files
from wellknit.plan.models import Decision, Fact, StatusCall, WorkplanLine
from wellknit.plan.reports.values import figure_words
from wellknit.platform.access.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Step:
    """The target in one plan, and how figures compare with the plan before ('' for the first)."""

    framework: str
    titles: tuple[str, ...]
    compare: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that hangs on one item or indicator."""

    id: str
    title: str
    text: str
    source: str
    sheet: indicator_files.Indicator | None
    steps: tuple[Step, ...]
    calls: tuple[StatusCall, ...]
    facts: tuple[Fact, ...]
    lines: tuple[WorkplanLine, ...]
    planned_usd: Decimal
    decisions: tuple[Decision, ...]


def story(viewer: Viewer, about: str) -> Story:
    """The story of an item of a framework, or of an indicator (through the item it measures)."""
    sheets = indicator_files.indicators()
    sheet = sheets.get(about)
    item_id = sheet.item if sheet else about
    graph = framework_files.crosswalk()
    try:
        graph.node(item_id)
    except CrosswalkError as error:
        raise Http404 from error
    item = framework_files.framework(item_id.split(".", 1)[0]).item(item_id)
    measured = [s.id for s in sheets.values() if s.item == item_id and sheet in (None, s)]
    names = [about, item_id, *measured]
    lines = WorkplanLine.objects.select_related("block__period").filter(
        targets__overlap=names, removed_at=None
    )
    facts = Fact.objects.filter(indicator__in=measured, current=True)
    money = lines.aggregate(sum=Sum("budget__usd"))["sum"] or Decimal(0)
    return Story(
        id=about, title=sheet.title if sheet else item.title, text=sheet.definition if sheet else item.text,
        source=f"{item.source.document}, {item.source.place}",
        sheet=sheet or (sheets.get(measured[0]) if len(measured) == 1 else None),
        steps=tuple(_steps(graph.story(item_id))),
        calls=tuple(StatusCall.objects.filter(about__in=names, current=True).order_by("-period", "unit")),
        facts=tuple(facts.order_by("period", "unit", "kind")),
        lines=tuple(lines.order_by("-block__period__key", "unit", "number")), planned_usd=money,
        decisions=tuple(Decision.objects.select_related("meeting").filter(about__in=names)),
    )  # fmt: skip


def _steps(segments: Iterable[Segment]) -> Iterable[Step]:
    graph = framework_files.crosswalk()
    plans = framework_files.frameworks()
    for segment in segments:
        titles = tuple(f"{graph.node(i).code} {graph.node(i).label}".strip() for i in segment.items)
        notes = tuple(dict.fromkeys(link.note for link in segment.links if link.note))
        yield Step(plans[segment.framework].short, titles, str(segment.with_previous or ""), notes)


def kind_word(kind: str) -> str:
    """What a figure is, as a word."""
    words = {
        "baseline": _("baseline"),
        "target": _("target"),
        "marker": _("progress marker"),
        "actual": _("result"),
    }
    return words.get(kind, kind)


def fact_grid(facts: Iterable[Fact], caption: str, heads: tuple[str, ...]) -> Grid:
    """Figures by period: one row a unit and kind, revisions told."""
    columns = tuple(
        Column(label, "right" if place in (3, 4) else "left") for place, label in enumerate(heads)
    )
    rows = tuple(
        Row((
            Cell(fact.period), Cell(fact.unit),
            Cell(f"{kind_word(fact.kind)} {fact.part} {fact.dims}".strip()),
            Cell(figure_words(fact.value())), Cell(str(fact.revision)), Cell(fact.source or fact.reason),
        ), id=str(fact.pk))
        for fact in facts
    )  # fmt: skip
    return Grid(caption, columns, rows, "figures")


def fact_bars(sheet: indicator_files.Indicator | None, facts: Iterable[Fact], caption: str) -> Bars | None:
    """The latest result of each unit as bars, and how the region's figure is (or is not) made of them."""
    if sheet is None:
        return None
    latest = {f.unit: f for f in facts if f.kind == "actual" and not f.dims and not f.part}
    names = {u.code: u.short for u in reference_files.units()}
    rows = []
    for unit, name in names.items():
        # A long answer in words would push the bars off the page; it stands in the table of figures.
        if unit in latest and not latest[unit].text:
            value = latest[unit].value()
            figure = value.as_number()
            rows.append((name, "" if figure is None else str(figure), figure_words(value, sheet.unit)))
    if not any(number for _name, number, _words in rows):
        return None
    whole = across({unit: f.value() for unit, f in latest.items() if unit != "REG"}, sheet.across_countries)
    said = f"{sheet.across_countries}: {figure_words(whole.value, sheet.unit)}" if whole.counted else ""
    return Bars(caption, tuple(rows), str(sheet.unit), said)
