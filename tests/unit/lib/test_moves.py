"""Transition tables: what they allow, what they refuse, what they draw."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.moves import IllegalMove, Machine, MachineError, Move


class Door(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


MOVES = (
    Move("write", (), Door.DRAFT, "police_officer", "referral.written"),
    Move("send", Door.DRAFT, Door.SENT, "police_officer", "referral.sent", clock="referral-answer"),
    Move("accept", (Door.SENT,), Door.ACCEPTED, "social_worker", "referral.accepted", documents=("consent",)),
    Move("withdraw", (Door.DRAFT, Door.SENT), Door.WITHDRAWN, "police_officer", "referral.withdrawn"),
)
MACHINE = Machine(Door, MOVES, Door.DRAFT, (Door.ACCEPTED, Door.WITHDRAWN))


def test_a_legal_move_is_handed_back_with_its_clock_and_papers() -> None:
    assert MACHINE.check("draft", "send").clock == "referral-answer"
    assert MACHINE.check(Door.SENT, "accept").documents == ("consent",)
    assert MACHINE.begin("write").to_state == "draft"


def test_an_illegal_move_says_what_is_possible() -> None:
    with pytest.raises(IllegalMove) as refused:
        MACHINE.check("draft", "accept")
    assert refused.value.possible == ("send", "withdraw")
    assert "send, withdraw" in str(refused.value)
    with pytest.raises(IllegalMove, match="Nothing more"):
        MACHINE.check(Door.ACCEPTED, "withdraw")
    with pytest.raises(IllegalMove, match="write"):
        MACHINE.begin("send")


def test_an_unknown_state_is_a_programming_error_and_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="lost"):
        MACHINE.check("lost", "send")


def test_whose_turn_it_is() -> None:
    assert MACHINE.owners(Door.SENT) == ("social_worker", "police_officer")
    assert MACHINE.owners(Door.ACCEPTED) == ()


@given(st.sampled_from(Door), st.sampled_from([move.verb for move in MOVES]))
def test_may_and_check_agree(state: Door, verb: str) -> None:
    if MACHINE.may(state, verb):
        assert state in MACHINE.check(state, verb).from_states
    else:
        with pytest.raises(IllegalMove):
            MACHINE.check(state, verb)


@pytest.mark.parametrize(
    ("moves", "says"),
    [
        (MOVES[:2], "'accepted' cannot be reached"),
        (tuple(m for m in MOVES if m.verb != "accept"), "'accepted' cannot be reached"),
        ((*MOVES, Move("send", "draft", "sent", "police_officer", "referral.sent")), "use two verbs"),
        ((*MOVES, Move("lose", "draft", "lost", "police_officer", "referral.lost")), "which is no state"),
        (
            (*MOVES, Move("reopen", "accepted", "sent", "supervisor", "referral.reopened")),
            "is final, and yet",
        ),
        ((*MOVES, Move("nudge", "sent", "sent", "", "referral.nudged")), "has no owner"),
        ((*MOVES, Move("nudge", "sent", "sent", "supervisor", "nudged")), "leaves no trace"),
        ((*MOVES, Move("land", (), "sent", "supervisor", "referral.landed")), "not an initial state"),
    ],
)
def test_a_table_nobody_could_live_with_is_refused_at_import(moves: tuple[Move, ...], says: str) -> None:
    with pytest.raises(MachineError, match=says):
        Machine(Door, moves, Door.DRAFT, (Door.ACCEPTED, Door.WITHDRAWN))


def test_a_state_without_a_way_on_must_be_called_final() -> None:
    with pytest.raises(MachineError, match="nobody's turn"):
        Machine(Door, MOVES, Door.DRAFT, Door.ACCEPTED)


def test_a_trap_is_found() -> None:
    trap = (*MOVES, Move("circle", "withdrawn", "withdrawn", "police_officer", "referral.circled"))
    with pytest.raises(MachineError, match="no end can be reached"):
        Machine(Door, trap, Door.DRAFT, Door.ACCEPTED)


def test_the_drawing() -> None:
    assert MACHINE.to_mermaid() == (
        "stateDiagram-v2\n"
        '    state "draft" as s_draft\n'
        '    state "sent" as s_sent\n'
        '    state "accepted" as s_accepted\n'
        '    state "withdrawn" as s_withdrawn\n'
        "    [*] --> s_draft : write (police officer)\n"
        "    s_draft --> s_sent : send (police officer, clock referral-answer)\n"
        "    s_sent --> s_accepted : accept (social worker)\n"
        "    s_draft --> s_withdrawn : withdraw (police officer)\n"
        "    s_sent --> s_withdrawn : withdraw (police officer)\n"
        "    s_accepted --> [*]\n"
        "    s_withdrawn --> [*]\n"
    )
