"""Between countries: asking, answering, each step, what travels beside, and a life in danger."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib import corridorkinds
from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import border as verbs
from wellknit.protection.actions import border_paper, lateness, notice, talk, telling
from wellknit.protection.codelists import label
from wellknit.protection.corridors import countries_of, path_of, way_now
from wellknit.protection.forms import border as forms
from wellknit.protection.models import Journey, Step
from wellknit.protection.permissions import (
    CALL_RESCUE,
    MOVE_JOURNEYS,
    OPEN_CASES,
    READ_CASES,
    RECORD_CONSENT,
    SEND_JOURNEYS,
    TELL_ABROAD,
)
from wellknit.protection.queries import border, casefile, offices
from wellknit.protection.views import border_shown as shown
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head


@page(MOVE_JOURNEYS)
def all_(request: HttpRequest) -> HttpResponse:
    """What waits here, and what waits for another country."""
    viewer = request.viewer  # type: ignore[attr-defined]
    everything = "all" in request.GET
    lines = shown.list_rows(border.rows(viewer, running_only=not everything), viewer)
    here = [r for r in lines if r["mine"] or r["notices"]]
    context = {"here": here, "there": [r for r in lines if r not in here], "everything": everything,
               "may_send": viewer.may(CALL_RESCUE)}  # fmt: skip
    return render(request, "protection/border/all.html", context)


@page(MOVE_JOURNEYS)
def one(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One journey: both sides, whose turn it is, what was told, what travels beside."""
    context = shown.context(request.viewer, journey_id)  # type: ignore[attr-defined]
    return render(request, "protection/border/one.html", context)


@page(READ_CASES)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was asked of other countries about a case, and the talks alone before it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    lines = shown.list_rows(border.rows(viewer, running_only=False, case_id=found.pk), viewer)
    context = {
        **case_head(viewer, found, "case_border"), "rows": lines, "talks": border.talks(viewer, found.pk),
        "can_talk": viewer.may(RECORD_CONSENT) and found.state == "open",
        "can_ask": viewer.may(SEND_JOURNEYS) and found.state == "open",
    }  # fmt: skip
    return render(request, "protection/border/of_case.html", context)


@page(RECORD_CONSENT)
def talked(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down a talk alone about fear."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, forms.TalkForm)
    if tried(request, form, lambda: talk.write(found, _said(form), by=viewer)):
        return done(request, _("The talk is written down."), "case_border", found.pk)
    return form_page(request, form, title=_("A talk alone"), case=found, submit=_("Write it down"),
                     lede=_("Before anything can reach the country of origin. Alone, in the person's language, without hurry."),
                     back_to=("case_border", found.pk))  # fmt: skip


def _said(form: forms.TalkForm) -> talk.Said:
    given = {**form.cleaned_data, "alone": form.cleaned_data["alone"] == "yes"}
    return talk.Said(**given)


@page(SEND_JOURNEYS)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask the country of origin. Without the talk and the consent nothing goes, and the page says which is missing."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    corridors = corridor_choices(viewer.jurisdiction, found.person.nationality)
    scopes = way_now(corridors[0][0], timezone.localdate()).path.scopes if corridors else ()
    form = begun(request, forms.AskForm, corridors=corridors, scopes=scopes)
    if tried(request, form, lambda: _ask(found, form, viewer)):
        journey = form.outcome  # type: ignore[attr-defined]
        return done(
            request,
            _("Asked. The other country sees a preview until it accepts."),
            "border_journey",
            journey.pk,
        )
    return form_page(request, form, template="protection/border/ask.html", title=_("Ask the country of origin"),
                     case=found, submit=_("Ask"), scopes=scopes, back_to=("case_border", found.pk))  # fmt: skip


def corridor_choices(here: str, first: str = "") -> list[tuple[str, Any]]:
    """Countries that can be asked from here: the person's own first."""
    found = {
        c.id: c.to for c in corridorkinds.load_all(corridorkinds.CORRIDORS, settings.DATA) if c.from_ == here
    }
    ranked = sorted(found.items(), key=lambda item: (item[1] != first, label("countries", item[1])))
    return [(code, label("countries", to)) for code, to in ranked]


def _ask(found: Any, form: forms.AskForm, viewer: Viewer) -> Journey:
    given = form.cleaned_data
    asking = verbs.Asking(given["scope"], given["words"], given["urgent"])
    try:
        return verbs.ask(found, corridor=given["corridor"], asking=asking, by=viewer)
    except (NotShared, NotNow) as refusal:  # nothing typed is lost; nothing has been written yet
        raise NotValid(refusal.sentence, {"corridor": refusal.sentence}) from refusal


@page(MOVE_JOURNEYS)
def move(request: HttpRequest, step_id: UUID, verb: str) -> HttpResponse:
    """Take the step that is this side's turn, or write down what a partner without a node answered."""
    viewer = request.viewer  # type: ignore[attr-defined]
    step = border.step(viewer, step_id)
    path = path_of(step.journey)
    way = path.step(step.code).move(verb)
    if way is None or way.told_only:
        raise Http404
    if step.state != "open" and request.method != "POST":
        return done(request, "", "border_journey", step.journey_id)
    theirs = step.office_id is None
    late = lateness.overdue(step) is not None
    form = begun(
        request, forms.MoveForm, way=way, theirs=theirs, late=late, crossings=_crossings(step.journey)
    )
    if tried(request, form, lambda: _take(step, verb, form, viewer)):
        return done(request, _recorded(step.journey), "border_journey", step.journey_id)
    return form_page(request, form, template="protection/border/move.html", title=_(way.sentence), way=way, theirs=theirs,
                     journey=step.journey, caption=step.journey.code, submit=_(way.sentence),
                     lede=_(path.step(step.code).sentence), back_to=("border_journey", step.journey_id))  # fmt: skip


def _recorded(journey: Journey) -> str:
    if journey.node:
        return _("Recorded. The other country sees it from now on.")
    return _(
        "Recorded. The other country has no node and sees nothing of it: tell it by letter or telephone."
    )


def _take(step: Step, verb: str, form: forms.MoveForm, viewer: Viewer) -> Journey:
    """The step, and why it comes late where it does."""
    due, (reason, words) = lateness.overdue(step), form.late_given()
    lateness.check(step, reason=reason, words=words)
    try:
        journey = verbs.move(step, verb, by=viewer, answered=_answered(form, step))
    except (NotShared, NotNow) as refusal:  # somebody was faster: what was typed can still be copied
        raise NotValid(refusal.sentence) from refusal
    lateness.record(step, by=viewer, due_at=due, reason=reason, words=words)
    return journey


def _answered(form: forms.MoveForm, step: Step) -> verbs.Answered:
    given = form.cleaned_data
    return verbs.Answered(
        words=given["words"], reason=given.get("reason", ""), details=form.details(),
        said_by=given.get("said_by", ""), channel=given.get("channel", ""),
        at=_moment_of(given["on"], step) if step.office_id is None else None,
    )  # fmt: skip


def _moment_of(day: date, step: Step) -> datetime:
    """Noon of the day of an answer; on the day of the question itself not before the question, and today not ahead
    of now. A day to come stays one: the verb refuses it."""
    moment = timezone.make_aware(datetime.combine(day, time(12)))
    if step.opened_at and timezone.localdate(step.opened_at) == day:
        moment = max(moment, step.opened_at)
    return min(moment, timezone.now()) if day == timezone.localdate() else moment


def _crossings(journey: Journey) -> list[tuple[str, str]]:
    from_, to = countries_of(journey.corridor)
    corridor = corridorkinds.corridor_now(from_, to, timezone.localdate(), settings.DATA)
    places = corridorkinds.places_of(corridor, settings.DATA) if corridor else ()
    return [(p.name, p.name) for p in places if p.kind == "crossing"]


@page(TELL_ABROAD)
def tell(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Tell what this step allows, as far as the person agreed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    step = border.step(viewer, step_id)
    form = begun(request, forms.TellForm, fields=shown.untold(step, step.journey))
    if tried(request, form, lambda: _tell(step, form, viewer)):
        return done(request, _("Told, as far as the person agreed."), "border_journey", step.journey_id)
    return form_page(request, form, title=_("Tell what this step allows"), caption=step.journey.code, submit=_("Tell it"),
                     lede=_("Only what is filled in is told, and only what the person agreed to."),
                     back_to=("border_journey", step.journey_id))  # fmt: skip


def _tell(step: Step, form: forms.TellForm, viewer: Viewer) -> bool:
    given = {name: value for name, value in form.cleaned_data.items() if value}
    if not given:
        raise NotValid(_("Nothing is filled in. Fill in at least one, or go back."))
    try:
        return telling.tell(step, by=viewer, given=given)
    except (NotShared, NotNow) as refusal:
        raise NotValid(refusal.sentence) from refusal


@page(SEND_JOURNEYS)
def withdraw(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Take the question back."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    form = begun(request, forms.WithdrawForm)
    if tried(request, form, lambda: verbs.withdraw(found, by=viewer, **form.cleaned_data)):
        return done(
            request,
            _("Taken back. The other country is told before anything else."),
            "border_journey",
            found.pk,
        )
    return form_page(request, form, title=_("Take it back"), caption=found.code, submit=_("Take it back"),
                     lede=_("The other country is told at once, and asked what it does with what it knows."),
                     back_to=("border_journey", found.pk))  # fmt: skip


@page(MOVE_JOURNEYS)
def beside(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Tell the other side something beside the steps, or ask it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    form = begun(request, forms.NoticeForm, kinds=notice.BY_HAND)
    if tried(request, form, lambda: notice.give(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Sent. You see here whether it was honoured."), "border_journey", found.pk)
    return form_page(request, form, title=_("Tell or ask the other country"), caption=found.code, submit=_("Send"),
                     lede=_("Danger, a death and being trafficked again overtake everything that waits."),
                     back_to=("border_journey", found.pk))  # fmt: skip


@page(MOVE_JOURNEYS)
def answer(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Say what was done with a notice."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.notice(viewer, notice_id)
    form = begun(request, forms.AnswerForm)
    if tried(request, form, lambda: notice.answer(
        found, by=viewer, what=form.cleaned_data["answer"], words=form.cleaned_data["words"]
    )):  # fmt: skip
        return done(request, _("Answered."), "border_journey", found.journey_id)
    return form_page(request, form, title=label("notice-kinds", found.kind), caption=found.journey.code,
                     submit=_("Answer"), lede=found.words or "", back_to=("border_journey", found.journey_id))  # fmt: skip


@page(MOVE_JOURNEYS)
def hand_on(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Hand it to the office of this country that does it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    form = begun(request, forms.HandOnForm, offices=offices.sharing(viewer))
    if tried(request, form, lambda: verbs.hand_to(
        found, offices.office(viewer, UUID(form.cleaned_data["office"])), by=viewer
    )):  # fmt: skip
        return done(request, _("Handed on. That office sees it from now on."), "border")
    return form_page(request, form, title=_("Hand it to another office here"), caption=found.code, submit=_("Hand on"),
                     lede=_("The province, the reception centre. Its open step and time limit go with it."),
                     back_to=("border_journey", found.pk))  # fmt: skip


@page(OPEN_CASES)
def open_case(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Open this country's own case from what was told."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    form = begun(request, forms.OpenCaseForm)
    if tried(
        request, form, lambda: verbs.open_case(found, by=viewer, searched=form.cleaned_data["searched"])
    ):
        return done(request, _("The case is open."), "case", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Open a case here"), caption=found.code, submit=_("Open the case"),
                     lede=_("With what the other country told so far. It is this country's own file, under its own law."),
                     back_to=("border_journey", found.pk))  # fmt: skip


@page(SEND_JOURNEYS)
def connect(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The partner has a node now."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    if request.method != "POST":
        raise Http404
    verbs.connect(found, by=viewer)
    return done(
        request,
        _("Connected. The other country takes its own steps from here on."),
        "border_journey",
        found.pk,
    )


@page(CALL_RESCUE)
def rescue(request: HttpRequest) -> HttpResponse:
    """Somebody is in danger now, perhaps nobody knows where."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, forms.RescueForm, corridors=corridor_choices(viewer.jurisdiction))
    if tried(request, form, lambda: _rescue(form, viewer)):
        return done(request, _("Sent from hotline to hotline."), "border_journey", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Somebody is in danger now"), submit=_("Call for rescue"), caption="",
                     lede=_("It goes at once and needs no case. It rests on danger to life, and that is recorded."),
                     back_to=("border",))  # fmt: skip


def _rescue(form: forms.RescueForm, viewer: Viewer) -> Journey:
    given = dict(form.cleaned_data)
    photo, words, corridor = given.pop("photo"), given.pop("words"), given.pop("corridor")
    journey = verbs.call_for_rescue(corridor=corridor, words=words, clues=given, by=viewer)
    if photo:
        border_paper.send(
            journey, photo.chunks(), size=photo.size, kind="photo", title=_("Photograph"), by=viewer
        )
    return journey


@page(MOVE_JOURNEYS)
def paper(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Send a paper with the journey."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = border.one(viewer, journey_id)
    form = begun(request, forms.PaperForm)
    if tried(request, form, lambda: _paper(found, form, viewer)):
        return done(request, _("Sent with the journey."), "border_journey", found.pk)
    return form_page(request, form, title=_("Send a paper"), caption=found.code, submit=_("Send"),
                     back_to=("border_journey", found.pk))  # fmt: skip


def _paper(found: Journey, form: forms.PaperForm, viewer: Viewer) -> Any:
    file = form.cleaned_data["file"]
    return border_paper.send(found, file.chunks(), size=file.size, kind=form.cleaned_data["kind"],
                             title=form.cleaned_data["title"], by=viewer)  # fmt: skip


@page(MOVE_JOURNEYS)
def paper_file(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The paper itself; reading it is an event."""
    found = border.paper(request.viewer, paper_id)  # type: ignore[attr-defined]
    answer_ = HttpResponse(border_paper.clear(found), content_type=found.media_type)
    answer_["Content-Disposition"] = "inline"
    answer_["Cache-Control"] = "no-store"
    return answer_
