"""The region at a glance, a country's page, a target's story, who has reported; and the same on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Block, Cell, Column, Grid, Heading, Para, Row
from wellknit.plan import framework_files, reference_files
from wellknit.plan.permissions import is_own
from wellknit.plan.queries import blocks as query
from wellknit.plan.queries import meetings as meeting_query
from wellknit.plan.queries.annual import annual_as_document, latest_block
from wellknit.plan.queries.crosswalks import crosswalk_document
from wellknit.plan.queries.markers import markers
from wellknit.plan.queries.matrix import framework_of, scale_of, status_matrix
from wellknit.plan.queries.story import fact_bars, fact_grid, story
from wellknit.plan.reports.annual import paragraphs, section_titles
from wellknit.plan.reports.screens import (
    discrepancy_grid,
    framework_grid,
    marker_blocks,
    plans_grid,
    region_blocks,
    state_word,
)
from wellknit.plan.reports.som import som_document
from wellknit.plan.views.shown import as_file, downloads, link, on_screen, show, viewer_of
from wellknit.platform.access.pages import page


@page("plan.read")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this viewer, and what there is to read."""
    viewer = viewer_of(request)
    mine = query.my_open_blocks(viewer)
    owner = viewer.jurisdiction if not viewer.may("plan.review") else "REG"
    context: dict[str, Any] = {
        "mine": mine,
        "reports": query.frameworks_with_reports(viewer),
        "follow_ups": meeting_query.open_follow_ups(viewer, owner)[:10],
        "can_open": viewer.may("plan.draft") or viewer.may("plan.review"),
        "can_report": viewer.may("plan.civil_society"),
        "can_maintain": viewer.may("plan.maintain"),
    }
    return show(request, title=_("The plan"), tab="plan_home", template="plan/home.html", **context)


@page("plan.read")
def region(request: HttpRequest, framework: str, period: str) -> HttpResponse:
    """Targets × seven units."""
    matrix = status_matrix(viewer_of(request), framework, period)
    scale = reference_files.scales()[matrix.scale]
    marks = next((unit.watermark for unit in matrix.units if unit.watermark), "")
    buttons = [
        {"text": _("Who has reported"), "href": reverse("plan_reported", args=(framework, period))},
        {
            "text": _("Annual report of the region"),
            "href": reverse("plan_annual", args=(framework, period, "REG", "html")),
        },
    ]
    return show(
        request, title=_("The region at a glance"), tab="plan_home",
        blocks=region_blocks(matrix, scale, link),
        watermark=marks, lede=" ".join(matrix.notes), caption=f"{matrix.title} · {period}", buttons=buttons,
        downloads=downloads("plan_som", framework, period),
    )  # fmt: skip


@page("plan.read")
def som(request: HttpRequest, framework: str, period: str, form: str) -> HttpResponse:
    """The country table as a file: what is published, and nothing else."""
    matrix = status_matrix(viewer_of(request), framework, period, published_only=True)
    document = som_document(matrix, reference_files.scales()[matrix.scale])
    return as_file(document, form, f"som-{framework}-{period}")


@page("plan.read")
def annual(request: HttpRequest, framework: str, period: str, unit: str, form: str) -> HttpResponse:
    """The annual report of the region or of one country as a file."""
    language = (request.GET.get("language") or "en")[:12]
    document = annual_as_document(viewer_of(request), framework, period, unit, language)
    return as_file(document, form, f"annual-{framework}-{period}-{unit}")


@page("plan.read")
def reported(request: HttpRequest, framework: str, period: str) -> HttpResponse:
    """Who has reported and who has not."""
    standings = query.who_has_reported(viewer_of(request), framework, period, today=timezone.localdate())
    rows = tuple(
        Row((
            Cell(s.name, href=link("plan_country", s.unit, framework, period)), Cell(state_word(s.state)),
            Cell(f"{s.due:%Y-%m-%d}" if s.due else "–"),
            _late(s.days_left),
        ), id=s.unit)
        for s in standings
    )  # fmt: skip
    head = (Column(_("Unit"), weight=20), Column(_("State")), Column(_("Due")), Column(_("Days")))
    grid = Grid(f"{query.framework_title(framework)} {period}", head, rows, "reported")
    return show(request, title=_("Who has reported"), tab="plan_home", blocks=[grid])


def _late(days: int | None) -> Cell:
    if days is None:
        return Cell("")
    if days < 0:
        return Cell(_("late by %(days)d days") % {"days": -days}, tone="alert")
    return Cell(_("%(days)d days left") % {"days": days})


@page("plan.read")
def country(request: HttpRequest, unit: str, framework: str, period: str) -> HttpResponse:
    """One unit's page: its report, its figures, its words, what peers ask and civil society says."""
    viewer = viewer_of(request)
    names = {u.code: u.name for u in reference_files.units()}
    if unit not in names:
        raise Http404
    own = is_own(viewer, unit)
    block = latest_block(framework, period, unit, published=not own and not viewer.may("plan.review"))
    plan = framework_of(framework)
    scale = scale_of(plan)
    found: list[Block] = list(marker_blocks(markers(viewer, framework, period, unit=unit), scale, link))
    if block and query.may_read(viewer, block):
        found += _words(viewer, block)
    context: dict[str, Any] = {
        "paper": block, "state": state_word(block.state if block else ""), "own": own, "framework": framework,
        "period": period, "unit": unit, "questions": query.questions(viewer, block) if block else [],
        "civil": query.civil_reports(viewer, framework, period, unit), "can_ask": viewer.may("plan.comment"),
        "readable": bool(block and query.may_read(viewer, block)),
        "downloads": downloads("plan_annual", framework, period, unit, forms=("pdf", "docx", "html")),
    }  # fmt: skip
    return show(
        request, title=names[unit], tab="plan_home", blocks=found, template="plan/country.html",
        caption=f"{plan.title} · {period}", watermark=block.watermark if block else "", **context,
    )  # fmt: skip


def _words(viewer: object, block: object) -> list[Block]:
    titles = section_titles()
    found: list[Block] = []
    for key, section in query.sections_of(viewer, block).items():  # type: ignore[arg-type]
        if section.text:
            found += [Heading(titles.get(key, key.removeprefix("item:")), 2), *paragraphs(section.text)]
    return found


@page("plan.read")
def target_story(request: HttpRequest, about: str) -> HttpResponse:
    """A target through plans, reports, workplans, money and decisions."""
    found = story(viewer_of(request), about)
    bars = fact_bars(found.sheet, found.facts, _("Latest result by unit"))
    heads = (_("Period"), _("Unit"), _("What"), _("Figure"), _("Revision"), _("Source or reason"))
    steps = {s.id: s.label for scale in reference_files.scales().values() for s in scale.steps}
    calls = [
        {"row": c, "declared": steps.get(c.declared, c.declared), "figures": steps.get(c.computed, "–")}
        for c in found.calls
    ]
    context: dict[str, Any] = {
        "calls": calls, "story": found, "bars": on_screen([bars]) if bars else "",
        "figures": on_screen([fact_grid(found.facts, _("Figures"), heads)]) if found.facts else "",
    }  # fmt: skip
    return show(request, title=found.title, tab="plan_frameworks", template="plan/story.html", **context)


@page("plan.read")
def frameworks(request: HttpRequest) -> HttpResponse:
    """The plans in versions, and the paths between them."""
    walks = [
        {"text": f"{c.from_framework} → {c.to_framework}",
         "href": reverse("plan_crosswalk", args=(c.from_framework, c.to_framework))}
        for c in framework_files.crosswalk_files()
    ]  # fmt: skip
    return show(
        request,
        title=_("Plans"),
        tab="plan_frameworks",
        blocks=[plans_grid(link), discrepancy_grid(reference_files.discrepancies())],
        walks=walks,
        template="plan/frameworks.html",
    )


@page("plan.read")
def framework(request: HttpRequest, framework: str) -> HttpResponse:
    """One plan: its items, and where the document does not agree with itself."""
    found = framework_files.frameworks().get(framework)
    if found is None:
        raise Http404
    blocks: list[Block] = [Para(found.note)] if found.note else []
    blocks.append(framework_grid(found, link))
    for claim in found.claims:
        said = _("%(what)s: the document says %(printed)s, we count %(counted)s. %(note)s") % {
            "what": claim.what, "printed": claim.printed, "counted": claim.counted, "note": claim.note,
        }  # fmt: skip
        blocks.append(Para(said, "note"))
    return show(request, title=found.title, tab="plan_frameworks", blocks=blocks)


@page("plan.read")
def crosswalk(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """What became of each item of a plan in the next."""
    document = crosswalk_document(one, other)
    return show(request, title=document.title, tab="plan_frameworks", blocks=document.blocks)
