"""What every page of this wing shares: composed tables on screen, forms, files to take away, the row of
tabs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wellknit.lib.documents.html import body
from wellknit.lib.documents.tree import Block, Document
from wellknit.plan.printing import TYPES, printed
from wellknit.platform.access.viewer import Viewer

PAPER = ("pdf", "docx", "xlsx", "html")


def link(name: str, *parts: str) -> str:
    """An address of this wing; composers of tables take it as a parameter and know no URLs."""
    return reverse(name, args=parts)


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of the wing, in the order in which a year goes."""
    names = (
        ("plan_home", _("Overview")), ("plan_frameworks", _("Plans")), ("plan_workplans", _("Workplans")),
        ("plan_money", _("Money")), ("plan_meetings", _("Meetings")), ("plan_calendar", _("Calendar")),
        ("plan_agreements", _("Agreements")), ("plan_process", _("Process")),
        ("plan_editions", _("Editions")),
    )  # fmt: skip
    return [{"label": label, "href": reverse(name), "current": name == current} for name, label in names]


def on_screen(blocks: Iterable[Block], watermark: str = "") -> str:
    """Composed blocks as HTML; every text in them was escaped by the composer of HTML."""
    return mark_safe(body(Document("", tuple(blocks), watermark=watermark)))  # noqa: S308 - escaped in documents.html


def show(
    request: HttpRequest, *, title: str, tab: str, blocks: Iterable[Block] = (), watermark: str = "",
    template: str = "plan/page.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page of composed blocks; `more` goes to the template (lede, buttons, downloads, back …)."""
    context: dict[str, Any] = {
        "title": title,
        "tabs": tabs(tab),
        "composed": on_screen(blocks, watermark),
        **more,
    }
    return render(request, template, context)


def downloads(name: str, *parts: str, forms: Iterable[str] = PAPER) -> list[dict[str, str]]:
    """Links to the same page as files."""
    return [{"label": form.upper(), "href": reverse(name, args=(*parts, form))} for form in forms]


def as_file(document: Document, form: str, name: str) -> HttpResponse:
    """A document to take away. The name holds codes only."""
    if form not in TYPES:
        raise Http404
    response = HttpResponse(printed(document, form), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def ask(
    request: HttpRequest, form: Any, *, title: str, back: str, submit: str = "", lede: str = "",
    blocks: Iterable[Block] = (), multipart: bool = False,
) -> HttpResponse:  # fmt: skip
    """A page with one form."""
    context: dict[str, Any] = {
        "title": title, "form": form, "back": back, "submit": submit or _("Save"), "lede": lede,
        "composed": on_screen(blocks), "multipart": multipart,
    }  # fmt: skip
    return render(request, "plan/form.html", context, status=422 if form.errors else 200)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is looking; `@page` has made sure that there is one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
