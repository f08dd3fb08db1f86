"""What the pages of places show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from wellknit.lib.carekinds import Standards
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.codelists import label
from wellknit.protection.models import Improvement, Inspection, Unit
from wellknit.protection.queries.places import PlaceRow, UnitRow, kept
from wellknit.protection.views import words_care as words
from wellknit.protection.views.words import said

TABS = (
    ("places", _lazy("Places of stay"), ""),
    ("peer_groups", _lazy("Peer groups"), may.GIVE_SERVICES),
    ("complaints", _lazy("Complaints"), ""),
    ("incidents", _lazy("Incidents"), ""),
    ("file_audits", _lazy("File audits"), may.AUDIT_FILES),
    ("week", _lazy("Numbers of the week"), may.READ_NUMBERS),
)


def house_tabs(viewer: Viewer, current: str) -> list[dict[str, Any]]:
    """The pages about a house and the quality of its work, each a tab of the others."""
    return [
        {"label": label_, "href": reverse(name), "current": name == current}
        for name, label_, permission in TABS
        if not permission or viewer.may(permission)
    ]


def for_whom(unit: Unit) -> str:
    """Who lives in a house, in words."""
    if unit.kin:
        return _("One family at a time")
    who = [label("sex", code) for code in unit.sexes] + [label("age-bands", code) for code in unit.ages]
    family = [_("with their family")] if unit.with_family else []
    return " · ".join(who + family)


def unit_rows(rows: list[UnitRow], kept: Mapping[UUID, int] | None = None) -> list[dict[str, Any]]:
    """Houses of a place. `kept`: how many beds of each are kept for somebody on the way."""
    return [
        {
            "id": r.unit.pk,
            "name": r.unit.name,
            "beds": r.unit.beds,
            "taken": r.taken,
            "free": r.free,
            "whom": for_whom(r.unit),
            "kept": (kept or {}).get(r.unit.pk, 0),
        }
        for r in rows
    ]


def place_rows(rows: list[PlaceRow]) -> list[dict[str, Any]]:
    """Places in the list: free beds first, and the warnings beside."""
    return [
        {
            "name": r.place.office.name, "province": r.place.office.province, "href": reverse("place", args=[r.place.pk]),
            "free": r.free, "beds": r.beds, "accepting": r.place.accepting, "units": unit_rows(r.units),
            "languages": ", ".join(label("languages", code) for code in r.place.languages),
            "overdue": [said(words.OVERDUE, kind) for kind in r.overdue], "step_free": r.place.step_free,
        }
        for r in rows
    ]  # fmt: skip


def place_context(
    viewer: Viewer, row: PlaceRow, looks: list[Inspection], wanted: list[Improvement]
) -> dict[str, Any]:
    """One place with what may be done with it."""
    own = row.place.office_id == viewer.office_id
    return {
        "place": row.place, "row": place_rows([row])[0], "units": unit_rows(row.units, kept(viewer, row.place)),
        "beds": row.beds, "taken": row.taken,
        "free": row.free, "last_self": row.last_self, "last_visit": row.last_visit,
        "manages": own and viewer.may(may.MANAGE_PLACES), "visits": not own and viewer.may(may.INSPECT_PLACES),
        "looks": [
            {"what": said(words.LOOK, i.kind), "on": i.on, "href": reverse("inspection", args=[i.pk]), "met": i.met,
             "partly": i.partly, "not_met": i.not_met, "not_seen": i.not_seen}
            for i in looks
        ],
        "wanted": [{"id": i.pk, "what": i.what, "due_on": i.due_on} for i in wanted],
    }  # fmt: skip


def inspection_context(found: Inspection, lines: Standards) -> dict[str, Any]:
    """One look, line by line, the worst first within its heading."""
    named = {answer.code: _(answer.text) for answer in lines.answers}
    kinds = {"met": "done", "partly": "waiting", "not_met": "danger", "not_seen": "quiet"}
    groups = [
        {
            "title": _(group.title),
            "lines": [
                {"text": _(item.text), "answer": named.get(found.answers.get(item.code, "not_seen"), ""),
                 "kind": kinds.get(found.answers.get(item.code, "not_seen"), "quiet")}
                for item in group.items
            ],
        }
        for group in lines.groups
    ]  # fmt: skip
    return {
        "inspection": found,
        "what": said(words.LOOK, found.kind),
        "groups": groups,
        "draft": lines.status == "draft",
    }
