"""What a letter's fields are for one case, in one language."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from wellknit.lib.corridorforms import FORMS
from wellknit.lib.dates import Era, format_date
from wellknit.lib.letters import LETTERS, Letter, letters
from wellknit.lib.policydata import PolicyError, version
from wellknit.lib.rightswording import OWN_NAMES
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office
from wellknit.protection.codelists import named
from wellknit.protection.models import Case, Document, Identification, RightsNotification, Stay
from wellknit.protection.names import birth_of


def templates() -> tuple[Letter, ...]:
    """Every template, newest versions."""
    return letters(settings.DATA)


def template(code: str) -> Letter:
    """One template; 404 for a name no file has."""
    found = next((letter for letter in templates() if letter.id == code), None)
    if found is None:
        raise Http404
    return found


def meant_for(document: Document) -> frozenset[str]:
    """Recipients a written letter is meant for, as its template says; empty for a paper that is no letter."""
    if not document.made_from.startswith("letter:"):
        return frozenset()
    code, _, number = document.made_from.removeprefix("letter:").partition("/")
    try:
        return frozenset(version(LETTERS, code, int(number), settings.DATA).recipients)
    except PolicyError:
        return frozenset()


def groups_of(document: Document) -> frozenset[str]:
    """The data groups a kept paper carries: its template's, or those of its kind; a copy of a paper is one too."""
    kind, _, rest = document.made_from.partition(":")
    if kind in {"letter", "form"}:
        code, _, number = rest.partition("/")
        try:
            if kind == "letter":
                groups = version(LETTERS, code, int(number), settings.DATA).groups
            else:
                groups = version(FORMS, code, int(number), settings.DATA).groups
            return groups or frozenset({"basic"})
        except PolicyError:
            return frozenset({"documents", "identity"})
    entry = named("document-kinds").entry(document.kind)
    flags = entry.flags if entry else ()
    return frozenset({"documents", *(f.removeprefix("group:") for f in flags if f.startswith("group:"))})


def values(viewer: Viewer, case: Case, language: str, *, recipient_name: str, words: str) -> dict[str, str]:
    """Every field of lib/letters.py, ready to print in a language."""
    person, office = case.person, Office.objects.get(pk=viewer.office_id)
    decided = Identification.objects.filter(case=case, state="recognised").order_by("-decided_at").first()
    stay = Stay.objects.filter(case=case, ended_on=None, custodial=False).select_related("facility").first()
    told = RightsNotification.objects.filter(case=case).order_by("-number").first()
    birth = birth_of(person)
    return {
        "today": day(timezone.localdate(), language), "office_name": office.name, "office_province": office.province,
        "worker_name": viewer.name, "recipient_name": recipient_name, "words": words, "case_code": case.code,
        "age_band": _said("age-bands", case.age_band, language), "sex": _said("sex", person.sex, language),
        "language": " / ".join(OWN_NAMES.get(code, code) for code in person.languages),
        "person_name": " / ".join(n for n in (person.name_native, person.name_latin) if n),
        "person_birth": format_date(birth, language=language) if birth else "",
        "nationality": _said("countries", person.nationality, language),
        "status": decided.state if decided else "",
        "status_since": day(timezone.localtime(decided.decided_at).date(), language) if decided and decided.decided_at else "",
        "status_country": _said("countries", decided.jurisdiction, language) if decided else "",
        "place_of_stay": stay.facility.name if stay and stay.facility else "",
        "stays_since": day(stay.began_on, language) if stay else "",
        "rights_choice": told.choice if told else "",
    }  # fmt: skip


def day(value: date, language: str) -> str:
    """A day as it is written in a language."""
    return format_date(value, language=language, era=Era.BE if language == "th" else None)


def _said(name: str, code: str, language: str) -> str:
    return named(name).text(code, language) if code else ""
