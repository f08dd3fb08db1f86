"""Meetings of two countries about cases: the list of them, one of them, planning, drawing its list, its papers."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions import meeting as verbs
from wellknit.protection.forms.meeting import (
    AgreeForm,
    PaperForm,
    PlanForm,
    ToListForm,
    plan_initial,
    second_languages,
)
from wellknit.protection.models import CaseMeeting
from wellknit.protection.permissions import HOLD_MEETINGS, READ_MEETINGS
from wellknit.protection.queries import meetings as reading
from wellknit.protection.queries.border_places import crossings
from wellknit.protection.views import meeting_papers
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.printing import file_of
from wellknit.protection.views.shown_meetings import meeting_context, meeting_rows, tabs, waiting_rows

PAPERS = {"pack": meeting_papers.pack, "minutes": meeting_papers.minutes}


@page(READ_MEETINGS)
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings to come, those whose minutes are open, and those that are over."""
    viewer = request.viewer  # type: ignore[attr-defined]
    live, over = reading.meetings(viewer)
    context = {"live": meeting_rows(live), "over": meeting_rows(over), "tabs": tabs(viewer, "case_meetings"),
               "plans": viewer.may(HOLD_MEETINGS), "waiting": waiting_rows(viewer)}  # fmt: skip
    return render(request, "protection/meetings/list.html", context)


@page(READ_MEETINGS)
def one(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: its list, its decisions, what became of the earlier ones; papers to print."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole(viewer, meeting_id)
    form = PaperForm(languages=languages_of(whole.meeting))
    return render(
        request, "protection/meetings/one.html", {**meeting_context(viewer, whole), "paper_form": form}
    )


def languages_of(found: CaseMeeting) -> list[tuple[str, str]]:
    """Second languages for its papers: this node's own first, then the others of its charter."""
    return second_languages(settings.CHARTER.get("languages", ()))


@page(HOLD_MEETINGS)
def plan(request: HttpRequest) -> HttpResponse:
    """A meeting to come."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(
        request,
        PlanForm,
        own=viewer.jurisdiction,
        offices=crossings(viewer.jurisdiction),
        initial={"kind": "case_management", "host": "ours"},
    )
    if tried(request, form, lambda: verbs.draw(verbs.plan(form.plan(), by=viewer), by=viewer)):
        made = form.outcome.pk  # type: ignore[attr-defined]
        return done(request, _("Planned, and its list is drawn from what waits."), "case_meeting", made)
    return form_page(request, form, title=_("Plan a meeting"), submit=_("Plan it and draw its list"),
                     back_to=("case_meetings", None))  # fmt: skip


@page(HOLD_MEETINGS)
def change(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Another day, another place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    form = begun(request, PlanForm, own=viewer.jurisdiction, initial=plan_initial(found, viewer.jurisdiction))
    if tried(
        request,
        form,
        lambda: verbs.change(found, form.plan(), by=viewer, version=form.cleaned_data["version"]),
    ):
        return done(request, _("Saved."), "case_meeting", found.pk)
    return form_page(request, form, title=_("Change the meeting"), back_to=("case_meeting", found.pk))


@page(HOLD_MEETINGS)
def draw(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Draw the list anew from what waits today."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    return pressed(request, lambda: verbs.draw(found, by=viewer), _("The list is drawn from what waits today."),
                   "case_meeting", found.pk)  # fmt: skip


@page(HOLD_MEETINGS)
def item_off(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Not for this meeting."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.item(viewer, item_id)
    where = ("case_meeting", found.meeting_id) if found.meeting_id else ("case_meetings",)
    return pressed(request, lambda: verbs.take_off(found, by=viewer), _("Taken off the list."), *where)


@page(HOLD_MEETINGS)
def agree(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Both sides agreed the minutes; what was not talked about goes to the next meeting."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    form = begun(request, AgreeForm, initial={"version": found.version})
    if tried(request, form, lambda: verbs.agree(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The minutes are agreed."), "case_meeting", found.pk)
    return form_page(request, form, title=_("Both sides agreed the minutes"), submit=_("The minutes are agreed"),
                     lede=_("What was not talked about goes on the list of the next meeting."),
                     back_to=("case_meeting", found.pk))  # fmt: skip


@page(HOLD_MEETINGS)
def cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """It will not take place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    return pressed(request, lambda: verbs.cancel(found, by=viewer), _("Cancelled. Its list waits for the next meeting."),
                   "case_meeting", found.pk)  # fmt: skip


@page(READ_MEETINGS)
def paper(request: HttpRequest, meeting_id: UUID, kind: str) -> HttpResponse:
    """The pack or the minutes as PDF or Word file, in English and a second language: case codes only."""
    viewer = request.viewer  # type: ignore[attr-defined]
    whole = reading.whole(viewer, meeting_id)
    form = PaperForm(request.GET, languages=languages_of(whole.meeting))
    if kind not in PAPERS or not form.is_valid():
        raise Http404
    return _printed(whole, kind, viewer, **form.cleaned_data)


def _printed(whole: reading.Meeting, kind: str, _viewer: Viewer, *, language: str, form: str) -> HttpResponse:
    tree = meeting_papers.in_two(lambda: PAPERS[kind](whole), language)
    record(
        "case_meeting.printed", target=whole.meeting, note={"paper": kind, "form": form, "language": language}
    )
    name = f"{kind}-{whole.meeting.starts_on.isoformat()}-{str(whole.meeting.pk)[:8]}"
    response, _body = file_of(tree, form, name)
    return response


@page(READ_MEETINGS)
def to_list(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Put one of the office's matters on the list for the next meeting with that country."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.own_journey(viewer, journey_id)
    form = begun(request, ToListForm)
    if tried(request, form, lambda: verbs.list_case(found, by=viewer, **form.cleaned_data)):
        return done(request, _("It stands on the list for the next meeting."), "border_journey", found.pk)
    return form_page(request, form, title=_("On the list for the next meeting"), caption=found.code,
                     submit=_("Put it on the list"), back_to=("border_journey", found.pk))  # fmt: skip
