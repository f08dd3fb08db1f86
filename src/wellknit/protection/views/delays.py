"""How long each step between two countries takes: for the two governments alone, until both have released it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.tables import Cell, Column, Footnote, Row, Table, html_context
from wellknit.platform.access.pages import page
from wellknit.platform.audit.record import record
from wellknit.protection.actions import delays as verbs
from wellknit.protection.forms.delays import PartnerForm, ReleaseForm
from wellknit.protection.models import DelayRelease
from wellknit.protection.partner_matters import Delay, step_sentence
from wellknit.protection.permissions import READ_DELAYS, RELEASE_DELAYS
from wellknit.protection.queries import delays as reading
from wellknit.protection.views.flow import begun, done, form_page, pressed, tried
from wellknit.protection.views.meeting_papers import country
from wellknit.protection.views.printing import TABLE_TYPES, table_file
from wellknit.protection.views.shown_meetings import tabs


@page(READ_DELAYS)
def delays(request: HttpRequest) -> HttpResponse:
    """By corridor: a table by quarter and step, a picture of the latest quarter, and what is released."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.by_corridor(viewer)
    chosen = request.GET.get("corridor", "")
    chosen = chosen if chosen in found else next(iter(sorted(found)), "")
    rows = found.get(chosen, [])
    return render(request, "protection/meetings/delays.html", {
        "tabs": tabs(viewer, "delays"), "chosen": chosen, "pair": named(chosen) if chosen else "",
        "corridors": [{"label": named(c), "href": f"?corridor={c}", "current": c == chosen} for c in sorted(found)],
        "table": html_context(table_of(chosen, rows)) if rows else None, "plot": _plot(rows),
        "quarters": _quarters(chosen, rows, reading.releases(viewer, chosen)) if chosen else [],
        "releases": viewer.may(RELEASE_DELAYS),
    })  # fmt: skip


def named(corridor: str) -> str:
    """The two countries of a corridor, from and to."""
    return " → ".join(country(code) for code in corridor.split("-"))


def _said(d: Delay) -> str:
    return step_sentence(d.path, d.path_version, d.step)


def _short(d: Delay) -> str:
    """The beginning of a step's sentence: as much as stands beside a bar."""
    return re.split(r"[:.,;(]", _said(d), maxsplit=1)[0].strip()


def table_of(corridor: str, rows: list[Delay]) -> Table:
    """Every quarter and step of one corridor."""
    made: list[Row] = []
    quarter = ""
    for d in rows:
        if quarter != (quarter := f"{d.year}-Q{d.quarter}"):
            made.append(Row(f"q.{quarter}", quarter, kind="section", notes=("a",)))
        who = _("This side") if d.ours else _("The partner")
        cells = (Cell(who), Cell(d.n), Cell(d.late), Cell(d.median), Cell(d.p90))
        made.append(Row(f"{quarter}.{d.step}.{'ours' if d.ours else 'theirs'}", _said(d), cells))
    return Table(
        id=f"delays-{corridor.lower()}", title=_("How long each step took"), stub=_("Step"), rows=tuple(made),
        caption=named(corridor), units=_("Days, counted from when a step opened to when it was taken"),
        columns=(Column("side", _("Whose step"), kind="text"), Column("n", _("Taken")), Column("late", _("Late")),
                 Column("median", _("Half within"), kind="decimal", places=1),
                 Column("p90", _("Nine of ten within"), kind="decimal", places=1)),
        footnotes=(Footnote("a", _("For the two governments alone, until both have released it.")),),
        language=(get_language() or "en"),
    )  # fmt: skip


def _plot(rows: list[Delay]) -> dict[str, Any] | None:
    """Half and nine of ten, step by step, of the latest quarter."""
    if not rows:
        return None
    latest = (rows[0].year, rows[0].quarter)
    shown = [d for d in rows if (d.year, d.quarter) == latest]
    top = max((d.p90 for d in shown), default=Decimal(0)) or Decimal(1)
    return {"quarter": f"{latest[0]}-Q{latest[1]}", "rows": [
        {"label": f"{_short(d)} ({_('this side') if d.ours else _('partner')})", "a": d.median, "b": d.p90,
         "share_a": round(100 * d.median / top, 1), "share_b": round(100 * d.p90 / top, 1), "gap": d.p90 - d.median}
        for d in shown
    ]}  # fmt: skip


def _quarters(corridor: str, rows: list[Delay], releases: list[DelayRelease]) -> list[dict[str, Any]]:
    """One line for each quarter: who has released what."""
    kept = {(r.year, r.quarter): r for r in releases}
    quarters = sorted({(d.year, d.quarter) for d in rows} | set(kept), reverse=True)
    return [
        {"quarter": f"{year}-Q{number}", "year": year, "number": number, "corridor": corridor,
         "row": (row := kept.get((year, number))), "state": row.state if row else "kept",
         "both": bool(row and row.state == "released" and row.partner_released_at)}
        for year, number in quarters
    ]  # fmt: skip


@page(READ_DELAYS)
def delays_file(request: HttpRequest, corridor: str, kind: str) -> HttpResponse:
    """The same as CSV or a workbook; that it was taken is recorded."""
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = reading.by_corridor(viewer).get(corridor)
    if kind not in TABLE_TYPES or not rows:
        raise Http404
    table = table_of(corridor, rows)
    record("delays.taken", note={"form": kind, "corridor": corridor})
    return table_file(table, kind)


@page(RELEASE_DELAYS)
def propose(request: HttpRequest, corridor: str, year: int, quarter: int) -> HttpResponse:
    """Propose that a quarter's figures are given out."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked: dict[str, Any] = {"corridor": corridor, "year": year, "quarter": quarter}
    return pressed(
        request,
        lambda: verbs.propose(by=viewer, **asked),
        _("Proposed. A colleague has to release it."),
        "delays",
    )


@page(RELEASE_DELAYS, fresh_proof=True)
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second person releases, or not."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.release(viewer, release_id)
    form = begun(request, ReleaseForm)

    def act() -> object:
        verb = verbs.release if form.cleaned_data["decision"] == "release" else verbs.refuse
        return verb(found, by=viewer)

    if tried(request, form, act):
        return done(request, _("Recorded."), "delays")
    return form_page(request, form, title=_("Release the figures on delays"),
                     caption=f"{named(found.corridor)}, {found.year}-Q{found.quarter}", submit=_("Record"),
                     back_to=("delays", None))  # fmt: skip


@page(RELEASE_DELAYS)
def partner(request: HttpRequest, corridor: str, year: int, quarter: int) -> HttpResponse:
    """Write down that the partner has released its side."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if corridor not in reading.by_corridor(viewer):
        raise Http404
    form = begun(request, PartnerForm)
    asked: dict[str, Any] = {"corridor": corridor, "year": year, "quarter": quarter}
    if tried(request, form, lambda: verbs.partner_released(by=viewer, **asked, **form.cleaned_data)):
        return done(request, _("Written down."), "delays")
    return form_page(request, form, title=_("The partner has released its figures"),
                     caption=f"{named(corridor)}, {year}-Q{quarter}", back_to=("delays", None))  # fmt: skip
