"""A step that comes late carries its reason in the end: asked for before the step is taken, kept beside it.

due = lateness.overdue(step)                        # before the move; None: it is in time
lateness.check(step, reason=…, words=…)             # raises NotValid when a reason is missing
journey.move(step, …)
lateness.record(step, by=…, due_at=due, reason=…, words=…)
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record as audit
from wellknit.protection import policies_meeting as policies
from wellknit.protection.models import Clock, Step, StepLateness
from wellknit.protection.permissions import MOVE_JOURNEYS, check_may


def overdue(step: Step) -> datetime | None:
    """When a step of this side was due, if that is past and its clock still runs; else None.

    A clock that stands still is not late. No reason is asked for between the offices of one node, nor for a step
    of the partner: it says its own."""
    if not step.journey.partner or step.office_id is None or step.state != "open":
        return None
    clock = Clock.objects.filter(journey_id=step.journey_id, rule=step.clock, stopped_at=None).first()
    if clock is None or clock.paused_at is not None or clock.due_at >= timezone.now():
        return None
    return clock.due_at


def check(step: Step, *, reason: str, words: str = "") -> None:
    """Raises `NotValid` (fields `late_reason`, `late_words`) when the step is late and nobody says why."""
    if overdue(step) is not None:
        policies.check_late(reason, words)


@transaction.atomic
def record(
    step: Step, *, by: Viewer, due_at: datetime | None, reason: str, words: str = ""
) -> StepLateness | None:
    """Keep why the step came late; nothing where it did not (`due_at` None). Written once."""
    check_may(by, MOVE_JOURNEYS)
    if due_at is None:
        return None
    policies.check_late(reason, words)
    kept = StepLateness.objects.filter(step=step).first()
    if kept is not None:
        return kept
    kept = StepLateness.objects.create(
        step=step, due_at=due_at, reason=reason, words=words or None, at=timezone.now(), by_id=by.person_id
    )
    audit(
        "journey.late",
        target=step.journey,
        case=step.journey.case_id,
        note={"step": step.code, "reason": reason},
    )
    return kept
