"""Periods one can report on."""

from __future__ import annotations

from django.http import Http404

from wellknit.plan.models import Period
from wellknit.platform.access.viewer import Viewer


def keys(viewer: Viewer) -> list[str]:
    """Keys of all periods, newest first."""
    return list(Period.objects.order_by("-starts", "key").values_list("key", flat=True))


def period(viewer: Viewer, key: str) -> Period:
    """A period by its key."""
    found = Period.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found
