"""The worklist: one row per case and office, what is due first on top."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.models import WorklistRow
from wellknit.protection.permissions import READ_CASES, check_may

PAGE = 50
# Counting stops here: "1,000 or more" tells a worker all she needs, and costs the same at a million.
COUNT_CAP = 1000


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means all. `due`: late, week, none."""

    state: str = "open"
    nationality: str = ""
    identification: str = ""
    due: str = ""
    worker_id: Any = None
    order: str = "due"


@dataclass(frozen=True)
class WorkPage:
    """One page of the list, with a count that is capped."""

    rows: list[WorklistRow] = field(default_factory=list)
    count: int = 0
    capped: bool = False
    page: int = 1

    @property
    def has_next(self) -> bool:
        """Whether there is more after this page."""
        return self.page * PAGE < self.count or (self.capped and len(self.rows) == PAGE)


def worklist(viewer: Viewer, filters: Filters, page: int = 1) -> WorkPage:
    """Fifty rows of the viewer's office and how many there are, in two queries whatever the size."""
    check_may(viewer, READ_CASES)
    found = _narrow(WorklistRow.objects.filter(office_id=viewer.office_id), filters)
    order: tuple[Any, ...] = (F("next_due").asc(nulls_last=True), "id")
    if filters.order == "opened":
        order = ("-opened_on", "id")
    start = (max(1, min(page, 200)) - 1) * PAGE
    rows = list(found.order_by(*order)[start : start + PAGE])
    count = _capped_count(found)
    return WorkPage(rows, min(count, COUNT_CAP), count > COUNT_CAP, max(1, page))


def _narrow(found: QuerySet[WorklistRow], filters: Filters) -> QuerySet[WorklistRow]:
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.nationality:
        found = found.filter(nationality=filters.nationality)
    if filters.identification:
        found = found.filter(
            identification="" if filters.identification == "none" else filters.identification
        )
    if filters.worker_id:
        found = found.filter(worker_id=filters.worker_id)
    return _due(found, filters.due, timezone.now())


def _due(found: QuerySet[WorklistRow], due: str, now: datetime) -> QuerySet[WorklistRow]:
    if due == "late":
        return found.filter(next_due__lt=now)
    if due == "week":
        return found.filter(next_due__gte=now, next_due__lt=now + timedelta(days=7))
    return found


def _capped_count(found: QuerySet[WorklistRow]) -> int:
    sql, params = found.order_by().values("id")[: COUNT_CAP + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) capped", params)
        return int(cursor.fetchone()[0])


def due_soon(viewer: Viewer, limit: int = 8) -> list[WorklistRow]:
    """What is late or due next in the viewer's office, for the home page."""
    found = WorklistRow.objects.filter(office_id=viewer.office_id, state="open", next_due__isnull=False)
    return list(found.order_by("next_due", "id")[:limit])
