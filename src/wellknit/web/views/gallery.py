"""Every component on one page, in any language, to see what a change of style does."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wellknit.platform.access.pages import open_page
from wellknit.web.gallery import samples


@open_page("shows invented content only; absent outside the demo and development")
def gallery(request: HttpRequest) -> HttpResponse:
    """The component gallery; not found on a node that serves people."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    page = "web/gallery_wide.html" if "lists" in request.GET else "web/gallery.html"
    return render(request, page, samples())
