"""What may happen to a service, to the way into work, to an incident, a complaint, an audit: moves as data.

No move here is made by a clock: whoever is late is an office, never the person.
"""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class ServiceState(StrEnum):
    """Something that is given to a person. Only she makes it agreed."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    DECLINED = "declined"


S = ServiceState
SERVICE = Machine(
    S,
    (
        Move("propose", (), S.PROPOSED, "social_worker", "service.proposed"),
        Move("agree", S.PROPOSED, S.AGREED, "social_worker", "service.agreed"),
        Move("decline", S.PROPOSED, S.DECLINED, "social_worker", "service.declined"),
        Move("start", S.AGREED, S.RUNNING, "social_worker", "service.started"),
        Move("finish", S.RUNNING, S.DONE, "social_worker", "service.finished"),
        Move("stop", (S.PROPOSED, S.AGREED, S.RUNNING), S.STOPPED, "social_worker", "service.stopped"),
        # Who said no yesterday may say yes today, and what was stopped can be taken up again.
        Move(
            "offer_again",
            (S.DECLINED, S.STOPPED, S.DONE),
            S.PROPOSED,
            "social_worker",
            "service.offered_again",
        ),
    ),
    initial=S.PROPOSED,
)


class WorkState(StrEnum):
    """The way into work outside the place of stay (for Thailand: section 37, as MRW9 prints it)."""

    WISHED = "wished"
    STAY_APPLIED = "stay_applied"
    COORDINATED = "coordinated"
    AGREED = "agreed"
    WORKING = "working"
    NOT_WISHED = "not_wished"
    ENDED = "ended"


W = WorkState
_BEFORE = (W.WISHED, W.STAY_APPLIED, W.COORDINATED, W.AGREED)
# Which of a country's clocks starts with which move is in data/services/: another country has other steps.
WORK = Machine(
    W,
    (
        Move("wish", (), W.WISHED, "social_worker", "work.wished"),
        Move("apply_stay", W.WISHED, W.STAY_APPLIED, "social_worker", "stay_permit.applied"),
        Move(
            "coordinate", (W.WISHED, W.STAY_APPLIED), W.COORDINATED, "social_worker", "employment.coordinated"
        ),
        Move("agree", W.COORDINATED, W.AGREED, "social_worker", "employment.agreed"),
        Move("begin_work", W.AGREED, W.WORKING, "social_worker", "employment.begun"),
        Move("end_work", W.WORKING, W.ENDED, "social_worker", "employment.ended"),
        Move("drop", _BEFORE, W.NOT_WISHED, "social_worker", "work.not_wished"),
        Move("wish_again", (W.NOT_WISHED, W.ENDED), W.WISHED, "social_worker", "work.wished"),
    ),
    initial=W.WISHED,
)


class IncidentState(StrEnum):
    """Something went wrong in a place of stay."""

    OPEN = "open"
    HANDLED = "handled"
    CLOSED = "closed"


N = IncidentState
INCIDENT = Machine(
    N,
    (
        Move("report", (), N.OPEN, "shelter_manager", "incident.reported"),
        Move("handle", N.OPEN, N.HANDLED, "shelter_manager", "incident.handled"),
        Move("reopen", (N.HANDLED, N.CLOSED), N.OPEN, "supervisor", "incident.reopened"),
        Move("close", N.HANDLED, N.CLOSED, "supervisor", "incident.closed"),
    ),
    initial=N.OPEN,
)


class ComplaintState(StrEnum):
    """Somebody is not content, and says so."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"


P = ComplaintState
COMPLAINT = Machine(
    P,
    (
        Move("receive", (), P.RECEIVED, "shelter_manager", "complaint.received"),
        Move("answer", P.RECEIVED, P.ANSWERED, "shelter_manager", "complaint.answered"),
        Move("not_content", P.ANSWERED, P.RECEIVED, "supervisor", "complaint.not_content"),
        Move("close", P.ANSWERED, P.CLOSED, "supervisor", "complaint.closed"),
    ),
    initial=P.RECEIVED,
    final=P.CLOSED,
)


class AuditState(StrEnum):
    """A sample of files looked at by a supervisor."""

    BEGUN = "begun"
    FINISHED = "finished"


A = AuditState
FILE_AUDIT = Machine(
    A,
    (
        Move("draw", (), A.BEGUN, "supervisor", "file_audit.drawn"),
        Move("finish", A.BEGUN, A.FINISHED, "supervisor", "file_audit.finished"),
    ),
    initial=A.BEGUN,
    final=A.FINISHED,
)

MACHINES = {
    "service": SERVICE, "work": WORK, "incident": INCIDENT, "complaint": COMPLAINT, "file-audit": FILE_AUDIT,
}  # fmt: skip
