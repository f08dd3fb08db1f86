"""Reading journeys between countries: what waits here, what waits there, one of them with everything beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox
from wellknit.platform.identity.models import User
from wellknit.protection.models import BorderNotice, BorderPaper, Clock, Journey, PrivateTalk, Step

SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One line: the journey, its open step, until when, and whether something beside the steps waits."""

    journey: Journey
    step: Step | None
    due: datetime | None
    notices: int


@dataclass(frozen=True)
class Whole:
    """One journey as this side sees it. `sent`: the messages that carry it, without their content."""

    journey: Journey
    steps: list[Step]
    open: Step | None
    clock: Clock | None
    notices: list[BorderNotice]
    papers: list[BorderPaper]
    sent: list[outbox.Sent]
    names: dict[UUID, str]


def between(viewer: Viewer) -> QuerySet[Journey]:
    """Every journey between countries that the viewer's office is a side of."""
    return Journey.objects.exclude(partner="")


def rows(viewer: Viewer, *, running_only: bool = True, case_id: UUID | None = None) -> list[Row]:
    """Lines for a list: urgent first, then what is due first."""
    found = between(viewer).filter(state="running") if running_only else between(viewer)
    found = found.filter(case_id=case_id) if case_id else found
    journeys = list(found.select_related("from_office", "to_office").order_by("-urgent", "-sent_at")[:SHOWN])
    ids = [j.pk for j in journeys]
    steps = {s.journey_id: s for s in Step.objects.filter(journey_id__in=ids, state="open")}
    clocks = {
        c.journey_id: c.due_at
        for c in Clock.objects.filter(journey_id__in=ids, stopped_at=None).exclude(rule="notice-answer")
    }
    open_notices: dict[UUID, int] = {}
    for notice in BorderNotice.objects.filter(journey_id__in=ids, state="open", outgoing=False):
        open_notices[notice.journey_id] = open_notices.get(notice.journey_id, 0) + 1
    return [Row(j, steps.get(j.pk), clocks.get(j.pk), open_notices.get(j.pk, 0)) for j in journeys]


def one(viewer: Viewer, journey_id: UUID) -> Journey:
    """One journey between countries of the viewer's office; 404 outside."""
    found = between(viewer).filter(pk=journey_id).select_related("from_office", "to_office", "case").first()
    if found is None:
        raise Http404
    return found


def whole(viewer: Viewer, journey_id: UUID) -> Whole:
    """One journey with its steps, notices, papers and messages. Reading it is an event."""
    found = one(viewer, journey_id)
    steps = list(found.steps.select_related("lateness").order_by("sequence"))
    ids = {found.sent_by_id, found.accepted_by_id, *(s.taken_by_id for s in steps)}
    names = {u.pk: u.name for u in User.objects.filter(pk__in=[i for i in ids if i]).only("id", "name")}
    clock = Clock.objects.filter(journey_id=found.pk, stopped_at=None).exclude(rule="notice-answer").first()
    record("journey.read", target=found, case=found.case_id)
    return Whole(
        found, steps, next((s for s in steps if s.state == "open"), None), clock,
        list(found.notices.order_by("at")), list(found.papers.order_by("at")), outbox.of_journey(viewer, found.pk), names,
    )  # fmt: skip


def step(viewer: Viewer, step_id: UUID) -> Step:
    """One step of a journey between countries; 404 outside."""
    found = Step.objects.filter(pk=step_id).exclude(journey__partner="").select_related("journey").first()
    if found is None:
        raise Http404
    return found


def notice(viewer: Viewer, notice_id: UUID) -> BorderNotice:
    """One notice of a journey of the viewer's office; 404 outside."""
    found = BorderNotice.objects.filter(pk=notice_id).select_related("journey").first()
    if found is None:
        raise Http404
    return found


def paper(viewer: Viewer, paper_id: UUID) -> BorderPaper:
    """One paper; reading it is an event; 404 outside."""
    found = BorderPaper.objects.filter(pk=paper_id).select_related("journey").first()
    if found is None:
        raise Http404
    record("journey.paper_read", target=found, case=found.journey.case_id)
    return found


def talks(viewer: Viewer, case_id: UUID) -> list[PrivateTalk]:
    """The talks alone of a case, newest first."""
    return list(PrivateTalk.objects.filter(case_id=case_id).order_by("-recorded_at"))


def waiting_here(viewer: Viewer) -> list[Row]:
    """What is this office's turn, for the home page: a step, or a notice that wants an answer."""
    return [
        r for r in rows(viewer) if r.notices or (r.step is not None and r.step.office_id == viewer.office_id)
    ]
