"""Between offices: asking, answering, reporting back, and how it ends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import approval
from wellknit.protection.actions import journey as verbs
from wellknit.protection.actions.care import offered
from wellknit.protection.codelists import label
from wellknit.protection.forms.journey import AskForm, MoveForm, WithdrawForm
from wellknit.protection.permissions import MOVE_JOURNEYS, READ_CASES, SEND_JOURNEYS
from wellknit.protection.policies_journey import path_now
from wellknit.protection.queries import casefile, journeys, offices
from wellknit.protection.views.between import journey_context, list_rows, path_of
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head


@page(MOVE_JOURNEYS)
def both_ways(request: HttpRequest) -> HttpResponse:
    """What other offices ask of this one, and what this one asks of others."""
    viewer = request.viewer  # type: ignore[attr-defined]
    everything = "all" in request.GET
    came = list_rows(journeys.came_in(viewer, running_only=not everything), viewer)
    sent = list_rows(journeys.sent_out(viewer, running_only=not everything), viewer)
    context = {"came": came, "sent": sent, "everything": everything}
    return render(request, "protection/journeys/both_ways.html", context)


@page(MOVE_JOURNEYS)
def one(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One of them: a preview until it is accepted."""
    context = journey_context(request.viewer, journey_id)  # type: ignore[attr-defined]
    return render(request, "protection/journeys/one.html", context)


@page(READ_CASES)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was asked of other offices about a case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    rows = list_rows(journeys.of_case(viewer, found.pk), viewer)
    can_ask = viewer.may(SEND_JOURNEYS) and found.state == "open"
    context = {**case_head(viewer, found, "case_journeys"), "rows": rows, "can_ask": can_ask}
    return render(request, "protection/journeys/of_case.html", context)


@page(SEND_JOURNEYS)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask another office. Without a consent that covers it nothing goes, and the page says so."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    path = path_now(verbs.OFFICE_PATH, timezone.localdate())
    form = begun(
        request, AskForm, offices=offices.sharing(viewer), scopes=path.scopes, services=_services(viewer)
    )
    if tried(request, form, lambda: _send(found, form, viewer)):
        if form.outcome == "asked":  # type: ignore[attr-defined]
            return done(
                request, _("A colleague has to agree first; then it is sent."), "case_journeys", found.pk
            )
        return done(
            request, _("Sent. The other office sees a preview until it accepts."), "case_journeys", found.pk
        )
    return form_page(request, form, template="protection/journeys/ask.html", case=found, scopes=path.scopes,
                     back_to=("case_journeys", found.pk))  # fmt: skip


def _services(viewer: Viewer) -> list[tuple[str, str]]:
    try:
        return [(s.code, label("services", s.code)) for s in offered(viewer.jurisdiction).services]
    except NotNow:
        return []


def _send(found: Any, form: AskForm, viewer: Viewer) -> str:
    given = form.cleaned_data
    office = offices.office(viewer, UUID(given["to_office"]))
    asked = verbs.Asked(given["scope"], given["service"], given["words"], given["urgent"])
    try:
        if approval.needed("journey.send", asked.scope, viewer):
            verbs.ask_to_send(found, to_office=office, asked=asked, by=viewer, words=given["why"])
            return "asked"
        verbs.send(found, to_office=office, asked=asked, by=viewer)
    except (NotShared, NotNow) as refusal:  # nothing typed is lost; nothing has been written yet
        raise NotValid(refusal.sentence, {"to_office": refusal.sentence}) from refusal
    except NotValid as refusal:
        raise NotValid(
            refusal.sentence, {"why" if n == "words" else n: s for n, s in refusal.errors.items()}
        ) from refusal
    return "sent"


@page(MOVE_JOURNEYS)
def move(request: HttpRequest, step_id: UUID, verb: str) -> HttpResponse:
    """Take the step that is this office's turn."""
    viewer = request.viewer  # type: ignore[attr-defined]
    step = journeys.step(viewer, step_id)
    way = path_of(step.journey).step(step.code).move(verb)
    if way is None:
        raise Http404
    form = begun(request, MoveForm, reasons=way.reasons, needs_words=way.needs_words)
    if tried(request, form, lambda: verbs.move(
        step, verb, by=viewer, words=form.cleaned_data["words"], reason=form.cleaned_data.get("reason", "")
    )):  # fmt: skip
        return done(request, _("Recorded. The other office sees it from now on."), "journey", step.journey_id)
    return form_page(request, form, template="protection/journeys/move.html", title=_(way.sentence), way=way,
                     journey=step.journey, caption=step.journey.code, submit=_(way.sentence),
                     scope=path_of(step.journey).scope(step.journey.scope), back_to=("journey", step.journey_id))  # fmt: skip


@page(SEND_JOURNEYS)
def withdraw(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Take it back; the access it gave closes at once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = journeys.journey(viewer, journey_id).journey
    form = begun(request, WithdrawForm)
    if tried(request, form, lambda: verbs.withdraw(found, by=viewer, **form.cleaned_data)):
        return done(
            request, _("Withdrawn. What the other office could read has closed."), "journey", found.pk
        )
    return form_page(request, form, title=_("Withdraw"), caption=found.code, submit=_("Withdraw"),
                     lede=_("The other office no longer answers it, and what it could read closes at once."),
                     back_to=("journey", found.pk))  # fmt: skip
