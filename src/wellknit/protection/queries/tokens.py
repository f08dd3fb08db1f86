"""The keys of the viewer's office."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.models import ApiToken
from wellknit.protection.permissions import MANAGE_TOKENS, check_may


def tokens(viewer: Viewer) -> list[ApiToken]:
    """All of them, those that still open first."""
    check_may(viewer, MANAGE_TOKENS)
    found = ApiToken.objects.filter(office_id=viewer.office_id).order_by("-made_at")
    return sorted(found, key=lambda t: t.revoked_at is not None)


def token(viewer: Viewer, token_id: UUID) -> ApiToken:
    """One of them; 404 outside."""
    check_may(viewer, MANAGE_TOKENS)
    found = ApiToken.objects.filter(pk=token_id, office_id=viewer.office_id).first()
    if found is None:
        raise Http404
    return found
