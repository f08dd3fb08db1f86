"""One's own choice of being told."""

from __future__ import annotations

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.models import Nudge


def own(viewer: Viewer) -> Nudge | None:
    """The viewer's choice for the office she acts for, or None."""
    return Nudge.objects.filter(user_id=viewer.person_id, office_id=viewer.office_id).first()
