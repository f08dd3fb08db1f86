"""What every page knows: the house, the viewer, her menu."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from wellknit.platform.access.drafts import written_by
from wellknit.platform.access.register import register


def house(request: HttpRequest) -> dict[str, Any]:
    """Node, viewer, menu and the hidden values of forms; reads nothing from the database."""
    viewer = getattr(request, "viewer", None)
    bar, more = register.menu_split(viewer) if viewer else ([], [])
    return {
        "node_name": settings.CHARTER.get("name", ""),
        "demo": settings.DEMO,
        "viewer": viewer,
        "menu": [*bar, *more],
        "menu_bar": bar,
        "menu_more": more,
        "menu_more_here": any(request.path.startswith(reverse(entry.url_name)) for entry in more),
        "written_by": written_by(viewer) if viewer else "",
        "cast": _cast(),
        "languages": settings.LANGUAGES,
        "language": get_language(),
    }


def _cast() -> list[dict[str, Any]]:
    if not settings.DEMO:
        return []
    from wellknit.web.demo.stage import players

    return players()
