"""The first page: what is due, what came in, what is late; and the blocks each wing registers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wellknit.platform.access.pages import open_page, page
from wellknit.platform.access.register import register


@page("")
def home(request: HttpRequest) -> HttpResponse:
    """Home by role: only the blocks the viewer's permissions open."""
    viewer = request.viewer  # type: ignore[attr-defined]
    blocks = []
    for panel in register.panels_for(viewer):
        context = panel.load(viewer)
        if context is not None:
            blocks.append({"template": panel.template, "context": context, "code": panel.code})
    return render(request, "web/home.html", {"blocks": blocks})


@open_page("says whether the process answers; tells nothing else")
def health(request: HttpRequest) -> HttpResponse:
    """For the operator's monitor."""
    return HttpResponse("ok", content_type="text/plain")
