"""The audit for its readers: who did and read what, without any value."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wellknit.platform.access.pages import page
from wellknit.platform.access.trail import Wanted, trail


@page("audit.read")
def trail_page(request: HttpRequest) -> HttpResponse:
    """Events, latest first, narrowed by event, person or case."""
    wanted = Wanted.from_query(request.GET)
    found = trail(request.viewer, wanted)  # type: ignore[attr-defined]
    return render(request, "web/trail.html", {"found": found, "wanted": wanted})
