"""Frozen editions within reach."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from wellknit.plan.models import Edition
from wellknit.platform.access.viewer import Viewer


def editions(viewer: Viewer) -> list[Edition]:
    """All editions, newest first, without their trees."""
    return list(Edition.objects.defer("tree").select_related("corrects").order_by("-frozen_at"))


def edition(viewer: Viewer, edition_id: UUID) -> Edition:
    """One edition with its tree."""
    found = Edition.objects.filter(pk=edition_id).first()
    if found is None:
        raise Http404
    return found
