"""Looking at a place: by itself, and by somebody who comes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import place as verbs
from wellknit.protection.forms.care import today
from wellknit.protection.forms.places import LookForm
from wellknit.protection.permissions import INSPECT_PLACES, MANAGE_PLACES
from wellknit.protection.queries import places as reading
from wellknit.protection.views import words_care as words
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown_places import inspection_context, place_context
from wellknit.protection.views.words import said


@page("")
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place: houses and beds; what looks at it found, for those who may read that."""
    viewer = request.viewer  # type: ignore[attr-defined]
    row = reading.place_row(viewer, place_id)
    context = place_context(
        viewer, row, reading.inspections(viewer, row.place), reading.to_improve(viewer, row.place)
    )
    return render(request, "protection/places/place.html", context)


@page("")
def look(request: HttpRequest, place_id: UUID, kind: str) -> HttpResponse:
    """A self-assessment by who keeps the place, or a monitoring visit by who looks at places."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if kind not in words.LOOK:
        raise Http404
    viewer.require(MANAGE_PLACES if kind == verbs.SELF else INSPECT_PLACES)
    row = reading.place_row(viewer, place_id)
    lines = reading.standards_of(row.place)
    form = begun(request, LookForm, initial=today(), lines=lines, kind=kind)
    if tried(request, form, lambda: verbs.inspect(row.place, form.look(), by=viewer)):
        return done(request, _("The look is kept, with what is to be put right."), "place", row.place.pk)
    lede = (
        _("Draft standards of our own: the ministry puts its own in their place.")
        if lines.status == "draft"
        else ""
    )
    return form_page(request, form, template="protection/care/lines.html", title=said(words.LOOK, kind),
                     caption=row.place.office.name, lede=lede, back_to=("place", row.place.pk))  # fmt: skip


@page("")
def inspection(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """What one look found."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.inspection(viewer, inspection_id)
    context = inspection_context(found, reading.standards_then(found))
    return render(request, "protection/places/inspection.html", context)


@page(MANAGE_PLACES)
def improved(request: HttpRequest, improvement_id: UUID) -> HttpResponse:
    """It is put right."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.improvement(viewer, improvement_id)
    if request.method == "POST":
        verbs.improved(found, by=viewer)
        return done(request, _("Put right."), "place", found.place_id)
    raise Http404
