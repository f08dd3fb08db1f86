"""What the pages of incidents, complaints, audits and conferences show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.lib.carekinds import Checklist
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.codelists import label
from wellknit.protection.models import AuditedFile, Complaint, Conference, FileAudit, Incident
from wellknit.protection.views import words_care as words
from wellknit.protection.views.words import tagged


def incident_rows(found: Iterable[Incident]) -> list[dict[str, Any]]:
    """Incidents in the list: what kind, how serious, how far."""
    return [
        {"href": reverse("incident", args=[i.pk]), "what": label("incident-kinds", i.kind), "on": i.on,
         "severity": label("incident-severities", i.severity), "office": i.office.name, "outside": i.outside,
         "tag": tagged(words.INCIDENT, i.state)}
        for i in found
    ]  # fmt: skip


def incident_context(viewer: Viewer, found: Incident) -> dict[str, Any]:
    """One incident; the buttons the viewer's role has."""
    verbs = []
    if found.state == "open" and viewer.may(may.HANDLE_INCIDENTS):
        verbs.append(
            {
                "text": _("Say what was done"),
                "href": reverse("incident_turn", args=[found.pk, "handle"]),
                "post": False,
            }
        )
    if viewer.may(may.AUDIT_FILES) and found.state == "handled":
        verbs.append(
            {"text": _("Close it"), "href": reverse("incident_turn", args=[found.pk, "close"]), "post": True}
        )
    if viewer.may(may.AUDIT_FILES) and found.state in {"handled", "closed"}:
        verbs.append(
            {
                "text": _("Open it again"),
                "href": reverse("incident_turn", args=[found.pk, "reopen"]),
                "post": True,
            }
        )
    return {"incident": found, "row": incident_rows([found])[0], "verbs": verbs}


def complaint_rows(found: Iterable[Complaint]) -> list[dict[str, Any]]:
    """Complaints in the list: about what, who, how far; no words."""
    return [
        {"href": reverse("complaint", args=[c.pk]), "subject": label("complaint-subjects", c.subject), "on": c.received_on,
         "giver": label("complaint-givers", c.giver), "office": c.office.name, "outside": c.outside,
         "tag": tagged(words.COMPLAINT, c.state)}
        for c in found
    ]  # fmt: skip


def complaint_context(viewer: Viewer, found: Complaint) -> dict[str, Any]:
    """One complaint; the buttons the viewer's role has."""
    handles = viewer.may(may.HANDLE_COMPLAINTS) and found.office_id == viewer.office_id
    verbs = []
    if handles and found.state == "received":
        verbs.append(
            {"text": _("Answer"), "href": reverse("complaint_turn", args=[found.pk, "answer"]), "post": False}
        )
    if handles and found.state == "answered":
        verbs.append(
            {
                "text": _("The person is content: close it"),
                "href": reverse("complaint_turn", args=[found.pk, "close"]),
                "post": True,
            }
        )
        verbs.append(
            {
                "text": _("The person is not content"),
                "href": reverse("complaint_turn", args=[found.pk, "not_content"]),
                "post": True,
            }
        )
    return {"complaint": found, "row": complaint_rows([found])[0], "verbs": verbs,
            "result": label("complaint-results", found.result)}  # fmt: skip


def audit_rows(found: Iterable[FileAudit]) -> list[dict[str, Any]]:
    """Audits in the list."""
    return [
        {"href": reverse("file_audit", args=[a.pk]), "on": a.drawn_on, "looked": getattr(a, "looked", 0),
         "total": getattr(a, "total", 0), "tag": tagged(words.AUDIT, a.state)}
        for a in found
    ]  # fmt: skip


def audit_context(found: FileAudit, files: list[AuditedFile], lines: Checklist) -> dict[str, Any]:
    """One audit: its files, and how often each line was answered how, once files were looked at."""
    looked = [f for f in files if f.looked_at]
    answers = [(a.code, _(a.text)) for a in lines.answers]
    sums = [
        {
            "text": _(item.text),
            "counts": [
                sum(1 for f in looked if (f.answers or {}).get(code) == said) for said, _text in answers
            ],
        }
        for code, item in lines.items.items()
    ]
    return {
        "audit": found, "tag": tagged(words.AUDIT, found.state), "heads": [text for _code, text in answers], "sums": sums if looked else [],
        "files": [{"code": f.case.code, "href": reverse("audited_file", args=[f.pk]), "case": reverse("case", args=[f.case_id]),
                   "looked_at": f.looked_at} for f in files],
        "left": len(files) - len(looked),
    }  # fmt: skip


def conference_rows(found: Iterable[Conference]) -> list[dict[str, Any]]:
    """Minutes, latest first, with what was decided."""
    return [
        {
            "kind": label("conference-kinds", c.kind), "on": c.on, "there": label("took-part", c.person_there), "why_not": c.why_not,
            "view": c.persons_view, "present": c.present, "discussed": c.discussed,
            "decisions": [
                {"id": d.pk, "what": d.what, "owner": d.owner.name if d.owner else "", "due_on": d.due_on, "done_on": d.done_on}
                for d in c.decisions.all()
            ],
        }
        for c in found
    ]  # fmt: skip
