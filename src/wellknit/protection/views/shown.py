"""What a page shows, gathered from the queries: one place for each page that several verbs come back to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.policykinds import Procedure
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.actions.identification import opinions_given, procedure_of
from wellknit.protection.codelists import label
from wellknit.protection.forms.identification import MEMBERS
from wellknit.protection.forms.talk import own_language
from wellknit.protection.healthpapers import opens
from wellknit.protection.models import Case, Identification
from wellknit.protection.names import birth_of
from wellknit.protection.queries import casefile, notices, offices, referrals, screenings
from wellknit.protection.sections import sections_for
from wellknit.protection.views import words


def days_to(moment: Any) -> int | None:
    """Whole local days until a moment; negative when its day is past."""
    return None if moment is None else (timezone.localtime(moment).date() - timezone.localdate()).days


def late(moment: Any) -> bool:
    """Whether it is past."""
    return moment is not None and moment < timezone.now()


def left(moment: Any) -> str:
    """Hours and minutes left, or late, for clocks within two days of now; nothing for longer ones."""
    seconds = int((moment - timezone.now()).total_seconds())
    hours, minutes = abs(seconds) // 3600, abs(seconds) % 3600 // 60
    if hours >= 48:
        return ""
    told = {"hours": hours, "minutes": minutes}
    if seconds < 0:
        return (
            _("Late by %(hours)s h %(minutes)s min") % told
            if hours
            else _("Late by %(minutes)s minutes") % told
        )
    return _("%(hours)s h %(minutes)s min left") % told if hours else _("%(minutes)s minutes left") % told


def clock_rows(clocks: list[Any]) -> list[dict[str, Any]]:
    """Running clocks as a list of what is due."""
    return [
        {
            "what": words.said(words.CLOCKS, c.rule),
            "due": c.due_at,
            "days": days_to(c.due_at),
            "left": left(c.due_at),
            "late": late(c.due_at),
        }
        for c in clocks
    ]


def referral_context(viewer: Viewer, referral_id: UUID, *, sent: bool = False) -> dict[str, Any]:
    """A referral with what may be read behind it, from either side, or from the sender's alone."""
    found = referrals.referral(viewer, referral_id, sent=sent)
    behind = referrals.screening_behind(viewer, found)
    clock = referrals.clock_of(found)
    language = own_language()
    return {
        "referral": found,
        "state": words.tagged(words.REFERRAL, found.state),
        "reasons": screenings.reasons(found.reasons, language),
        "preview": preview_rows(found),
        "clock": clock_rows([clock])[0] if clock else None,
        "screening": behind,
        "told": screenings.told(behind, language) if behind else None,
        "identity": identity_rows(behind.identity) if behind else [],
        "case": referrals.case_of(viewer, found),
        "exchange": found.exchange or [],
        "why_not": label("decline-reasons", found.decline_reason),
        "to_open": found.state == "accepted"
        and found.to_office_id == viewer.office_id
        and viewer.may(may.OPEN_CASES),
    }


def preview_rows(found: Any) -> list[dict[str, Any]]:
    """The least an office needs in order to decide."""
    child = _("Treated as a child for the moment") if found.presumed_child else ""
    rows = [
        (_("Age"), " · ".join(x for x in (label("age-bands", found.age_band), child) if x)),
        (_("Sex"), label("sex", found.sex)),
        (_("Language"), label("languages", found.language)),
        (_("Interpreter"), label("languages", found.interpreter) or _("Not needed")),
        (_("From"), found.from_office.name),
        (_("To"), found.to_office.name),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def identity_rows(identity: Any) -> list[dict[str, Any]]:
    """Who it is, as far as she said, for the office that has accepted."""
    told: dict[str, Any] = identity or {}
    rows = [
        (_("Name in its own script"), told.get("name_native")),
        (_("Name in Latin letters"), told.get("name_latin")),
        (_("Age"), told.get("age_statement")),
        (_("Safe way to reach the person"), told.get("safe_contact")),
        (_("In the person's own words"), told.get("own_words")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def person_rows(case: Case) -> list[dict[str, Any]]:
    """Who the person is."""
    person: Any = case.person
    contact: dict[str, Any] = person.contact or {}
    safe = {"yes": _("safe"), "no": _("not safe: do not write or call there")}.get(
        contact.get("safe", ""), ""
    )
    birth = birth_of(person)
    rows = [
        (_("Name in its own script"), person.name_native),
        (_("Name in Latin letters"), person.name_latin),
        (_("Other names"), ", ".join(person.aliases or ())),
        (_("Born"), birth.typed or (birth.iso() if birth.is_known else _("Not known")) if birth else ""),
        (_("Sex"), label("sex", person.sex)),
        (_("Nationality"), label("countries", person.nationality)),
        (_("Languages"), ", ".join(label("languages", code) for code in person.languages)),
        (_("How to reach the person"), " · ".join(x for x in (contact.get("how", ""), safe) if x)),
    ]
    return [{"key": key, "value": value or "–"} for key, value in rows]


def head_rows(case: Case, worker: str) -> list[dict[str, Any]]:
    """The head of the file."""
    rows = [
        (_("Age at the beginning"), label("age-bands", case.age_band)),
        (_("What was done to the person"), label("exploitation", case.exploitation)),
        (_("What happened, in short"), case.summary),
        (_("Who carries the case"), worker),
    ]
    return [{"key": key, "value": value or "–"} for key, value in rows]


def case_head(viewer: Viewer, case: Case, current: str) -> dict[str, Any]:
    """What stands above every page of a case file: strip and tabs."""
    tabs = [("case", _("Timeline")), ("identification", _("Identification")), ("stays", _("Places of stay"))]
    tabs += (
        [("papers", _("Papers"))] if viewer.may(may.READ_DOCUMENTS) or viewer.may(may.ADD_DOCUMENTS) else []
    )
    tabs += [(s.url_name, s.label) for s in sections_for(viewer)]
    tabs += [("readers", _("Who can read this"))]
    return {
        "case": case,
        "state": words.tagged(words.CASE, case.state),
        "tabs": [{"label": t, "href": reverse(n, args=[case.pk]), "current": n == current} for n, t in tabs],
        "may": {
            "write": viewer.may(may.WRITE_CASES) and case.state == "open",
            "close": viewer.may(may.CLOSE_CASES),
            "papers": viewer.may(may.ADD_DOCUMENTS),
            "stays": (viewer.may(may.RECORD_STAYS) or viewer.may(may.REPORT_STAYS)) and case.state == "open",
            "share": viewer.may(may.GIVE_GRANTS),
            "propose": viewer.may(may.GIVE_OPINION) and case.state == "open",
            "decide": viewer.may(may.DECIDE),
            "review": viewer.may(may.REVIEW),
        },
    }


def identification_context(viewer: Viewer, case_id: UUID) -> dict[str, Any]:
    """The identification of a case with the procedure it follows, and what this viewer can do."""
    file = casefile.case_file(viewer, case_id)
    found = file.identification
    context = {**case_head(viewer, file.case, "identification"), "identification": found, "file": file}
    if found is None:
        return context
    procedure = procedure_of(found)
    return {
        **context,
        **procedure_context(procedure),
        "result": words.tagged(words.IDENTIFICATION, found.state),
        "given": (given := opinions_given(found)),
        "enough": given >= procedure.quorum.members,
        "own": casefile.own_opinion(viewer, found),
        "opinions": [opinion_row(o) for o in file.opinions],
        "grounds": grounds_rows(found),
        "reviews": [review_row(r) for r in file.reviews],
        "open_for_opinions": found.state in {"begun", "pending"},
        "can_ask": found.state in {"recognised", "not_recognised"},
        "missing": [label("missing-for-decision", code) for code in found.missing],
    }


def procedure_context(procedure: Procedure) -> dict[str, Any]:
    """The country's procedure as it is explained beside every step; its sentences are data and translated."""
    return {
        "procedure": procedure,
        "procedure_kind": words.said(words.PROCEDURE, procedure.kind),
        "sentence": _(procedure.sentence),
        "review_sentence": f"{_(procedure.review.sentence)} {_(procedure.review.to)}.",
        "appeal_sentence": f"{_(procedure.appeal.sentence)} {_(procedure.appeal.to)}.",
        "not_known": [_(line) for line in procedure.not_in_the_sources],
        "quorum_kinds": [words.said(MEMBERS, kind) for kind in procedure.quorum.kinds],
    }


def review_row(review: Any) -> dict[str, Any]:
    """One request to look again, and its answer."""
    result = {"recognised": _("Recognised"), "upheld": _("The decision stands")}.get(
        review.result, review.result
    )
    return {
        "id": review.pk,
        "who": label("review-askers", review.asked_by),
        "at": review.asked_at,
        "grounds": review.grounds,
        "result": result,
        "reasons": review.reasons,
    }


def opinion_row(opinion: Any) -> dict[str, Any]:
    """One opinion in words."""
    return {
        "who": words.said(MEMBERS, opinion.member_kind) if opinion.member_kind else "",
        "view": label("opinion-views", opinion.view),
        "at": opinion.given_at,
        "reasons": opinion.reasons,
        "grounds": grounds_rows(opinion),
    }


def grounds_rows(thing: Identification | Any) -> list[dict[str, Any]]:
    """Act, means and purpose in words."""
    parts = (
        (_("Act"), "acts", thing.acts),
        (_("Means"), "means", thing.means),
        (_("Purpose"), "purposes", thing.purposes),
    )
    return [
        {"key": key, "value": ", ".join(label(name, code) for code in codes) or "–"}
        for key, name, codes in parts
    ]


def notice_rows(viewer: Viewer, found: list[Any]) -> list[dict[str, Any]]:
    """Notices as cards: what happened, which case, who stands behind it, since when."""
    codes, senders = notices.codes_of(found), notices.senders_of(viewer, found)
    return [
        {
            "id": n.pk,
            "kind": n.kind,
            "what": words.said(words.NOTICE, n.kind),
            "at": n.at,
            "case_id": n.case_id,
            "code": codes.get(n.case_id, ""),
            "who": ", ".join(part for part in senders.get(n.pk, ()) if part),
        }
        for n in found
    ]


def review_rows(entries: list[Any], people: dict[UUID, str]) -> list[dict[str, Any]]:
    """Emergency openings that wait for a reviewer."""
    names = offices.names({e.office_id for e in entries})
    return [
        {
            "id": e.pk,
            "at": e.at,
            "who": people.get(e.user_id, ""),
            "office": names.get(e.office_id, ""),
            "reason": e.reason,
        }
        for e in entries
    ]


def paper_rows(viewer: Viewer, documents: list[Any]) -> list[dict[str, Any]]:
    """Papers with a link for whoever may open them."""
    return [
        {
            "title": d.title,
            "kind": label("document-kinds", d.kind),
            "at": d.added_at,
            "size": d.size,
            "type": d.media_type.split("/")[-1].upper(),
            "href": reverse("paper", args=[d.pk]) if opens(viewer, d) else "",
        }
        for d in documents
    ]


def stay_rows(stays: list[Any]) -> list[dict[str, Any]]:
    """Places, latest first."""
    return [
        {
            "kind": label("stay-kinds", s.kind),
            "custodial": s.custodial,
            "began_on": s.began_on,
            "ended_on": s.ended_on,
            "where": s.facility.name if s.facility else (s.place or ""),
            "house": s.unit.name if s.unit else "",
            "despite": s.despite or "",
            "basis": label("legal-bases", s.legal_basis),
            "voluntary": label("voluntary", s.voluntary),
            "source": label("stay-sources", s.source),
            "end": reverse("stay_end", args=[s.pk]),
        }
        for s in reversed(stays)
    ]


def reader_rows(readers: list[casefile.Reader], case: Case) -> list[dict[str, Any]]:
    """Who reaches a file: those who do now first."""
    rows = [
        {
            "office": r.office,
            "holder": r.holder,
            "basis": words.said(words.BASIS, r.basis),
            "since": r.since,
            "until": r.until,
            "over": r.over,
            "emergency": r.holder_id is not None,
            "end": ""
            if r.over or r.office_id == case.office_id
            else reverse("reach_end", args=[case.pk, r.grant_id]),
        }
        for r in readers
    ]
    return sorted(rows, key=lambda row: bool(row["over"]))


def look_rows(looks: list[tuple[Any, str, str]]) -> list[dict[str, Any]]:
    """Who looked and what they did, latest first; the same thing by the same person in a row is one line."""
    rows: list[dict[str, Any]] = []
    for event, who, office in looks:
        row = {
            "at": event.at,
            "who": who,
            "office": office,
            "what": words.said(words.EVENT, event.event),
            "times": 1,
        }
        last = rows[-1] if rows else None
        if last and all(last[k] == row[k] for k in ("who", "office", "what")):
            last["times"] += 1
        else:
            rows.append(row)
    return rows
