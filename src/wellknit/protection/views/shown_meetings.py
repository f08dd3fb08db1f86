"""What the pages of meetings, group returns and visits show: lines in words, tabs, the block of the home page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.platform.access.register import home_panel, menu
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.codelists import label
from wellknit.protection.models import (
    CaseMeeting,
    GroupReturn,
    MeetingDecision,
    MeetingItem,
    ShelterVisit,
    Traveller,
)
from wellknit.protection.partner_matters import step_sentence
from wellknit.protection.queries import meeting_lines
from wellknit.protection.queries import meetings as reading
from wellknit.protection.sections import timeline
from wellknit.protection.views import words
from wellknit.protection.views.meeting_papers import country, name_of, owner_of, pair, turn_of
from wellknit.protection.views.shown import days_to

MEETING: dict[str, tuple[Any, str]] = {
    "planned": (gettext_lazy("Planned"), "waiting"),
    "held": (gettext_lazy("Held: minutes open"), "due"),
    "agreed": (gettext_lazy("Minutes agreed"), "done"),
    "cancelled": (gettext_lazy("Cancelled"), "quiet"),
}
ITEM: dict[str, tuple[Any, str]] = {
    "listed": (gettext_lazy("On the list"), "open"),
    "treated": (gettext_lazy("Talked about"), "done"),
    "next_time": (gettext_lazy("Next time"), "waiting"),
}
WHY = {"escalated": "late", "late": "due", "by_hand": "info", "pending": "open"}
DECISION: dict[str, tuple[Any, str]] = {
    "open": (gettext_lazy("Open"), "open"),
    "done": (gettext_lazy("Done"), "done"),
    "not_needed": (gettext_lazy("Not needed any more"), "quiet"),
}
GROUP: dict[str, tuple[Any, str]] = {
    "planned": (gettext_lazy("Planned"), "waiting"),
    "handed_over": (gettext_lazy("Handed over"), "done"),
    "cancelled": (gettext_lazy("Cancelled"), "quiet"),
}
TRAVELLER: dict[str, tuple[Any, str]] = {
    "joined": (gettext_lazy("Goes"), "open"),
    "handed_over": (gettext_lazy("Handed over"), "done"),
    "left_out": (gettext_lazy("Not handed over"), "late"),
    "gone": (gettext_lazy("Not this person's turn any more"), "late"),
}
VISIT: dict[str, tuple[Any, str]] = {
    "planned": (gettext_lazy("Planned"), "waiting"),
    "done": (gettext_lazy("Done"), "done"),
    "cancelled": (gettext_lazy("Cancelled"), "quiet"),
}
DIFFERS: dict[str, Any] = {
    "luggage": gettext_lazy("Luggage"), "medicine": gettext_lazy("Medicine"), "needs": gettext_lazy("Needs on the way"),
    "money": gettext_lazy("Money"), "papers": gettext_lazy("Papers"),
}  # fmt: skip
TABS = (
    ("case_meetings", gettext_lazy("Meetings"), may.READ_MEETINGS),
    ("meeting_tasks", gettext_lazy("Decided"), may.READ_MEETINGS),
    ("group_returns", gettext_lazy("Group returns"), may.PLAN_RETURNS),
    ("shelter_visits", gettext_lazy("Visits"), may.RECORD_VISITS),
    ("liaison_offices", gettext_lazy("Liaison offices"), may.READ_MEETINGS),
    ("delays", gettext_lazy("How long it takes"), may.READ_DELAYS),
)


def tabs(viewer: Viewer, current: str) -> list[dict[str, Any]]:
    """The pages about work with partner countries, each a tab of the others."""
    return [
        {"label": text, "href": reverse(name), "current": name == current}
        for name, text, permission in TABS
        if viewer.may(permission)
    ]


def days_left(day: date) -> int:
    """Whole days until a day; negative when it is past."""
    return days_to(timezone.make_aware(datetime.combine(day, time(12)))) or 0


def meeting_rows(found: Iterable[CaseMeeting]) -> list[dict[str, Any]]:
    """Lines of the list of meetings."""
    return [
        {
            "href": reverse("case_meeting", args=[m.pk]), "name": name_of(m), "pair": pair(m), "place": m.place,
            "host": country(m.host), "starts_on": m.starts_on, "ends_on": m.ends_on, "listed": getattr(m, "listed", ""),
            "open": getattr(m, "open_decisions", ""), "state": words.tagged(MEETING, m.state),
        }
        for m in found
    ]  # fmt: skip


def decision_row(made: MeetingDecision, viewer: Viewer) -> dict[str, Any]:
    """One decision: what, whose, until when, what came of it."""
    mine = made.owner_id == viewer.office_id if made.ours else made.meeting.office_id == viewer.office_id
    return {
        "number": made.number, "code": made.case_code, "text": made.text, "who": owner_of(made), "ours": made.ours,
        "due": made.due_on, "days": days_left(made.due_on) if made.state == "open" else None,
        "state": words.tagged(DECISION, made.state), "done_on": made.done_on, "done_words": made.done_words,
        "meeting": name_of(made.meeting), "meeting_on": made.meeting.starts_on,
        "href": reverse("case_meeting", args=[made.meeting_id]),
        "finish": reverse("meeting_task_done", args=[made.pk]) if made.state == "open" and mine else "",
    }  # fmt: skip


def waiting_rows(viewer: Viewer) -> list[dict[str, Any]]:
    """What waits on the list for the next meeting, with whom."""
    holds = viewer.may(may.HOLD_MEETINGS)
    return [
        {"code": i.case_code or "–", "matter": i.journey_code, "country": country(i.partner), "kind": WHY.get(i.why, "open"),
         "why": label("agenda-reasons", i.why), "words": i.words, "at": i.at, "due": i.due_at, "days": days_to(i.due_at),
         "step": step_sentence(i.path, i.path_version, i.step),
         "off": reverse("meeting_item_off", args=[i.pk]) if holds else ""}
        for i in reading.all_waiting(viewer)
    ]  # fmt: skip


def item_row(whole: reading.Meeting, item: MeetingItem, *, keeps: bool) -> dict[str, Any]:
    """One case of the list."""
    planned, held = whole.meeting.state == "planned", whole.meeting.state == "held"
    return {
        "code": item.case_code or "–", "matter": item.journey_code, "why": label("agenda-reasons", item.why),
        "kind": WHY.get(item.why, "open"), "step": step_sentence(item.path, item.path_version, item.step),
        "turn": turn_of(whole, item), "since": item.since, "due": item.due_at, "days": days_to(item.due_at),
        "words": item.words, "state": words.tagged(ITEM, item.state),
        "off": reverse("meeting_item_off", args=[item.pk]) if keeps and planned and item.state == "listed" else "",
        "decide": reverse("case_meeting_decide", args=[whole.meeting.pk, item.pk]) if keeps and held else "",
    }  # fmt: skip


def meeting_context(viewer: Viewer, whole: reading.Meeting) -> dict[str, Any]:
    """One meeting as the page shows it, with what this viewer can do."""
    found = whole.meeting
    keeps = found.office_id == viewer.office_id and viewer.may(may.HOLD_MEETINGS)
    sides = {"ours": country(found.country), "theirs": country(found.partner)}
    return {
        "meeting": found, "name": name_of(found), "pair": pair(found), "state": words.tagged(MEETING, found.state),
        "host": country(found.host), "keeps": keeps, "waiting": whole.waiting,
        "items": [item_row(whole, item, keeps=keeps) for item in whole.items],
        "late": sum(i.why in ("late", "escalated") for i in whole.items),
        "decisions": [decision_row(d, viewer) for d in whole.decisions],
        "before": [decision_row(d, viewer) for d in whole.before],
        "returns": [{"code": g.code, "on": g.on, "crossing": g.crossing, "persons": g.persons} for g in whole.returns],
        "participants": [{**p, "side": sides.get(p.get("side", ""), "")} for p in found.participants or []],
        "sheets": viewer.may(may.DISCLOSE), "tabs": tabs(viewer, "case_meetings"),
    }  # fmt: skip


def group_rows(found: Iterable[GroupReturn]) -> list[dict[str, Any]]:
    """Lines of the list of group returns."""
    return [
        {"href": reverse("group_return", args=[g.pk]), "code": g.code, "on": g.on, "crossing": g.crossing,
         "persons": g.persons, "country": country(g.partner), "state": words.tagged(GROUP, g.state),
         "days": days_left(g.on) if g.state == "planned" else None}
        for g in found
    ]  # fmt: skip


def traveller_row(traveller: Traveller, *, planned: bool, gone: bool = False) -> dict[str, Any]:
    """One person of a group, by her code. `gone`: her handover is not open any more, or she does not agree."""
    own = traveller.differs or {}
    return {
        "code": traveller.case_code, "case": reverse("case", args=[traveller.case_id]),
        "differs": [f"{words.said(DIFFERS, name)}: {value}" for name, value in own.items()],
        "state": words.tagged(TRAVELLER, "gone" if gone else traveller.state), "why": label("left-out-reasons", traveller.reason),
        "words": traveller.words,
        "off": reverse("traveller_off", args=[traveller.pk]) if planned and traveller.state == "joined" else "",
    }  # fmt: skip


def visit_rows(found: Iterable[ShelterVisit]) -> list[dict[str, Any]]:
    """Lines of the list of visits. The shelter itself stands on the visit's own page."""
    return [
        {"href": reverse("shelter_visit", args=[v.pk]), "on": v.on, "country": country(v.partner),
         "way": _("Ours went there") if v.abroad else _("Theirs came here"), "met": getattr(v, "met", 0),
         "planned": getattr(v, "planned", 0), "state": words.tagged(VISIT, v.state)}
        for v in found
    ]  # fmt: skip


def decided_for_us(viewer: Viewer) -> dict[str, Any] | None:
    """Home page: what meetings decided that this office has to do; away when there is nothing."""
    rows = reading.due_soon(viewer)
    return {"rows": [decision_row(d, viewer) for d in rows]} if rows else None


def register() -> None:
    """Menu entry, home block, lines of the case's timeline."""
    menu("case_meetings", gettext_lazy("Meetings and returns"), may.READ_MEETINGS, order=36)
    timeline("meetings", meeting_lines.of_case)
    home_panel("decided", "protection/home/decided.html", may.READ_MEETINGS, decided_for_us, order=27)
