"""Corridors between countries: all at a glance, and one with its steps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from wellknit.lib.documents.html import body
from wellknit.platform.access.pages import page
from wellknit.protection.codelists import label
from wellknit.protection.corridorpaper import paper, state_word
from wellknit.protection.permissions import READ_POLICY
from wellknit.protection.queries import corridors as reading
from wellknit.protection.views.printing import TYPES, file_of

TONES = {
    "in-force": "done",
    "amended": "done",
    "signed": "open",
    "revising": "waiting",
    "drafting": "waiting",
}


@page(READ_POLICY)
def corridors(request: HttpRequest) -> HttpResponse:
    """Every ordered pair of the six, then those beyond."""
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = [
        (label("countries", code), [_shown(way) for way in ways]) for code, ways in reading.matrix(viewer)
    ]
    return render(request, "protection/corridors/list.html", {
        "columns": [name for name, _ways in rows], "rows": rows, "beyond": [_shown(way) for way in reading.beyond(viewer)],
    })  # fmt: skip


def _shown(way: reading.Way | None) -> dict[str, object] | None:
    if way is None:
        return None
    return {
        "way": way, "state": state_word(way.state or "none"), "tone": TONES.get(way.state, "quiet"),
        "from": label("countries", way.from_), "to": label("countries", way.to),
    }  # fmt: skip


@page(READ_POLICY)
def corridor(request: HttpRequest, corridor_id: str) -> HttpResponse:
    """One corridor: instruments, steps, places, meetings."""
    whole = reading.one(request.viewer, corridor_id)  # type: ignore[attr-defined]
    tree = paper(whole)
    return render(request, "protection/corridors/one.html", {
        "tree": tree, "whole": whole, "body": mark_safe(body(tree)),  # noqa: S308 - escaped by the library
    })  # fmt: skip


@page(READ_POLICY)
def corridor_file(request: HttpRequest, corridor_id: str, form: str) -> HttpResponse:
    """The same on paper. It holds nothing about anybody."""
    if form not in TYPES:
        raise Http404
    whole = reading.one(request.viewer, corridor_id)  # type: ignore[attr-defined]
    return file_of(paper(whole), form, f"corridor-{whole.corridor.id}", inline=True)[0]
