"""How a journey between countries is shown: both sides side by side, whose turn, until when, what was told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.lib.pathkinds import FIELD_GROUPS, PathStep, StepPath
from wellknit.platform.access.register import home_panel, menu
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import peers
from wellknit.protection import permissions as may
from wellknit.protection.actions.notice import BY_HAND, never_came
from wellknit.protection.actions.walking import file_of, sender_here
from wellknit.protection.codelists import label
from wellknit.protection.corridors import countries_of, path_of
from wellknit.protection.journeydigest import digest
from wellknit.protection.models import BorderNotice, Journey, Step
from wellknit.protection.queries import border
from wellknit.protection.sections import section
from wellknit.protection.tellable import told
from wellknit.protection.views import words
from wellknit.protection.views.between import FIELDS, STATES, told_rows
from wellknit.protection.views.shown import days_to, left

BORDER_FIELDS: dict[str, Any] = {
    "birth_place": gettext_lazy("Place of birth"), "documents_held": gettext_lazy("Papers the person has"),
    "home_place": gettext_lazy("Village, district, province"), "family_names": gettext_lazy("Names in the family"),
    "tracing_place": gettext_lazy("Where to look, and where not"), "travel_needs": gettext_lazy("Needs on the way"),
    "handover_place": gettext_lazy("Place of the handover"), "handover_day": gettext_lazy("Day of the handover"),
    "clue_place": gettext_lazy("What is known of the place"), "clue_message": gettext_lazy("What the person said"),
    "photo": gettext_lazy("Photograph"),
}  # fmt: skip
FIELDS.update(BORDER_FIELDS)
STEP_STATES: dict[str, tuple[Any, str]] = {
    "open": (gettext_lazy("Waiting"), "open"), "taken": (gettext_lazy("Done"), "done"),
    "cancelled": (gettext_lazy("Not needed"), "quiet"), "held": (gettext_lazy("Later"), "quiet"),
}  # fmt: skip
NOTICE_STATES: dict[str, tuple[Any, str]] = {
    "open": (gettext_lazy("Not answered yet"), "late"), "honoured": (gettext_lazy("Honoured"), "done"),
    "not_honoured": (gettext_lazy("Not honoured"), "danger"),
}  # fmt: skip
SENT_STATES: dict[str, tuple[Any, str]] = {
    "waiting": (gettext_lazy("Waiting to go"), "open"), "sent": (gettext_lazy("On its way"), "open"),
    "received": (gettext_lazy("Received there"), "done"), "refused": (gettext_lazy("Refused there"), "danger"),
    "stopped": (gettext_lazy("Stopped here"), "quiet"),
}  # fmt: skip


def country(code: str) -> str:
    """A country by name."""
    return label("countries", code)


def role_name(code: str) -> str:
    """A role as a reader knows it."""
    return _(str(roles().get(code, {}).get("name", code)))


def partner_name(journey: Journey) -> str:
    """The other country, with the office that answers there where it is known."""
    name = country(journey.partner.partition(":")[2])
    return f"{name} · {journey.partner_office}" if journey.partner_office else name


def list_rows(rows: Iterable[border.Row], viewer: Viewer) -> list[dict[str, Any]]:
    """Lines of the list. Codes only: nobody is named."""
    return [_list_row(row, viewer) for row in rows]


def _list_row(row: border.Row, viewer: Viewer) -> dict[str, Any]:
    journey = row.journey
    path = path_of(journey)
    mine = row.step is not None and row.step.office_id == viewer.office_id
    turn = (
        _("Your office's turn") if mine else _("Turn of %(country)s") % {"country": country(_other(journey))}
    )
    return {
        "href": reverse("border_journey", args=[journey.pk]), "code": journey.code, "urgent": journey.urgent,
        "about": _(path.name), "office": partner_name(journey), "at": journey.sent_at,
        "step": _(path.step(row.step.code).sentence) if row.step else _("Ended"),
        "note": turn if row.step else "", "due": row.due, "days": days_to(row.due),
        "left": left(row.due) if row.due else "", "state": words.tagged(STATES, journey.state),
        "notices": row.notices, "mine": mine, "paused": None,
    }  # fmt: skip


def _other(journey: Journey) -> str:
    return journey.partner.partition(":")[2]


def context(viewer: Viewer, journey_id: UUID) -> dict[str, Any]:
    """One journey as its side sees it, with what can be done now."""
    whole = border.whole(viewer, journey_id)
    journey, path = whole.journey, path_of(whole.journey)
    here = sender_here(journey)
    moves = _moves(whole.open, path, journey, viewer)
    return {
        "journey": journey, "path": path, "state": words.tagged(STATES, journey.state), "sent": here,
        "ways": countries_of(journey.corridor), "partner": partner_name(journey),
        "other": country(_other(journey)), "open": whole.open, "clock": _clock(whole),
        "open_sentence": _(path.step(whole.open.code).sentence) if whole.open else "",
        "open_owner": role_name(whole.open.owner) if whole.open else "", "moves": moves,
        "mine": whole.open is not None and whole.open.office_id == viewer.office_id,
        "untold": untold(whole.open, journey) if whole.open and here else [],
        "steps": [_line(s, path, whole) for s in reversed(whole.steps)],
        "told": _told(whole.steps),
        "notices": [_notice(n, viewer) for n in whole.notices], "papers": whole.papers,
        "sent_messages": _messages(whole.sent), "ending": label("return-endings", journey.ending),
        "digest": digest(journey), "can": _can(journey, viewer), "statuses": _statuses(whole),
    }  # fmt: skip


def _can(journey: Journey, viewer: Viewer) -> dict[str, bool]:
    running, here = journey.state == "running", sender_here(journey)
    moves = viewer.may(may.MOVE_JOURNEYS)
    return {
        "withdraw": here and running and viewer.may(may.SEND_JOURNEYS),
        "tell_more": moves and bool(BY_HAND),
        "paper": moves and journey.state != "withdrawn",
        "list": running and viewer.may(may.READ_MEETINGS),
        "hand_on": not here and moves,
        "open_case": not here and journey.case_id is None and journey.accepted_at is not None
        and viewer.may(may.OPEN_CASES),
        "read_case": journey.case_id is not None and viewer.may(may.READ_CASES),
        "connect": here and running and not journey.node and viewer.may(may.SEND_JOURNEYS)
        and peers.for_country(_other(journey)) is not None,
    }  # fmt: skip


def _statuses(whole: border.Whole) -> list[dict[str, str]]:
    """Identification in each country, side by side: one may recognise what the other does not, and says so."""
    journey = whole.journey
    here, there = countries_of(journey.corridor)
    told_there = next((known["identification"] for s in reversed(whole.steps)
                       if "identification" in (known := s.disclosed or {})), "")  # fmt: skip
    file = file_of(journey)
    own = told(file, ["identification"]).get("identification", "") if file else ""
    said = {here: own if sender_here(journey) else told_there, there: "" if sender_here(journey) else own}
    return [
        {
            "key": country(code),
            "value": words.tagged(words.IDENTIFICATION, state)["text"] if state else _("Not told"),
        }
        for code, state in said.items()
    ]


def _clock(whole: border.Whole) -> dict[str, Any] | None:
    clock = whole.clock
    if clock is None:
        return None
    return {
        "due": clock.due_at,
        "days": days_to(clock.due_at),
        "left": left(clock.due_at),
        "paused": clock.paused_at,
    }


def _moves(step: Step | None, path: StepPath, journey: Journey, viewer: Viewer) -> list[dict[str, str]]:
    if step is None or not viewer.may(may.MOVE_JOURNEYS):
        return []
    if step.office_id != viewer.office_id and (step.office_id is not None or journey.node):
        return []
    if step.office_id is not None and step.owner not in viewer.roles and not viewer.may(may.OVERSEE):
        return []  # a colleague's step: it says whose, and offers nothing that would be refused
    return [
        {"text": _(m.sentence), "href": reverse("border_move", args=[step.pk, m.verb])}
        for m in path.step(step.code).choices
    ]


def untold(step: Step, journey: Journey) -> list[tuple[str, Any, str]]:
    """Fields the open step allows and that have not been told: name, label, what the file knows."""
    file = file_of(journey)
    known = told(file, step.fields) if file else {}
    done = step.disclosed or {}
    return [
        (n, FIELDS.get(n, n), _plain(known.get(n, "")))
        for n in step.fields
        if n in FIELD_GROUPS and n not in done
    ]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list) else ""


def _line(step: Step, path: StepPath, whole: border.Whole) -> dict[str, Any]:
    here = path.step(step.code)
    journey = whole.journey
    on_sender = step.side == "sender"
    side = countries_of(journey.corridor)[0 if on_sender else 1]
    who = whole.names.get(step.taken_by_id, "") if step.taken_by_id else ""
    return {
        "code": step.code, "sentence": _(here.sentence), "side": country(side), "sender": on_sender,
        "state": words.tagged(STEP_STATES, step.state), "when": step.taken_at or step.opened_at,
        "by": _by(step, who), "channel": label("channels", step.channel),
        "text": _said(step, here), "late": _late(step), "details": _details(step), "owner": role_name(step.owner),
    }  # fmt: skip


def _late(step: Step) -> str:
    """Why it came late, where it did."""
    late = getattr(step, "lateness", None)
    return " · ".join(x for x in (label("late-reasons", late.reason), late.words or "") if x) if late else ""


def _by(step: Step, who: str) -> str:
    """Who took it; for a partner on paper who said so, and who here wrote it down."""
    if not step.said_by:
        return who
    return _("%(who)s, written down by %(by)s") % {"who": step.said_by, "by": who}


def _said(step: Step, here: PathStep) -> str:
    move = here.move(step.verb) if step.verb else None
    reason = label(move.reasons, step.reason) if move and move.reasons and step.reason else ""
    return " · ".join(x for x in (_(move.sentence) if move else "", reason, step.words or "") if x)


def _details(step: Step) -> list[dict[str, str]]:
    return [{"key": label("step-details", n), "value": str(v)} for n, v in (step.details or {}).items()]


def _notice(notice: BorderNotice, viewer: Viewer) -> dict[str, Any]:
    kind = label("notice-kinds", notice.kind)
    can = (
        notice.state == "open"
        and viewer.may(may.MOVE_JOURNEYS)
        and (not notice.outgoing or not notice.journey.node or never_came(notice))
    )
    return {
        "kind": kind, "outgoing": notice.outgoing, "at": notice.at, "words": notice.words or "",
        "state": words.tagged(NOTICE_STATES, notice.state), "answer": label("notice-answers", notice.honoured),
        "answer_words": notice.honoured_words or "",
        "href": reverse("border_answer", args=[notice.pk]) if can else "",
    }  # fmt: skip


def _told(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """What was told, each once and as it was told last: a name goes again with the step of the travel document."""
    rows = {row["key"]: row for step in steps for row in told_rows(step)}
    return list(rows.values())


def _messages(sent: Iterable[Any]) -> list[dict[str, Any]]:
    """Messages that need a look, one by one; of those received there only how many, and the last."""
    lines = [{"at": m.queued_at, "state": words.tagged(SENT_STATES, m.state), "count": 0, "reason": m.reason}
             for m in sent if m.state != "received"]  # fmt: skip
    received = [m for m in sent if m.state == "received"]
    if received:
        state = words.tagged(SENT_STATES, "received")
        last = max(m.received_at or m.queued_at for m in received)
        lines.append({"at": last, "state": state, "count": len(received), "reason": ""})
    return lines


def waiting(viewer: Viewer) -> dict[str, Any] | None:
    """Home page: what is this office's turn between countries; away when there is nothing."""
    found = border.waiting_here(viewer)
    return {"rows": list_rows(found[:5], viewer)} if found else None


def register() -> None:
    """Menu, home page, and the part of the case file."""
    menu("border", gettext_lazy("Between countries"), may.MOVE_JOURNEYS, order=36)
    home_panel("border", "protection/home/border.html", may.MOVE_JOURNEYS, waiting, order=24)
    section("border", gettext_lazy("Other countries"), "case_border", may.READ_CASES, order=62)
