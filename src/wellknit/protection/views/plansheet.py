"""The plan on paper, in the person's language; talked over, frozen, printed again as it was."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wellknit.lib.documents.html import body
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.documents.tree import Document, digest, from_plain
from wellknit.platform.access.pages import page
from wellknit.protection.actions import care as verbs
from wellknit.protection.actions import disclosure
from wellknit.protection.forms.care import PlanTalkForm
from wellknit.protection.models import Case
from wellknit.protection.permissions import DISCLOSE, GIVE_SERVICES
from wellknit.protection.queries import care as reading
from wellknit.protection.queries import casefile
from wellknit.protection.queries.plansheet import languages_for, plan_sheet
from wellknit.protection.recipients import PERSON
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown_care import language_rows


@page(GIVE_SERVICES)
def sheet(request: HttpRequest, case_id: UUID, language: str) -> HttpResponse:
    """The sheet as a page: what will be printed, and the languages it can be printed in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.care(viewer, found)
    languages = languages_for(there)
    if language not in languages:
        raise Http404
    tree = plan_sheet(there, language)
    return render(request, "protection/care/sheet.html", {
        "case": found, "tree": tree, "body": mark_safe(body(tree)),  # noqa: S308 - escaped by the library
        "printed_in": language_rows(found, languages), "language": language,
    })  # fmt: skip


@page(DISCLOSE)
def sheet_pdf(request: HttpRequest, case_id: UUID, language: str) -> HttpResponse:
    """The sheet to take along. A POST: each print is written down before its first byte leaves."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.care(viewer, found)
    if request.method != "POST" or language not in languages_for(there):
        raise Http404
    return _printed(found, plan_sheet(there, language), viewer)


def _printed(case: Case, tree: Document, viewer: casefile.Viewer) -> HttpResponse:
    disclosure.make(case, by=viewer, purpose="own_copy", recipient=PERSON, scope=("plan",), form="print",
                    what="care_plan", basis="own_file", fields=("goals", "services"), digest=digest(tree))  # fmt: skip
    response = HttpResponse(pdf(tree), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.code}-plan.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@page(GIVE_SERVICES)
def talk(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The plan was talked over with the person: it is frozen as it stands, also when she does not agree."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.care(viewer, found)
    form = begun(request, PlanTalkForm, languages=languages_for(there))

    @transaction.atomic
    def freeze() -> object:
        talked = form.talked()
        return verbs.agree_plan(found, plan_sheet(there, talked.language), talked, by=viewer)

    if tried(request, form, freeze):
        return done(request, _("The plan is kept as it was talked over."), "plan_frozen", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("The plan was talked over"), case=found, submit=_("Keep the plan"),
                     back_to=("care_plan", found.pk))  # fmt: skip


@page(GIVE_SERVICES)
def frozen(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan as it was talked over on a day."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.plan(viewer, plan_id)
    tree = from_plain(found.tree)
    if request.method == "POST":
        viewer.require(DISCLOSE)
        return _printed(found.case, tree, viewer)
    return render(request, "protection/care/frozen.html", {
        "case": found.case, "plan": found, "tree": tree, "body": mark_safe(body(tree)),  # noqa: S308 - as above
    })  # fmt: skip
