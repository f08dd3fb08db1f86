"""What a paper between two countries says of one case: its corridor, its journey, and every field in a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from wellknit.lib.corridorforms import CorridorForm, forms
from wellknit.lib.corridorkinds import CORRIDORS, Corridor, corridor_now, corridor_then, path_on
from wellknit.lib.documents.tree import Document as Tree
from wellknit.lib.handbook import BookContact, composed
from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import HELPLINES
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office
from wellknit.protection.codelists import label, named
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Case, Document, Journey
from wellknit.protection.policies_journey import path_now
from wellknit.protection.queries import letters
from wellknit.protection.queries.office_contacts import is_confirmed

# Details of a step, and what was told at one, by the field of a letter that they fill.
_TOLD = {
    "birth_place": "birth_place", "documents_held": "documents_held", "home_place": "home_place",
    "family_names": "family_names", "tracing_place": "tracing_place", "travel_needs": "travel_needs",
    "handover_place": "handover_place", "handover_day": "handover_day", "crossing": "handover_place",
    "day": "handover_day",
}  # fmt: skip


@dataclass(frozen=True)
class Around:
    """A corridor that a case's papers can be for, and the journey on it, when there is one."""

    corridor: Corridor
    journey: Journey | None

    @property
    def name(self) -> str:
        """From which country to which, and the matter's code."""
        way = f"{label('countries', self.corridor.from_)} → {label('countries', self.corridor.to)}"
        return f"{way} ({self.journey.code})" if self.journey else way


def around(viewer: Viewer, case: Case) -> list[Around]:
    """The corridors of the case's journeys, newest first; where there is none, the way to the person's country, or
    for a national of this one every way that leads here.
    """
    journeys = Journey.objects.filter(case=case).exclude(partner="").exclude(corridor="").order_by("-sent_at")
    found = [Around(corridor_then(j.corridor, j.corridor_version or 1, settings.DATA), j) for j in journeys]
    if found:
        return found
    here, theirs, today = settings.CHARTER.get("country", ""), case.person.nationality, timezone.localdate()
    way = corridor_now(here, theirs, today, settings.DATA) if here and theirs else None
    return [Around(entry, None) for entry in ([way] if way else _known(here, home=theirs == here))]


def _known(here: str, *, home: bool) -> list[Corridor]:
    """Every way to this country, or, where the person's own is not known, every way from it."""
    return [c for c in load_all(CORRIDORS, settings.DATA) if (c.to if home else c.from_) == here]


def chosen(viewer: Viewer, case: Case, corridor_id: str) -> Around:
    """One of them by the corridor's id; the first when none is named. Raises Http404."""
    found = around(viewer, case)
    for entry in found:
        if not corridor_id or entry.corridor.id == corridor_id:
            return entry
    raise Http404


def journeys_of(viewer: Viewer, case: Case) -> list[Journey]:
    """Journeys of a case to another country with which a paper can still go."""
    found = Journey.objects.filter(case=case).exclude(partner="").exclude(state="withdrawn")
    return list(found.order_by("-sent_at"))


def slot_of(viewer: Viewer, paper: Document) -> str:
    """Which slot a kept paper fills, also after it was signed and scanned back; "" for any other paper."""
    versions = Document.objects.filter(
        series=paper.series, case_id=paper.case_id, made_from__startswith="form:"
    )
    first = versions.order_by("number").values_list("made_from", flat=True).first() or ""
    code = first.removeprefix("form:").partition("/")[0]
    return next((form.slot for form in forms(settings.DATA).values() if form.id == code), "")


def slot(viewer: Viewer, there: Around, code: str) -> CorridorForm:
    """The form of a slot of this corridor. Raises Http404."""
    form = forms(settings.DATA).get(code)
    if form is None or code not in there.corridor.forms:
        raise Http404
    return form


def values(viewer: Viewer, case: Case, there: Around, language: str, *, recipient_name: str = "",
           words: str = "") -> dict[str, str]:  # fmt: skip
    """Every field of lib/letters.py in a language: from the file, then what was told on the journey."""
    base = letters.values(viewer, case, language, recipient_name=recipient_name, words=words)
    told = _told(there.journey, language) if there.journey else {}
    countries = named("countries")
    return {
        **told, **{code: value for code, value in base.items() if value},
        "journey_code": there.journey.code if there.journey else "",
        "from_country": countries.text(there.corridor.from_, language),
        "to_country": countries.text(there.corridor.to, language),
    }  # fmt: skip


def _told(journey: Journey, language: str) -> dict[str, str]:
    """What was told or filled in at the journey's steps; the newest word counts."""
    known: dict[str, Any] = {}
    for step in journey.steps.order_by("sequence"):
        known |= {**(step.disclosed or {}), **(step.details or {})}
    found = {field: str(known[name]) for name, field in _TOLD.items() if known.get(name)}
    names = [str(known[name]) for name in ("name_native", "name_latin") if known.get(name)]
    if names:
        found["person_name"] = " / ".join(names)
    if found.get("handover_day"):
        found["handover_day"] = _day(found["handover_day"], language)
    return found


def _day(value: str, language: str) -> str:
    try:
        return letters.day(date.fromisoformat(value), language)
    except ValueError:
        return value  # as somebody wrote it


# -- The handbook


def book(viewer: Viewer, there: Around, language: str, province: str) -> Tree:
    """The handbook for one person's way home: country and province, confirmed contacts, no name and no code."""
    corridor = there.corridor
    path = path_of(there.journey) if there.journey else _default(corridor)
    country = named("countries").text(corridor.to, language)
    place = ", ".join(part for part in (country, province.strip()) if part)
    return composed(path, language, place=place, contacts=_contacts(viewer, corridor, language, province.strip()),
                    data_dir=settings.DATA)  # fmt: skip


def _default(corridor: Corridor) -> Any:
    return path_on(corridor, path_now(corridor.path, timezone.localdate()))


def _contacts(viewer: Viewer, corridor: Corridor, language: str, province: str) -> list[BookContact]:
    """Who helps, as far as somebody has confirmed it lately: this office, those of the province, help lines of
    both countries, contacts of the corridor.
    """
    today = timezone.localdate()
    found = [
        BookContact(office.name_local or office.name, office.contact, office.name,
                    letters.day(office.contact_confirmed_on, language))
        for office in _offices(viewer, province) if is_confirmed(office, today) and office.contact_confirmed_on
    ]  # fmt: skip
    for entry in load_all(HELPLINES, settings.DATA):
        if entry.country in corridor.pair:
            found += [
                BookContact(line.name, line.number, line.confirmed_by, letters.day(line.confirmed_on, language))
                for line in entry.to_show(today) if line.confirmed_on
            ]  # fmt: skip
    found += [
        BookContact(c.office, c.how, c.confirmed_by, letters.day(c.confirmed_on, language))
        for c in corridor.contacts_to_show(today) if not c.province or c.province == province
    ]  # fmt: skip
    return found


def _offices(viewer: Viewer, province: str) -> list[Office]:
    own = Office.objects.filter(pk=viewer.office_id)
    near = Office.objects.filter(province=province, closed_on=None).exclude(pk=viewer.office_id)
    return [*own, *(near.order_by("name") if province else ())]
