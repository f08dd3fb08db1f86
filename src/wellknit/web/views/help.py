"""Help: what each role finds where, the keys, and what this system never does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wellknit.platform.access.pages import page
from wellknit.platform.access.rolefiles import roles


@page("")
def help_page(request: HttpRequest) -> HttpResponse:
    """The viewer's own roles in words, and the house rules."""
    mine = [roles()[code] for code in sorted(request.viewer.roles) if code in roles()]  # type: ignore[attr-defined]
    return render(request, "web/help.html", {"mine": mine})
