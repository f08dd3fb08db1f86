"""Rows of lists and lines of the timeline, made of what the queries gave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.protection.codelists import label
from wellknit.protection.models import Clock, Referral, Screening, WorklistRow
from wellknit.protection.queries.casefile import CaseFile, Entry
from wellknit.protection.queries.people import Found
from wellknit.protection.queries.unsent import Unsent
from wellknit.protection.views import words
from wellknit.protection.views.shown import days_to, late, left


def work_rows(rows: Iterable[WorklistRow]) -> list[dict[str, Any]]:
    """Rows for the worklist component; no name stands in any of them."""
    return [work_row(row) for row in rows]


def work_row(row: WorklistRow) -> dict[str, Any]:
    """One row: code, what is due, where the person is, how far identification went."""
    tag = words.tagged(words.IDENTIFICATION, row.identification)
    child = _("Child for the moment") if row.presumed_child else label("age-bands", row.age_band)
    about = [label("countries", row.nationality) or _("Nationality not known"), child]
    if row.state == "closed":
        tag = words.tagged(words.CASE, "closed")
    return {
        "href": reverse("case", args=[row.case_id]),
        "code": row.code,
        "title": " · ".join(about),
        "step": words.said(words.CLOCKS, row.next_rule) if row.next_rule else _("Nothing is due"),
        "note": label("stay-kinds", row.place) or _("No place recorded"),
        "due": row.next_due,
        "days": days_to(row.next_due),
        "state": tag["text"],
        "kind": tag["kind"],
    }


def came_in_rows(found: Iterable[Referral], clocks: dict[UUID, Clock]) -> list[dict[str, Any]]:
    """Referrals that came in."""
    rows = []
    for referral in found:
        clock = clocks.get(referral.pk)
        rows.append(
            {
                "href": reverse("referral", args=[referral.pk]),
                "code": referral.code,
                "urgent": referral.urgent,
                "about": " · ".join(_about(referral)),
                "office": referral.from_office.name,
                "at": referral.sent_at,
                "due": clock.due_at if clock else None,
                "days": days_to(clock.due_at) if clock else None,
                "left": left(clock.due_at) if clock else "",
                "late": late(clock.due_at) if clock else False,
                "tag": words.tagged(words.REFERRAL, referral.state),
            }
        )
    return rows


def _about(referral: Referral) -> list[str]:
    child = _("child for the moment") if referral.presumed_child else ""
    interpreter = label("languages", referral.interpreter)
    needs = _("interpreter: %(language)s") % {"language": interpreter} if interpreter else ""
    age = _("Age not known") if referral.age_band == "unknown" else label("age-bands", referral.age_band)
    found = [age, child, label("sex", referral.sex), needs]
    return [part for part in found if part]


def sent_rows(found: Iterable[Referral]) -> list[dict[str, Any]]:
    """Referrals that were sent out."""
    return [
        {
            "href": reverse("referral_sent", args=[r.pk]),
            "code": r.code,
            "urgent": r.urgent,
            "office": r.to_office.name,
            "at": r.sent_at,
            "tag": words.tagged(words.REFERRAL, r.state),
            "about": " · ".join(_about(r)),
            "days": None,
            "left": "",
        }
        for r in found
    ]


def screening_rows(found: Iterable[Screening]) -> list[dict[str, Any]]:
    """One's own screenings, without anything that names somebody."""
    return [
        {
            "href": reverse("screening_done", args=[s.pk]),
            "at": s.at,
            "tag": words.tagged(words.OUTCOME, s.outcome),
            "about": " · ".join(
                x for x in (label("languages", s.language), label("age-bands", s.age_band)) if x
            ),
        }
        for s in found
    ]


def unsent_rows(found: Iterable[Unsent]) -> list[dict[str, Any]]:
    """Screenings begun and not finished."""
    return [
        {
            "href": reverse("screening_check", args=[u.id]),
            "forget": reverse("screening_forget", args=[u.id]),
            "at": u.saved_at,
            "about": label("languages", u.language),
        }
        for u in found
    ]


LITTLE = 0.6  # under this a likeness means little (lib.names.rank)


def found_rows(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Persons who may be the one, each with how near the name is in a word and her cases in reach."""
    return [_found_row(f, f.person) for f in found]


def _found_row(found: Found, person: Any) -> dict[str, Any]:
    names = [name for name in (person.name_native, person.name_latin) if name]
    return {
        "id": person.pk,
        "name": " / ".join(names) or _("No name known"),
        "aliases": ", ".join(person.aliases or ()),
        "sex": label("sex", person.sex),
        "nationality": label("countries", person.nationality),
        "near": nearness(found.nearness),
        "far": found.nearness < LITTLE,
        "cases": [
            {
                "href": reverse("case", args=[c.pk]),
                "code": c.code,
                "opened_on": c.opened_on,
                "tag": words.tagged(words.CASE, c.state),
            }
            for c in found.cases
        ],
    }


def nearness(likeness: float) -> dict[str, str]:
    """How near a name is, as a word: a number would pretend to more than a comparison of letters knows."""
    if likeness >= 0.97:
        return {"text": _("The same name"), "kind": "due"}
    if likeness >= 0.8:
        return {"text": _("Very like"), "kind": "waiting"}
    if likeness >= LITTLE:
        return {"text": _("Somewhat like"), "kind": "info"}
    return {"text": _("Little in common"), "kind": "quiet"}


def events(file: CaseFile) -> list[dict[str, Any]]:
    """The one timeline, newest first."""
    return [_event(entry, file) for entry in file.entries]


_MARK = {
    "note": "quiet",
    "document": "quiet",
    "identification_decided": "done",
    "closed": "done",
    "stay_began": "open",
}


def _event(entry: Entry, file: CaseFile) -> dict[str, Any]:
    if entry.kind == "line":  # of another noun (sections.py), which brings its own words
        line = entry.thing
        by = " · ".join(part for part in (entry.who, entry.office) if part)
        when = timezone.localtime(entry.at).date() if entry.whole_day else entry.at
        return {
            "when": when,
            "title": line.title,
            "text": line.text,
            "by": by,
            "kind": line.kind,
            "href": line.href,
        }
    title, text = _TOLD[entry.kind](entry.thing)
    kind = _MARK.get(entry.kind, "open")
    if entry.kind == "stay_began" and entry.thing.custodial:
        kind = "danger"
    by = " · ".join(part for part in (entry.who, entry.office) if part)
    href = reverse("paper", args=[entry.thing.pk]) if _has_page(entry) else ""
    when = timezone.localtime(entry.at).date() if entry.whole_day else entry.at
    return {"when": when, "title": title, "text": text, "by": by, "kind": kind, "href": href}


def _has_page(entry: Entry) -> bool:
    return entry.kind == "document" and not getattr(entry.thing, "veiled", False)


def _opened(case: Any) -> tuple[str, str]:
    return _("Case opened"), ""


def _referred(referral: Any) -> tuple[str, str]:
    return _("Referral sent"), referral.code


def _note(note: Any) -> tuple[str, str]:
    return _("Note"), note.text


def _document(document: Any) -> tuple[str, str]:
    return document.title, label("document-kinds", document.kind)


def _stay_began(stay: Any) -> tuple[str, str]:
    where = stay.facility.name if stay.facility else (stay.place or "")
    basis = label("legal-bases", stay.legal_basis)
    wish = _("wants to be there: %(answer)s") % {"answer": label("voluntary", stay.voluntary)}
    return label("stay-kinds", stay.kind), " · ".join(part for part in (where, basis, wish) if part)


def _stay_ended(stay: Any) -> tuple[str, str]:
    return _("Left: %(place)s") % {"place": label("stay-kinds", stay.kind)}, ""


def _opinion(opinion: Any) -> tuple[str, str]:
    return _("Opinion given"), label("opinion-views", opinion.view)


def _review_asked(review: Any) -> tuple[str, str]:
    return _("Asked to look again"), label("review-askers", review.asked_by)


def _review_decided(review: Any) -> tuple[str, str]:
    said = {"recognised": _("Recognised"), "upheld": _("The decision stands")}
    return _("Looked at again"), said.get(review.result, review.result)


def _begun(identification: Any) -> tuple[str, str]:
    return _("Identification begun"), ""


def _decided(identification: Any) -> tuple[str, str]:
    return words.tagged(words.IDENTIFICATION, identification.state)["text"], identification.reasons or ""


def _closed(case: Any) -> tuple[str, str]:
    return _("Case closed"), label("closure-reasons", case.closure_reason)


_TOLD = {
    "opened": _opened,
    "referred": _referred,
    "note": _note,
    "document": _document,
    "stay_began": _stay_began,
    "stay_ended": _stay_ended,
    "opinion": _opinion,
    "review_asked": _review_asked,
    "review_decided": _review_decided,
    "identification_begun": _begun,
    "identification_decided": _decided,
    "closed": _closed,
}
