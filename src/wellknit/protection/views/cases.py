"""The case file and what is written into it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.lib import asked
from wellknit.platform.access.pages import page
from wellknit.protection.actions import case as verbs
from wellknit.protection.actions import disclosure
from wellknit.protection.actions import person as people
from wellknit.protection.forms.case import CloseForm, HeadForm, NoteForm, ReopenForm, head_of
from wellknit.protection.forms.person import PersonForm, initial_of
from wellknit.protection.permissions import CLOSE_CASES, READ_CASES, WRITE_CASES
from wellknit.protection.queries import casefile, offices
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.rows import events
from wellknit.protection.views.shown import case_head, clock_rows, head_rows, person_rows

LINES = 50  # of the timeline at a time


@page(READ_CASES)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The file: head, what is due, one timeline with its newest lines."""
    viewer = request.viewer  # type: ignore[attr-defined]
    lines = asked.number(request.GET.get("lines"), range(LINES, 100_000), LINES)
    file = casefile.case_file(viewer, case_id, latest=lines)
    context = {
        **case_head(viewer, file.case, "case"),
        "file": file,
        "events": events(file),
        "more": {"lines": lines + LINES, "first": lines + 1} if file.earlier else None,
        "clocks": clock_rows(file.clocks),
        "person": person_rows(file.case),
        "head": head_rows(file.case, file.worker),
        "now_at": next((s for s in file.stays if s.ended_on is None), None),
    }
    return render(request, "protection/cases/case.html", context)


@page(WRITE_CASES)
def edit_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Correct who somebody is; two people at once see both versions."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, PersonForm, initial=initial_of(found.person))
    if tried(
        request,
        form,
        lambda: people.correct(
            found.person, form.who(), by=viewer, version=form.cleaned_data["version"] or 0
        ),
    ):
        return done(request, _("Saved."), "case", found.pk)
    return form_page(request, form, title=_("The person"), case=found, back_to=("case", found.pk))


@page(WRITE_CASES)
def edit_head(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Change what stands in the head of the file."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(
        request, HeadForm, initial=head_of(found), colleagues=offices.colleagues(viewer, found.office)
    )
    if tried(
        request,
        form,
        lambda: verbs.change(found, form.values(), by=viewer, version=form.cleaned_data["version"]),
    ):
        return done(request, _("Saved."), "case", found.pk)
    return form_page(request, form, title=_("Head of the file"), case=found, back_to=("case", found.pk))


@page(WRITE_CASES)
def add_note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write something down."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, NoteForm)
    if tried(request, form, lambda: verbs.note(found, form.cleaned_data["text"], by=viewer)):
        return done(request, _("The note stands in the timeline."), "case", found.pk)
    return form_page(
        request, form, title=_("Add a note"), case=found, submit=_("Add the note"), back_to=("case", found.pk)
    )


@page(CLOSE_CASES)
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close for a reason; nothing is deleted."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, CloseForm, initial={"version": found.version})
    if tried(request, form, lambda: verbs.close(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The case is closed. It can be opened again."), "case", found.pk)
    return form_page(
        request,
        form,
        title=_("Close the case"),
        case=found,
        submit=_("Close the case"),
        lede=_("Running time limits stop. Nothing is deleted; whoever comes back finds this file."),
        back_to=("case", found.pk),
    )


@page(CLOSE_CASES)
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open a closed case again: the same file goes on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, ReopenForm, initial={"version": found.version})
    if tried(request, form, lambda: _reopened(found, form, viewer)):
        return done(request, _("The case is open again."), "case", found.pk)
    return form_page(
        request,
        form,
        title=_("Open the case again"),
        case=found,
        submit=_("Open again"),
        back_to=("case", found.pk),
    )


@transaction.atomic
def _reopened(found: casefile.Case, form: ReopenForm, viewer: casefile.Viewer) -> None:
    fresh = verbs.reopen(found, by=viewer, version=form.cleaned_data["version"])
    if viewer.may(WRITE_CASES):
        verbs.note(fresh, form.cleaned_data["text"], by=viewer)


@page(READ_CASES)
def summary(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A sheet by code; the name only when asked for."""
    viewer = request.viewer  # type: ignore[attr-defined]
    names = request.GET.get("name") == "1"
    file = casefile.for_print(viewer, case_id, names=names)
    disclosure.inside(
        file.case, by=viewer, what="summary", scope=("identity",) if names else ("basic", "status", "plan")
    )
    context = {
        **case_head(viewer, file.case, ""),
        "file": file,
        "head": head_rows(file.case, file.worker),
        "names": names,
        "person": person_rows(file.case) if names else [],
        "clocks": clock_rows(file.clocks),
        "events": [e for e in events(file) if e["kind"] != "quiet"],
    }
    return render(request, "protection/cases/summary.html", context)
