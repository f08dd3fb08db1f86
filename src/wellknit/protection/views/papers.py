"""Papers of a case: sealed while they arrive, opened one at a time, never kept by the browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import document as verbs
from wellknit.protection.forms.case import PaperForm
from wellknit.protection.permissions import ADD_DOCUMENTS, READ_CASES, READ_DOCUMENTS
from wellknit.protection.queries import casefile
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head, paper_rows

ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/heic": "heic",
}


@page(READ_CASES)
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What papers there are."""
    viewer = request.viewer  # type: ignore[attr-defined]
    file = casefile.case_file(viewer, case_id)
    context = {**case_head(viewer, file.case, "papers"), "rows": paper_rows(viewer, file.documents)}
    return render(request, "protection/cases/papers.html", context)


@page(ADD_DOCUMENTS)
def add_paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep a scan. What is too large was turned away while it came in; the form says what to do."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, PaperForm, too_large=getattr(request, "wk_too_large", False))
    if tried(
        request,
        form,
        lambda: verbs.add(
            found, form.upload(), by=viewer, title=form.cleaned_data["title"], kind=form.cleaned_data["kind"]
        ),
    ):
        return done(request, _("The paper is kept, encrypted."), "papers", found.pk)
    return form_page(
        request,
        form,
        title=_("Add a paper"),
        case=found,
        submit=_("Keep the paper"),
        back_to=("papers", found.pk),
    )


@page(READ_DOCUMENTS)
def paper(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper as a file to save, under its case code: a name of a person never becomes a file name.

    Read whole inside the scope: what streams after the transaction would be read by nobody.
    """
    found = casefile.document(request.viewer, document_id)  # type: ignore[attr-defined]
    body = b"".join(verbs.read(found, by=request.viewer))  # type: ignore[attr-defined]
    name = f"{found.case.code}-{str(found.pk)[:8]}.{ENDINGS.get(found.media_type, 'bin')}"
    return HttpResponse(
        body,
        content_type=found.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
