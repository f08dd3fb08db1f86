"""The supervisor's page; time limits that stand still; what takes a second pair of eyes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import approval as verbs
from wellknit.protection.actions import pause as pauses
from wellknit.protection.actions import seen
from wellknit.protection.forms.journey import DecideForm, WhyForm
from wellknit.protection.permissions import GIVE_APPROVALS, OVERSEE, PAUSE_CLOCKS
from wellknit.protection.queries import oversight as reading
from wellknit.protection.views import words
from wellknit.protection.views.between import ACTS
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.overseen import context_of


@page(OVERSEE)
def oversight(request: HttpRequest) -> HttpResponse:
    """Who carries how much, what is late, what waits for a second pair of eyes."""
    found = reading.oversight(request.viewer)  # type: ignore[attr-defined]
    return render(request, "protection/oversight/page.html", context_of(found))


@page(OVERSEE)
def reminder_seen(request: HttpRequest, reminder_id: UUID) -> HttpResponse:
    """Somebody has taken note of what was passed on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return pressed(request, lambda: seen.take_note(reminder_id, by=viewer), "", "oversight")


@page(GIVE_APPROVALS)
def decide(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Agree, and it is done; or not, with a sentence."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.approval(viewer, approval_id)
    form = begun(request, DecideForm)
    if tried(request, form, lambda: _decide(found, form, viewer)):
        return done(request, _("Recorded."), "oversight")
    context = {"asked": found, "what": words.said(ACTS, found.act), "who": reading.asker(found)}
    return form_page(request, form, template="protection/oversight/decide.html", **context)


def _decide(found: Any, form: DecideForm, viewer: Viewer) -> Any:
    given = form.cleaned_data
    if given["decision"] == "give":
        return verbs.give(found, by=viewer, words=given["words"])
    return verbs.refuse(found, by=viewer, words=given["words"])


@page(PAUSE_CLOCKS)
def pause(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """Let a time limit stand still, or ask for it where two have to agree."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.clock(viewer, clock_id)
    four = verbs.needed("clock.pause", found.rule, viewer) is not None and found.case_id is not None
    form = begun(request, WhyForm)
    act = pauses.ask_to_pause if four else pauses.pause
    if tried(request, form, lambda: act(found, by=viewer, **form.cleaned_data)):
        said = _("A colleague has to agree first.") if four else _("It stands still.")
        return done(request, said, *_back(found))
    lede = _("A colleague has to agree. It can be due later by what it stands still.") if four else ""
    return form_page(request, form, title=_("Let a time limit stand still"), lede=lede,
                     caption=words.said(words.CLOCKS, found.rule), submit=_("Ask for it") if four else _("Stop it"),
                     back_to=_back(found))  # fmt: skip


@page(PAUSE_CLOCKS)
def go_on(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """Let it run again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.clock(viewer, clock_id)
    return pressed(
        request, lambda: pauses.go_on(found, by=viewer), _("The time limit runs again."), *_back(found)
    )


def _back(found: Any) -> tuple[Any, ...]:
    return ("journey", found.journey_id) if found.journey_id else ("case", found.case_id)
