"""How long steps between two countries take, and what of it has been released."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import DelayRelease
from wellknit.protection.partner_matters import Delay, delays
from wellknit.protection.permissions import READ_DELAYS, check_may
from wellknit.protection.queries.finding import one

YEARS = 3


def since() -> date:
    """The first day of the quarters that are shown."""
    return date(timezone.localdate().year - YEARS + 1, 1, 1)


def by_corridor(viewer: Viewer) -> dict[str, list[Delay]]:
    """Figures of the last three years by corridor. For the two governments: that somebody looked is recorded."""
    check_may(viewer, READ_DELAYS)
    found: dict[str, list[Delay]] = {}
    for row in delays(since()):
        found.setdefault(row.corridor, []).append(row)
    record("delays.read", note={"corridors": len(found)})
    return found


def releases(viewer: Viewer, corridor: str = "") -> list[DelayRelease]:
    """What was proposed, released here or there, the latest quarter first."""
    rows = DelayRelease.objects.filter(country=viewer.jurisdiction)
    rows = rows.filter(corridor=corridor) if corridor else rows
    return list(rows.order_by("corridor", "-year", "-quarter"))


def release(viewer: Viewer, release_id: UUID) -> DelayRelease:
    """One of them; 404 outside."""
    check_may(viewer, READ_DELAYS)
    return one(DelayRelease.objects.filter(pk=release_id))
