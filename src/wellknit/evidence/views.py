"""Tables on screen and as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wellknit.evidence.tables import shelters
from wellknit.lib import asked
from wellknit.lib.tables import csv_bytes, html_context, xlsx_bytes
from wellknit.platform.access.pages import page

FIRST_YEAR = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _year(request: HttpRequest) -> int:
    this = timezone.localdate().year
    return asked.number(request.GET.get("year"), range(FIRST_YEAR, this + 1), this)


@page("facts.read")
def shelters_page(request: HttpRequest) -> HttpResponse:
    """Persons assisted in shelters, counted from case files at this moment."""
    year = _year(request)
    table = shelters(request.viewer, year)  # type: ignore[attr-defined]
    this = timezone.localdate().year
    context = {
        "table": html_context(table),
        "year": year,
        "years": range(this, this - 12, -1),
        "empty": not table.rows[-1].cells[-1].value,
    }
    return render(request, "evidence/shelters.html", context)


@page("facts.read")
def shelters_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV or a workbook."""
    year = _year(request)
    table = shelters(request.viewer, year)  # type: ignore[attr-defined]
    body, media = (
        (csv_bytes(table, ids=True), "text/csv; charset=utf-8")
        if kind == "csv"
        else (xlsx_bytes([table]), XLSX)
    )
    response = HttpResponse(body, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{table.id}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
