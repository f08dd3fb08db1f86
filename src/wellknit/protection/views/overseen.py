"""The supervisor's page in words: cards, tables, lists. Case codes stand in it and no name of anybody assisted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.protection.queries.oversight import Oversight
from wellknit.protection.views import words
from wellknit.protection.views.between import ACTS
from wellknit.protection.views.shown import days_to

KINDS = {"soon": ("soon", "waiting"), "late": ("late", "late"), "escalated": ("escalated", "danger")}


def context_of(found: Oversight) -> dict[str, Any]:
    """Everything the template shows."""
    return {
        "cards": cards(found),
        "loads": found.loads,
        "rules": [{"rule": words.said(words.CLOCKS, r.rule), "row": r} for r in found.rules],
        "late": [late_row(clock, found) for clock in found.late],
        "approvals": [approval_row(a, found) for a in found.approvals],
        "reminders": [reminder_row(r, found) for r in found.reminders],
        "calendar": found.calendar,
    }


def cards(found: Oversight) -> list[dict[str, Any]]:
    """The numbers one looks at first."""
    late = sum(load.late for load in found.loads)
    nobody = sum(load.cases for load in found.loads if load.worker_id is None)
    return [
        {"value": sum(load.cases for load in found.loads), "label": _("Open cases"), "href": reverse("worklist")},
        {"value": late, "label": _("Cases with something late"), "kind": "late" if late else "done",
         "href": f"{reverse('worklist')}?due=late"},
        {"value": nobody, "label": _("Cases nobody carries"), "kind": "due" if nobody else "done"},
        {"value": len(found.approvals), "label": _("Wait for a second pair of eyes"),
         "kind": "waiting" if found.approvals else "done"},
    ]  # fmt: skip


def late_row(clock: Any, found: Oversight) -> dict[str, Any]:
    """One late clock: which, of what, since when."""
    if clock.journey_id:
        href = reverse("journey", args=[clock.journey_id])
    elif clock.referral_id:
        href = reverse("referral", args=[clock.referral_id])
    else:
        href = reverse("case", args=[clock.case_id]) if clock.case_id in found.codes else ""
    return {"what": words.said(words.CLOCKS, clock.rule), "code": found.codes.get(clock.case_id, ""), "href": href,
            "due": clock.due_at, "days": days_to(clock.due_at)}  # fmt: skip


def approval_row(asked: Any, found: Oversight) -> dict[str, Any]:
    """One act that waits."""
    return {"what": words.said(ACTS, asked.act), "code": found.codes.get(asked.case_id, ""), "at": asked.asked_at,
            "who": found.names.get(asked.asked_by_id, ""), "href": reverse("approval", args=[asked.pk])}  # fmt: skip


def reminder_row(told: Any, found: Oversight) -> dict[str, Any]:
    """One reminder, and whether it was passed on to who watches."""
    said = {"soon": _("Nearly over"), "late": _("Late"), "escalated": _("Passed on to you")}
    return {"id": told.pk, "text": said[told.kind], "kind": KINDS[told.kind][1], "at": told.at, "due": told.due_at,
            "code": found.codes.get(told.case_id, ""), "days": days_to(told.due_at)}  # fmt: skip
