"""Agreements, treaties, laws; amending the MOU; handing functions over; risks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Cell, Column, Grid, Para, Row
from wellknit.plan import reference_files, register_files
from wellknit.plan.actions import process as verbs
from wellknit.plan.forms.process import AmendmentForm, HandoverForm, LetterForm, RiskForm
from wellknit.plan.queries import register as query
from wellknit.plan.reports.annual import RiskRow, risk_grid
from wellknit.plan.reports.screens import agreement_blocks, agreement_grid, law_grid, treaty_grid
from wellknit.plan.views.shown import ask, link, show, viewer_of
from wellknit.platform.access.pages import page


@page("plan.read")
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements; of one country with ?party=XX."""
    party = (request.GET.get("party") or "")[:2]
    found = query.agreements(viewer_of(request), party)
    buttons = [
        {"text": _("Treaties"), "href": reverse("plan_treaties")},
        {"text": _("National laws"), "href": reverse("plan_laws")},
    ]
    return show(
        request,
        title=_("Agreements"),
        tab="plan_agreements",
        blocks=[agreement_grid(found, link)],
        buttons=buttons,
    )


@page("plan.read")
def agreement(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """One agreement as its file has it."""
    found = query.agreement(viewer_of(request), agreement_id)
    lede = " · ".join(part for part in ("–".join(found.parties), found.state, found.signed) if part)
    return show(request, title=found.title, tab="plan_agreements", blocks=agreement_blocks(found), lede=lede)


@page("plan.read")
def treaties(request: HttpRequest) -> HttpResponse:
    """Who is bound by what."""
    grid = treaty_grid(register_files.treaties(), register_files.grid(), query.countries())
    return show(request, title=_("Treaties"), tab="plan_agreements", blocks=[grid])


@page("plan.read")
def laws(request: HttpRequest) -> HttpResponse:
    """National laws named in the documents."""
    return show(
        request,
        title=_("National laws"),
        tab="plan_agreements",
        blocks=[law_grid(register_files.laws(), query.countries())],
    )


@page("plan.read")
def process(request: HttpRequest) -> HttpResponse:
    """Amendment of the MOU, handover of functions, risks: three small registers on one page."""
    viewer = viewer_of(request)
    risks = [
        RiskRow(r.title, r.kind, r.probability, r.impact, r.mitigation, r.owner, r.trend)
        for r in query.risks(viewer)
    ]
    blocks = [_handover(viewer), risk_grid(risks) if risks else Para(_("No risk is recorded."))]
    buttons = []
    if viewer.may("plan.endorse"):
        buttons.append({"text": _("Ask for an amendment of the MOU"), "href": reverse("plan_amendment_new")})
    if viewer.may("plan.review") or viewer.may("plan.draft"):
        buttons.append({"text": _("Tell of a handover"), "href": reverse("plan_handover")})
    if viewer.may("plan.review"):
        buttons.append({"text": _("Note a risk"), "href": reverse("plan_risk")})
    return show(
        request, title=_("Process"), tab="plan_process", blocks=blocks, buttons=buttons,
        amendments=query.amendments(viewer), template="plan/process.html",
    )  # fmt: skip


def _handover(viewer: object) -> Grid:
    table = register_files.handover()
    steps = {s.id: s for s in reference_files.scales()["handover-three"].steps}
    cells = query.handover_grid(viewer)  # type: ignore[arg-type]
    countries = query.countries()
    notes: list[str] = []
    rows = []
    for function in table.functions:
        row = [Cell(function.title)]
        for country in countries:
            row.append(_degree(cells.get((function.id, country.code)), steps, notes, country.short))
        rows.append(Row(tuple(row), id=function.id))
    head = (
        Column(_("Function of the Secretariat"), weight=30),
        *(Column(c.short, "centre") for c in countries),
    )
    source = f"{table.printed_target} – {table.printed_result}"
    return Grid(_("Handover of functions"), head, tuple(rows), "handover", notes=tuple(notes), source=source)


def _degree(cell: object, steps: dict[str, reference_files.Step], notes: list[str], country: str) -> Cell:
    if cell is None:
        return Cell("–")
    step = steps.get(cell.degree)  # type: ignore[attr-defined]
    notes.append(f"{country}, {cell.year}: {cell.text}")  # type: ignore[attr-defined]
    return Cell(step.label if step else "", symbol=step.symbol if step else "", notes=(len(notes),))


@page("plan.endorse", fresh_proof=True)
def amendment_new(request: HttpRequest) -> HttpResponse:
    """A government asks for a change of the MOU."""
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.ask(by=viewer_of(request), framework="mou-2004", **form.cleaned_data)
        return redirect("plan_amendment", made.pk)
    return ask(request, form, title=_("Ask for an amendment of the MOU"), back=reverse("plan_process"))


@page("plan.read")
def amendment(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """One proposal: which governments have written, how many are needed, what comes next."""
    viewer = viewer_of(request)
    view = query.amendment(viewer, amendment_id)
    context: dict[str, Any] = {
        "view": view, "countries": query.countries(),
        "can_write": viewer.may("plan.endorse") and view.amendment.state in ("asked", "consultation"),
        "can_move": viewer.may("plan.review") and view.amendment.state in ("asked", "consultation"),
    }  # fmt: skip
    return show(
        request, title=view.amendment.title, tab="plan_process", template="plan/amendment.html", **context
    )


@page("plan.endorse", fresh_proof=True)
def letter(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """A further government's letter."""
    viewer = viewer_of(request)
    view = query.amendment(viewer, amendment_id)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.assent(view.amendment, by=viewer, **form.cleaned_data)
        return redirect("plan_amendment", amendment_id)
    back = reverse("plan_amendment", args=(amendment_id,))
    return ask(request, form, title=_("Our government’s letter"), lede=view.amendment.text, back=back)


@page("plan.review", fresh_proof=True)
def amendment_verb(request: HttpRequest, amendment_id: UUID, verb: str) -> HttpResponse:
    """Open the consultation, adopt, or lay down; POST only."""
    viewer = viewer_of(request)
    acts = {"consult": verbs.consult, "adopt": verbs.adopt, "lay_down": verbs.lay_down}
    if request.method == "POST" and verb in acts:
        acts[verb](query.amendment(viewer, amendment_id).amendment, by=viewer)
    return redirect("plan_amendment", amendment_id)


@page("plan.read")
def handover(request: HttpRequest) -> HttpResponse:
    """How far a function has passed to a country."""
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.hand_over(by=viewer_of(request), **form.cleaned_data)
        return redirect("plan_process")
    return ask(request, form, title=_("Tell of a handover"), back=reverse("plan_process"))


@page("plan.review")
def risk(request: HttpRequest) -> HttpResponse:
    """Note a risk."""
    form = RiskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.note_risk(by=viewer_of(request), **form.cleaned_data)
        return redirect("plan_process")
    return ask(request, form, title=_("Note a risk"), back=reverse("plan_process"))
