"""The worklist: what is due first; script replaces only the list, without it the page loads anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from wellknit.platform.access.pages import page
from wellknit.protection.forms.worklist import FilterForm
from wellknit.protection.permissions import OPEN_CASES, READ_CASES
from wellknit.protection.queries.worklist import COUNT_CAP, PAGE, WorkPage
from wellknit.protection.queries.worklist import worklist as read
from wellknit.protection.views.rows import work_rows


@dataclass(frozen=True)
class Pager:
    """A page of a list whose count stops somewhere, as the pagination component reads it."""

    of: WorkPage

    @property
    def number(self) -> int:
        """This page, from 1."""
        return self.of.page

    @property
    def has_previous(self) -> bool:
        """Whether there is one before."""
        return self.of.page > 1

    @property
    def has_next(self) -> bool:
        """Whether there is one after."""
        return self.of.has_next

    @property
    def previous_page_number(self) -> int:
        """The one before."""
        return self.of.page - 1

    @property
    def next_page_number(self) -> int:
        """The one after."""
        return self.of.page + 1

    @property
    def paginator(self) -> dict[str, int]:
        """How many pages there are, as far as was counted."""
        return {"num_pages": max(1, -(-self.of.count // PAGE))}


@page(READ_CASES)
def worklist(request: HttpRequest) -> HttpResponse:
    """Fifty cases of this office, narrowed by the address alone."""
    form = FilterForm(request.GET or None, initial={"state": "open", "order": "due"})
    if not form.is_bound:
        form = FilterForm({"state": "open", "order": "due"})
    number = request.GET.get("page", "1")
    found = read(request.viewer, form.filters(request.viewer), int(number) if number.isdigit() else 1)  # type: ignore[attr-defined]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "found": found,
        "rows": work_rows(found.rows),
        "page": Pager(found),
        "cap": COUNT_CAP,
        "query": query.urlencode(),
        "applied": applied(request, form),
        "viewer_opens": request.viewer.may(OPEN_CASES),  # type: ignore[attr-defined]
    }
    only_list = getattr(request, "htmx", False) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "protection/worklist/_list.html" if only_list else "protection/worklist/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def applied(request: HttpRequest, form: FilterForm) -> list[dict[str, Any]]:
    """The filters that narrow the list, each with the address without it."""
    rows = []
    for field in form:
        value = request.GET.get(field.name, "")
        if field.name == "order" or not value or (field.name, value) == ("state", "open"):
            continue
        rest = request.GET.copy()
        for name in (field.name, "page"):
            rest.pop(name, None)
        words = dict(getattr(field.field, "choices", ())).get(value, "")
        label = f"{field.label}: {words}" if words else str(field.label)
        rows.append({"label": label, "remove_href": f"{reverse('worklist')}?{rest.urlencode()}"})
    return rows
