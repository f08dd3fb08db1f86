"""Blocks of the home page: risks to look at again, and what waits for those who watch from outside."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.queries import care, notices, quality
from wellknit.protection.views import words_care as words
from wellknit.protection.views.shown import notice_rows
from wellknit.protection.views.shown_quality import complaint_rows, incident_rows
from wellknit.protection.views.words import tagged

SHOWN = 5


def risk(viewer: Viewer) -> dict[str, Any] | None:
    """Risks to look at again, soonest first; away when there is none."""
    today = timezone.localdate()
    rows = [
        {"case_id": made.case_id, "code": made.case.code, "tag": tagged(words.RISK, made.level),
         "review_on": made.review_on, "days": (made.review_on - today).days}
        for made in care.risk_due(viewer, SHOWN) if made.review_on
    ]  # fmt: skip
    return {"rows": rows} if rows else None


def watch(viewer: Viewer) -> dict[str, Any]:
    """Incidents and complaints that went outside and are not dealt with; custody nobody else watches over."""
    incidents = [i for i in quality.incidents(viewer) if i.state == "open"][:SHOWN]
    complaints = [c for c in quality.complaints(viewer) if c.state == "received"][:SHOWN]
    held = [notice for notice in notices.unseen(viewer) if notice.kind == "custodial"]
    return {"incidents": incident_rows(incidents), "complaints": complaint_rows(complaints),
            "rows": notice_rows(viewer, held)}  # fmt: skip
