"""Workplans: the list, one plan, its lines, the spreadsheet out and back in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellknit.plan import framework_files, reference_files
from wellknit.plan.actions import sheet as sheet_verbs
from wellknit.plan.actions import workplan as verbs
from wellknit.plan.forms.workplan import LineForm, ProgressForm, SheetForm, purses_of
from wellknit.plan.models import BudgetKind, Moment
from wellknit.plan.models.workplan import QUARTERS, WORDS
from wellknit.plan.permissions import unit_of
from wellknit.plan.queries import blocks as block_query
from wellknit.plan.queries import workplans as query
from wellknit.plan.reports.screens import line_grid, line_word, state_word
from wellknit.plan.reports.workplan import workplan_document
from wellknit.plan.sheets import read, workbook
from wellknit.plan.states import LINE
from wellknit.plan.views.reporting import verb_buttons
from wellknit.plan.views.shown import as_file, ask, downloads, link, show, viewer_of
from wellknit.platform.access.pages import page


def _name(unit: str) -> str:
    return {u.code: u.short for u in reference_files.units()}.get(unit, unit)


@page("plan.read")
def workplans(request: HttpRequest) -> HttpResponse:
    """All workplans, by year and unit, with their states."""
    viewer = viewer_of(request)
    rows = [
        {
            "block": b,
            "name": _name(b.unit),
            "state": state_word(b.state),
            "readable": block_query.may_read(viewer, b),
        }
        for b in query.workplans(viewer)
    ]
    can_open = viewer.may("plan.draft") or viewer.may("plan.review")
    return show(
        request,
        title=_("Workplans"),
        tab="plan_workplans",
        rows=rows,
        can_open=can_open,
        template="plan/workplans.html",
    )


@page("plan.read")
def workplan(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """One plan: lines with money and progress, sums, warnings, what can be done."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    plan = query.plan_view(viewer, block)
    editable = block.state == "draft" and unit_of(viewer) == block.unit
    norms = reference_files.norms()
    grid = line_grid(plan.rows, link, _("Workplan %(period)s") % {"period": block.period.key})
    context: dict[str, Any] = {
        "paper": block, "plan": plan, "state": state_word(block.state), "editable": editable,
        "verbs": verb_buttons(viewer, block), "norms": norms, "moves": block_query.moves_of(viewer, block),
        "carry": query.unfinished_before(viewer, block) if editable else [],
        "downloads": downloads("plan_workplan_file", str(block.pk), forms=("pdf", "docx", "html")),
        "envelope": plan.sums.get(BudgetKind.ENVELOPE, Decimal(0)),
    }  # fmt: skip
    title = _("%(unit)s, workplan %(period)s") % {"unit": _name(block.unit), "period": block.period.key}
    return show(
        request, title=title, tab="plan_workplans", blocks=[grid] if plan.rows else [],
        caption=block_query.framework_title(block.framework),
        template="plan/workplan.html", **context,
    )  # fmt: skip


@page("plan.read")
def workplan_file(request: HttpRequest, block_id: UUID, form: str) -> HttpResponse:
    """The plan on paper."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    document = workplan_document(query.plan_view(viewer, block), _name(block.unit))
    return as_file(document, form, f"workplan-{block.unit}-{block.period.key}")


@page("plan.read")
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line: its words, money and progress; changed here while the plan is a draft."""
    viewer = viewer_of(request)
    found = query.line(viewer, line_id)
    plan = framework_files.framework(found.block.framework)
    form = LineForm(request.POST or None, initial=_initial(found), framework=plan)
    back = reverse("plan_workplan", args=(found.block_id,))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        verbs.change_line(found, by=viewer, change=_input(form.cleaned_data), version=version)
        return redirect(back)
    if found.block.state == "draft" and unit_of(viewer) == found.unit:
        return ask(request, form, title=found.title, back=back)
    context: dict[str, Any] = {
        "line": found, "back": back, "state": line_word(found.state), "own": unit_of(viewer) == found.unit,
        "verbs": [m.verb for m in LINE.possible(found.state)], "budget": found.budget.all(),
        "told": found.progress.all(),
    }  # fmt: skip
    return show(request, title=found.title, tab="plan_workplans", template="plan/line.html", **context)


def _initial(found: Any) -> dict[str, Any]:
    money = {row.kind: row.usd for row in found.budget.all()}
    partner = next((row.partner for row in found.budget.all() if row.partner), "")
    values = {name: getattr(found, name) for name in (*WORDS, "targets", "version")}
    quarters = [name for name in QUARTERS if getattr(found, name)]
    return values | {"quarters": quarters, "partner_name": partner} | {str(k): v for k, v in money.items()}


def _input(given: dict[str, Any]) -> verbs.LineInput:
    values: dict[str, Any] = {name: given[name] for name in (*WORDS, "targets")}
    values |= {name: name in given["quarters"] for name in QUARTERS}
    purses = tuple(verbs.Purse(kind, amount, partner) for kind, amount, partner in purses_of(given))
    return verbs.LineInput(values, purses)


@page("plan.read")
def new_line(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """A further line."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    initial = {"scope": "regional" if block.unit == "REG" else "national"}
    form = LineForm(
        request.POST or None, initial=initial, framework=framework_files.framework(block.framework)
    )
    back = reverse("plan_workplan", args=(block_id,))
    if request.method == "POST" and form.is_valid():
        verbs.add_line(block, by=viewer, line=_input(form.cleaned_data))
        return redirect(back)
    return ask(request, form, title=_("A further line"), back=back)


@page("plan.read")
def line_verb(request: HttpRequest, line_id: UUID, verb: str) -> HttpResponse:
    """Start, finish, drop, reopen or remove a line; POST only."""
    viewer = viewer_of(request)
    found = query.line(viewer, line_id)
    if request.method == "POST":
        if verb == "remove":
            verbs.remove_line(found, by=viewer)
        else:
            verbs.move_line(found, by=viewer, verb=verb)
    return redirect("plan_workplan", found.block_id)


@page("plan.read")
def progress(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Spending and progress of a line at mid-year or at the end."""
    viewer = viewer_of(request)
    found = query.line(viewer, line_id)
    form = ProgressForm(request.POST or None, initial={"moment": Moment.MID_YEAR})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        verbs.tell_progress(
            found, by=viewer, moment=Moment(given["moment"]), spent=given["spent"], text=given["text"]
        )
        return redirect("plan_line", line_id)
    return ask(
        request, form, title=found.title, lede=_("Progress"), back=reverse("plan_line", args=(line_id,))
    )


@page("plan.read")
def carry_over(request: HttpRequest, block_id: UUID, line_id: UUID) -> HttpResponse:
    """An unfinished line of an earlier year into this plan; POST only."""
    viewer = viewer_of(request)
    if request.method == "POST":
        verbs.carry_over(query.line(viewer, line_id), by=viewer, into=block_query.block(viewer, block_id))
    return redirect("plan_workplan", block_id)


@page("plan.read")
def sheet_out(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """The plan as a workbook to be filled in."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    facts = (
        f"{_name(block.unit)}, {framework_files.framework(block.framework).title}",
        _("Change white columns only."),
    )
    title = _("Workplan %(period)s") % {"period": block.period.key}
    content = workbook(query.sheet_lines(viewer, block), title=title, facts=facts)
    response = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="workplan-{block.unit}-{block.period.key}.xlsx"'
    return response


@page("plan.read")
def sheet_in(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Read a workbook: every change is shown first, and accepted only as shown."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        reading = read(b"".join(form.cleaned_data["sheet"].chunks()), query.sheet_lines(viewer, block))
        context = {
            "title": _("What this workbook would change"), "paper": block, "reading": reading,
            "kept": sheet_verbs.packed(reading), "back": reverse("plan_workplan", args=(block_id,)),
        }  # fmt: skip
        return render(request, "plan/sheet.html", context, status=200 if reading.acceptable else 422)
    return ask(
        request, form, title=_("Take a workbook back in"), back=reverse("plan_workplan", args=(block_id,)),
        submit=_("Show what changes"), multipart=True,
    )  # fmt: skip


@page("plan.read")
def sheet_accept(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Take over the changes that were shown; POST only."""
    viewer = viewer_of(request)
    block = block_query.block(viewer, block_id)
    if request.method == "POST":
        taken = sheet_verbs.accept(block, by=viewer, packed=request.POST.get("kept", ""))
        said = ngettext("%(count)d line taken over.", "%(count)d lines taken over.", taken) % {"count": taken}
        messages.success(request, said)
    return redirect("plan_workplan", block_id)
