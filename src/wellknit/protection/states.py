"""What may happen to a referral, a case, an identification: moves as data, drawn in docs/states/."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move
from wellknit.protection.states_care import MACHINES as CARE
from wellknit.protection.states_consent import CONSENT, RECALL
from wellknit.protection.states_journey import APPROVAL, JOURNEY, STEP
from wellknit.protection.states_meeting import MACHINES as MEETINGS
from wellknit.protection.states_retention import CORRECTION, RETENTION


class ReferralState(StrEnum):
    """A referral between two offices. Access follows acceptance, never sending."""

    OFFERED = "offered"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


R = ReferralState
REFERRAL = Machine(
    R,
    (
        Move("send", (), R.OFFERED, "first_responder", "referral.sent", "referral-answer"),
        Move("ask", R.OFFERED, R.ASKED, "social_worker", "referral.asked"),
        Move("answer", R.ASKED, R.OFFERED, "first_responder", "referral.answered", "referral-answer"),
        Move("accept", R.OFFERED, R.ACCEPTED, "social_worker", "referral.accepted"),
        Move("decline", (R.OFFERED, R.ASKED), R.DECLINED, "social_worker", "referral.declined"),
        Move("withdraw", (R.OFFERED, R.ASKED), R.WITHDRAWN, "first_responder", "referral.withdrawn"),
    ),
    initial=R.OFFERED,
    # A decline is not the end of the person: the sender sends a new referral of the same screening.
    final=(R.ACCEPTED, R.DECLINED, R.WITHDRAWN),
)


class CaseState(StrEnum):
    """A case is carried by an office until it is closed for a reason; it can be opened again."""

    OPEN = "open"
    CLOSED = "closed"


C = CaseState
CASE = Machine(
    C,
    (
        Move("open", (), C.OPEN, "social_worker", "case.opened"),
        Move("close", C.OPEN, C.CLOSED, "social_worker", "case.closed"),
        Move("reopen", C.CLOSED, C.OPEN, "social_worker", "case.reopened"),
    ),
    initial=C.OPEN,
    # Nothing final: who comes back finds her case, not a new one.
)


class IdentificationState(StrEnum):
    """Formal identification in one jurisdiction; another country may see it otherwise."""

    BEGUN = "begun"
    PENDING = "pending"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    UNDER_REVIEW = "under_review"


I = IdentificationState  # noqa: E741 - short on purpose, used in the table only
_OPEN = (I.BEGUN, I.PENDING)
IDENTIFICATION = Machine(
    I,
    (
        Move("begin", (), I.BEGUN, "social_worker", "identification.begun", "identification-decision"),
        Move("give_opinion", _OPEN, I.BEGUN, "mdt_member", "identification.opinion_given"),
        Move("leave_pending", I.BEGUN, I.PENDING, "mdt_chair", "identification.left_pending", "pending-review"),
        Move("recognise", _OPEN, I.RECOGNISED, "mdt_chair", "identification.recognised"),
        Move("not_recognise", _OPEN, I.NOT_RECOGNISED, "mdt_chair", "identification.not_recognised", "appeal-window"),
        Move("ask_review", (I.NOT_RECOGNISED, I.RECOGNISED), I.UNDER_REVIEW, "social_worker",
             "identification.review_asked", "review-decision"),
        Move("uphold_not", I.UNDER_REVIEW, I.NOT_RECOGNISED, "identification_authority", "identification.upheld"),
        Move("recognise_on_review", I.UNDER_REVIEW, I.RECOGNISED, "identification_authority",
             "identification.recognised_on_review"),
    ),
    initial=I.BEGUN,
    # Nothing final: every decision can be looked at again.
)  # fmt: skip

MACHINES = {
    "referral": REFERRAL, "case": CASE, "identification": IDENTIFICATION, "consent": CONSENT, "recall": RECALL,
    **CARE, "journey": JOURNEY, "step": STEP, "approval": APPROVAL,
    "retention": RETENTION, "correction": CORRECTION, **MEETINGS,
}  # fmt: skip
