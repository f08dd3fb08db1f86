"""Blocks of the home page that belong to no wing."""

from __future__ import annotations

from typing import Any

from wellknit.platform.access import people
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import owncard, trust


def new_people(viewer: Viewer) -> dict[str, Any] | None:
    """Who was given a role by a colleague lately; away when there is nobody."""
    rows = [
        {"at": m.since, "name": m.user.name, "role": roles().get(m.role, {"name": m.role})["name"],
         "office": m.office.name, "by": m.granted_by.name if m.granted_by else "", "ended": m.until is not None}
        for m in people.given_lately(viewer)
    ]  # fmt: skip
    return {"rows": rows} if rows else None


def nodes_waiting(viewer: Viewer) -> dict[str, Any] | None:
    """For officials of the exchange: cards to compare, and own keys whose time has come."""
    waiting = trust.waiting(viewer)
    due = owncard.overdue()
    return {"waiting": waiting, "due": due} if waiting or due else None
