"""The health part of a file, and peer groups."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import health as verbs
from wellknit.protection.actions import peer
from wellknit.protection.codelists import label
from wellknit.protection.forms.care import AdviceForm, GroupForm, HealthForm, MeetingForm, today
from wellknit.protection.permissions import GIVE_SERVICES, READ_HEALTH, WRITE_HEALTH
from wellknit.protection.queries import care as reading
from wellknit.protection.queries import casefile
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head
from wellknit.protection.views.shown_places import house_tabs


@page(READ_HEALTH)
def health(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What only nurses and doctors read, and the advice everybody reads."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    rows = [
        {"kind": label("health-kinds", e.kind), "on": e.on, "text": e.text}
        for e in reading.health(viewer, found)
    ]
    context = {**case_head(viewer, found, "health_part"), "rows": rows, "advice": reading.care(viewer, found).advice,
               "writes": viewer.may(WRITE_HEALTH) and found.state == "open"}  # fmt: skip
    return render(request, "protection/care/health.html", context)


@page(WRITE_HEALTH)
def write(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """An entry for health staff."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, HealthForm, initial=today())
    if tried(request, form, lambda: verbs.write(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The entry is kept."), "health_part", found.pk)
    return form_page(request, form, title=_("A health entry"), case=found, back_to=("health_part", found.pk))


@page(WRITE_HEALTH)
def advise(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What follows for the others, without the reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, AdviceForm)
    if tried(request, form, lambda: verbs.advise(found, by=viewer, **form.values())):
        return done(request, _("Everybody who carries the case sees this advice."), "health_part", found.pk)
    return form_page(
        request, form, title=_("Advice for the others"), case=found, back_to=("health_part", found.pk)
    )


@page(GIVE_SERVICES)
def groups(request: HttpRequest) -> HttpResponse:
    """Peer groups of the office."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(
        request,
        "protection/care/groups.html",
        {"groups": reading.groups(viewer), "tabs": house_tabs(viewer, "peer_groups")},
    )


@page(GIVE_SERVICES)
def begin_group(request: HttpRequest) -> HttpResponse:
    """A new group."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, GroupForm)
    if tried(request, form, lambda: peer.begin_group(by=viewer, **form.cleaned_data)):
        return done(request, _("The group can meet."), "peer_groups")
    return form_page(request, form, title=_("A peer group"), back_to=("peer_groups", None))


@page(GIVE_SERVICES)
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group: when it met and how many came. What was said stays in the room."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.group(viewer, group_id)
    return render(
        request, "protection/care/group.html", {"group": found, "meetings": reading.meetings(viewer, found)}
    )


@page(GIVE_SERVICES)
def meet(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The group met."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.group(viewer, group_id)
    form = begun(request, MeetingForm, initial=today(), cases=reading.here_now(viewer))
    if tried(request, form, lambda: peer.meet(
        found, form.cases(), by=viewer, on=form.cleaned_data["on"], minutes=form.cleaned_data["minutes"],
        guests=form.cleaned_data["guests"] or 0,
    )):  # fmt: skip
        return done(request, _("The meeting is counted."), "peer_group", found.pk)
    lede = _("Who came, and nothing of what was said.")
    return form_page(request, form, title=_("The group met"), lede=lede, back_to=("peer_group", found.pk))
