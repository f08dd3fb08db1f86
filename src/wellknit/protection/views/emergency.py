"""Emergencies, what an office must take note of, and the look at it afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import emergency as verbs
from wellknit.protection.forms.emergency import BreakGlassForm, VerdictForm
from wellknit.protection.forms.referral import AcceptForm
from wellknit.protection.permissions import BREAK_GLASS, READ_CASES, REVIEW_BREAK_GLASS
from wellknit.protection.queries import notices
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.shown import notice_rows, review_rows


@page(BREAK_GLASS, fresh_proof=True)
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a case out of reach, for three hours, with a reason."""
    form = begun(request, BreakGlassForm)
    if tried(request, form, lambda: verbs.break_glass(**form.cleaned_data, by=request.viewer)):  # type: ignore[attr-defined]
        said = _("Open for you for three hours. The office that holds the case has been told.")
        return done(request, said, "case", form.outcome)  # type: ignore[attr-defined]
    return form_page(request, form, template="protection/emergency/break_glass.html")


@page(READ_CASES)
def notice_list(request: HttpRequest) -> HttpResponse:
    """What this office has to take note of."""
    found = notices.unseen(request.viewer, limit=100)  # type: ignore[attr-defined]
    rows = notice_rows(request.viewer, found)  # type: ignore[attr-defined]
    return render(request, "protection/emergency/notices.html", {"rows": rows, "form": AcceptForm()})


@page(READ_CASES)
def acknowledge(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The office has taken note."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = notices.notice(viewer, notice_id)
    return pressed(request, lambda: verbs.seen(found, by=viewer), "", "notices")


@page(REVIEW_BREAK_GLASS)
def to_review(request: HttpRequest) -> HttpResponse:
    """Emergency openings that wait for somebody else to look."""
    found = notices.to_review(request.viewer)  # type: ignore[attr-defined]
    rows = review_rows(found, notices.people_of(found))
    return render(request, "protection/emergency/to_review.html", {"rows": rows})


@page(REVIEW_BREAK_GLASS)
def review(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Justified, or to be followed up."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = notices.break_glass(viewer, entry_id)
    form = begun(request, VerdictForm)
    if tried(request, form, lambda: verbs.review_break_glass(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Reviewed."), "to_review")
    row = review_rows([found], notices.people_of([found]))[0]
    return form_page(request, form, template="protection/emergency/review.html", row=row)
