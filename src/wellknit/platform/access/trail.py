"""Reading the trace: for auditors, page by page. Reading it is an event too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wellknit.lib import asked
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.models import Event
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office, User

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What the reader looks for: an event code or its beginning, a case, a page number from 1."""

    event: str = ""
    case_id: UUID | None = None
    page: int = 1

    @staticmethod
    def from_query(query: Mapping[str, str]) -> Wanted:
        """From a query string; what cannot be read is left out."""
        try:
            case = UUID(query.get("case", "")) if query.get("case") else None
        except ValueError:
            case = None
        return Wanted(query.get("event", "")[:60], case, asked.number(query.get("page"), range(1, 10_000), 1))


@dataclass(frozen=True)
class Trail:
    """One page of events with the names of who acted and where."""

    rows: list[tuple[Event, str, str]]
    has_next: bool


def trail(viewer: Viewer, wanted: Wanted) -> Trail:
    """Events latest first."""
    viewer.require("audit.read")
    found = Event.objects.order_by("-at")
    if wanted.event:
        found = found.filter(event__startswith=wanted.event)
    if wanted.case_id:
        found = found.filter(case_id=wanted.case_id)
    start = (wanted.page - 1) * PAGE
    events = list(found[start : start + PAGE + 1])
    users = {
        u.pk: u.name for u in User.objects.filter(pk__in={e.actor_id for e in events}).only("id", "name")
    }
    offices = {o.pk: o.name for o in Office.objects.filter(pk__in={e.office_id for e in events})}
    record("audit.read", note={"event": wanted.event, "page": wanted.page})
    rows = [(e, _name(users, e.actor_id), _name(offices, e.office_id)) for e in events[:PAGE]]
    return Trail(rows, len(events) > PAGE)


def _name(names: Mapping[UUID, str], who: UUID | None) -> str:
    return names.get(who, "") if who is not None else ""
