"""Matters between offices: what came in, what was sent out, one of them with its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import User
from wellknit.protection.models import Clock, Journey, Step

SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One line of a list: the journey, its open step, and until when somebody has to move."""

    journey: Journey
    step: Step | None
    due: datetime | None
    paused: bool = False


@dataclass(frozen=True)
class Whole:
    """One journey as its side sees it."""

    journey: Journey
    steps: list[Step]
    open: Step | None
    clock: Clock | None
    names: dict[UUID, str]


def came_in(viewer: Viewer, *, running_only: bool = True) -> list[Row]:
    """What other offices ask of the viewer's, urgent first, then the longest waiting."""
    found = Journey.objects.filter(to_office_id=viewer.office_id, partner="")
    return _rows(_narrow(found, running_only).order_by("-urgent", "sent_at"))


def sent_out(viewer: Viewer, *, running_only: bool = True) -> list[Row]:
    """What the viewer's office asks of others, latest first."""
    found = Journey.objects.filter(from_office_id=viewer.office_id, partner="")
    return _rows(_narrow(found, running_only).order_by("-sent_at"))


def of_case(viewer: Viewer, case_id: UUID) -> list[Row]:
    """All of one case that the viewer's office is a side of, latest first."""
    return _rows(Journey.objects.filter(case_id=case_id, partner="").order_by("-sent_at"))


def _narrow(found: QuerySet[Journey], running_only: bool) -> QuerySet[Journey]:
    return found.filter(state="running") if running_only else found


def _rows(found: QuerySet[Journey]) -> list[Row]:
    journeys = list(found.select_related("from_office", "to_office")[:SHOWN])
    ids = [j.pk for j in journeys]
    steps = {s.journey_id: s for s in Step.objects.filter(journey_id__in=ids, state="open")}
    clocks = {c.journey_id: c for c in Clock.objects.filter(journey_id__in=ids, stopped_at=None)}
    rows = []
    for journey in journeys:
        clock = clocks.get(journey.pk)
        rows.append(
            Row(
                journey,
                steps.get(journey.pk),
                clock.due_at if clock else None,
                bool(clock and clock.paused_at),
            )
        )
    return rows


def journey(viewer: Viewer, journey_id: UUID) -> Whole:
    """One of the viewer's office, from either side; 404 outside. Reading it is an event."""
    found = (
        Journey.objects.filter(pk=journey_id, partner="").select_related("from_office", "to_office").first()
    )
    if found is None:
        raise Http404
    steps = list(found.steps.order_by("sequence"))
    if viewer.office_id != found.from_office_id:
        steps = [s for s in steps if s.state != "held"]
    ids = {found.sent_by_id, found.accepted_by_id, *(s.taken_by_id for s in steps)}
    names = {u.pk: u.name for u in User.objects.filter(pk__in=[i for i in ids if i]).only("id", "name")}
    clock = Clock.objects.filter(journey_id=found.pk, stopped_at=None).first()
    record("journey.read", target=found, case=found.case_id)
    return Whole(found, steps, next((s for s in steps if s.state == "open"), None), clock, names)


def open_step(viewer: Viewer, found: Journey) -> Step:
    """The step that waits for somebody; 404 when none does or out of reach."""
    step = Step.objects.filter(journey_id=found.pk, state="open").select_related("journey").first()
    if step is None:
        raise Http404
    return step


def step(viewer: Viewer, step_id: UUID) -> Step:
    """One step of a journey of the viewer's office; 404 outside."""
    found = Step.objects.filter(pk=step_id, journey__partner="").select_related("journey").first()
    if found is None:
        raise Http404
    return found


def waiting_here(viewer: Viewer) -> int:
    """How many open steps are the viewer's office's turn."""
    return Step.objects.filter(office_id=viewer.office_id, state="open", journey__partner="").count()
