"""Meetings, decisions, what is open, and the year's calendar of who owes what to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from wellknit.plan import reference_files, register_files
from wellknit.plan.models import Block, Decision, FollowUp, Meeting
from wellknit.plan.states import BlockKind, BlockState, FollowUpState
from wellknit.platform.access.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Due:
    """One thing the cycle asks for: what, from whom, by when, and whether it is there."""

    day: date
    title: str
    owed_by: str
    owed_to: str
    printed: str
    day_is_ours: bool
    done: bool = False


def meetings(viewer: Viewer, series: str = "") -> list[Meeting]:
    """Meetings within reach, newest first."""
    rows = Meeting.objects.filter(series=series) if series else Meeting.objects.all()
    return list(rows.order_by("-starts", "key"))


def meeting(viewer: Viewer, meeting_id: UUID) -> Meeting:
    """One meeting with agenda, delegations, decisions and follow-ups."""
    found = (
        Meeting.objects.filter(pk=meeting_id)
        .prefetch_related("agenda", "delegations", "decisions__follow_ups")
        .first()
    )
    if found is None:
        raise Http404
    return found


def decision(viewer: Viewer, decision_id: UUID) -> Decision:
    """One decision within reach."""
    found = Decision.objects.select_related("meeting").filter(pk=decision_id).first()
    if found is None:
        raise Http404
    return found


def follow_up(viewer: Viewer, follow_up_id: UUID) -> FollowUp:
    """One follow-up within reach."""
    found = FollowUp.objects.select_related("decision__meeting").filter(pk=follow_up_id).first()
    if found is None:
        raise Http404
    return found


def open_follow_ups(viewer: Viewer, owner: str = "") -> list[FollowUp]:
    """What the next meeting's paper is made of: open, or done and not yet looked at; the oldest due first."""
    rows = FollowUp.objects.select_related("decision__meeting").filter(
        state__in=(FollowUpState.OPEN, FollowUpState.DONE)
    )
    rows = rows.filter(owner=owner) if owner else rows
    return sorted(rows, key=lambda row: (row.due or date.max, row.owner))


def series_title(series: str) -> str:
    """The name of a kind of meeting, as the data file gives it."""
    for file in register_files.meeting_files():
        for entry in file.series:
            if entry.id == series:
                return entry.title
    return series


def next_host(viewer: Viewer, series: str) -> str:
    """Who comes next when the host rotates in protocol order after the last meeting that names a host; ''
    if unknown.
    """
    order = [unit.code for unit in reference_files.units() if unit.is_country]
    last = Meeting.objects.filter(series=series, host__in=order).order_by("-starts").first()
    return order[(order.index(last.host) + 1) % len(order)] if last else ""


def calendar(viewer: Viewer, year: int, framework: str) -> list[Due]:
    """The annual cycle of a year; for reports and workplans each country's own state is told."""
    steps = reference_files.cycle().steps
    handed = _handed_in(framework, year)
    dues = []
    for step in steps:
        if year % step.every_years and step.every_years > 1:
            continue
        day = date(year, step.month, min(step.day, 28 if step.month == 2 else step.day))
        dues.append(
            Due(
                day,
                step.title,
                step.owed_by,
                step.owed_to,
                step.printed_when,
                step.day_is_ours,
                step.id in handed,
            )
        )
    return sorted(dues, key=lambda due: due.day)


def _handed_in(framework: str, year: int) -> set[str]:
    rows = Block.objects.filter(framework=framework, period__key=str(year)).exclude(state=BlockState.DRAFT)
    countries = {unit.code for unit in reference_files.units() if unit.is_country}
    done = set()
    for kind, step in ((BlockKind.WORKPLAN, "workplan"), (BlockKind.REPORT, "year-end")):
        if countries <= set(rows.filter(kind=kind).values_list("unit", flat=True)):
            done.add(step)
    return done
