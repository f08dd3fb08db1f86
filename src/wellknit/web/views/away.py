"""Where somebody lands who had to leave quickly: a page that tells nothing about where she was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from wellknit.platform.access.pages import open_page


@never_cache
@open_page("a neutral page; reached by leaving quickly, so it must open in every state")
def away(request: HttpRequest) -> HttpResponse:
    """A table of measures. The browser is told to forget what it kept of us, but not the language."""
    response = render(request, "web/away.html")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
