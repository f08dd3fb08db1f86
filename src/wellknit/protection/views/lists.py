"""Bringing a list in four steps (file, columns, dry run, open), and taking one out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.sheets.mapping import ColumnMap
from wellknit.lib.sheets.problems import Problem, SheetError
from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotValid
from wellknit.protection.actions import export as exports
from wellknit.protection.actions import imports as verbs
from wellknit.protection.forms.lists import ASKED_AT_ONCE, ColumnsForm, DoubtsForm, ExportForm, ListForm
from wellknit.protection.importing import Plan
from wellknit.protection.permissions import EXPORT_CASES, OPEN_CASES
from wellknit.protection.queries import lists as reading
from wellknit.protection.recipients import office_key
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.lists_shown import children_of, problem_rows, row_lines
from wellknit.protection.views.printing import response_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(OPEN_CASES)
def lists(request: HttpRequest) -> HttpResponse:
    """Bring a list; go on with one that waits."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, ListForm)
    if tried(request, form, lambda: _received(form, viewer)):
        return redirect("list_columns", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, template="protection/lists/lists.html", runs=reading.runs(viewer))


def _received(form: ListForm, viewer: Any) -> Any:
    """A file that cannot be read is refused before it is kept."""
    run = verbs.receive(form.upload(), by=viewer)
    try:
        reading.columns(run)
    except SheetError as error:
        verbs.drop(run, by=viewer)
        raise NotValid(said(error.problem), {"file": said(error.problem)}) from error
    return run


def said(problem: Problem) -> str:
    """A problem in the reader's language."""
    return _(problem.template).format(**problem.params)


@page(OPEN_CASES)
def columns(request: HttpRequest, run_id: UUID, number: int = 1) -> HttpResponse:
    """What each column of a sheet holds; the file's other sheets are named, and can be read instead."""
    viewer = request.viewer  # type: ignore[attr-defined]
    run = reading.run(viewer, run_id)
    try:
        there = reading.columns(run, number)
    except SheetError as error:
        messages.warning(request, said(error.problem))
        return redirect("list_columns", run.pk) if number > 1 else redirect("lists")
    form = begun(request, ColumnsForm, proposals=there.proposals, fields=there.fields)
    if tried(request, form, lambda: _settled(run, there, form, viewer)):
        return redirect("list_plan", run.pk)
    return form_page(request, form, template="protection/lists/columns.html", run=run, there=there)


def _settled(run: Any, there: reading.Columns, form: ColumnsForm, viewer: Any) -> Plan:
    chosen = ColumnMap(form.columns(), form.cleaned_data["era"], there.head.row, there.sheet.name)
    asked = there.era_questions(chosen)
    if asked:
        raise NotValid(said(asked[0]), {"era": f"{asked[0].column}: {said(asked[0])}"})
    return verbs.settle(run, chosen, by=viewer)


@page(OPEN_CASES)
def plan(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The dry run: each row as it will be, what cannot be read, who may be here already."""
    viewer = request.viewer  # type: ignore[attr-defined]
    run = reading.run(viewer, run_id)
    found = reading.plan(run)
    form = begun(request, DoubtsForm, plan=found)
    if tried(request, form, lambda: verbs.carry_out(run, form.answers(), by=viewer)):
        result = form.outcome  # type: ignore[attr-defined]
        told = _("%(made)s cases are open. %(held)s rows were held back, %(left)s left out.")
        return done(
            request,
            told % {"made": result.made, "held": len(result.held), "left": len(result.left_out)},
            "worklist",
        )
    return form_page(request, form, template="protection/lists/plan.html", run=run, plan=found, more=len(found.doubtful) - ASKED_AT_ONCE,
                     rows=row_lines(found, request.GET.get("page", "1")), problems=problem_rows(found, said), **children_of(found))  # fmt: skip


@page(OPEN_CASES)
def drop(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Forget a list that was brought."""
    viewer = request.viewer  # type: ignore[attr-defined]
    run = reading.run(viewer, run_id)
    if request.method == "POST":
        verbs.drop(run, by=viewer)
        return done(request, _("The list is deleted. Nothing of it was kept."), "lists")
    return render(request, "protection/lists/drop.html", {"run": run})


@page(EXPORT_CASES, fresh_proof=True)
def take_out(request: HttpRequest) -> HttpResponse:
    """A list that leaves: each case is written down before the first byte goes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, ExportForm, own=office_key(viewer.office_id))
    if tried(request, form, lambda: _exported(form, viewer)):
        name = f"cases-{timezone.localdate():%Y-%m-%d}.xlsx"
        return response_of(form.outcome.body, XLSX, name)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Take a list out"), submit=_("Write it down and take the list"),
                     lede=_("People who have not agreed to this purpose and recipient are not in the list."), back_to=("lists",))  # fmt: skip


def _exported(form: ExportForm, viewer: Any) -> exports.Exported:
    data = form.cleaned_data
    return exports.cases(
        reading.to_export(viewer, data["state"]), by=viewer, layout=data["layout"], purpose=data["purpose"],
        recipient=data["recipient"], scope=data["scope"], basis=data["basis"], reason=data["reason"],
        recipient_name=data["recipient_name"],
    )  # fmt: skip
