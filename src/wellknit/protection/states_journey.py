"""Journeys and their steps, and what takes two pairs of eyes. The path itself is data (data/paths/)."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class JourneyState(StrEnum):
    """A matter between two sides. While it runs, its open step says whose turn it is."""

    RUNNING = "running"
    DONE = "done"
    DECLINED = "declined"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


J = JourneyState
JOURNEY = Machine(
    J,
    (
        Move("begin", (), J.RUNNING, "social_worker", "journey.begun", "office-answer"),
        Move("done", J.RUNNING, J.DONE, "social_worker", "journey.done"),
        Move("declined", J.RUNNING, J.DECLINED, "social_worker", "journey.declined"),
        Move("returned", J.RUNNING, J.RETURNED, "social_worker", "journey.returned"),
        Move("withdrawn", J.RUNNING, J.WITHDRAWN, "social_worker", "journey.withdrawn"),
        # Two countries can end one journey in the same hour: what the person took back counts.
        Move(
            "overruled", (J.DONE, J.DECLINED, J.RETURNED), J.WITHDRAWN, "social_worker", "journey.withdrawn"
        ),
    ),
    initial=J.RUNNING,
    final=(J.WITHDRAWN,),
)


class StepState(StrEnum):
    """A step is held back until the other side accepts, or open until its owner moves it."""

    HELD = "held"
    OPEN = "open"
    TAKEN = "taken"
    CANCELLED = "cancelled"


S = StepState
STEP = Machine(
    S,
    (
        Move("hold", (), S.HELD, "social_worker", "journey.step_held"),
        Move("open", (), S.OPEN, "social_worker", "journey.step_opened"),
        Move("release", S.HELD, S.OPEN, "social_worker", "journey.step_opened"),
        Move("take", S.OPEN, S.TAKEN, "social_worker", "journey.step_taken"),
        # Taken in the other country before it heard of the end: it was taken all the same.
        Move("take_late", S.CANCELLED, S.TAKEN, "social_worker", "journey.step_taken"),
        Move("cancel", (S.OPEN, S.HELD), S.CANCELLED, "social_worker", "journey.step_cancelled"),
    ),
    initial=(S.HELD, S.OPEN),
    final=(S.TAKEN,),
)


class ApprovalState(StrEnum):
    """A second pair of eyes."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


A = ApprovalState
APPROVAL = Machine(
    A,
    (
        Move("ask", (), A.ASKED, "social_worker", "approval.asked", "approval-answer"),
        Move("give", A.ASKED, A.GIVEN, "supervisor", "approval.given"),
        Move("refuse", A.ASKED, A.REFUSED, "supervisor", "approval.refused"),
        Move("take_back", A.ASKED, A.TAKEN_BACK, "social_worker", "approval.taken_back"),
    ),
    initial=A.ASKED,
    final=(A.GIVEN, A.REFUSED, A.TAKEN_BACK),
)
