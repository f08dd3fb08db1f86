"""Editions: freezing a document, reading it as it was frozen, correcting it by a further one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Document
from wellknit.plan import reference_files
from wellknit.plan.actions import edition as verbs
from wellknit.plan.forms.reporting import CorrigendumForm, FreezeForm
from wellknit.plan.permissions import unit_of
from wellknit.plan.policies import check_freezable
from wellknit.plan.queries import editions as query
from wellknit.plan.queries import periods
from wellknit.plan.queries.annual import annual_as_document, latest_block
from wellknit.plan.queries.matrix import status_matrix
from wellknit.plan.reports.som import som_document
from wellknit.plan.views.shown import PAPER, as_file, ask, on_screen, show, viewer_of
from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer


@page("plan.read")
def editions(request: HttpRequest) -> HttpResponse:
    """What has been given out, newest first."""
    viewer = viewer_of(request)
    can = viewer.may("plan.publish") or viewer.may("plan.endorse")
    return show(
        request, title=_("Editions"), tab="plan_editions", template="plan/editions.html",
        rows=query.editions(viewer),
        can_freeze=can,
    )  # fmt: skip


def composed(viewer: Viewer, kind: str, framework: str, period: str, language: str) -> Document:
    """The document as it would be frozen now."""
    if kind == "som":
        viewer.require("plan.publish")
        matrix = status_matrix(viewer, framework, period, published_only=True)
        return som_document(matrix, reference_files.scales()[matrix.scale])
    unit = unit_of(viewer)
    check_freezable(latest_block(framework, period, unit, published=False))
    return annual_as_document(viewer, framework, period, unit, language)


@page("plan.read", fresh_proof=True)
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the country table or an annual report."""
    viewer = viewer_of(request)
    form = FreezeForm(request.POST or None, periods=periods.keys(viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        document = composed(viewer, **given)
        made = verbs.freeze(
            document,
            by=viewer,
            kind=given["kind"],
            unit=unit_of(viewer),
            framework=given["framework"],
            period=given["period"],
        )
        return redirect("plan_edition", made.pk)
    return ask(request, form, title=_("Freeze an edition"), back=reverse("plan_editions"), submit=_("Freeze"))


@page("plan.read")
def edition(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """An edition as it was frozen; its hash is checked on every reading."""
    found = query.edition(viewer_of(request), edition_id)
    document = verbs.document_of(found)
    context: dict[str, Any] = {
        "title": found.title, "edition": found, "composed": on_screen(document.blocks, document.watermark),
        "forms": PAPER, "facts": document.facts, "subtitle": document.subtitle,
    }  # fmt: skip
    return render(request, "plan/edition.html", context)


@page("plan.read")
def edition_file(request: HttpRequest, edition_id: UUID, form: str) -> HttpResponse:
    """The frozen edition on paper: the same pages as on the day it was given out."""
    if form not in PAPER:
        raise Http404
    found = query.edition(viewer_of(request), edition_id)
    return as_file(
        verbs.document_of(found), form, f"{found.kind}-{found.period}-{found.unit}-edition-{found.number}"
    )


@page("plan.read", fresh_proof=True)
def correct(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """A corrigendum: a further edition from the data of today, saying what it corrects."""
    viewer = viewer_of(request)
    old = query.edition(viewer, edition_id)
    form = CorrigendumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        document = composed(viewer, old.kind, old.framework, old.period, old.language)
        made = verbs.freeze(
            document, by=viewer, kind=old.kind, unit=old.unit, framework=old.framework, period=old.period,
            corrects=old,
            corrigendum=form.cleaned_data["corrigendum"],
        )  # fmt: skip
        return redirect("plan_edition", made.pk)
    return ask(
        request,
        form,
        title=_("Corrigendum"),
        lede=old.title,
        back=reverse("plan_edition", args=(edition_id,)),
    )
