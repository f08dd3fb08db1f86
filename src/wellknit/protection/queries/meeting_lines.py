"""What meetings, group returns and visits add to the timeline of a case: three queries whatever there is."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.codelists import label
from wellknit.protection.models import Case, MeetingDecision, Traveller, VisitedPerson
from wellknit.protection.queries.casefile import Entry
from wellknit.protection.sections import Line


def of_case(viewer: Viewer, case: Case, some: slice) -> list[Any]:
    """What meetings decided, how the person crossed or why not, who visited."""
    return [*_decided(case, some), *_crossed(case, some), *_visited(case, some)]


def _decided(case: Case, some: slice) -> list[Entry]:
    rows = MeetingDecision.objects.filter(case=case).select_related("meeting").order_by("-taken_at")[some]
    found = []
    for made in rows:
        href = reverse("case_meeting", args=[made.meeting_id])
        found.append(Entry(made.taken_at, "line", Line(_("A meeting decided"), made.text, "open", href)))
        if made.done_on:
            said = Line(_("Done, as a meeting had decided"), made.done_words or "", "done", href)
            found.append(_whole_day(made.done_on, said))
    return found


def _crossed(case: Case, some: slice) -> list[Entry]:
    rows = Traveller.objects.filter(case=case, state__in=["handed_over", "left_out"]).select_related("group")
    found = []
    for traveller in rows.order_by("-ended_at")[some]:
        group, over = traveller.group, traveller.state == "handed_over"
        title = _("Handed over with a group") if over else _("Not handed over with a group")
        text = group.crossing if over else label("left-out-reasons", traveller.reason)
        href = reverse("group_return", args=[group.pk])
        found.append(
            Entry(
                traveller.ended_at or traveller.at,
                "line",
                Line(title, text, "done" if over else "late", href),
            )
        )
    return found


def _visited(case: Case, some: slice) -> list[Entry]:
    rows = VisitedPerson.objects.filter(case=case).exclude(talk="").select_related("visit").order_by("-at")
    return [
        Entry(
            met.at, "line",
            Line(_("Visited by case workers"), label("visit-outcomes", met.outcome), "info",
                 reverse("shelter_visit", args=[met.visit_id])),
        )
        for met in rows[some]
    ]  # fmt: skip


def _whole_day(day: date, line: Line) -> Entry:
    return Entry(timezone.make_aware(datetime.combine(day, time(12))), "line", line, whole_day=True)
