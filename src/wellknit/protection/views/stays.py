"""Where the person is and was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import reservation as reservations
from wellknit.protection.actions import stay as verbs
from wellknit.protection.forms.stay import KeepBedForm, StayEndForm, StayForm
from wellknit.protection.models import Case, Stay
from wellknit.protection.permissions import READ_CASES, RECORD_STAYS, check_may_record_stay
from wellknit.protection.queries import care, casefile, offices, people, places
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head, stay_rows
from wellknit.protection.views.words import said
from wellknit.protection.views.words_care import OVERDUE


@page(READ_CASES)
def stays(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every place, latest first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    file = casefile.case_file(viewer, case_id)
    context = {**case_head(viewer, file.case, "stays"), "rows": stay_rows(file.stays),
               "days": care.days_spent(file.stays, timezone.localdate()), "kept": reservations.held_for(file.case),
               "keeps": viewer.may(RECORD_STAYS) and file.case.state == "open"}  # fmt: skip
    return render(request, "protection/cases/stays.html", context)


@page(READ_CASES)
def begin_stay(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record a place. A cell is raised at once, outside the office that holds the keys."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(
        request,
        StayForm,
        initial={"began_on": timezone.localdate()},
        offices=offices.facilities(viewer),
        units=places.open_units(viewer),
    )
    if tried(request, form, lambda: verbs.begin(found, form.spell(_family(viewer, form)), by=viewer)):
        return done(request, _said(form.outcome), "stays", found.pk)  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        template="protection/cases/stay.html",
        title=_("Record a place of stay"),
        case=found,
        submit=_("Record"),
        back_to=("stays", found.pk),
    )


def _family(viewer: Viewer, form: StayForm) -> Case | None:
    """The case of family who live there, by the code on its papers."""
    code = form.cleaned_data["family_code"]
    found = people.by_code(viewer, code) if code else None
    if code and found is None:
        raise NotValid(_("No case in your reach has this code."), {"family_code": _("Check the code.")})
    return found


def _said(stay: Stay) -> str:
    """What happened, and the warning about a place nobody has looked at for too long: it blocks nothing."""
    if stay.custodial:
        return _("Recorded. Every office that holds this case and detains nobody has been told; where none does, "
                 "those who watch over custody have been told.")  # fmt: skip
    due = verbs.inspections_due(stay.unit, timezone.localdate()) if stay.unit else ()
    return " ".join([_("The place is recorded."), *(said(OVERDUE, kind) for kind in due)])


@page(READ_CASES)
def end_stay(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """The person left this place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.stay(viewer, stay_id)
    check_may_record_stay(viewer, from_persons_account=found.source == verbs.FROM_THE_PERSON)
    initial = {"ended_on": timezone.localdate(), "version": found.version}
    form = begun(request, StayEndForm, initial=initial)
    if tried(request, form, lambda: verbs.end(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The end of the stay is recorded."), "stays", found.case_id)
    return form_page(
        request, form, title=_("End of a stay"), case=found.case, back_to=("stays", found.case_id)
    )


@page(RECORD_STAYS)
def keep_bed(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep a bed for somebody who is on the way."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, KeepBedForm, units=places.open_units(viewer))

    def act() -> Any:
        unit, until = form.kept()
        return reservations.keep(found, unit, until=until, by=viewer)

    if tried(request, form, act):
        return done(request, _("The bed is kept."), "stays", found.pk)
    return form_page(
        request, form, title=_("Keep a bed"), case=found, submit=_("Keep it"), back_to=("stays", found.pk)
    )


@page(RECORD_STAYS)
def give_bed_back(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The bed is free again; by a button only."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = places.reservation(viewer, reservation_id)
    if request.method == "POST":
        reservations.give_back(found, by=viewer)
        return done(request, _("The bed is free again."), "stays", found.case_id)
    return redirect("stays", found.case_id)
