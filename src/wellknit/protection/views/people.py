"""Looking for somebody, and opening a case only after that."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.lib.names.keys import PersonNames
from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import case as verbs
from wellknit.protection.actions import emergency
from wellknit.protection.forms.person import KnownOpeningForm, OpeningForm, SearchForm, initial_from
from wellknit.protection.models import Referral, Screening
from wellknit.protection.permissions import ASK_ELSEWHERE, OPEN_CASES, SEARCH
from wellknit.protection.queries import people, referrals
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.rows import found_rows


@page(SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    """The box in the head of every page: a name, or a case code. A POST, so no name stands in an address."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = request.POST.get("q", "").strip()[:200]
    case = people.by_code(viewer, asked) if asked else None
    if case:
        return redirect("case", case.pk)
    names = PersonNames(forms=(asked,), birth_year=None)
    found = people.search(viewer, names) if asked else []
    return render(request, "protection/people/search.html", {"asked": asked, **_sorted(found_rows(found))})


@page(ASK_ELSEWHERE)
def ask(request: HttpRequest) -> HttpResponse:
    """Whether another office knows somebody; one learns only that the question was passed on."""
    form = begun(request, SearchForm)
    if tried(request, form, lambda: emergency.ask_elsewhere(form.names(), by=request.viewer)):  # type: ignore[attr-defined]
        said = _("The question was passed on. Whoever knows the person decides whether to call you.")
        return done(request, said, "ask_elsewhere")
    return form_page(request, form, template="protection/people/ask.html")


@page(OPEN_CASES)
def known(request: HttpRequest, referral_id: UUID | None = None) -> HttpResponse:
    """Is she known here? Prefilled from the screening, where there is one."""
    viewer = request.viewer  # type: ignore[attr-defined]
    referral, screening = _behind(viewer, referral_id)
    told = initial_from(screening)
    form = begun(request, SearchForm, initial=told)
    if request.method == "GET" and (told.get("name_native") or told.get("name_latin")):
        form = SearchForm({name: told.get(name, "") for name in SearchForm.base_fields})
    found = people.search(viewer, form.names()) if form.is_bound and form.is_valid() else None
    if found is not None and "ask" in request.POST:
        emergency.ask_elsewhere(form.names(), by=viewer)
        said = _("The question was passed on. Whoever knows the person decides whether to call you.")
        return done(request, said, *(("known_for", referral_id) if referral_id else ("known",)))
    context = {
        "referral": referral,
        "searched": found is not None,
        **_sorted(found_rows(found or [])),
        "viewer_may_ask": viewer.may(ASK_ELSEWHERE),
    }
    return form_page(request, form, template="protection/people/known.html", **context)


@page(OPEN_CASES)
def open_new(request: HttpRequest, referral_id: UUID | None = None) -> HttpResponse:
    """A new person and her case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    referral, screening = _behind(viewer, referral_id)
    searched = people.searched_lately(viewer)
    form = begun(request, OpeningForm, initial=initial_from(screening))
    if tried(
        request,
        form,
        lambda: verbs.open(form.who(), form.opening(searched=searched), by=viewer, referral=referral),
    ):
        return done(request, _("The case is open."), "case", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        title=_("Open a new case"),
        submit=_("Open the case"),
        caption=_code(referral),
        back_to=("known_for", referral_id) if referral_id else ("known",),
    )


@page(OPEN_CASES)
def open_known(request: HttpRequest, person_id: UUID, referral_id: UUID | None = None) -> HttpResponse:
    """A new case for somebody known here already."""
    viewer = request.viewer  # type: ignore[attr-defined]
    person = people.person(viewer, person_id)
    referral, screening = _behind(viewer, referral_id)
    searched = people.searched_lately(viewer)
    form = begun(request, KnownOpeningForm, initial=initial_from(screening))
    if tried(
        request,
        form,
        lambda: verbs.open(person, form.opening(searched=searched), by=viewer, referral=referral),
    ):
        return done(request, _("The case is open."), "case", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        title=_("New case for a person known here"),
        submit=_("Open the case"),
        caption=_code(referral),
        back_to=("known_for", referral_id) if referral_id else ("known",),
    )


def _behind(viewer: Viewer, referral_id: UUID | None) -> tuple[Referral | None, Screening | None]:
    if referral_id is None:
        return None, None
    found = referrals.referral(viewer, referral_id)
    return found, referrals.screening_behind(viewer, found)


def _sorted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"rows": rows, "near": [r for r in rows if not r["far"]], "far": [r for r in rows if r["far"]]}


def _code(referral: Any) -> str:
    return referral.code if referral else ""
