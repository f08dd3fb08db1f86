"""Papers between two countries for one case, and the handbook for the way home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wellknit.lib.documents.html import body
from wellknit.platform.access.pages import page
from wellknit.protection import recipients
from wellknit.protection.actions import corridor_paper, disclosure
from wellknit.protection.actions.letter import Draft
from wellknit.protection.codelists import label
from wellknit.protection.forms.corridor import CorridorPaperForm, SendKeptForm, WayHomeForm
from wellknit.protection.permissions import ADD_DOCUMENTS, DISCLOSE, MOVE_JOURNEYS
from wellknit.protection.policies_consent import groups_in_words
from wellknit.protection.queries import casefile
from wellknit.protection.queries import corridor_papers as reading
from wellknit.protection.recipients import PERSON
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.printing import TYPES, digest, made, response_of


@page(ADD_DOCUMENTS)
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The slots of the case's corridor, and what each carries of the person."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = [_shown(viewer, entry) for entry in reading.around(viewer, found)]
    return render(request, "protection/corridors/papers.html", {
        "case": found, "ways": there, "may_print": viewer.may(DISCLOSE),
    })  # fmt: skip


def _shown(viewer: Any, entry: reading.Around) -> dict[str, Any]:
    slots = [reading.slot(viewer, entry, code) for code in entry.corridor.forms]
    side = {"sender": entry.corridor.from_, "receiver": entry.corridor.to}
    return {
        "name": entry.name, "id": entry.corridor.id,
        "slots": [{
            "code": form.slot, "name": label("corridor-papers", form.slot),
            "writes": label("countries", side[form.filled_by]),
            "carries": groups_in_words(sorted(form.groups)) or _("nothing that says who it is"),
        } for form in slots],
    }  # fmt: skip


@page(ADD_DOCUMENTS)
def write(request: HttpRequest, case_id: UUID, corridor_id: str, slot: str) -> HttpResponse:
    """One paper in two languages, filled from the file and kept with the case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.chosen(viewer, found, corridor_id)
    paper = reading.slot(viewer, there, slot)
    form = begun(request, CorridorPaperForm, languages=there.corridor.languages)

    def act() -> object:
        given = form.cleaned_data
        spoken = {given["first"], given["second"]} - {""}
        filled = {code: reading.values(viewer, found, there, code) for code in spoken}
        draft = Draft(given["first"], given["second"], filled, given["form"], form.own_word())
        return corridor_paper.write(found, paper, draft, by=viewer)

    if tried(request, form, act):
        said = _("Written and kept. Print it, have it signed, and scan it back as a newer version.")
        return done(request, said, "paper", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=label("corridor-papers", slot), case=found, lede=there.name,
                     submit=_("Write it"), back_to=("corridor_papers", found.pk))  # fmt: skip


@page(MOVE_JOURNEYS)
def send_kept(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A kept paper goes with a journey of its case: in a sealed message, or written down as handed over on paper."""
    viewer = request.viewer  # type: ignore[attr-defined]
    paper = casefile.document(viewer, document_id)
    there = {str(j.pk): j for j in reading.journeys_of(viewer, paper.case)}
    names = [(key, f"{j.code}: {recipients.told(j.partner, {})}") for key, j in there.items()]
    form = begun(request, SendKeptForm, journeys=names, initial={"kind": reading.slot_of(viewer, paper)})

    def act() -> object:
        given = form.cleaned_data
        return corridor_paper.send(paper, there[given["journey"]], kind=given["kind"], by=viewer)

    if tried(request, form, act):
        return done(request, _("Sent with the journey."), "border_journey", form.outcome.journey_id)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Send it to the other country"), case=paper.case, submit=_("Send"),
                     lede=paper.title, back_to=("paper", paper.pk))  # fmt: skip


@page(DISCLOSE)
def way_home(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The handbook: looked at, or printed for the person; each print is written down before its first byte leaves."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    there = reading.around(viewer, found)
    form = begun(request, WayHomeForm, ways=[(entry.corridor.id, entry.name) for entry in there],
                 language=next(iter(found.person.languages), ""))  # fmt: skip
    if tried(request, form, lambda: _book(viewer, found, form.cleaned_data)):
        return form.outcome or _looked_at(request, found, form)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Handbook for the way home"), case=found, submit=_("Go on"),
                     lede=_("For the person. It carries no name, no code and no word of why; only confirmed contacts stand in it."),
                     back_to=("corridor_papers", found.pk))  # fmt: skip


def _tree(viewer: Any, found: Any, given: dict[str, Any]) -> Any:
    there = reading.chosen(viewer, found, given["corridor"])
    return reading.book(viewer, there, given["language"], given["province"])


def _book(viewer: Any, found: Any, given: dict[str, Any]) -> HttpResponse | None:
    if given["form"] == "screen":
        return None
    content = made(_tree(viewer, found, given), given["form"])
    disclosure.make(found, by=viewer, purpose="own_copy", recipient=PERSON, scope=("plan",), form="print",
                    what="way_home", basis="own_file", fields=("province",), digest=digest(content))  # fmt: skip
    return response_of(content, TYPES[given["form"]], f"way-home.{given['form']}")


def _looked_at(request: HttpRequest, found: Any, form: WayHomeForm) -> HttpResponse:
    tree = _tree(request.viewer, found, form.cleaned_data)  # type: ignore[attr-defined]
    return render(request, "protection/corridors/way_home.html", {
        "case": found, "tree": tree, "given": form.cleaned_data,
        "body": mark_safe(body(tree)),  # noqa: S308 - escaped by the library
    })  # fmt: skip
