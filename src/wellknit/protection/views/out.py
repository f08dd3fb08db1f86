"""Letting something leave: one page for every paper, so that nothing goes out by another door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from wellknit.lib.rightswording import OWN_NAMES
from wellknit.platform.access.pages import page
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import disclosure
from wellknit.protection.actions import document as documents
from wellknit.protection.forms.consent import LetOutForm
from wellknit.protection.models import Case, Document
from wellknit.protection.permissions import DISCLOSE
from wellknit.protection.policies_consent import check_meant_for, groups_in_words
from wellknit.protection.queries import casefile, explained, letters, offices
from wellknit.protection.recipients import PERSON, office_key
from wellknit.protection.views.flow import begun, form_page, tried
from wellknit.protection.views.papers import ENDINGS
from wellknit.protection.views.printing import TYPES, digest, made, response_of

FORMS = [("pdf", "PDF"), ("docx", _lazy("Word file")), ("html", _lazy("Page that can be read aloud"))]


@dataclass(frozen=True)
class Thing:
    """What may leave: its case, what a person must have agreed to, the fields, and how its bytes are made."""

    case: Case
    what: str
    groups: frozenset[str]
    fields: tuple[str, ...]
    form: str
    composed: Any = None
    document: Document | None = None
    meant: frozenset[str] = frozenset()

    def bytes_(self, viewer: Viewer, form: str) -> tuple[bytes, str, str]:
        """(bytes, media type, ending)."""
        if self.document is not None:
            body = b"".join(documents.read(self.document, by=viewer))
            return body, self.document.media_type, ENDINGS.get(self.document.media_type, "bin")
        return made(self.composed, form), TYPES[form], form


def _thing(request: HttpRequest, kind: str, thing_id: UUID) -> Thing:
    viewer, language = request.viewer, request.POST.get("language", "")  # type: ignore[attr-defined]
    if kind == "rights":
        found = explained.notification(viewer, thing_id)
        sheet = explained.paper_of(found, language or found.language)
        groups = frozenset({"identity", "rights_choice"})
        return Thing(found.case, "rights_form", groups, tuple(found.particulars), "print", composed=sheet)
    if kind == "paper":
        paper = casefile.document(viewer, thing_id)
        form = "letter" if paper.made_from else "download"
        return Thing(
            paper.case,
            paper.kind,
            letters.groups_of(paper),
            (),
            form,
            document=paper,
            meant=letters.meant_for(paper),
        )
    raise Http404


@page(DISCLOSE)
def let_out(request: HttpRequest, kind: str, thing_id: UUID) -> HttpResponse:
    """Who receives, what for, on what ground; the row is written before the first byte goes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    thing = _thing(request, kind, thing_id)
    own = (office_key(viewer.office_id), _("This office, for its own work"))
    composed = thing.composed is not None
    form = begun(
        request, LetOutForm, offices=offices.sharing(viewer), own=own, forms_=FORMS if composed else [],
        languages=list(OWN_NAMES.items()) if composed else [],
        initial={"form": "pdf", "language": thing.composed.language if composed else ""},
    )  # fmt: skip
    if tried(request, form, lambda: _go(viewer, thing, form.cleaned_data)):
        return form.outcome  # type: ignore[attr-defined,no-any-return]
    return form_page(request, form, template="protection/consents/let_out.html", case=thing.case,
                     contains=groups_in_words(sorted(thing.groups)), kind=kind, thing_id=thing_id)  # fmt: skip


def _go(viewer: Viewer, thing: Thing, data: dict[str, Any]) -> HttpResponse:
    check_meant_for(thing.meant, data["recipient"], own_office=viewer.office_id)
    body, type_, ending = thing.bytes_(viewer, data.get("form", ""))
    basis = data["basis"] or {PERSON: "own_file", office_key(viewer.office_id): "own_office"}.get(
        data["recipient"], ""
    )
    gone = disclosure.make(
        thing.case, by=viewer, purpose=data["purpose"], recipient=data["recipient"], scope=thing.groups,
        form=thing.form, what=thing.what, recipient_name=data["recipient_name"], basis=basis, reason=data["reason"],
        fields=thing.fields, digest=digest(body), document=thing.document,
    )  # fmt: skip
    return response_of(body, type_, f"{thing.case.code}-{str(gone.pk)[:8]}.{ending}")
