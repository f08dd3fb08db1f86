"""Case workers who visit a shelter on the other side: who came, whom they met, what each person said alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import visit as verbs
from wellknit.protection.codelists import label
from wellknit.protection.forms.visit import MetForm, VisitDoneForm, VisitForm
from wellknit.protection.models import VisitedPerson
from wellknit.protection.permissions import RECORD_VISITS
from wellknit.protection.queries import visits as reading
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.meeting_papers import country
from wellknit.protection.views.shown_meetings import VISIT, tabs, visit_rows
from wellknit.protection.views.words import tagged


@page(RECORD_VISITS)
def visits(request: HttpRequest) -> HttpResponse:
    """Visits of the office, latest first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"rows": visit_rows(reading.visits(viewer)), "tabs": tabs(viewer, "shelter_visits")}
    return render(request, "protection/meetings/visits.html", context)


@page(RECORD_VISITS)
def plan(request: HttpRequest) -> HttpResponse:
    """A visit and whom it is for."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, VisitForm, own=viewer.jurisdiction, cases=reading.cases_here(viewer))
    if tried(request, form, lambda: verbs.plan(form.plan(), form.chosen(), by=viewer)):
        return done(request, _("The visit is written down."), "shelter_visit", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, template="protection/meetings/visit_plan.html", title=_("A visit to a shelter"),
                     back_to=("shelter_visits", None))  # fmt: skip


@page(RECORD_VISITS)
def one(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: who came, whom they met, what came of it for each."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.visit(viewer, visit_id)
    rows = [_row(p, found.state != "cancelled") for p in reading.persons(viewer, found)]
    return render(request, "protection/meetings/visit.html", {
        "visit": found, "state": tagged(VISIT, found.state), "country": country(found.partner), "rows": rows,
        "tabs": tabs(viewer, "shelter_visits"), "planned": found.state == "planned",
    })  # fmt: skip


def _row(met: VisitedPerson, writable: bool) -> dict[str, Any]:
    return {
        "code": met.case.code, "talk": label("visit-talks", met.talk), "outcome": label("visit-outcomes", met.outcome),
        "language": label("languages", met.language), "words": met.words, "follow_up": met.follow_up_on,
        "href": reverse("shelter_visit_meet", args=[met.pk]) if writable else "",
    }  # fmt: skip


@page(RECORD_VISITS)
def meet(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What one person said."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.person(viewer, person_id)
    names = ("talk", "language", "outcome", "words", "follow_up_on")
    form = begun(request, MetForm, initial={n: getattr(found, n) for n in names})
    if tried(request, form, lambda: verbs.meet(found.visit, found.case, form.met(), by=viewer)):
        return done(request, _("Written down."), "shelter_visit", found.visit_id)
    return form_page(request, form, title=_("What the person said"), caption=found.case.code,
                     back_to=("shelter_visit", found.visit_id))  # fmt: skip


@page(RECORD_VISITS)
def finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit is over."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.visit(viewer, visit_id)
    form = begun(request, VisitDoneForm)
    if tried(request, form, lambda: verbs.turn(found, "done", by=viewer, **form.cleaned_data)):
        return done(request, _("The visit is written down."), "shelter_visit", found.pk)
    return form_page(request, form, title=_("The visit is over"), back_to=("shelter_visit", found.pk))


@page(RECORD_VISITS)
def cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """It did not take place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.visit(viewer, visit_id)
    return pressed(
        request, lambda: verbs.turn(found, "cancel", by=viewer), _("Cancelled."), "shelter_visit", found.pk
    )
