"""The numbers of the week, for Monday morning: counts of the office, and nobody behind them."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.tables import Cell, Column, Footnote, Row, Table, html_context
from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.codelists import label
from wellknit.protection.permissions import READ_NUMBERS
from wellknit.protection.queries.quality import Week, monday_of
from wellknit.protection.queries.quality import week as numbers
from wellknit.protection.views import words_care
from wellknit.protection.views.printing import TABLE_TYPES, table_file
from wellknit.protection.views.shown_places import house_tabs
from wellknit.protection.views.words import CLOCKS, said

WEEK = timedelta(days=7)


@page(READ_NUMBERS)
def week(request: HttpRequest) -> HttpResponse:
    """Last week beside the one before."""
    viewer = request.viewer  # type: ignore[attr-defined]
    monday = _asked(request)
    now, before = numbers(viewer, monday), numbers(viewer, monday - WEEK)
    return render(request, "protection/quality/week.html", {
        "table": html_context(_table(viewer, now, before)), "cards": _cards(now), "monday": monday, "last": now.last,
        "tabs": house_tabs(viewer, "week"),
        "earlier": monday - WEEK, "later": monday + WEEK if monday + WEEK <= timezone.localdate() else None,
    })  # fmt: skip


@page(READ_NUMBERS)
def week_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV or a workbook; that it was taken is recorded."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if kind not in TABLE_TYPES:
        raise Http404
    monday = _asked(request)
    table = _table(viewer, numbers(viewer, monday), numbers(viewer, monday - WEEK))
    record("numbers.taken", note={"form": kind})
    return table_file(table, kind)


def _asked(request: HttpRequest) -> date:
    """The Monday asked for; without one, that of the week that is over."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = date.min
    if not 2000 <= asked.year <= 2200:
        return monday_of(timezone.localdate()) - WEEK
    return monday_of(asked)


def _cards(now: Week) -> list[dict[str, object]]:
    there = now.bed_nights_there
    used = f"{round(100 * now.n('beds', 'bed_nights') / there)} %" if there else ""
    late = sum(now.part("late").values())
    return [
        {"value": now.n("beds", "bed_nights"), "label": _("Bed-nights"), "note": used and _("%(share)s of the beds") % {"share": used}},
        {"value": late, "label": _("Late steps"), "kind": "late" if late else "done"},
        {"value": now.n("open", "incidents"), "label": _("Open incidents"), "kind": "due" if now.n("open", "incidents") else "done"},
        {"value": now.n("open", "complaints"), "label": _("Unanswered complaints"), "kind": "due" if now.n("open", "complaints") else "done"},
    ]  # fmt: skip


def _table(viewer: Viewer, now: Week, before: Week) -> Table:
    rows: list[Row] = []
    for part, title, names in words_care.PARTS:
        codes = _codes(part, now, before)
        if not codes:
            continue
        rows.append(Row(f"part.{part}", str(title), kind="section"))
        rows += [
            Row(f"{part}.{code}", _named(names, code), (Cell(now.n(part, code)), Cell(before.n(part, code))))
            for code in codes
        ]
    return Table(
        id=f"week-{now.first.isoformat()}", title=_("Numbers of the week"), stub=_("What is counted"), rows=tuple(rows),
        caption=f"{viewer.office_name}, {now.first.isoformat()} – {now.last.isoformat()}",
        columns=(Column("now", _("This week")), Column("before", _("The week before"))),
        footnotes=(Footnote("a", _("For the house itself. A bed is counted by the night, custody by the day begun.")),),
        language=(get_language() or "en"),
    )  # fmt: skip


# A nought that says something stands there; one that only lengthens the page does not.
ALWAYS = {"beds", "custody", "open"}


def _codes(part: str, now: Week, before: Week) -> list[str]:
    """What was counted in either week, in the order in which our words stand."""
    found = set(now.part(part)) | set(before.part(part))
    counted = [code for code in found if part in ALWAYS or now.n(part, code) or before.n(part, code)]
    return sorted(counted, key=lambda code: ([*words_care.NUMBERS, code].index(code), code))


def _named(names: str, code: str) -> str:
    """A service or an incident by its list; a clock or a count by our own words."""
    if names and code not in words_care.NUMBERS:
        return label(names, code)
    return said(words_care.NUMBERS, code) if code in words_care.NUMBERS else said(CLOCKS, code)
