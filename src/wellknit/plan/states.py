"""What can happen to the things of the plan wing, as tables. Article 32 of the MOU gives each country its
task force,
article 34 the way the MOU itself is changed; the rest follows the annual cycle of the SPA III proposal.
"""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move

# Roles of data/roles/: whose turn it is.
OFFICER, HEAD, SECRETARIAT = "task_force_drafter", "task_force_endorser", "secretariat_officer"


class BlockKind(StrEnum):
    """What a country hands in for a period: the same states for both."""

    REPORT = "report"
    WORKPLAN = "workplan"


class BlockState(StrEnum):
    """A block is one unit's report or workplan for one period. Others see it from `published` on."""

    DRAFT = "draft"
    ENDORSED = "endorsed"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Shown(StrEnum):
    """Who may read what stands in a block: its own unit, the Secretariat too, or everybody of the process."""

    OWN = "own"
    SECRETARIAT = "secretariat"
    ALL = "all"


SHOWN = {
    BlockState.DRAFT: Shown.OWN,
    BlockState.ENDORSED: Shown.SECRETARIAT,
    BlockState.REVIEWED: Shown.SECRETARIAT,
    BlockState.PUBLISHED: Shown.ALL,
    BlockState.SUPERSEDED: Shown.ALL,
}

BLOCK = Machine(
    BlockState,
    (
        Move("open", (), BlockState.DRAFT, OFFICER, "block.opened", clock="plan-report"),
        Move("endorse", BlockState.DRAFT, BlockState.ENDORSED, HEAD, "block.endorsed"),
        Move("recall", BlockState.ENDORSED, BlockState.DRAFT, HEAD, "block.recalled"),
        Move("return", (BlockState.ENDORSED, BlockState.REVIEWED), BlockState.DRAFT, SECRETARIAT,
             "block.returned"),
        Move("review", BlockState.ENDORSED, BlockState.REVIEWED, SECRETARIAT, "block.reviewed"),
        Move("publish", BlockState.REVIEWED, BlockState.PUBLISHED, SECRETARIAT, "block.published"),
        Move("supersede", BlockState.PUBLISHED, BlockState.SUPERSEDED, SECRETARIAT, "block.superseded"),
    ),
    BlockState.DRAFT,
    BlockState.SUPERSEDED,
)  # fmt: skip


class LineState(StrEnum):
    """How far one line of a workplan has come."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    DROPPED = "dropped"


LINE = Machine(
    LineState,
    (
        Move("plan", (), LineState.PLANNED, OFFICER, "line.planned"),
        Move("start", LineState.PLANNED, LineState.ONGOING, OFFICER, "line.started"),
        Move("finish", (LineState.PLANNED, LineState.ONGOING), LineState.DONE, OFFICER, "line.finished"),
        Move("drop", (LineState.PLANNED, LineState.ONGOING), LineState.DROPPED, OFFICER, "line.dropped"),
        Move("reopen", (LineState.DONE, LineState.DROPPED), LineState.ONGOING, OFFICER, "line.reopened"),
    ),
    LineState.PLANNED,
)  # fmt: skip


class MeetingState(StrEnum):
    """A meeting from its announcement to its minutes."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


MEETING = Machine(
    MeetingState,
    (
        Move("announce", (), MeetingState.PLANNED, SECRETARIAT, "meeting.announced"),
        Move("hold", MeetingState.PLANNED, MeetingState.HELD, SECRETARIAT, "meeting.held"),
        Move("cancel", MeetingState.PLANNED, MeetingState.CANCELLED, SECRETARIAT, "meeting.cancelled"),
    ),
    MeetingState.PLANNED,
    (MeetingState.HELD, MeetingState.CANCELLED),
)  # fmt: skip


class FollowUpState(StrEnum):
    """'Done' is what the owner says; 'adequate' is what somebody else found. The two are not the same."""

    OPEN = "open"
    DONE = "done"
    ADEQUATE = "adequate"
    DROPPED = "dropped"


FOLLOW_UP = Machine(
    FollowUpState,
    (
        Move("assign", (), FollowUpState.OPEN, SECRETARIAT, "followup.assigned", clock="plan-followup"),
        Move("report_done", FollowUpState.OPEN, FollowUpState.DONE, OFFICER, "followup.reported_done"),
        Move("accept", FollowUpState.DONE, FollowUpState.ADEQUATE, SECRETARIAT, "followup.accepted"),
        Move("reopen", FollowUpState.DONE, FollowUpState.OPEN, SECRETARIAT, "followup.reopened"),
        Move("drop", FollowUpState.OPEN, FollowUpState.DROPPED, SECRETARIAT, "followup.dropped"),
    ),
    FollowUpState.OPEN,
    (FollowUpState.ADEQUATE, FollowUpState.DROPPED),
)  # fmt: skip


class AmendmentState(StrEnum):
    """Changing the MOU (article 34): some ask in writing, the Secretariat consults, all approve in
    writing.
    """

    ASKED = "asked"
    CONSULTATION = "consultation"
    ADOPTED = "adopted"
    LAID_DOWN = "laid_down"


AMENDMENT = Machine(
    AmendmentState,
    (
        Move("ask", (), AmendmentState.ASKED, HEAD, "amendment.asked"),
        Move("consult", AmendmentState.ASKED, AmendmentState.CONSULTATION, SECRETARIAT,
             "amendment.consultation_opened", documents=("letters_of_request",)),
        Move("adopt", AmendmentState.CONSULTATION, AmendmentState.ADOPTED, SECRETARIAT,
             "amendment.adopted", documents=("letters_of_approval",)),
        Move("lay_down", (AmendmentState.ASKED, AmendmentState.CONSULTATION), AmendmentState.LAID_DOWN,
             SECRETARIAT, "amendment.laid_down"),
    ),
    AmendmentState.ASKED,
    (AmendmentState.ADOPTED, AmendmentState.LAID_DOWN),
)  # fmt: skip

MACHINES = (BLOCK, LINE, MEETING, FOLLOW_UP, AMENDMENT)
