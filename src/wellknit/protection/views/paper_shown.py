"""A paper's versions and readers as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from wellknit.protection.queries.papers_read import Look, Version
from wellknit.protection.views import words


def version_rows(found: Iterable[Version]) -> list[dict[str, Any]]:
    """Newest first, each with what changed."""
    return [
        {"href": reverse("paper", args=[v.document.pk]), "number": v.document.number, "at": v.document.added_at,
         "by": v.by, "why": v.document.why or "", "current": v.current}
        for v in found
    ]  # fmt: skip


def look_rows(found: Iterable[Look]) -> list[dict[str, Any]]:
    """Who did what with it, latest first."""
    return [
        {"at": x.at, "who": x.who, "office": x.office, "what": words.said(words.EVENT, x.event)}
        for x in found
    ]
