"""Meetings, decisions, follow-ups, the paper of what is open, and the calendar of the year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib import asked
from wellknit.lib.documents.tree import Cell, Column, Grid, Row
from wellknit.plan import table_files
from wellknit.plan.actions import meeting as verbs
from wellknit.plan.forms.process import (
    AgendaForm,
    DecisionForm,
    DelegationForm,
    DoneForm,
    FollowUpForm,
    MeetingForm,
    VerdictForm,
)
from wellknit.plan.permissions import is_own, unit_of
from wellknit.plan.queries import meetings as query
from wellknit.plan.reports.paper import open_paper
from wellknit.plan.reports.screens import group_grid, meeting_grid
from wellknit.plan.views.shown import as_file, ask, downloads, link, show, viewer_of
from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer


@page("plan.read")
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings, newest first, and whose turn it is to host."""
    viewer = viewer_of(request)
    grid = meeting_grid(query.meetings(viewer), query.series_title, link)
    buttons = (
        [{"text": _("Announce a meeting"), "href": reverse("plan_meeting_new")}]
        if viewer.may("meetings.record")
        else []
    )
    lede = _("Next host of the Senior Officials Meeting, by rotation: %(host)s") % {
        "host": query.next_host(viewer, "som") or "–"
    }
    return show(
        request, title=_("Meetings"), tab="plan_meetings",
        blocks=[grid, group_grid(table_files.working_groups(2014))],
        buttons=buttons, lede=lede, downloads=downloads("plan_open_paper", forms=("pdf", "docx", "html")),
        downloads_title=_("Paper of what is open"),
    )  # fmt: skip


@page("plan.read")
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: agenda, delegations, decisions, what became of them."""
    viewer = viewer_of(request)
    found = query.meeting(viewer, meeting_id)
    decisions = [
        {"decision": d, "follow_ups": [_shown(viewer, f) for f in d.follow_ups.all()]}
        for d in found.decisions.all()
    ]
    mine = viewer.may("plan.review") or is_own(viewer, found.unit)
    context: dict[str, Any] = {
        "meeting": found, "series": query.series_title(found.series), "decisions": decisions,
        "can_record": viewer.may("meetings.record") and mine,
    }  # fmt: skip
    return show(request, title=found.title, tab="plan_meetings", template="plan/meeting.html", **context)


def _shown(viewer: Viewer, follow_up: Any) -> dict[str, object]:
    late = follow_up.due and follow_up.state == "open" and follow_up.due < timezone.localdate()
    return {
        "row": follow_up, "late": late,
        "can_do": follow_up.state == "open" and is_own(viewer, follow_up.owner),
        "can_verify": follow_up.state == "done" and viewer.may("plan.review"),
    }  # fmt: skip


@page("meetings.record")
def new(request: HttpRequest) -> HttpResponse:
    """Announce a meeting."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.announce(by=viewer_of(request), **form.cleaned_data)
        return redirect("plan_meeting", made.pk)
    return ask(request, form, title=_("Announce a meeting"), back=reverse("plan_meetings"))


@page("meetings.record")
def meeting_verb(request: HttpRequest, meeting_id: UUID, verb: str) -> HttpResponse:
    """Held or cancelled; POST only."""
    viewer = viewer_of(request)
    if request.method == "POST":
        verbs.move(query.meeting(viewer, meeting_id), by=viewer, verb=verb)
    return redirect("plan_meeting", meeting_id)


@page("meetings.record")
def decide(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Record what was decided."""
    viewer = viewer_of(request)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.decide(query.meeting(viewer, meeting_id), by=viewer, **form.cleaned_data)
        return redirect("plan_meeting", meeting_id)
    return ask(request, form, title=_("Record a decision"), back=reverse("plan_meeting", args=(meeting_id,)))


@page("meetings.record")
def agenda(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A further point of the agenda."""
    viewer = viewer_of(request)
    form = AgendaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.add_agenda(query.meeting(viewer, meeting_id), by=viewer, **form.cleaned_data)
        return redirect("plan_meeting", meeting_id)
    back = reverse("plan_meeting", args=(meeting_id,))
    return ask(request, form, title=_("A further point of the agenda"), back=back)


@page("plan.read")
def delegation(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """How many a unit sends."""
    viewer = viewer_of(request)
    form = DelegationForm(request.POST or None, initial={"unit": unit_of(viewer)})
    if request.method == "POST" and form.is_valid():
        verbs.set_delegation(query.meeting(viewer, meeting_id), by=viewer, **form.cleaned_data)
        return redirect("plan_meeting", meeting_id)
    return ask(request, form, title=_("Our delegation"), back=reverse("plan_meeting", args=(meeting_id,)))


@page("meetings.record")
def assign(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Who does what by when."""
    viewer = viewer_of(request)
    found = query.decision(viewer, decision_id)
    form = FollowUpForm(request.POST or None)
    back = reverse("plan_meeting", args=(found.meeting_id,))
    if request.method == "POST" and form.is_valid():
        verbs.assign(found, by=viewer, **form.cleaned_data)
        return redirect(back)
    return ask(request, form, title=_("Who does what by when"), lede=found.text, back=back)


@page("plan.read")
def done(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """The owner says that it is done."""
    viewer = viewer_of(request)
    found = query.follow_up(viewer, follow_up_id)
    form = DoneForm(request.POST or None)
    back = reverse("plan_meeting", args=(found.decision.meeting_id,))
    if request.method == "POST" and form.is_valid():
        verbs.report_done(found, by=viewer, evidence=form.cleaned_data["evidence"])
        return redirect(back)
    return ask(request, form, title=_("Report it done"), lede=found.text, back=back)


@page("plan.review")
def verify(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Somebody else says whether it is adequate."""
    viewer = viewer_of(request)
    found = query.follow_up(viewer, follow_up_id)
    form = VerdictForm(request.POST or None)
    back = reverse("plan_meeting", args=(found.decision.meeting_id,))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        verbs.verify(found, by=viewer, adequate=given["adequate"] == "yes", verdict=given["verdict"])
        return redirect(back)
    return ask(request, form, title=_("Is it adequate?"), lede=found.evidence, back=back)


@page("plan.read")
def open_paper_file(request: HttpRequest, form: str) -> HttpResponse:
    """The next meeting's paper: what is open."""
    return as_file(
        open_paper(query.open_follow_ups(viewer_of(request)), timezone.localdate()), form, "open-decisions"
    )


@page("plan.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """The annual cycle: what is due from whom."""
    viewer = viewer_of(request)
    today = timezone.localdate()
    year = asked.number(request.GET.get("year"), range(1991, 2200), today.year)
    framework = (request.GET.get("framework") or "spa3")[:40]
    rows = tuple(
        Row((
            Cell(f"{due.day:%Y-%m-%d}" + ("*" if due.day_is_ours else "")), Cell(due.title),
            Cell(_owes(due.owed_by)),
            Cell(_owes(due.owed_to)),
            Cell(_state(due, today), tone="alert" if due.day < today and not due.done else ""),
            Cell(due.printed),
        ))
        for due in query.calendar(viewer, year, framework)
    )  # fmt: skip
    head = (
        Column(_("By")), Column(_("What"), weight=26), Column(_("Owed by")), Column(_("Owed to")),
        Column(_("State")),
        Column(_("What the documents say"), weight=26),
    )  # fmt: skip
    note = _("* The documents name a season or an order, not a day; the day is a proposal.")
    grid = Grid(_("The year %(year)d") % {"year": year}, head, rows, "calendar", notes=(note,))
    return show(request, title=_("Calendar"), tab="plan_calendar", blocks=[grid])


def _owes(who: str) -> str:
    words = {
        "countries": _("each country"),
        "secretariat": _("Secretariat"),
        "host": _("host"),
        "all": _("all"),
    }
    return words.get(who, who)


def _state(due: query.Due, today: object) -> str:
    if due.done:
        return _("all handed in")
    return _("past") if due.day < today else _("to come")  # type: ignore[operator]
