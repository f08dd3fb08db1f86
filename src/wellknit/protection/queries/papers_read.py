"""Versions of a paper, and who opened which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.models import Event
from wellknit.platform.identity.models import Office, User
from wellknit.protection.codelists import named
from wellknit.protection.models import Disclosure, Document


@dataclass(frozen=True)
class Version:
    """One version of a paper, who put it in, and whether it is the one on the page."""

    document: Document
    by: str
    current: bool


@dataclass(frozen=True)
class Look:
    """One opening, keeping or letting out of a paper."""

    at: datetime
    who: str
    office: str
    event: str


def newest(found: Iterable[Document]) -> list[Document]:
    """The last version of each paper, without what stands on other papers (signatures)."""
    aside = named("document-kinds").flagged("own_page")
    last: dict[object, Document] = {}
    for document in found:
        if document.kind not in aside and document.number > getattr(last.get(document.series), "number", 0):
            last[document.series] = document
    return sorted(last.values(), key=lambda d: d.added_at, reverse=True)


def versions(viewer: Viewer, found: Document) -> list[Version]:
    """All versions of the same paper, newest first."""
    rows = list(Document.objects.filter(series=found.series, case_id=found.case_id).order_by("-number"))
    names = {
        u.pk: u.name for u in User.objects.filter(pk__in={r.added_by_id for r in rows}).only("id", "name")
    }
    return [Version(r, names.get(r.added_by_id, ""), r.pk == found.pk) for r in rows]


def who_saw(viewer: Viewer, found: Document, limit: int = 100) -> list[Look]:
    """Who kept, opened and let out this version, latest first; three queries."""
    gone = list(Disclosure.objects.filter(document=found).values_list("pk", flat=True))
    events = list(
        Event.objects.filter(case_id=found.case_id, target_id__in=[found.pk, *gone]).order_by("-at")[:limit]
    )
    users = {
        u.pk: u.name for u in User.objects.filter(pk__in={e.actor_id for e in events}).only("id", "name")
    }
    offices = {
        o.pk: o.name for o in Office.objects.filter(pk__in={e.office_id for e in events}).only("id", "name")
    }
    return [
        Look(
            e.at,
            users.get(e.actor_id, "") if e.actor_id else "",
            offices.get(e.office_id, "") if e.office_id else "",
            e.event,
        )
        for e in events
    ]
