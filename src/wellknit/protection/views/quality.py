"""Incidents and complaints: reported by anybody who works here, answered by who may, watched from outside."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import emergency
from wellknit.protection.actions import quality as verbs
from wellknit.protection.forms.care import today
from wellknit.protection.forms.quality import AnswerForm, ComplaintForm, HandleForm, IncidentForm
from wellknit.protection.permissions import REPORT_INCIDENTS, WATCH_CUSTODY
from wellknit.protection.queries import notices
from wellknit.protection.queries import quality as reading
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown_places import house_tabs
from wellknit.protection.views.shown_quality import (
    complaint_context,
    complaint_rows,
    incident_context,
    incident_rows,
)


@page("")
def incidents(request: HttpRequest) -> HttpResponse:
    """Incidents one may read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"rows": incident_rows(reading.incidents(viewer)), "reports": viewer.may(REPORT_INCIDENTS),
               "tabs": house_tabs(viewer, "incidents")}  # fmt: skip
    return render(request, "protection/quality/incidents.html", context)


@page(REPORT_INCIDENTS)
def report(request: HttpRequest) -> HttpResponse:
    """Something went wrong."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, IncidentForm, initial=today(), cases=reading.cases_here(viewer))
    if tried(request, form, lambda: verbs.report_incident(by=viewer, **form.values())):
        outside = form.outcome.outside  # type: ignore[attr-defined]
        said = _("Reported. Those who watch from outside have been told.") if outside else _("Reported.")
        return done(request, said, "incidents")
    return form_page(
        request, form, title=_("Report an incident"), submit=_("Report"), back_to=("incidents", None)
    )


@page("")
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident and what can be done with it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(
        request,
        "protection/quality/incident.html",
        incident_context(viewer, reading.incident(viewer, incident_id)),
    )


@page("")
def turn_incident(request: HttpRequest, incident_id: UUID, verb: str) -> HttpResponse:
    """Say what was done, close it, open it again; the verb asks who may."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.incident(viewer, incident_id)
    if verb != "handle":
        if request.method != "POST":
            raise Http404
        verbs.turn_incident(found, verb, by=viewer)
        return done(request, _("Saved."), "incident", found.pk)
    form = begun(request, HandleForm, initial={"done": found.done, "version": found.version})
    if tried(request, form, lambda: verbs.handle_incident(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Saved. Somebody else closes it."), "incident", found.pk)
    return form_page(request, form, title=_("What was done"), back_to=("incident", found.pk))


@page(WATCH_CUSTODY)
def taken_note(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Those who watch over custody have taken note; the case itself they do not open."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = notices.notice(viewer, notice_id)
    if request.method != "POST":
        raise Http404
    emergency.seen(found, by=viewer)
    return done(
        request,
        _("Taken note. Ask the office that holds the person, and write down what it answers."),
        "home",
    )


@page("")
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints one may read; none that is about oneself."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"rows": complaint_rows(reading.complaints(viewer)), "reports": viewer.may(REPORT_INCIDENTS),
               "tabs": house_tabs(viewer, "complaints")}  # fmt: skip
    return render(request, "protection/quality/complaints.html", context)


@page(REPORT_INCIDENTS)
def receive(request: HttpRequest) -> HttpResponse:
    """Write a complaint down."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(
        request,
        ComplaintForm,
        initial=today(),
        cases=reading.cases_here(viewer),
        people=reading.colleagues(viewer),
    )
    if tried(request, form, lambda: verbs.receive_complaint(form.said(), by=viewer)):
        outside = form.outcome.outside  # type: ignore[attr-defined]
        said = _("Kept. Those who watch from outside have been told.") if outside else _("Kept.")
        return done(request, said, "complaints")
    lede = _("No name is needed. Write what the person says, not what you think of it.")
    return form_page(
        request, form, title=_("A complaint"), lede=lede, submit=_("Keep it"), back_to=("complaints", None)
    )


@page("")
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """One complaint and what can be done with it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = complaint_context(viewer, reading.complaint(viewer, complaint_id))
    return render(request, "protection/quality/complaint.html", context)


@page("")
def turn_complaint(request: HttpRequest, complaint_id: UUID, verb: str) -> HttpResponse:
    """Answer it, take it up again, close it; the verb asks who may."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.complaint(viewer, complaint_id)
    if verb != "answer":
        if request.method != "POST":
            raise Http404
        verbs.turn_complaint(found, verb, by=viewer)
        return done(request, _("Saved."), "complaint", found.pk)
    form = begun(request, AnswerForm, initial={"answer": found.answer, "version": found.version})
    if tried(request, form, lambda: verbs.answer_complaint(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Answered. Ask whether the person is content."), "complaint", found.pk)
    return form_page(
        request, form, title=_("Answer the complaint"), lede=found.words, back_to=("complaint", found.pk)
    )
