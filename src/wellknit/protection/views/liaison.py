"""Border liaison offices and crossings, as the agreements of each pair name them, and the meetings held there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.platform.access.pages import page
from wellknit.protection.permissions import READ_MEETINGS
from wellknit.protection.queries import border_places
from wellknit.protection.queries import meetings as reading
from wellknit.protection.views.meeting_papers import country
from wellknit.protection.views.shown_meetings import meeting_rows, tabs
from wellknit.protection.views.words import said


@page(READ_MEETINGS)
def liaison(request: HttpRequest) -> HttpResponse:
    """Offices at the border by partner country, with their rhythm as each side says, and their meetings."""
    viewer = request.viewer  # type: ignore[attr-defined]
    live, over = reading.meetings(viewer)
    there = [m for m in (*live, *over) if m.kind == "liaison"]
    return render(request, "protection/meetings/liaison.html", {
        "pairs": [_border(b) for b in border_places.borders(viewer.jurisdiction)], "meetings": meeting_rows(there),
        "tabs": tabs(viewer, "liaison_offices"),
    })  # fmt: skip


STATES = {"working": gettext_lazy("working"), "planned": gettext_lazy("planned")}


def _border(found: border_places.Border) -> dict[str, Any]:
    return {
        "country": country(found.partner), "sources": found.sources,
        "places": [{"name": p.name, "state": said(STATES, p.state) if p.state in STATES else "", "note": p.note}
                   for p in found.places],
        "rhythms": [_rhythm(r) for r in found.rhythms],
        "contacts": [{"office": c.office, "how": c.how, "by": c.confirmed_by, "on": c.confirmed_on} for c in found.contacts],
    }  # fmt: skip


def _rhythm(line: Any) -> str:
    says = country(line.says) if line.says else _("the document")
    held = _("%(n)s held") % {"n": line.held} if line.held else ""
    every = _("every %(n)s months") % {"n": line.every_months} if line.every_months else ""
    return " · ".join(x for x in (_(line.meeting), every, held, _("says: %(who)s") % {"who": says}) if x)
