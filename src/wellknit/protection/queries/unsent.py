"""Screenings somebody has begun and not finished: hers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from wellknit.platform.access.drafts import draft_for
from wellknit.platform.access.models import Draft
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.permissions import SCREEN, check_may
from wellknit.protection.unsent import ROOT, place


@dataclass(frozen=True)
class Unsent:
    """An unfinished screening as its list shows it: which, since when, in which language."""

    id: UUID
    saved_at: datetime
    language: str
    indicator_set: str


def content(viewer: Viewer, talk_id: UUID) -> dict[str, Any]:
    """What was written so far; 404 when there is no such talk (or it is somebody else's, or it is over)."""
    check_may(viewer, SCREEN)
    found = draft_for(viewer, place(talk_id))
    if found is None:
        raise Http404
    return found


def mine(viewer: Viewer, limit: int = 10) -> list[Unsent]:
    """The viewer's unfinished screenings, latest first."""
    found = []
    for draft in Draft.objects.filter(user_id=viewer.person_id, path__startswith=ROOT).order_by("-saved_at"):
        talk = draft.path.removeprefix(ROOT).removesuffix("/")
        if "/" in talk:
            continue
        kept: Any = draft.content
        first = {name: values[0] for name, values in kept.items() if values}
        found.append(
            Unsent(UUID(talk), draft.saved_at, first.get("language", ""), first.get("indicator_set", ""))
        )
    return found[:limit]
