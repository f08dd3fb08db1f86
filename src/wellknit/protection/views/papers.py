"""Papers of a case: sealed while they arrive, looked at here, never kept by the browser; older versions stay.

Looking stays in the office and is recorded. Taking a paper out goes through `views/out.py`.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import document as verbs
from wellknit.protection.actions import letter as letter_verbs
from wellknit.protection.forms.letter import LetterForm, ScanForm
from wellknit.protection.forms.talk import own_language
from wellknit.protection.healthpapers import check_opens
from wellknit.protection.permissions import ADD_DOCUMENTS, DISCLOSE, MOVE_JOURNEYS, READ_CASES
from wellknit.protection.policies_consent import groups_in_words
from wellknit.protection.queries import casefile, letters, papers_read
from wellknit.protection.queries.corridor_papers import journeys_of
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.paper_shown import look_rows, version_rows
from wellknit.protection.views.printing import response_of
from wellknit.protection.views.shown import case_head, paper_rows

ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "image/heic": "heic",
    letter_verbs.WORD: "docx",
}  # fmt: skip
# What a browser draws by itself; the rest is taken out as a file.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


@page(READ_CASES)
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What papers there are, each in its newest version; signatures stand on the papers they sign."""
    viewer = request.viewer  # type: ignore[attr-defined]
    file = casefile.case_file(viewer, case_id)
    newest = papers_read.newest(file.documents)
    context = {**case_head(viewer, file.case, "papers"), "rows": paper_rows(viewer, newest)}
    return render(request, "protection/cases/papers.html", context)


@page(ADD_DOCUMENTS)
def add_paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep a scan, or the photographs of its pages. What is too large was turned away while it came in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, ScanForm, too_large=_too_large(request))
    if tried(request, form, lambda: verbs.add_pages(
        found, form.uploads(), by=viewer, title=form.cleaned_data["title"], kind=form.cleaned_data["kind"]
    )):  # fmt: skip
        return done(request, _("The paper is kept, encrypted."), "papers", found.pk)
    return form_page(request, form, title=_("Add a paper"), case=found, submit=_("Keep the paper"),
                     back_to=("papers", found.pk))  # fmt: skip


@page(ADD_DOCUMENTS)
def replace_paper(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A newer version; the older one stays and can be read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.document(viewer, document_id)
    initial = {"title": found.title, "kind": found.kind}
    form = begun(request, ScanForm, too_large=_too_large(request), newer=True, initial=initial)
    if tried(request, form, lambda: verbs.add_pages(
        found.case, form.uploads(), by=viewer, title=form.cleaned_data["title"], kind=form.cleaned_data["kind"],
        replaces=found, why=form.cleaned_data["why"],
    )):  # fmt: skip
        return done(request, _("The newer version is kept; the older one stays."), "paper", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("A newer version"), case=found.case, submit=_("Keep the newer version"),
                     back_to=("paper", found.pk))  # fmt: skip


def _too_large(request: HttpRequest) -> bool:
    return bool(request.POST or request.FILES) and getattr(request, "wk_too_large", False)


@page(READ_CASES)
def paper(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper: seen here, its versions, who opened it, and the way out with its ground."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.document(viewer, document_id)
    check_opens(viewer, found)
    context = {
        **case_head(viewer, found.case, "papers"),
        "paper": found,
        "shown": found.media_type if found.media_type in SHOWN else "",
        "versions": version_rows(papers_read.versions(viewer, found)),
        "looks": look_rows(papers_read.who_saw(viewer, found)),
        "contains": groups_in_words(sorted(letters.groups_of(found))),
        "may_let_out": viewer.may(DISCLOSE),
        "may_add": viewer.may(ADD_DOCUMENTS) and found.case.state == "open",
        "may_send": viewer.may(MOVE_JOURNEYS) and bool(journeys_of(viewer, found.case)),
    }
    return render(request, "protection/cases/paper.html", context)


@page(READ_CASES)
def paper_content(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The paper itself inside our page, under its case code: a person's name never becomes a file name.

    Read whole inside the scope: what streams after the transaction would be read by nobody.
    """
    found = casefile.document(request.viewer, document_id)  # type: ignore[attr-defined]
    check_opens(request.viewer, found)  # type: ignore[attr-defined]
    if found.media_type not in SHOWN:
        raise Http404
    body = b"".join(verbs.read(found, by=request.viewer))  # type: ignore[attr-defined]
    name = f"{found.case.code}-{str(found.pk)[:8]}.{ENDINGS[found.media_type]}"
    response = response_of(body, found.media_type, name, inline=True)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@page(ADD_DOCUMENTS)
def write_letter(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A letter or certificate in two languages, kept with the case; it leaves only on its own page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, LetterForm, letters=letters.templates(), language=own_language(),
                 person_language=next(iter(found.person.languages), ""))  # fmt: skip

    def act() -> object:
        data = form.cleaned_data
        filled = {
            code: letters.values(
                viewer, found, code, recipient_name=data["recipient_name"], words=data["words"]
            )
            for code in {data["first"], data["second"]} - {""}
        }
        draft = letter_verbs.Draft(data["first"], data["second"], filled, data["form"], form.own_word())
        return letter_verbs.write(found, letters.template(data["letter"]), draft, by=viewer)

    if tried(request, form, act):
        return done(request, _("Written and kept. Read it before it leaves."), "paper", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Write a letter or certificate"), case=found, submit=_("Write it"),
                     back_to=("papers", found.pk))  # fmt: skip
