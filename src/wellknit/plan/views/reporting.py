"""Drafting a report: opening it, statuses, figures, sections, and the moves from desk to desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.plan import framework_files, indicator_files, reference_files
from wellknit.plan.actions import block as verbs
from wellknit.plan.actions import dialogue, figures
from wellknit.plan.actions.period import open_period
from wellknit.plan.forms.process import PeriodForm
from wellknit.plan.forms.reporting import (
    ChoiceForm,
    CivilForm,
    EndorseForm,
    FigureForm,
    OpenForm,
    ReasonForm,
    SectionForm,
    StatusForm,
    WordsForm,
)
from wellknit.plan.permissions import unit_of
from wellknit.plan.queries import blocks as query
from wellknit.plan.queries import periods
from wellknit.plan.queries.markers import markers
from wellknit.plan.queries.matrix import matrix_rows, scale_of
from wellknit.plan.reports.annual import section_titles
from wellknit.plan.reports.screens import state_word
from wellknit.plan.states import BlockKind
from wellknit.plan.views.shown import ask, show, viewer_of
from wellknit.platform.access.pages import page


@page("plan.read")
def open_block(request: HttpRequest) -> HttpResponse:
    """Open a report or a workplan of one's own unit."""
    viewer = viewer_of(request)
    form = OpenForm(request.POST or None, periods=periods.keys(viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = verbs.open_block(
            by=viewer, kind=BlockKind(given["kind"]), unit=unit_of(viewer),
            period=periods.period(viewer, given["period"]),
            framework=given["framework"], due=given["due"],
            watermark=_("Invented for trying out") if settings.DEMO else "",
        )  # fmt: skip
        return redirect("plan_workplan" if made.kind == BlockKind.WORKPLAN else "plan_block", made.pk)
    return ask(
        request, form, title=_("Open a report or a workplan"), back=reverse("plan_home"), submit=_("Open")
    )


@page("plan.maintain")
def new_period(request: HttpRequest) -> HttpResponse:
    """Open a further period."""
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        open_period(by=viewer_of(request), **form.cleaned_data)
        return redirect("plan_open")
    return ask(request, form, title=_("A further period"), back=reverse("plan_home"), submit=_("Open"))


def _titles(plan: framework_files.Framework) -> dict[str, Any]:
    """Headings of the sections: the fixed ones, and one for each result that has its own text."""
    own = (c for c in plan.items if c.kind in ("output", "result", "concept"))
    return section_titles() | {f"item:{c.id}": c.title for c in own}


@page("plan.read")
def block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """A report being written, or read: what is in it, what is missing, what can be done."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    if found.kind == BlockKind.WORKPLAN:
        return redirect("plan_workplan", block_id)
    plan = framework_files.framework(found.framework)
    calls, sections = query.calls_of(viewer, found), query.sections_of(viewer, found)
    steps = {s.id: s for s in scale_of(plan).steps}
    rows = _judged(viewer, found, plan)
    for row in rows:
        row["call"] = calls.get(row["id"])
        row["step"] = steps.get(row["call"].declared) if row["call"] else None
    context: dict[str, Any] = {
        "paper": found, "rows": rows, "state": state_word(found.state), "verbs": verb_buttons(viewer, found),
        "editable": found.state == "draft" and unit_of(viewer) == found.unit,
        "sections": _sections(_titles(plan), sections),
        "sheets": query.sheets_for(viewer, found.framework, found.unit, found.period.key),
        "facts": query.facts_of(viewer, found), "moves": query.moves_of(viewer, found),
    }  # fmt: skip
    title = _("%(unit)s, report %(period)s") % {"unit": _name(found.unit), "period": found.period.key}
    return show(
        request, title=title, tab="plan_home", template="plan/block.html", caption=plan.title, **context
    )


def _sections(titles: dict[str, str], sections: dict[str, Any]) -> list[dict[str, str]]:
    texts = {key: row.text for key, row in sections.items()}
    return [{"key": key, "title": title, "text": texts.get(key, "")} for key, title in titles.items()]


def _name(unit: str) -> str:
    return {u.code: u.short for u in reference_files.units()}.get(unit, unit)


def _judged(viewer: Any, found: Any, plan: framework_files.Framework) -> list[dict[str, Any]]:
    """What is judged in this framework: its markers where it has them, else its targets."""
    if plan.scale == "markers-three":
        told = markers(viewer, found.framework, found.period.key, unit=found.unit)
        return [
            {"id": m.id, "title": m.title, "target": m.target, "actual": m.actual, "computed": m.computed}
            for m in told
        ]
    return [
        {"id": r.id, "title": f"{r.code} {r.title}".strip(), "group": r.group} for r in matrix_rows(plan, "")
    ]


def verb_buttons(viewer: Any, found: Any) -> list[dict[str, str]]:
    """Buttons for what this viewer can do now."""
    words = {
        "endorse": _("Endorse for the country"), "recall": _("Recall"), "return": _("Return with a reason"),
        "review": _("Mark as reviewed"), "publish": _("Publish"), "correct": _("Open a corrected edition"),
    }  # fmt: skip
    return [
        {"text": words[verb], "href": reverse("plan_move", args=(found.pk, verb))}
        for verb in query.verbs_for(viewer, found)
    ]


@page("plan.read")
def status(request: HttpRequest, block_id: UUID, about: str) -> HttpResponse:
    """The judgement on one item."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    plan = framework_files.framework(found.framework)
    old = query.calls_of(viewer, found).get(about)
    marker = next(
        (m for m in markers(viewer, found.framework, found.period.key, unit=found.unit) if m.id == about),
        None,
    )
    initial = {"declared": old.declared, "reason": old.reason, "evidence": old.evidence} if old else None
    form = StatusForm(request.POST or None, initial=initial, scale=scale_of(plan))
    if request.method == "POST" and form.is_valid():
        figures.declare(
            found, by=viewer, about=about, computed=marker.computed if marker else "", **form.cleaned_data
        )
        return redirect(reverse("plan_block", args=(block_id,)) + "#statuses")
    lede = _("Target %(target)s, result %(actual)s.") % vars_of(marker) if marker else ""
    return ask(
        request, form, title=item_title(about), back=reverse("plan_block", args=(block_id,)), lede=lede
    )


def vars_of(marker: Any) -> dict[str, str]:
    """Target and result of a marker for a sentence."""
    return {"target": marker.target, "actual": marker.actual}


def item_title(about: str) -> str:
    """The title of an item or an indicator."""
    sheet = indicator_files.indicators().get(about)
    if sheet:
        return sheet.title
    try:
        return framework_files.framework(about.split(".", 1)[0]).item(about).title
    except (KeyError, ValueError) as error:
        raise Http404 from error


@page("plan.read")
def figure(request: HttpRequest, block_id: UUID, indicator: str) -> HttpResponse:
    """One figure of one indicator; what is worth telling is told after saving."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    sheet = figures.indicator_sheet(indicator)
    form = FigureForm(request.POST or None, sheet=sheet, initial={"kind": "actual"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _fact, told = figures.record_figure(
            found, by=viewer, indicator=indicator, kind=given["kind"], value=form.value(),
            part=given.get("part", ""),
            period=given["period"],
            dims=given["dims"], reason=given["reason"], source=given["source"],
        )  # fmt: skip
        for finding in told:
            messages.warning(request, finding.sentence)
        return redirect(reverse("plan_block", args=(block_id,)) + "#figures")
    return ask(
        request, form, title=sheet.title, lede=sheet.definition, back=reverse("plan_block", args=(block_id,)),
    )  # fmt: skip


@page("plan.read")
def choose(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Which indicators the unit reports on, from this period on."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    initial = {"chosen": sorted(query.chosen_by(viewer, found.unit))}
    sheets = query.all_sheets(found.framework, found.unit)
    form = ChoiceForm(request.POST or None, initial=initial, sheets=sheets)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["chosen"])
        figures.choose_all(
            by=viewer, unit=found.unit, framework=found.framework, chosen=chosen, since=found.period.key
        )
        return redirect("plan_block", block_id)
    return ask(request, form, title=_("Choose indicators"), back=reverse("plan_block", args=(block_id,)))


@page("plan.read")
def section(request: HttpRequest, block_id: UUID, section: str) -> HttpResponse:
    """One section of the report."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    language = (request.GET.get("language") or "en")[:12]
    old = query.sections_of(viewer, found, language).get(section)
    form = SectionForm(request.POST or None, initial={"text": old.text if old else ""})
    if request.method == "POST" and form.is_valid():
        figures.write_section(
            found, by=viewer, section=section, text=form.cleaned_data["text"], language=language
        )
        return redirect(reverse("plan_block", args=(block_id,)) + "#sections")
    title = section_titles().get(section) or item_title(section.removeprefix("item:"))
    return ask(request, form, title=title, back=reverse("plan_block", args=(block_id,)))


@page("plan.read", fresh_proof=True)
def move(request: HttpRequest, block_id: UUID, verb: str) -> HttpResponse:
    """Endorse, recall, return, review, publish or correct: asked once, with what will happen."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    if verb not in MOVES:
        raise Http404
    form_class, act, what = MOVES[verb]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act(found, viewer, form.cleaned_data)
        messages.success(request, _("Done: %(what)s.") % {"what": state_word(done.state)})
        return redirect("plan_workplan" if done.kind == BlockKind.WORKPLAN else "plan_block", done.pk)
    button = next((b["text"] for b in verb_buttons(viewer, found) if b["href"].endswith(f"/{verb}/")), verb)
    context: dict[str, Any] = {
        "title": button, "caption": f"{_name(found.unit)} · {found.period.key}",
        "what": [str(line) for line in what()],
        "form": form, "action": request.path, "button": button,
        "cancel": reverse("plan_block", args=(block_id,)),
    }  # fmt: skip
    return render(request, "plan/confirm.html", context)


Given = dict[str, Any]
MOVES: dict[str, tuple[Any, Callable[[Any, Any, Given], Any], Callable[[], list[str]]]] = {
    "endorse": (
        EndorseForm,
        lambda b, v, g: verbs.endorse(b, by=v, rows=query.size_of(b), on=g["on"]),
        lambda: [
            _("The Secretariat can read it from now on."),
            _("It can be changed only after it was recalled or returned."),
        ],
    ),
    "recall": (
        ReasonForm,
        lambda b, v, g: verbs.recall(b, by=v, reason=g["reason"]),
        lambda: [_("It is a draft again, read by your task force alone.")],
    ),
    "return": (
        ReasonForm,
        lambda b, v, g: verbs.send_back(b, by=v, reason=g["reason"]),
        lambda: [_("It is a draft again. The reason stands in the country’s own history.")],
    ),
    "review": (
        EndorseForm,
        lambda b, v, g: verbs.review(b, by=v),
        lambda: [_("It is marked as read by the Secretariat. Nothing in it is changed.")],
    ),
    "publish": (
        EndorseForm,
        lambda b, v, g: verbs.publish(b, by=v),
        lambda: [
            _("All six governments and the partners read it."),
            _("It cannot be taken back, only corrected."),
        ],
    ),
    "correct": (
        ReasonForm,
        lambda b, v, g: verbs.correct(b, by=v, reason=g["reason"]),
        lambda: [_("A draft of a further edition is opened. What is published stays until the new one is.")],
    ),
}


@page("plan.comment")
def question(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """A peer's question on something published."""
    viewer = viewer_of(request)
    found = query.block(viewer, block_id)
    back = reverse("plan_country", args=(found.unit, found.framework, found.period.key))
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dialogue.ask(found, by=viewer, text=form.cleaned_data["text"])
        return redirect(back)
    return ask(request, form, title=_("Ask a question"), back=back, submit=_("Ask"))


@page("plan.read")
def reply(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The government's reply."""
    found = query.question(viewer_of(request), question_id)
    back = reverse("plan_country", args=(found.unit, found.block.framework, found.block.period.key))
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dialogue.reply(found, by=viewer_of(request), text=form.cleaned_data["text"])
        return redirect(back)
    return ask(request, form, title=_("Reply"), lede=found.text, back=back, submit=_("Reply"))


@page("plan.civil_society")
def civil(request: HttpRequest) -> HttpResponse:
    """Civil society's own report, a draft until it is released."""
    viewer = viewer_of(request)
    form = CivilForm(request.POST or None, periods=periods.keys(viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = dialogue.write_civil_report(
            by=viewer, unit=given["unit"], period=periods.period(viewer, given["period"]),
            framework=given["framework"],
            about=given["about"], text=given["text"], evidence=given["evidence"],
        )  # fmt: skip
        return redirect("plan_country", made.unit, made.framework, made.period.key)
    return ask(request, form, title=_("Report of your organisation"), back=reverse("plan_home"))


@page("plan.civil_society")
def civil_release(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The organisation opens its report to all; POST only."""
    found = query.civil_report(viewer_of(request), report_id)
    if request.method == "POST":
        dialogue.release_civil_report(found, by=viewer_of(request))
    return redirect("plan_country", found.unit, found.framework, found.period.key)
