"""Formal identification, with the country's procedure beside every step."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import identification as verbs
from wellknit.protection.forms.identification import DecisionForm, OpinionForm, ReviewDecisionForm, ReviewForm
from wellknit.protection.forms.referral import AcceptForm
from wellknit.protection.permissions import DECIDE, GIVE_OPINION, READ_CASES, REVIEW
from wellknit.protection.queries import casefile
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import identification_context, procedure_context


@page(READ_CASES)
def identification(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How far it is, who gave an opinion, what was decided, and the way to have it looked at again."""
    context = identification_context(request.viewer, case_id)  # type: ignore[attr-defined]
    return render(request, "protection/identification/page.html", context)


@page(GIVE_OPINION)
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin under this node's procedure."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.begin(found, by=viewer)):
        return done(request, _("Identification has begun; its time limit runs."), "identification", found.pk)
    return form_page(
        request,
        form,
        template="protection/identification/begin.html",
        case=found,
        **procedure_context(verbs.procedure_here()),
    )


@page(GIVE_OPINION)
def opinion(request: HttpRequest, identification_id: UUID) -> HttpResponse:
    """One's own opinion, once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.identification(viewer, identification_id)
    procedure = verbs.procedure_of(found)
    form = begun(request, OpinionForm, procedure=procedure, as_child=found.as_child)
    if tried(
        request, form, lambda: verbs.give_opinion(found, by=viewer, **{"member_kind": "", **form.values()})
    ):
        return done(request, _("Your opinion is recorded."), "identification", found.case_id)
    return form_page(
        request,
        form,
        template="protection/identification/form.html",
        title=_("Your opinion"),
        case=found.case,
        submit=_("Give this opinion"),
        back_to=("identification", found.case_id),
        **procedure_context(procedure),
    )


@page(DECIDE, fresh_proof=True)
def decide(request: HttpRequest, identification_id: UUID) -> HttpResponse:
    """Record the decision."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.identification(viewer, identification_id)
    procedure = verbs.procedure_of(found)
    initial = {"version": found.version, "acts": found.acts, "means": found.means, "purposes": found.purposes}
    form = begun(request, DecisionForm, initial=initial, procedure=procedure, as_child=found.as_child)
    if tried(request, form, lambda: verbs.decide(found, by=viewer, **form.values())):
        return done(request, _("The decision is recorded."), "identification", found.case_id)
    return form_page(
        request,
        form,
        template="protection/identification/form.html",
        title=_("Record the decision"),
        case=found.case,
        submit=_("Record the decision"),
        back_to=("identification", found.case_id),
        **procedure_context(procedure),
    )


@page(GIVE_OPINION)
def ask_review(request: HttpRequest, identification_id: UUID) -> HttpResponse:
    """Somebody asks to look again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.identification(viewer, identification_id)
    procedure = verbs.procedure_of(found)
    form = begun(request, ReviewForm)
    if tried(request, form, lambda: verbs.ask_review(found, by=viewer, **form.cleaned_data)):
        return done(
            request, _("The request is recorded; others will look at it."), "identification", found.case_id
        )
    return form_page(
        request,
        form,
        template="protection/identification/form.html",
        title=_("Ask for another look"),
        case=found.case,
        submit=_("Record the request"),
        back_to=("identification", found.case_id),
        **procedure_context(procedure),
    )


@page(REVIEW, fresh_proof=True)
def decide_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Somebody who took no part decides whether it stands."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.review(viewer, review_id)
    procedure = verbs.procedure_of(found.identification)
    form = begun(request, ReviewDecisionForm)
    if tried(request, form, lambda: verbs.decide_review(found, by=viewer, **form.values())):
        return done(request, _("The answer is recorded."), "identification", found.case_id)
    return form_page(
        request,
        form,
        template="protection/identification/form.html",
        title=_("Look at the decision again"),
        case=found.case,
        review=found,
        submit=_("Record"),
        back_to=("identification", found.case_id),
        **procedure_context(procedure),
    )
