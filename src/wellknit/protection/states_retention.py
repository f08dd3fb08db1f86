"""What may happen to a closed file, and to a request to correct one."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class RetentionState(StrEnum):
    """A decision on a closed file. It is carried out by the operator's program, never by a page."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"


R = RetentionState
RETENTION = Machine(
    R,
    (
        Move("propose", (), R.PROPOSED, "supervisor", "retention.proposed"),
        Move("approve", R.PROPOSED, R.APPROVED, "supervisor", "retention.approved"),
        Move("refuse", (R.PROPOSED, R.APPROVED), R.REFUSED, "supervisor", "retention.refused"),
        Move("carry_out", R.APPROVED, R.DONE, "node_operator", "retention.carried_out"),
    ),
    initial=R.PROPOSED,
    final=(R.REFUSED, R.DONE),
)


class CorrectionState(StrEnum):
    """What came of a request. `noted`: her version stands beside the file's, because both cannot be settled."""

    OPEN = "open"
    MADE = "made"
    PARTLY = "partly"
    NOTED = "noted"
    REFUSED = "refused"


C = CorrectionState
CORRECTION = Machine(
    C,
    (
        Move("ask", (), C.OPEN, "social_worker", "correction.asked"),
        Move("make", C.OPEN, C.MADE, "supervisor", "correction.made"),
        Move("make_partly", C.OPEN, C.PARTLY, "supervisor", "correction.made_partly"),
        Move("note", C.OPEN, C.NOTED, "supervisor", "correction.noted"),
        Move("refuse", C.OPEN, C.REFUSED, "supervisor", "correction.refused"),
    ),
    initial=C.OPEN,
    final=(C.MADE, C.PARTLY, C.NOTED, C.REFUSED),
)
