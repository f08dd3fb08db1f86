"""Trying again what the other side refused: a copy under a new number, because the old one was dealt with there."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from wellknit.platform.exchange.models.outbox import Going, Outgoing
from wellknit.platform.exchange.reading import read_text


def copy_refused(peer: str) -> int:
    """Queue anew what somebody asked to try again; how many. The refused one ends, and says why."""
    asked = Outgoing.objects.filter(peer=peer, state=Going.REFUSED, code="again", jws__isnull=False)
    if not asked.exists():
        return 0
    with transaction.atomic():
        rows = list(asked.select_for_update().order_by("queued_at"))
        for row in rows:
            _copy(row)
    return len(rows)


def _copy(row: Outgoing) -> None:
    now = timezone.now()
    said = read_text(str(row.jws).encode(), row.digest)
    Outgoing.objects.create(
        id=uuid4(), peer=row.peer, kind=row.kind, personal=row.personal, priority=row.priority, journey=row.journey,
        basis=row.basis, body=said.body, queued_at=now, next_at=now,
    )  # fmt: skip
    row.state, row.code, row.reason = Going.STOPPED, "", "sent_anew"
    row.save(update_fields=["state", "code", "reason"])
