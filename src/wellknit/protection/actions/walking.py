"""Walking a path between two countries: the same few lines on both nodes, so that both show the same journey.

A move is walked where it is made, and walked again where it is heard of. What follows from it (the next step, the
end) is read from the path in the version the journey began on, with the moment of the move; nothing depends on when
or in which order two movers' messages arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from wellknit.lib.pathkinds import PathMove, PathStep, StepPath
from wellknit.platform.access.refusals import NotNow
from wellknit.protection.actions import clock
from wellknit.protection.models import Case, Journey, Step
from wellknit.protection.states_journey import JOURNEY, STEP


@dataclass(frozen=True)
class Taking:
    """How a step was taken: with what, when, by whom. `by_id` is empty for somebody of the other country."""

    verb: str
    at: datetime
    words: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    by_id: UUID | None = None
    said_by: str = ""
    channel: str = ""


def sender_here(journey: Journey) -> bool:
    """Whether the person is, or was, in this country, and the other one is asked."""
    return journey.from_office_id is not None


def own_office(journey: Journey) -> UUID:
    """The office that carries the journey on this side."""
    office: UUID = journey.from_office_id or journey.to_office_id  # type: ignore[assignment]
    return office


def file_of(journey: Journey) -> Case | None:
    """The case file of this side, or None: there is none yet, or another office holds it now."""
    return Case.objects.filter(pk=journey.case_id).first() if journey.case_id else None


def owner_of(journey: Journey, side: str) -> UUID | None:
    """The office here whose turn a step of that side is, or None when it is the other country's."""
    return own_office(journey) if (side == "sender") == sender_here(journey) else None


def open_step(journey: Journey, step: PathStep, at: datetime, *, running: bool = True) -> Step:
    """The next row. A journey that has ended meanwhile gets it cancelled: both sides then have the same rows."""
    last = journey.steps.aggregate(n=Max("sequence"))["n"] or 0
    state = "open" if running else "cancelled"
    row = Step.objects.create(
        journey=journey, sequence=last + 1, side=step.side, code=step.code, owner=step.owner,
        office_id=owner_of(journey, step.side), sender_id=journey.from_office_id, clock=_rule(journey, step),
        state=state, documents=list(step.documents), fields=list(step.fields), opened_at=at,
    )  # fmt: skip
    if running:
        _watch(journey, row)
    return row


def _rule(journey: Journey, step: PathStep) -> str:
    return step.clock_urgent if journey.urgent and step.clock_urgent else step.clock


def _watch(journey: Journey, row: Step) -> None:
    """Both sides run a clock on every step, each in its own office: who waits wants to know, too.

    A missing calendar year stops no step that arrives from abroad; the page says that no due date can be given.
    """
    office = row.office_id or own_office(journey)
    try:
        clock.start(row.clock, office_id=office, case_id=journey.case_id, journey_id=journey.pk)
    except NotNow:
        if row.office_id is not None and row.sequence == 1:
            raise


def take(journey: Journey, row: Step, path: StepPath, way: PathMove, taking: Taking) -> list[Step]:
    """Close the step and do what follows from it; gives the steps that opened."""
    late = row.state == "cancelled"
    row.state = STEP.check(row.state, "take_late" if late else "take").to_state
    row.verb, row.reason, row.words = taking.verb, taking.reason, taking.words or None
    row.details = dict(taking.details) or None
    row.said_by, row.channel = taking.said_by or None, taking.channel
    row.taken_at, row.taken_by_id = taking.at, taking.by_id
    row.save(update_fields=["state", "verb", "reason", "words", "details", "said_by", "channel", "taken_at",
                            "taken_by_id"])  # fmt: skip
    clock.stop(row.clock, journey_id=journey.pk)
    running = journey.state == "running" and not late
    if way.gives_access and running:
        _accepted(journey, taking)
    if way.ends:
        if running:
            end(journey, way.ends, taking.at, reason=taking.reason, ending=way.ending, by_id=taking.by_id)
        return []
    opened = [open_step(journey, path.step(code), taking.at, running=running) for code in way.opens]
    journey.version += 1
    journey.save(update_fields=["version"])
    return opened


def _accepted(journey: Journey, taking: Taking) -> None:
    if taking.by_id is None:  # heard of: the worker writes what the other node's people did
        journey.accepted_at = taking.at
        journey.save(update_fields=["accepted_at"])
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_border_accept(%s)", [journey.pk])
    del journey.accepted_at, journey.accepted_by_id  # as the database has them now, for whoever looks


def end(journey: Journey, how: str, at: datetime, *, reason: str = "", ending: str = "", by_id: UUID | None = None) -> None:  # fmt: skip
    """The journey is over: done (with its ending), declined, given back, withdrawn."""
    verb = "overruled" if journey.state != "running" and how == "withdrawn" else how
    journey.state = JOURNEY.check(journey.state, verb).to_state
    journey.ended_at, journey.ended_by_id = at, by_id
    journey.end_reason, journey.ending = reason, ending
    journey.version += 1
    journey.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason", "ending", "version"])
    for row in journey.steps.filter(state__in=("open", "held")):
        row.state = STEP.check(row.state, "cancel").to_state
        row.save(update_fields=["state"])
    clock.stop(journey_id=journey.pk, cancelled=True)
