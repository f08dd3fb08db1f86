"""Meetings of two countries about cases, group returns, visits to a shelter, and figures that two release."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class MeetingState(StrEnum):
    """A meeting is planned, held, and over when both sides have agreed its minutes."""

    PLANNED = "planned"
    HELD = "held"
    AGREED = "agreed"
    CANCELLED = "cancelled"


M = MeetingState
CASE_MEETING = Machine(
    M,
    (
        Move("plan", (), M.PLANNED, "supervisor", "case_meeting.planned"),
        Move("hold", M.PLANNED, M.HELD, "supervisor", "case_meeting.held"),
        Move("agree", M.HELD, M.AGREED, "supervisor", "case_meeting.minutes_agreed"),
        Move("cancel", M.PLANNED, M.CANCELLED, "supervisor", "case_meeting.cancelled"),
    ),
    initial=M.PLANNED,
    final=(M.AGREED, M.CANCELLED),
)


class ItemState(StrEnum):
    """A case on the list: talked about, moved to the next meeting, or taken off."""

    LISTED = "listed"
    TREATED = "treated"
    NEXT_TIME = "next_time"
    TAKEN_OFF = "taken_off"


I = ItemState  # noqa: E741 - as the other tables name theirs
MEETING_ITEM = Machine(
    I,
    (
        Move("list", (), I.LISTED, "social_worker", "meeting_item.listed"),
        Move("treat", I.LISTED, I.TREATED, "supervisor", "meeting_item.treated"),
        Move("put_off", I.LISTED, I.NEXT_TIME, "supervisor", "meeting_item.put_off"),
        Move("take_off", I.LISTED, I.TAKEN_OFF, "supervisor", "meeting_item.taken_off"),
    ),
    initial=I.LISTED,
    final=(I.TREATED, I.NEXT_TIME, I.TAKEN_OFF),
)


class DecisionState(StrEnum):
    """What was decided is open until its owner says what came of it."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


D = DecisionState
MEETING_DECISION = Machine(
    D,
    (
        Move("decide", (), D.OPEN, "supervisor", "meeting_decision.taken", "meeting-decision"),
        Move("done", D.OPEN, D.DONE, "social_worker", "meeting_decision.done"),
        Move("not_needed", D.OPEN, D.NOT_NEEDED, "social_worker", "meeting_decision.not_needed"),
    ),
    initial=D.OPEN,
    final=(D.DONE, D.NOT_NEEDED),
)


class GroupReturnState(StrEnum):
    """Several persons, one crossing, one day."""

    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


G = GroupReturnState
GROUP_RETURN = Machine(
    G,
    (
        Move("plan", (), G.PLANNED, "social_worker", "group_return.planned"),
        Move("hand_over", G.PLANNED, G.HANDED_OVER, "social_worker", "group_return.handed_over"),
        Move("cancel", G.PLANNED, G.CANCELLED, "social_worker", "group_return.cancelled"),
    ),
    initial=G.PLANNED,
    final=(G.HANDED_OVER, G.CANCELLED),
)


class TravellerState(StrEnum):
    """One person of a group: she goes, she was not at the crossing or did not want to, or she was taken off before."""

    JOINED = "joined"
    HANDED_OVER = "handed_over"
    LEFT_OUT = "left_out"
    TAKEN_OFF = "taken_off"


T = TravellerState
TRAVELLER = Machine(
    T,
    (
        Move("join", (), T.JOINED, "social_worker", "traveller.joined"),
        Move("hand_over", T.JOINED, T.HANDED_OVER, "social_worker", "traveller.handed_over"),
        Move("leave_out", T.JOINED, T.LEFT_OUT, "social_worker", "traveller.left_out"),
        Move("take_off", T.JOINED, T.TAKEN_OFF, "social_worker", "traveller.taken_off"),
    ),
    initial=T.JOINED,
    final=(T.HANDED_OVER, T.LEFT_OUT, T.TAKEN_OFF),
)


class VisitState(StrEnum):
    """A visit of case workers to a shelter on the other side."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


V = VisitState
SHELTER_VISIT = Machine(
    V,
    (
        Move("plan", (), V.PLANNED, "social_worker", "shelter_visit.planned"),
        Move("done", V.PLANNED, V.DONE, "social_worker", "shelter_visit.done"),
        Move("cancel", V.PLANNED, V.CANCELLED, "social_worker", "shelter_visit.cancelled"),
    ),
    initial=V.PLANNED,
    final=(V.DONE, V.CANCELLED),
)


class ReleaseState(StrEnum):
    """Figures on delays: for the two governments alone until each has released them; here two people do."""

    KEPT = "kept"
    PROPOSED = "proposed"
    RELEASED = "released"


R = ReleaseState
DELAY_RELEASE = Machine(
    R,
    (
        Move("note", (), R.KEPT, "supervisor", "delays.noted"),
        Move("propose", R.KEPT, R.PROPOSED, "supervisor", "delays.proposed"),
        Move("refuse", R.PROPOSED, R.KEPT, "supervisor", "delays.refused"),
        Move("release", R.PROPOSED, R.RELEASED, "supervisor", "delays.released"),
    ),
    initial=R.KEPT,
    final=R.RELEASED,
)

MACHINES = {
    "case-meeting": CASE_MEETING, "meeting-item": MEETING_ITEM, "meeting-decision": MEETING_DECISION,
    "group-return": GROUP_RETURN, "traveller": TRAVELLER, "shelter-visit": SHELTER_VISIT,
    "delay-release": DELAY_RELEASE,
}  # fmt: skip
