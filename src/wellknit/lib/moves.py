"""Transition tables: what may happen to a thing, from which state, by whom, with which trace.

A wing's ``states.py`` holds enums and tuples of :class:`Move`; a :class:`Machine` joins them and refuses, at
import time, a table nobody could live with: a state that cannot be reached, a move nobody owns, a move that
leaves no event. The same table answers the user ("what can be done from here?"), the audit and the drawing
in ``docs/states/``, so the three cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)

EVENT_CODE = re.compile(r"^[a-z][a-z_]*(\.[a-z][a-z_]*)+$")
NAME_CODE = re.compile(r"^[a-z][a-z0-9_]*$")


class MachineError(ValueError):
    """A transition table that cannot be right: raised at import, never in front of a user."""


class IllegalMove(Exception):
    """The verb is not possible from this state.

    ``str(error)`` is an English sentence; ``code``, ``verb``, ``state`` and ``possible`` (verbs, in table
    order) let a caller say the same in another language.
    """

    code = "moves.not_from_here"

    def __init__(self, *, verb: str, state: str, possible: tuple[str, ...]) -> None:
        self.verb, self.state, self.possible = verb, state, possible
        ways = ", ".join(words(verb) for verb in possible)
        rest = f"From here one can: {ways}." if possible else "Nothing more can be done from here."
        super().__init__(f"“{words(verb)}” is not possible while this is “{words(state)}”. {rest}")


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step.

    verb: what a person does, as in ``actions`` (``accept``). from_states: one state or several; none at all
    means the step that brings the thing into being. to_state: where it leads. owner: code of the role whose
    turn it is. event: audit code (``referral.accepted``). clock: id of the rule in ``data/clocks/`` that
    starts here. documents: codes of the papers the step needs. fields_disclosed: codes of the fields the
    other side may see from this step on, and no earlier.
    """

    verb: str
    from_states: tuple[str, ...]
    to_state: str
    owner: str
    event: str
    clock: str | None = None
    documents: tuple[str, ...] = ()
    fields_disclosed: tuple[str, ...] = ()

    def __init__(
        self,
        verb: str,
        from_states: str | Iterable[str],
        to_state: str,
        owner: str,
        event: str,
        clock: str | None = None,
        documents: Iterable[str] = (),
        fields_disclosed: Iterable[str] = (),
    ) -> None:
        # Written out so that one state may be given without the comma everybody forgets: ("draft").
        states = (from_states,) if isinstance(from_states, str) else tuple(from_states)
        values = (verb, states, to_state, owner, event, clock, tuple(documents), tuple(fields_disclosed))
        for name, value in zip(self.__slots__, values, strict=True):
            object.__setattr__(self, name, value)

    @property
    def begins(self) -> bool:
        """True when this step brings the thing into being."""
        return not self.from_states


@dataclass(frozen=True)
class Machine(Generic[S]):
    """States, the moves between them, where things begin and where they rest.

    ``initial`` and ``final`` take one state or several; ``final`` may be empty for things that never end (an
    agreement is revised for ever). Raises :class:`MachineError` with every fault found.
    """

    states: type[S]
    moves: tuple[Move, ...]
    initial: tuple[S, ...]
    final: tuple[S, ...] = ()
    _table: dict[tuple[str, str], Move] = field(init=False, repr=False, compare=False)

    def __init__(
        self, states: type[S], moves: Iterable[Move], initial: S | Iterable[S], final: S | Iterable[S] = ()
    ) -> None:
        object.__setattr__(self, "states", states)
        object.__setattr__(self, "moves", tuple(moves))
        object.__setattr__(self, "initial", (initial,) if isinstance(initial, states) else tuple(initial))
        object.__setattr__(self, "final", (final,) if isinstance(final, states) else tuple(final))
        faults = [*self._code_faults(), *self._state_faults()]
        if faults:
            raise MachineError(f"{self.name}: " + " ".join(faults))
        table = {(start, move.verb): move for move in self.moves for start in move.from_states}
        object.__setattr__(self, "_table", table)

    @property
    def name(self) -> str:
        """Name of the enum, used as the title of the drawing."""
        return self.states.__name__

    def check(self, state: str, verb: str) -> Move:
        """The move that ``verb`` makes from ``state``; raises :class:`IllegalMove`, which says what is."""
        try:
            return self._table[(self.states(state), verb)]
        except KeyError:
            possible = tuple(move.verb for move in self.possible(state))
            raise IllegalMove(verb=verb, state=str(state), possible=possible) from None

    def may(self, state: str, verb: str) -> bool:
        """Whether ``verb`` is possible from ``state``: for showing or hiding a button."""
        return (self.states(state), verb) in self._table

    def possible(self, state: str) -> tuple[Move, ...]:
        """Moves out of ``state``, in the order of the table."""
        return tuple(move for move in self.moves if state in move.from_states)

    def owners(self, state: str) -> tuple[str, ...]:
        """Roles whose turn it is in ``state``; nobody's in a final one."""
        return tuple(dict.fromkeys(move.owner for move in self.possible(state)))

    def begin(self, verb: str) -> Move:
        """The move called ``verb`` that brings the thing into being; raises :class:`IllegalMove`."""
        for move in self.moves:
            if move.begins and move.verb == verb:
                return move
        births = tuple(move.verb for move in self.moves if move.begins)
        raise IllegalMove(verb=verb, state="nothing yet", possible=births)

    def to_mermaid(self) -> str:
        """The drawing as Mermaid text ending with a newline: stable, so a test compares it with the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{words(state)}" as {_node(state)}' for state in self.states]
        began = {move.to_state for move in self.moves if move.begins}
        lines += [f"    [*] --> {_node(state)}" for state in self.initial if state not in began]
        for move in self.moves:
            for start in map(_node, move.from_states) if move.from_states else ("[*]",):
                lines.append(f"    {start} --> {_node(move.to_state)} : {_label(move)}")
        lines += [f"    {_node(state)} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"

    def _code_faults(self) -> Iterator[str]:
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            if not NAME_CODE.match(move.verb):
                yield f"The verb {move.verb!r} must be a lower-case word."
            if not NAME_CODE.match(move.owner):
                yield f"The move {move.verb!r} has no owner: name the role whose turn it is."
            if not EVENT_CODE.match(move.event):
                yield f"The move {move.verb!r} leaves no trace: give it an event such as 'case.opened'."
            for state in (*move.from_states, move.to_state):
                if state not in list(self.states):
                    yield f"The move {move.verb!r} names {state!r}, which is no state."
            for start in move.from_states or ("",):
                if (start, move.verb) in seen:
                    yield f"Two moves from {start or 'the start'!r} are called {move.verb!r}: use two verbs."
                seen.add((start, move.verb))

    def _state_faults(self) -> Iterator[str]:
        if not self.initial:
            yield "Say where it begins."
        for move in self.moves:
            if move.begins and move.to_state not in self.initial:
                yield f"{move.verb!r} begins in {str(move.to_state)!r}, which is not an initial state."
        reached = self._closure(self.initial, forward=True)
        homeward = self._closure(self.final, forward=False) if self.final else set(self.states)
        for state in self.states:
            if state not in reached:
                yield f"The state {str(state)!r} cannot be reached from the start."
            leaves = bool(self.possible(state))
            if state in self.final and leaves:
                yield f"The state {str(state)!r} is final, and yet there is a move out of it."
            elif state not in self.final and not leaves:
                yield f"The state {str(state)!r} is nobody's turn: give it a move, or call it final."
            elif state not in homeward:
                yield f"From {str(state)!r} no end can be reached."

    def _closure(self, start: Iterable[str], *, forward: bool) -> set[str]:
        """States reachable from ``start`` along the moves, or against them."""
        found: set[str] = set(start)
        grew = True
        while grew:
            before = len(found)
            for move in self.moves:
                if forward and found.intersection(move.from_states):
                    found.add(move.to_state)
                elif not forward and move.to_state in found:
                    found.update(move.from_states)
            grew = len(found) > before
        return found


def words(code: str) -> str:
    """A code as words: ``in_progress`` → ``in progress``."""
    return str(code).replace("_", " ")


def _node(state: str) -> str:
    """Mermaid reads hyphens, spaces and the word ``end`` as its own; a prefix keeps states apart."""
    return "s_" + re.sub(r"\W", "_", str(state))


def _label(move: Move) -> str:
    clock = f", clock {move.clock}" if move.clock else ""
    return f"{words(move.verb)} ({words(move.owner)}{clock})"
