"""One row or "not found": outside one's reach nothing says that it exists."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.http import Http404

M = TypeVar("M", bound=models.Model)


def one(found: models.QuerySet[M]) -> M:
    """The row, or 404."""
    thing = found.first()
    if thing is None:
        raise Http404
    return thing
