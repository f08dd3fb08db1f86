"""Work outside the place of stay: a wish, and the steps offices owe to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import work as verbs
from wellknit.protection.forms.care import TermsForm, TurnForm, today
from wellknit.protection.permissions import GIVE_SERVICES
from wellknit.protection.queries import care as reading
from wellknit.protection.queries import casefile
from wellknit.protection.views import words_care as words
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.words import said


class WishForm(TurnForm):
    """Only the day: there is nothing to weigh when somebody wishes to work."""

    version = None  # type: ignore[assignment]  # there is no row yet


@page(GIVE_SERVICES)
def wish(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The person wishes to work outside."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, WishForm, initial=today())
    if tried(request, form, lambda: verbs.wish(found, by=viewer, **form.cleaned_data)):
        return done(
            request, _("Written down. The offices' time runs from now; hers does not."), "care_plan", found.pk
        )
    return form_page(
        request,
        form,
        title=_("The person wishes to work outside"),
        case=found,
        back_to=("care_plan", found.pk),
    )


@page(GIVE_SERVICES)
def step(request: HttpRequest, path_id: UUID, verb: str) -> HttpResponse:
    """One step of the way into work."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.work_path(viewer, path_id)
    form = begun(
        request, TermsForm if verb == "agree" else TurnForm, initial={**today(), "version": found.version}
    )

    def act() -> object:
        data = form.cleaned_data
        terms = form.values() if isinstance(form, TermsForm) else None
        return verbs.take(found, verb, by=viewer, on=data["on"], version=data["version"], terms=terms)

    if tried(request, form, act):
        return done(request, _("Saved."), "care_plan", found.case_id)
    return form_page(
        request,
        form,
        title=said(words.WORK_VERBS, verb),
        case=found.case,
        back_to=("care_plan", found.case_id),
    )
