"""Figures on delays of a pair of countries: given out when both governments released them, and not before.

Here two people release: one proposes, another releases, and the figures are frozen in that moment. The partner
says so by message or letter.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox, peers
from wellknit.protection import policies_meeting as policies
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.models import DelayRelease
from wellknit.protection.partner_matters import Delay, delays
from wellknit.protection.permissions import READ_DELAYS, RELEASE_DELAYS, check_may
from wellknit.protection.states_meeting import DELAY_RELEASE


def _row(corridor: str, year: int, quarter: int, by: Viewer) -> DelayRelease:
    found, _made = DelayRelease.objects.get_or_create(
        country=by.jurisdiction, corridor=corridor, year=year, quarter=quarter,
        defaults={"state": DELAY_RELEASE.begin("note").to_state},
    )  # fmt: skip
    return locked(found)


def _turn(row: DelayRelease, verb: str) -> None:
    move = turned(DELAY_RELEASE, row.state, verb)
    row.state = move.to_state
    row.version += 1
    row.save()
    record(move.event, target=row, note={"corridor": row.corridor, "year": row.year, "quarter": row.quarter})


@transaction.atomic
def propose(*, corridor: str, year: int, quarter: int, by: Viewer) -> DelayRelease:
    """Propose that the figures of a corridor and quarter are given out. Raises `NotNow` while the quarter runs."""
    check_may(by, RELEASE_DELAYS)
    policies.check_over(year, quarter, timezone.localdate())
    if not _figures(corridor, year, quarter):
        raise NotNow(_("Nothing was taken in this quarter on this corridor."))
    row = _row(corridor, year, quarter, by)
    row.proposed_at, row.proposed_by_id = timezone.now(), by.person_id
    _turn(row, "propose")
    return row


@transaction.atomic
def release(row: DelayRelease, *, by: Viewer) -> DelayRelease:
    """The second person releases: the figures are frozen as they stand. Raises `NotNow` for who proposed it."""
    check_may(by, RELEASE_DELAYS)
    fresh = locked(row)
    policies.check_second(fresh.proposed_by_id, by.person_id)
    fresh.figures = _figures(fresh.corridor, fresh.year, fresh.quarter)
    fresh.released_at, fresh.released_by_id = timezone.now(), by.person_id
    _turn(fresh, "release")
    _tell_partner(fresh, by)
    return fresh


def _tell_partner(row: DelayRelease, by: Viewer) -> None:
    """The other government hears that this one has released; a partner without a node reads it in a letter."""
    other = next((c for c in row.corridor.split("-") if c != by.jurisdiction), "")
    peer = peers.for_country(other)
    if peer is not None:
        body = {"corridor": row.corridor, "year": row.year, "quarter": row.quarter,
                "at": timezone.now().isoformat(timespec="microseconds")}  # fmt: skip
        outbox.queue("delays.released", to=peer.code, body=body, by=by)


@transaction.atomic
def refuse(row: DelayRelease, *, by: Viewer) -> DelayRelease:
    """The second person does not agree: it stays with the two governments."""
    check_may(by, RELEASE_DELAYS)
    fresh = locked(row)
    fresh.proposed_at = fresh.proposed_by_id = None
    _turn(fresh, "refuse")
    return fresh


@transaction.atomic
def partner_released(*, corridor: str, year: int, quarter: int, by: Viewer, at: datetime | None = None,
                     words: str = "") -> DelayRelease:  # fmt: skip
    """The partner has released its side, by message (`at`: when) or by a letter (`words`: which). Said once."""
    check_may(by, READ_DELAYS)
    policies.check_over(year, quarter, timezone.localdate())
    row = _row(corridor, year, quarter, by)
    if row.partner_released_at is None:
        row.partner_released_at, row.partner_words = at or timezone.now(), words or None
        row.version += 1
        row.save()
        record(
            "delays.partner_released",
            target=row,
            note={"corridor": corridor, "year": year, "quarter": quarter},
        )
    return row


def _figures(corridor: str, year: int, quarter: int) -> list[dict[str, Any]]:
    since = date(year, 3 * quarter - 2, 1)
    return [_figure(d) for d in delays(since) if (d.corridor, d.year, d.quarter) == (corridor, year, quarter)]


def _figure(found: Delay) -> dict[str, Any]:
    return {
        "step": found.step, "ours": found.ours, "n": found.n, "late": found.late, "median": float(found.median),
        "p90": float(found.p90), "path": found.path, "path_version": found.path_version,
    }  # fmt: skip
