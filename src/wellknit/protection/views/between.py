"""What the pages between offices show: steps in words, what was told, what one can do now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.lib.pathkinds import StepPath
from wellknit.platform.access.register import home_panel, menu
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.codelists import label
from wellknit.protection.models import Journey, Step
from wellknit.protection.policies_journey import path_then
from wellknit.protection.queries import journeys
from wellknit.protection.queries.oversight import waits_for_oversight
from wellknit.protection.sections import Line, section, timeline
from wellknit.protection.views import words
from wellknit.protection.views.shown import days_to, left

STATES: dict[str, tuple[Any, str]] = {
    "running": (gettext_lazy("Running"), "open"),
    "done": (gettext_lazy("Done"), "done"),
    "declined": (gettext_lazy("Declined"), "late"),
    "returned": (gettext_lazy("Given back"), "info"),
    "withdrawn": (gettext_lazy("Withdrawn"), "quiet"),
}
ASKED = {"give": gettext_lazy("Agreed"), "refuse": gettext_lazy("Not agreed")}
ACTS: dict[str, Any] = {
    "journey.send": gettext_lazy("Hand the whole case to another office"),
    "clock.pause": gettext_lazy("Let a time limit stand still"),
}
FIELDS: dict[str, Any] = {
    "age_band": gettext_lazy("Age"), "presumed_child": gettext_lazy("Treated as a child for the moment"),
    "sex": gettext_lazy("Sex"), "languages": gettext_lazy("Languages"), "nationality": gettext_lazy("Nationality"),
    "name_native": gettext_lazy("Name in its own script"), "name_latin": gettext_lazy("Name in Latin letters"),
    "birth": gettext_lazy("Born"), "contact": gettext_lazy("How to reach the person"),
    "exploitation": gettext_lazy("What was done to the person"), "case_code": gettext_lazy("Case"),
    "place_of_stay": gettext_lazy("Kind of place"), "identification": gettext_lazy("Identification"),
}  # fmt: skip
_LISTS = {"sex": "sex", "nationality": "countries", "age_band": "age-bands", "exploitation": "exploitation",
          "place_of_stay": "stay-kinds"}  # fmt: skip
_ENDS = {"declined": "decline-reasons", "returned": "give-back-reasons", "withdrawn": "withdraw-reasons"}


def path_of(journey: Journey) -> StepPath:
    """The path in the version it began on."""
    return path_then(journey.path, journey.path_version)


def list_rows(rows: Iterable[journeys.Row], viewer: Viewer) -> list[dict[str, Any]]:
    """Lines of a list: code, what is asked, whose turn, until when. Nobody is named."""
    return [_list_row(row, viewer) for row in rows]


def _list_row(row: journeys.Row, viewer: Viewer) -> dict[str, Any]:
    journey, path = row.journey, path_of(row.journey)
    came = journey.to_office_id == viewer.office_id
    here = row.step is not None and row.step.office_id == viewer.office_id
    step = _(path.step(row.step.code).sentence) if row.step else _("Ended")
    turn = _("Your office's turn") if here else _("The other office's turn")
    return {
        "href": reverse("journey", args=[journey.pk]), "code": journey.code, "urgent": journey.urgent,
        "about": _about(journey, path), "office": asking_side(journey) if came else other_side(journey),
        "at": journey.sent_at, "step": step, "note": turn if row.step else "", "due": row.due,
        "days": days_to(row.due), "left": left(row.due) if row.due else "",
        "state": words.tagged(STATES, journey.state), "paused": row.paused,
    }  # fmt: skip


def asking_side(journey: Journey) -> str:
    """The side that asks, by name."""
    return journey.from_office.name if journey.from_office else journey.partner


def other_side(journey: Journey) -> str:
    """The receiving side by name: an office here, or a partner elsewhere."""
    return journey.to_office.name if journey.to_office else journey.partner


def _about(journey: Journey, path: StepPath) -> str:
    scope = _(path.scope(journey.scope).name)
    return " · ".join(x for x in (scope, label("services", journey.service)) if x)


def journey_context(viewer: Viewer, journey_id: UUID) -> dict[str, Any]:
    """One journey as its side sees it, with what it can do now."""
    whole = journeys.journey(viewer, journey_id)
    journey, path = whole.journey, path_of(whole.journey)
    mine = (
        whole.open is not None and whole.open.office_id == viewer.office_id and viewer.may(may.MOVE_JOURNEYS)
    )
    sent = journey.from_office_id == viewer.office_id
    return {
        "journey": journey, "state": words.tagged(STATES, journey.state), "about": _about(journey, path),
        "scope": path.scope(journey.scope), "sent": sent, "open": whole.open, "clock": _clock(whole, viewer),
        "open_sentence": _(path.step(whole.open.code).sentence) if whole.open else "",
        "moves": _moves(whole.open, path) if mine and whole.open else [], "mine": mine,
        "can_withdraw": sent and journey.state == "running" and viewer.may(may.SEND_JOURNEYS),
        "why": label(_ENDS.get(journey.state, "withdraw-reasons"), journey.end_reason),
        "told": [row for step in whole.steps for row in told_rows(step)],
        "events": [_event(step, path, whole) for step in reversed(whole.steps) if step.state == "taken"],
        "reads_file": journey.opens_file and journey.accepted_at is not None and journey.state in ("running", "done")
        and viewer.may(may.READ_CASES) and (sent or journey.state == "running" or path.scope(journey.scope).carries),
        "preview_only": not sent and journey.accepted_at is None and journey.state == "running",
    }  # fmt: skip


def _clock(whole: journeys.Whole, viewer: Viewer) -> dict[str, Any] | None:
    clock = whole.clock
    if clock is None:
        return None
    own = clock.office_id == viewer.office_id and viewer.may(may.PAUSE_CLOCKS)
    return {"what": words.said(words.CLOCKS, clock.rule), "due": clock.due_at, "days": days_to(clock.due_at),
            "left": left(clock.due_at), "paused": clock.paused_at, "id": clock.pk, "own": own}  # fmt: skip


def _moves(step: Step, path: StepPath) -> list[dict[str, str]]:
    moves = path.step(step.code).moves
    return [{"text": _(m.sentence), "href": reverse("journey_move", args=[step.pk, m.verb])} for m in moves]


def told_rows(step: Step) -> list[dict[str, Any]]:
    """What was told to the other side at a step, field by field."""
    rows = []
    for name, value in (step.disclosed or {}).items():
        shown = _value(name, value)
        if shown:
            rows.append({"key": FIELDS.get(name, name), "value": shown})
    return rows


def _value(name: str, value: Any) -> str:
    if name in _LISTS:
        return label(_LISTS[name], str(value))
    if name == "languages":
        return ", ".join(label("languages", code) for code in value)
    if name == "contact":
        safe = {"yes": _("safe"), "no": _("not safe: do not write or call there")}.get(
            value.get("safe", ""), ""
        )
        return " · ".join(x for x in (str(value.get("how", "")), safe) if x)
    if isinstance(value, bool):
        return _("Yes") if value else ""
    return str(value)


def _event(step: Step, path: StepPath, whole: journeys.Whole) -> dict[str, Any]:
    move = path.step(step.code).move(step.verb)
    lists = move.reasons if move else ""
    text = " · ".join(x for x in (label(lists, step.reason) if lists else "", step.words or "") if x)
    journey = whole.journey
    office = journey.from_office if step.side == "sender" else journey.to_office
    who = whole.names.get(step.taken_by_id, "") if step.taken_by_id else ""
    return {"when": step.taken_at, "title": _(move.sentence) if move else step.verb, "text": text,
            "by": " · ".join(x for x in (who, office.name if office else "") if x), "kind": "open"}  # fmt: skip


def timeline_lines(viewer: Viewer, case: Any, some: slice) -> list[Any]:
    """Lines of the case's own timeline: when it was asked, accepted, ended."""
    from wellknit.protection.queries.casefile import Entry

    entries = []
    for row in journeys.of_case(viewer, case.pk):
        journey = row.journey
        href = reverse("journey", args=[journey.pk])
        other = other_side(journey)
        said = [(journey.sent_at, _("Asked another office: %(office)s") % {"office": other}, "open"),
                (journey.accepted_at, _("Accepted by %(office)s") % {"office": other}, "done"),
                (journey.ended_at, f"{other}: {words.tagged(STATES, journey.state)['text']}", "quiet")]  # fmt: skip
        entries += [
            Entry(at, "line", Line(title, journey.code, kind, href)) for at, title, kind in said if at
        ]
    return entries


def waiting(viewer: Viewer) -> dict[str, Any] | None:
    """Home page: what is this office's turn; away when there is nothing."""
    rows = [*journeys.came_in(viewer), *journeys.sent_out(viewer)]
    mine = [row for row in rows if row.step is not None and row.step.office_id == viewer.office_id]
    return {"rows": list_rows(mine[:5], viewer)} if mine else None


def overseen(viewer: Viewer) -> dict[str, Any] | None:
    """Home page of who watches; away when nothing waits."""
    approvals, escalated = waits_for_oversight(viewer)
    return {"approvals": approvals, "escalated": escalated} if approvals or escalated else None


def register() -> None:
    """Menu, home page, and the part of the case file."""
    menu("journeys", gettext_lazy("Between offices"), may.MOVE_JOURNEYS, order=35)
    menu("oversight", gettext_lazy("Oversight"), may.OVERSEE, order=38)
    menu("tokens", gettext_lazy("Other systems"), may.MANAGE_TOKENS, order=80)
    home_panel("journeys", "protection/home/journeys.html", may.MOVE_JOURNEYS, waiting, order=25)
    home_panel("oversight", "protection/home/oversight.html", may.OVERSEE, overseen, order=28)
    section("journeys", gettext_lazy("Other offices"), "case_journeys", may.READ_CASES, order=60)
    timeline("journeys", timeline_lines)
