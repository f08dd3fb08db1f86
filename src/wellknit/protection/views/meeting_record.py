"""A meeting written down: who was there, what was decided, what came of it; and the sealed sheets of its annex."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotShared, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import meeting as verbs
from wellknit.protection.actions import sheet as sheets
from wellknit.protection.forms.meeting import DecideForm, DoneForm, HoldForm, SheetForm, hold_initial
from wellknit.protection.models import CaseMeeting, MeetingItem
from wellknit.protection.permissions import DISCLOSE, HOLD_MEETINGS, READ_MEETINGS
from wellknit.protection.queries import meetings as reading
from wellknit.protection.queries import offices
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.meeting_papers import country, name_of, pair
from wellknit.protection.views.meetings import languages_of
from wellknit.protection.views.printing import file_of
from wellknit.protection.views.sheets import annex_sheet
from wellknit.protection.views.shown_meetings import decision_row, tabs


@page(HOLD_MEETINGS)
def hold(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who was there, and what was said beyond the cases. Then decisions follow, case by case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    form = begun(request, HoldForm, initial=hold_initial(found))
    if tried(request, form, lambda: verbs.hold(
        found, by=viewer, participants=form.participants(), remarks=form.cleaned_data["remarks"],
        version=form.cleaned_data["version"],
    )):  # fmt: skip
        return done(request, _("Written down. Now the decisions, case by case."), "case_meeting", found.pk)
    return form_page(request, form, template="protection/meetings/hold.html", title=_("Who was there"),
                     caption=name_of(found), back_to=("case_meeting", found.pk))  # fmt: skip


@page(HOLD_MEETINGS)
def decide(request: HttpRequest, meeting_id: UUID, item_id: UUID | None = None) -> HttpResponse:
    """What was decided about one case of the list, or about the work itself."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting(viewer, meeting_id)
    item = _item_of(viewer, found, item_id)
    form = begun(request, DecideForm, offices=_offices(viewer), initial=_likely(item))
    if tried(request, form, lambda: verbs.decide(found, form.decided(), by=viewer, item=item)):
        return done(
            request, _("Decided. It stands with its day where it has to be done."), "case_meeting", found.pk
        )
    return form_page(request, form, title=_("What was decided"), caption=item.case_code if item else name_of(found),
                     submit=_("Write it down"), back_to=("case_meeting", found.pk))  # fmt: skip


def _item_of(viewer: Viewer, found: CaseMeeting, item_id: UUID | None) -> MeetingItem | None:
    if item_id is None:
        return None
    item = reading.item(viewer, item_id)
    if item.meeting_id != found.pk:
        raise Http404
    return item


def _offices(viewer: Viewer) -> list[Office]:
    return [
        offices.own(viewer),
        *[o for o in offices.sharing(viewer) if o.jurisdiction == viewer.jurisdiction],
    ]


def _likely(item: MeetingItem | None) -> dict[str, str]:
    """Whose turn it is now most often does it; that can be changed."""
    if item is None or item.ours is None:
        return {}
    return {"side": "ours", "owner": str(item.office_id)} if item.ours else {"side": "theirs"}


@page(READ_MEETINGS)
def tasks(request: HttpRequest) -> HttpResponse:
    """What meetings decided: what this office has to do, and what waits for the partner."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "mine": [decision_row(d, viewer) for d in reading.tasks(viewer)],
        "theirs": [{**decision_row(d, viewer), "country": country(d.meeting.partner)} for d in reading.partner_turns(viewer)],
        "tabs": tabs(viewer, "meeting_tasks"),
    }  # fmt: skip
    return render(request, "protection/meetings/tasks.html", context)


@page(READ_MEETINGS)
def task_done(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """It is done, or not needed any more, with what came of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.decision(viewer, decision_id)
    form = begun(request, DoneForm, initial={"version": found.version, "verb": "done"})
    if tried(request, form, lambda: verbs.finish(
        found, form.cleaned_data["verb"], by=viewer, words=form.cleaned_data["words"],
        version=form.cleaned_data["version"],
    )):  # fmt: skip
        return done(request, _("Written down. The next meeting reads it."), "meeting_tasks")
    return form_page(request, form, title=_("What came of it"), caption=found.case_code or name_of(found.meeting),
                     lede=found.text, submit=_("Write it down"), back_to=("meeting_tasks", None))  # fmt: skip


# -- The sealed annex


@page(DISCLOSE)
def annex(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Whose sheets this office could print for a meeting: codes only, each sheet by itself."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.meeting_for_sheets(viewer, meeting_id)
    rows = [
        {"id": i.pk, "code": i.case_code, "matter": i.journey_code}
        for i in reading.reachable_items(viewer, found)
    ]
    return render(request, "protection/meetings/annex.html", {
        "meeting": found, "name": name_of(found), "pair": pair(found), "rows": rows, "country": country(found.partner),
    })  # fmt: skip


@page(DISCLOSE)
def sheet(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One person's sheet: on her consent or on a ground that is named; written down before it leaves."""
    viewer = request.viewer  # type: ignore[attr-defined]
    item = reading.item(viewer, item_id)
    if item.case is None or item.journey is None or item.meeting is None:
        raise Http404
    form = begun(request, SheetForm, languages=languages_of(item.meeting))
    if tried(request, form, lambda: _sheet(item, viewer, form.cleaned_data)):
        return form.outcome  # type: ignore[attr-defined,no-any-return]
    return form_page(request, form, title=_("Print the sealed sheet"), caption=item.case_code,
                     lede=_("It names the person. It is written down who printed it, and on what ground."),
                     submit=_("Print the sheet"), back_to=("meeting_annex", item.meeting_id))  # fmt: skip


def _sheet(item: MeetingItem, viewer: Viewer, data: dict[str, str]) -> HttpResponse:
    assert item.case is not None and item.journey is not None
    try:
        made = sheets.let_out(
            item.case,
            item.journey,
            by=viewer,
            what="meeting_annex",
            basis=data["basis"],
            reason=data["reason"],
        )
    except NotShared as refusal:
        raise NotValid(refusal.sentence, {"basis": refusal.sentence}) from refusal
    response, _body = file_of(annex_sheet(made, data["language"]), "pdf", f"{item.case_code}-sheet")
    return response
