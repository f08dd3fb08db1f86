"""Incidents and complaints: what must not stay inside goes outside at once; nobody judges what is about herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care as policies
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import named
from wellknit.protection.models import Case, Complaint, Incident
from wellknit.protection.permissions import (
    AUDIT_FILES,
    HANDLE_COMPLAINTS,
    HANDLE_INCIDENTS,
    REPORT_INCIDENTS,
    check_may,
)
from wellknit.protection.states_care import COMPLAINT, INCIDENT


def _outside(*flagged: tuple[str, str]) -> bool:
    """Whether one of these codes carries the flag `outside` in its list."""
    return any(code in named(name).flagged("outside") for name, code in flagged)


def _tell(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_tell_outside(%s)", [what])


@transaction.atomic
def report_incident(
    *, by: Viewer, kind: str, severity: str, what: str, on: date, case: Case | None = None
) -> Incident:
    """Something went wrong at the viewer's office."""
    check_may(by, REPORT_INCIDENTS)
    policies.check_words(what, "what", _("Write what happened."))
    policies.check_past(on, timezone.localdate())
    outside = _outside(("incident-kinds", kind), ("incident-severities", severity))
    incident = Incident.objects.create(
        office_id=by.office_id, case_id=case.pk if case else None, kind=kind, severity=severity, what=what, on=on,
        outside=outside, state=INCIDENT.begin("report").to_state, reported_by_id=by.person_id,
    )  # fmt: skip
    record(
        "incident.reported", target=incident, case=incident.case_id, note={"kind": kind, "severity": severity}
    )
    if outside:
        _tell("incident")
    return incident


@transaction.atomic
def handle_incident(incident: Incident, *, by: Viewer, done: str, version: int | None = None) -> Incident:
    """What was done about it."""
    check_may(by, HANDLE_INCIDENTS)
    policies.check_words(done, "done", _("Write what was done."))
    fresh = locked(incident, version, disputed=("state",))
    move = INCIDENT.check(fresh.state, "handle")
    fresh.done, fresh.handled_by_id, fresh.state = done, by.person_id, move.to_state
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id)
    return fresh


@transaction.atomic
def turn_incident(incident: Incident, verb: str, *, by: Viewer, version: int | None = None) -> Incident:
    """Close it, or open it again: by a supervisor, and not by whoever handled it."""
    check_may(by, AUDIT_FILES)
    fresh = locked(incident, version, disputed=("state",))
    move = INCIDENT.check(fresh.state, verb)
    if verb == "close" and fresh.handled_by_id == by.person_id:
        raise NotNow(_("You handled this yourself; somebody else closes it."))
    fresh.state = move.to_state
    fresh.closed_by_id = by.person_id if verb == "close" else None
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id)
    return fresh


@dataclass(frozen=True)
class Said:
    """A complaint as it came: who complains, about what, whom it is about (an account), in her words."""

    giver: str
    subject: str
    words: str
    received_on: date
    about_id: UUID | None = None
    case: Case | None = None


@transaction.atomic
def receive_complaint(said: Said, *, by: Viewer) -> Complaint:
    """Write a complaint down. No name is needed; in a file it stands only when the person wants it there."""
    check_may(by, REPORT_INCIDENTS)
    policies.check_words(said.words, "words", _("Write what the person says."))
    policies.check_past(said.received_on, timezone.localdate(), "received_on")
    if said.about_id == by.person_id:
        raise NotNow(_("This is about you; somebody else writes it down."))
    if said.case is not None and said.giver == "anonymous":
        raise NotValid(_("An anonymous complaint stands in no file."), {"case": _("Leave this empty.")})
    outside = said.about_id is not None or _outside(("complaint-subjects", said.subject))
    complaint = Complaint.objects.create(
        office_id=by.office_id, case_id=said.case.pk if said.case else None, giver=said.giver, subject=said.subject,
        about_id=said.about_id, outside=outside, state=COMPLAINT.begin("receive").to_state, words=said.words,
        received_on=said.received_on, received_by_id=by.person_id,
    )  # fmt: skip
    record("complaint.received", target=complaint, case=complaint.case_id, note={"subject": said.subject})
    if outside:
        _tell("complaint")
    return complaint


@transaction.atomic
def answer_complaint(
    complaint: Complaint, *, by: Viewer, answer: str, result: str, version: int | None = None
) -> Complaint:
    """What is answered to whoever complained, and what came of it."""
    check_may(by, HANDLE_COMPLAINTS)
    policies.check_words(answer, "answer", _("Write the answer the person gets."))
    fresh = locked(complaint, version, disputed=("state",))
    policies.check_not_about(fresh.about_id, by.person_id)
    move = COMPLAINT.check(fresh.state, "answer")
    fresh.answer, fresh.result, fresh.state = answer, result, move.to_state
    fresh.answered_on, fresh.answered_by_id = timezone.localdate(), by.person_id
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id, note={"result": result})
    return fresh


@transaction.atomic
def turn_complaint(complaint: Complaint, verb: str, *, by: Viewer, version: int | None = None) -> Complaint:
    """Close it, or take it up again because whoever complained is not content."""
    check_may(by, HANDLE_COMPLAINTS)
    fresh = locked(complaint, version, disputed=("state",))
    policies.check_not_about(fresh.about_id, by.person_id)
    move = COMPLAINT.check(fresh.state, verb)
    if verb == "not_content":
        fresh.result, fresh.outside = "", True
        _tell("complaint")
    fresh.state = move.to_state
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id)
    return fresh
