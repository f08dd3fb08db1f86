"""Blocks of the home page: what presses, and where it leads. Each gives its context, or None to stay away."""

from __future__ import annotations

from typing import Any

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.permissions import ASK_ELSEWHERE, SEARCH
from wellknit.protection.queries import notices as noticed
from wellknit.protection.queries import referrals, unsent, worklist
from wellknit.protection.views.rows import came_in_rows, screening_rows, unsent_rows, work_rows
from wellknit.protection.views.shown import late, notice_rows

SHOWN = 5


def notices(viewer: Viewer) -> dict[str, Any] | None:
    """What the office has to take note of; away when there is nothing."""
    found = noticed.unseen(viewer, limit=SHOWN)
    return {"rows": notice_rows(viewer, found)} if found else None


def came_in(viewer: Viewer) -> dict[str, Any]:
    """Referrals that wait for an answer."""
    found = list(referrals.came_in(viewer)[:SHOWN])
    return {"rows": came_in_rows(found, referrals.clocks_of(found))}


def due(viewer: Viewer) -> dict[str, Any]:
    """What is late or due next."""
    rows = work_rows(worklist.due_soon(viewer))
    return {"rows": rows, "late": sum(1 for row in rows if late(row["due"]))}


def to_review(viewer: Viewer) -> dict[str, Any] | None:
    """Emergency openings that wait; away when there are none."""
    waiting = len(noticed.to_review(viewer))
    return {"waiting": waiting} if waiting else None


def screenings(viewer: Viewer) -> dict[str, Any]:
    """One's own screenings: unfinished first."""
    return {
        "unsent": unsent_rows(unsent.mine(viewer, limit=SHOWN)),
        "asks": viewer.may(ASK_ELSEWHERE) and not viewer.may(SEARCH),
        "mine": screening_rows(referrals.own_screenings(viewer, limit=SHOWN)),
    }
