"""The invented region on screen and on paper: only where things are tried out, never at a working node."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wellknit.plan.reports.invented import invented_document
from wellknit.plan.views.shown import as_file, downloads, show
from wellknit.platform.access.pages import page


@page("plan.read")
def invented(request: HttpRequest, framework: str, period: str) -> HttpResponse:
    """Targets × the invented units, under the mark."""
    _only_in_a_demo()
    document = invented_document(framework, period)
    return show(
        request, title=_("A region that does not exist"), tab="plan_home", blocks=document.blocks,
        watermark=document.watermark, caption=document.running,
        downloads=downloads("plan_invented_som", framework, period),
    )  # fmt: skip


@page("plan.read")
def invented_som(request: HttpRequest, framework: str, period: str, form: str) -> HttpResponse:
    """The same as a file; its name says what it is."""
    _only_in_a_demo()
    return as_file(invented_document(framework, period), form, f"invented-som-{framework}-{period}")


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404
