"""Group returns: planned once for all, joined by code, one sheet for each person, handed over in one act."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotShared, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import group_return as verbs
from wellknit.protection.actions import sheet as one_sheet
from wellknit.protection.forms.group_return import (
    DIFFERS,
    DifferForm,
    GroupForm,
    HandOverForm,
    JoinForm,
    SheetsForm,
    group_initial,
)
from wellknit.protection.forms.meeting import second_languages
from wellknit.protection.models import Traveller
from wellknit.protection.permissions import DISCLOSE, PLAN_RETURNS
from wellknit.protection.queries import group_returns as reading
from wellknit.protection.queries.border_places import crossings
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.meeting_papers import country
from wellknit.protection.views.printing import file_of
from wellknit.protection.views.sheets import handover_sheets
from wellknit.protection.views.shown_meetings import GROUP, group_rows, tabs, traveller_row
from wellknit.protection.views.words import tagged


@page(PLAN_RETURNS)
def group_returns(request: HttpRequest) -> HttpResponse:
    """Group returns of the office, those to come first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"rows": group_rows(reading.group_returns(viewer)), "tabs": tabs(viewer, "group_returns")}
    return render(request, "protection/meetings/group_returns.html", context)


@page(PLAN_RETURNS)
def one(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group: what is the same for all, who goes by code, what is left to do."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole(viewer, group_id)
    group, planned = whole.group, whole.group.state == "planned"
    return render(request, "protection/meetings/group_return.html", {
        "group": group, "country": country(group.partner), "state": tagged(GROUP, group.state), "planned": planned,
        "rows": [traveller_row(t, planned=planned, gone=t.pk in whole.gone) for t in whole.travellers], "common": group.common or {},
        "going": [t for t in whole.travellers if t.state == "joined"], "tabs": tabs(viewer, "group_returns"),
        "sheets": viewer.may(DISCLOSE) and any(t.state == "joined" for t in whole.travellers), "late": whole.late,
    })  # fmt: skip


@page(PLAN_RETURNS)
def plan(request: HttpRequest) -> HttpResponse:
    """A return of several persons."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, GroupForm, own=viewer.jurisdiction, crossings=crossings(viewer.jurisdiction))
    if tried(request, form, lambda: verbs.plan(form.plan(), by=viewer)):
        return done(request, _("Planned. Now say who goes."), "group_return_join", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Plan a group return"), submit=_("Plan it"),
                     lede=_("Only what is the same for everybody. What differs is said person by person afterwards."),
                     back_to=("group_returns", None))  # fmt: skip


@page(PLAN_RETURNS)
def change(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Another day, another vehicle: once, for all of them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.group(viewer, group_id)
    form = begun(request, GroupForm, own=viewer.jurisdiction, initial=group_initial(found))
    if tried(
        request,
        form,
        lambda: verbs.change(found, form.plan(), by=viewer, version=form.cleaned_data["version"]),
    ):
        return done(request, _("Saved for all of them."), "group_return", found.pk)
    return form_page(request, form, title=_("Change the group return"), caption=found.code,
                     back_to=("group_return", found.pk))  # fmt: skip


@page(PLAN_RETURNS)
def join(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who goes: ticked, or typed as codes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.group(viewer, group_id)
    form = begun(request, JoinForm, ready=reading.may_go(viewer, found))
    if tried(request, form, lambda: verbs.join(found, form.chosen(), by=viewer)):
        return done(request, _("Added. Now what differs, where something does."), "group_return", found.pk)
    return form_page(request, form, title=_("Who goes"), caption=found.code, submit=_("They go with this group"),
                     lede=_("Those whose handover to this country is your turn now, by code."),
                     back_to=("group_return", found.pk))  # fmt: skip


@page(PLAN_RETURNS)
def differ(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One table for what is not as for the others."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole(viewer, group_id)
    form = begun(request, DifferForm, travellers=[t for t in whole.travellers if t.state == "joined"])
    if tried(request, form, lambda: verbs.differ(whole.group, form.told(), by=viewer)):
        return done(request, _("Saved."), "group_return", whole.group.pk)
    return form_page(request, form, template="protection/meetings/differ.html", title=_("What differs"),
                     caption=whole.group.code, heads=[label for _name, label in DIFFERS],
                     back_to=("group_return", whole.group.pk))  # fmt: skip


@page(PLAN_RETURNS)
def traveller_off(request: HttpRequest, traveller_id: UUID) -> HttpResponse:
    """She does not go with this group after all."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.traveller(viewer, traveller_id)
    return pressed(request, lambda: verbs.take_off(found, by=viewer),
                   _("Taken off this group. The journey waits as before."), "group_return", found.group_id)  # fmt: skip


@page(PLAN_RETURNS)
def hand_over(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """At the crossing: all in one act, but for those who are left out with a reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole(viewer, group_id)
    found = whole.group
    form = begun(request, HandOverForm, travellers=[t for t in whole.travellers if t.state == "joined"], late=whole.late,
                 gone=whole.gone, initial={"version": found.version, "received_office": found.receiver})  # fmt: skip
    if tried(
        request,
        form,
        lambda: verbs.hand_over(found, form.at_crossing(), by=viewer, version=form.cleaned_data["version"]),
    ):
        return done(
            request, _("Handed over. Each journey goes on by itself from here."), "group_return", found.pk
        )
    return form_page(request, form, template="protection/meetings/hand_over.html", title=_("Hand over at the crossing"),
                     caption=found.code, submit=_("Hand them over"), back_to=("group_return", found.pk))  # fmt: skip


@page(PLAN_RETURNS)
def cancel(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """It does not take place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.group(viewer, group_id)
    return pressed(request, lambda: verbs.cancel(found, by=viewer), _("Cancelled. Everybody's journey waits as before."),
                   "group_return", found.pk)  # fmt: skip


@page(DISCLOSE)
def sheets(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One sheet for each person, each on its own page; each is written down as a disclosure of its own."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole_for_sheets(viewer, group_id)
    languages = second_languages(settings.CHARTER.get("languages", ()))
    form = begun(request, SheetsForm, languages=languages)
    if tried(request, form, lambda: _sheets(whole, viewer, form.cleaned_data)):
        return form.outcome  # type: ignore[attr-defined,no-any-return]
    return form_page(request, form, title=_("Print the sheets"), caption=whole.group.code, submit=_("Print the sheets"),
                     lede=_("One sheet for each person, each on its own page. There is no list."),
                     back_to=("group_return", whole.group.pk))  # fmt: skip


@transaction.atomic
def _sheets(whole: reading.Whole, viewer: Viewer, data: dict[str, str]) -> HttpResponse:
    ready: list[tuple[Traveller, one_sheet.Sheet]] = []
    lacking: list[str] = []
    for traveller in whole.travellers:
        if traveller.state != "joined":
            continue
        try:
            made = one_sheet.let_out(traveller.case, traveller.journey, by=viewer, what=one_sheet.HANDOVER_SHEET,
                                     basis=data["basis"], reason=data["reason"])  # fmt: skip
            ready.append((traveller, made))
        except NotShared as refusal:
            lacking.append(f"{traveller.case_code}: {refusal.sentence}")
    if not ready or (lacking and data["without"] == "stop"):
        said = " ".join(lacking) or _("Nobody goes with this group.")
        raise NotValid(said, {"without": said})
    response, _body = file_of(
        handover_sheets(whole.group, ready, data["language"]), "pdf", f"{whole.group.code}-sheets"
    )
    return response
