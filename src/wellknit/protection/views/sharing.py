"""Who can read a case, who looked, and letting another office in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import case as verbs
from wellknit.protection.actions.sharing import let_in
from wellknit.protection.forms.case import ReachForm
from wellknit.protection.forms.referral import AcceptForm
from wellknit.protection.permissions import GIVE_GRANTS, READ_CASES
from wellknit.protection.queries import casefile, offices
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head, look_rows, reader_rows


@page(READ_CASES)
def readers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who reaches this file, and who has looked."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    context = {
        **case_head(viewer, found, "readers"),
        "rows": reader_rows(casefile.readers(viewer, found), found),
        "looks": look_rows(casefile.who_looked(viewer, found)),
    }
    return render(request, "protection/cases/readers.html", context)


@page(GIVE_GRANTS, fresh_proof=True)
def give(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let another office read and work on this case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, ReachForm, offices=offices.sharing(viewer))
    if tried(request, form, lambda: _given(found, form, viewer)):
        return done(request, _("The office can read this case from now on."), "readers", found.pk)
    return form_page(
        request,
        form,
        title=_("Let an office in"),
        case=found,
        submit=_("Let it in"),
        lede=_("It reads the whole file from now on. Ask the person first."),
        back_to=("readers", found.pk),
    )


def _given(found: casefile.Case, form: ReachForm, viewer: casefile.Viewer) -> UUID:
    data = form.cleaned_data
    office = offices.office(viewer, UUID(data["office"]))
    return let_in(
        found, office, by=viewer, what_for=data["basis"], ground=data["ground"], reason=data["reason"],
        until=data["until"],
    )  # fmt: skip


@page(GIVE_GRANTS, fresh_proof=True)
def take_back(request: HttpRequest, case_id: UUID, grant_id: UUID) -> HttpResponse:
    """End an office's reach; what it has read, it has read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    row = next((r for r in casefile.readers(viewer, found) if r.grant_id == grant_id), None)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.end_reach(found, grant_id, by=viewer)):
        return done(request, _("This office no longer reads the case."), "readers", found.pk)
    return form_page(request, form, template="protection/cases/take_back.html", case=found, row=row)
