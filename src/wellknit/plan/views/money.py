"""Money: pledges and conditions, allocations, what happened to them, utilisation, requirement."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib import asked
from wellknit.lib.documents.tree import Block, Cell, Column, Document, Grid, Row
from wellknit.lib.money import Effect, On, Restriction
from wellknit.lib.rounding import largest_remainder
from wellknit.plan import table_files
from wellknit.plan.actions import money as verbs
from wellknit.plan.forms.money import AllocationForm, EntryForm, PledgeForm
from wellknit.plan.models import EntryKind
from wellknit.plan.queries import money as query
from wellknit.plan.reports.tables import contributions_blocks, number, requirement_grid, utilisation_blocks
from wellknit.plan.views.shown import as_file, ask, downloads, link, show, viewer_of
from wellknit.platform.access.pages import page


@page("money.read")
def money(request: HttpRequest) -> HttpResponse:
    """Utilisation of a year, pledges within reach, and where the requirement stands."""
    viewer = viewer_of(request)
    year = asked.number(request.GET.get("year"), range(1991, 2200), timezone.localdate().year)
    blocks: list[Block] = list(utilisation_blocks(query.utilisation(viewer, year), year))
    promised = query.pledges(viewer)
    blocks += [_pledge_grid(promised)] if promised else []
    blocks += [_allocation_grid(query.allocations(viewer, year))]
    buttons = [
        {"text": _("Funding requirement of SPA III"), "href": reverse("plan_requirement", args=("spa3",))}
    ]
    if viewer.may("money.pledge") or viewer.may("plan.review"):
        buttons.append({"text": _("Record a pledge"), "href": reverse("plan_pledge")})
    return show(
        request, title=_("Money"), tab="plan_money", blocks=blocks, buttons=buttons, caption=str(year),
        downloads=downloads("plan_utilisation", str(year)),
    )  # fmt: skip


def _pledge_grid(rows: list[query.PledgeRow]) -> Grid:
    head = (
        Column(_("Donor"), weight=24), Column(_("Years")), Column(_("Amount"), "right"),
        Column(_("Allocated, US$"), "right"),
        Column(_("Conditions"), weight=30),
    )  # fmt: skip
    made = tuple(
        Row((
            Cell(r.pledge.donor, href=link("plan_allocate", str(r.pledge.pk))),
            Cell(f"{r.pledge.first_year}–{r.pledge.last_year}"),
            Cell(f"{r.pledge.amount:,.0f} {r.pledge.currency}", number=str(r.pledge.amount)),
            number(r.allocated),
            Cell("; ".join(r.conditions) or "–"),
        ), id=str(r.pledge.pk))
        for r in rows
    )  # fmt: skip
    return Grid(_("Pledges"), head, made, "pledges")


def _allocation_grid(rows: list[query.AllocationRow]) -> Grid:
    head = (
        Column(_("Unit")), Column(_("Areas"), weight=20), Column(_("Allocated, US$"), "right"),
        Column(_("Received"), "right"), Column(_("Committed"), "right"), Column(_("Spent"), "right"),
    )  # fmt: skip
    made = tuple(
        Row((
            Cell(r.unit, href=link("plan_entry", str(r.id))), Cell(", ".join(r.areas) or "–"), number(r.usd),
            *(number(r.moved.get(kind)) for kind in EntryKind),
        ), id=str(r.id))
        for r in rows
    )  # fmt: skip
    return Grid(_("Allocations"), head, made, "allocations")


@page("money.read")
def utilisation_file(request: HttpRequest, year: str, form: str) -> HttpResponse:
    """Utilisation as a file for the Senior Officials Meeting."""
    if not year.isdigit() or len(year) != 4:
        raise Http404
    blocks = utilisation_blocks(query.utilisation(viewer_of(request), int(year)), int(year))
    document = Document(_("Budget utilisation %(year)s") % {"year": year}, tuple(blocks), landscape=True)
    return as_file(document, form, f"utilisation-{year}")


@page("money.read")
def requirement(request: HttpRequest, plan: str) -> HttpResponse:
    """What a plan needs by line and year, and who paid for China's activities in 2014."""
    if plan != "spa3":
        raise Http404
    table = table_files.contributions("cn", 2014)
    shares = [int(share) for share in largest_remainder([row.amount for row in table.rows])]
    blocks = [
        requirement_grid(table_files.requirement(plan)),
        *contributions_blocks(table, shares, _("China")),
    ]
    return show(request, title=_("Funding requirement"), tab="plan_money", blocks=blocks)


@page("money.read")
def pledge(request: HttpRequest) -> HttpResponse:
    """Record a donor's promise with its conditions."""
    form = PledgeForm(request.POST or None, initial={"currency": "USD"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rules = (
            [Restriction(Effect.EXCLUDE, On.COUNTRY, frozenset(given["excluded"]))]
            if given["excluded"]
            else []
        )
        areas = frozenset(part.strip() for part in given["preferred"].split(",") if part.strip())
        rules += [Restriction(Effect.PREFER, On.AREA, areas)] if areas else []
        verbs.pledge(
            by=viewer_of(request), donor=given["donor"], framework=given["framework"],
            first_year=given["first_year"],
            last_year=given["last_year"], amount=given["amount"], currency=given["currency"],
            restrictions=rules,
            note=given["note"],
        )  # fmt: skip
        return redirect("plan_money")
    return ask(request, form, title=_("Record a pledge"), back=reverse("plan_money"))


@page("money.read")
def allocate(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """Give part of a pledge to a unit; what the donor excludes is refused."""
    viewer = viewer_of(request)
    found = query.pledge(viewer, pledge_id)
    form = AllocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        areas = [part.strip() for part in given["areas"].split(",") if part.strip()]
        verbs.allocate(
            found, by=viewer, unit=given["unit"], year=given["year"], amount=given["amount"], areas=areas,
            why_not_preferred=given["why_not_preferred"],
        )  # fmt: skip
        return redirect(reverse("plan_money") + f"?year={given['year']}")
    return ask(request, form, title=_("Allocate"), lede=found.donor, back=reverse("plan_money"))


@page("money.record")
def entry(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    """A receipt, a commitment or an expenditure."""
    viewer = viewer_of(request)
    found = query.allocation(viewer, allocation_id)
    form = EntryForm(request.POST or None, initial={"currency": "USD"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        verbs.enter(
            found, by=viewer, kind=EntryKind(given["kind"]), amount=given["amount"], day=given["day"],
            currency=given["currency"], note=given["note"],
        )  # fmt: skip
        return redirect(reverse("plan_money") + f"?year={found.year}")
    return ask(request, form, title=_("What happened to the money"), back=reverse("plan_money"))
