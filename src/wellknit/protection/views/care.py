"""The plan of a case: what the person wants, what is offered, how it goes. Nothing here has a deadline to leave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import care as verbs
from wellknit.protection.forms.care import (
    AssessmentForm,
    FinishForm,
    GoalForm,
    GoalStateForm,
    HearForm,
    OfferForm,
    RiskForm,
    SessionForm,
    StopForm,
    TurnForm,
    today,
)
from wellknit.protection.permissions import GIVE_SERVICES, READ_CASES
from wellknit.protection.queries import care as reading
from wellknit.protection.queries import casefile, offices
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown_care import plan_context, service_context

TURNS = {"stop": StopForm, "decline": StopForm, "finish": FinishForm}


@page(READ_CASES)
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything of the plan on one page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    return render(request, "protection/care/plan.html", plan_context(viewer, reading.care(viewer, found)))


@page(GIVE_SERVICES)
def needs(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask what the person needs and wants."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, AssessmentForm, initial=today(), lines=verbs.checklist("needs"))
    if tried(request, form, lambda: verbs.assess_needs(found, form.asked(), by=viewer)):
        return done(request, _("Kept. What was asked before stays in the file."), "care_plan", found.pk)
    lede = _(
        "Ask in private, in her language. What is not talked about is left open; nothing is counted together."
    )
    return form_page(request, form, template="protection/care/lines.html", title=_("What the person needs"), case=found,
                     lede=lede, back_to=("care_plan", found.pk))  # fmt: skip


@page(GIVE_SERVICES)
def risk(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Look at danger, and say when to look again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, RiskForm, initial=today(), lines=verbs.checklist("risk"))
    if tried(request, form, lambda: verbs.assess_risk(found, form.asked(), by=viewer, **form.values())):
        return done(request, _("Kept, with the day of the next look."), "care_plan", found.pk)
    lede = _("The worst answer counts, and not knowing is not safety. You may set another level and say why.")
    return form_page(request, form, template="protection/care/lines.html", title=_("Risk"), case=found, lede=lede,
                     back_to=("care_plan", found.pk))  # fmt: skip


@page(GIVE_SERVICES)
def add_goal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down a wish."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, GoalForm)
    if tried(request, form, lambda: verbs.say_goal(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The wish stands in the plan."), "care_plan", found.pk)
    return form_page(request, form, title=_("A wish"), case=found, back_to=("care_plan", found.pk))


@page(GIVE_SERVICES)
def turn_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Where a wish stands."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.goal(viewer, goal_id)
    form = begun(request, GoalStateForm, initial={"state": found.state, "version": found.version})
    if tried(request, form, lambda: verbs.turn_goal(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Saved."), "care_plan", found.case_id)
    return form_page(request, form, title=_("Where the wish stands"), case=found.case, lede=f"“{found.words}”",
                     back_to=("care_plan", found.case_id))  # fmt: skip


@page(GIVE_SERVICES)
def offer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Offer a service of the country's list."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.care(viewer, found)
    who = [offices.own(viewer), *offices.sharing(viewer)]
    form = begun(
        request, OfferForm, offered=verbs.offered(found.jurisdiction), offices=who, goals=there.goals
    )
    if tried(request, form, lambda: verbs.propose(found, form.offer(), by=viewer)):
        return done(request, _("The offer stands in the plan."), "care_plan", found.pk)
    lede = _(
        "What usually happens is described. How long somebody stays is decided with her, never by a calendar."
    )
    return form_page(request, form, title=_("Offer a service"), case=found, lede=lede, submit=_("Offer"),
                     back_to=("care_plan", found.pk))  # fmt: skip


@page(READ_CASES)
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service: its way, its sessions, what the person says."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.service(viewer, service_id)
    context = service_context(viewer, found, reading.sessions(viewer, found))
    return render(request, "protection/care/service.html", context)


@page(GIVE_SERVICES)
def turn(request: HttpRequest, service_id: UUID, verb: str) -> HttpResponse:
    """One move of a service."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.service(viewer, service_id)
    form = begun(request, TURNS.get(verb, TurnForm), initial={**today(), "version": found.version})
    act = verbs.finish if verb == "finish" else lambda thing, **values: verbs.turn(thing, verb, **values)
    if tried(request, form, lambda: act(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Saved."), "service", found.pk)
    context = service_context(viewer, found, [])
    return form_page(request, form, title=context["verbs_named"].get(verb, verb), case=found.case,
                     lede=context["name"], back_to=("service", found.pk))  # fmt: skip


@page(GIVE_SERVICES)
def add_session(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One meeting within a service."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.service(viewer, service_id)
    form = begun(request, SessionForm, initial=today())
    if tried(request, form, lambda: verbs.add_session(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The session is kept."), "service", found.pk)
    return form_page(request, form, title=_("A session"), case=found.case, back_to=("service", found.pk))


@page(GIVE_SERVICES)
def hear(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What the person says of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.service(viewer, service_id)
    form = begun(
        request, HearForm, initial={"view": found.view, "words": found.view_words, "version": found.version}
    )
    if tried(request, form, lambda: verbs.hear(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Kept. What helps is counted without names."), "service", found.pk)
    return form_page(request, form, title=_("What the person says of it"), case=found.case,
                     back_to=("service", found.pk))  # fmt: skip
