"""Places of stay: where a bed is free, and keeping one's own house."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import place as verbs
from wellknit.protection.forms.places import PlaceForm, UnitForm, unit_initial
from wellknit.protection.permissions import MANAGE_PLACES
from wellknit.protection.queries import places as reading
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown_places import house_tabs, place_rows


@page("")
def every(request: HttpRequest) -> HttpResponse:
    """Every place with its free beds, for whoever looks for one. Numbers only: nobody who lives there is shown."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"places": place_rows(reading.every_place(viewer)), "manages": viewer.may(MANAGE_PLACES),
               "own": reading.own_place(viewer), "tabs": house_tabs(viewer, "places")}  # fmt: skip
    return render(request, "protection/places/list.html", context)


@page(MANAGE_PLACES)
def own(request: HttpRequest) -> HttpResponse:
    """To the page of one's own place, or to the form that makes it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    there = reading.own_place(viewer)
    return redirect("place", there.pk) if there else redirect("place_keep")


@page(MANAGE_PLACES)
def keep(request: HttpRequest) -> HttpResponse:
    """What is said of the whole place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    there = reading.own_place(viewer)
    names = ("accepting", "languages", "step_free", "version")
    initial = {name: getattr(there, name) for name in names} if there else {"accepting": True}
    form = begun(request, PlaceForm, initial=initial)
    if tried(request, form, lambda: verbs.keep(by=viewer, **form.cleaned_data)):
        return done(request, _("Saved."), "place", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Our place"), back_to=("places", None))


@page(MANAGE_PLACES)
def add_unit(request: HttpRequest) -> HttpResponse:
    """A house with beds."""
    viewer = request.viewer  # type: ignore[attr-defined]
    there = reading.own_place(viewer)
    if there is None:
        return redirect("place_keep")
    form = begun(request, UnitForm, initial={"with_family": True})
    if tried(request, form, lambda: verbs.add_unit(there, form.house(), by=viewer)):
        return done(request, _("The house has its beds."), "place", there.pk)
    return form_page(request, form, title=_("A house"), back_to=("place", there.pk))


@page(MANAGE_PLACES)
def change_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Other beds, other rules. Who lives there stays."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.unit(viewer, unit_id)
    form = begun(request, UnitForm, initial=unit_initial(found))
    if tried(request, form, lambda: verbs.change_unit(
        found, form.house(), by=viewer, version=form.cleaned_data["version"]
    )):  # fmt: skip
        return done(request, _("Saved. Who lives there already stays."), "place", found.place_id)
    return form_page(request, form, title=_("A house"), back_to=("place", found.place_id))


@page(MANAGE_PLACES)
def close_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Take a house out of use."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.unit(viewer, unit_id)
    if request.method == "POST":
        verbs.close_unit(found, by=viewer)
        return done(request, _("The house is closed."), "place", found.place_id)
    return render(request, "protection/places/close.html", {"unit": found})
