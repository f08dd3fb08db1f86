"""File audits by a supervisor, and the minutes of case conferences."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import reviewing as verbs
from wellknit.protection.forms.care import today
from wellknit.protection.forms.lines import PREFIX
from wellknit.protection.forms.quality import ConferenceForm, DrawForm, FileForm, FinishAuditForm
from wellknit.protection.permissions import AUDIT_FILES, READ_CASES, WRITE_CASES
from wellknit.protection.queries import casefile, offices
from wellknit.protection.queries import quality as reading
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head
from wellknit.protection.views.shown_places import house_tabs
from wellknit.protection.views.shown_quality import audit_context, audit_rows, conference_rows


@page(AUDIT_FILES)
def audits(request: HttpRequest) -> HttpResponse:
    """The office's audits."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(
        request,
        "protection/quality/audits.html",
        {"rows": audit_rows(reading.audits(viewer)), "tabs": house_tabs(viewer, "file_audits")},
    )


@page(AUDIT_FILES)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample by lot."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, DrawForm)
    if tried(request, form, lambda: verbs.draw(form.cleaned_data["size"], by=viewer)):
        return done(
            request,
            _("Drawn by lot. None of the files is one you carry."),
            "file_audit",
            form.outcome.pk,  # type: ignore[attr-defined]
        )
    return form_page(request, form, title=_("Draw files"), submit=_("Draw"), back_to=("file_audits", None))


@page(AUDIT_FILES)
def audit(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """One audit with its files."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.audit(viewer, audit_id)
    context = audit_context(found, reading.audited(viewer, found), reading.checklist_of(found))
    return render(request, "protection/quality/audit.html", context)


@page(AUDIT_FILES)
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Look at one file: the work, not the person."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.audited_file(viewer, file_id)
    initial = {PREFIX + code: answer for code, answer in (found.answers or {}).items()}
    form = begun(
        request,
        FileForm,
        initial={**initial, "remarks": found.remarks},
        lines=reading.checklist_of(found.audit),
    )
    if tried(
        request,
        form,
        lambda: verbs.look_at(found, form.answers(), by=viewer, remarks=form.cleaned_data["remarks"]),
    ):
        return done(request, _("Kept."), "file_audit", found.audit_id)
    return form_page(request, form, template="protection/care/lines.html", title=_("Look at a file"), case=found.case,
                     lede=_("It judges the work, never the person the file is about."), back_to=("file_audit", found.audit_id))  # fmt: skip


@page(AUDIT_FILES)
def finish(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """The sum of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.audit(viewer, audit_id)
    form = begun(request, FinishAuditForm, initial={"version": found.version})
    if tried(request, form, lambda: verbs.finish_audit(found, by=viewer, **form.cleaned_data)):
        return done(request, _("The audit is finished."), "file_audit", found.pk)
    return form_page(request, form, title=_("Finish the audit"), back_to=("file_audit", found.pk))


@page(READ_CASES)
def conferences(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Minutes of a case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    context = {
        **case_head(viewer, found, "conferences"),
        "rows": conference_rows(reading.conferences(viewer, found)),
    }
    return render(request, "protection/quality/conferences.html", context)


@page(WRITE_CASES)
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write minutes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(
        request, ConferenceForm, initial=today(), offices=[offices.own(viewer), *offices.sharing(viewer)]
    )
    if tried(request, form, lambda: verbs.hold(found, form.minutes(), by=viewer)):
        return done(request, _("The minutes are kept."), "conferences", found.pk)
    return form_page(
        request, form, title=_("Minutes of a conference"), case=found, back_to=("conferences", found.pk)
    )


@page(WRITE_CASES)
def decision_done(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """A decision was carried out."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.decision(viewer, decision_id)
    if request.method != "POST":
        raise Http404
    verbs.done(found, by=viewer)
    return done(request, _("Done."), "conferences", found.case_id)
