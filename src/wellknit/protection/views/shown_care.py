"""What the pages of the plan show, gathered from the queries."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.viewer import Viewer
from wellknit.protection import permissions as may
from wellknit.protection.codelists import label
from wellknit.protection.models import Assessment, Case, Service, Session, WorkPath
from wellknit.protection.queries import care as reading
from wellknit.protection.queries.care import Care
from wellknit.protection.queries.plansheet import languages_for
from wellknit.protection.states_care import SERVICE, WORK
from wellknit.protection.views import words_care as words
from wellknit.protection.views.shown import case_head
from wellknit.protection.views.words import said, tagged


def plan_context(viewer: Viewer, care: Care) -> dict[str, Any]:
    """The plan on one page."""
    case = care.case
    gives = viewer.may(may.GIVE_SERVICES) and case.state == "open"
    return {
        **case_head(viewer, case, "care_plan"),
        "gives": gives,
        "needs": needs_rows(care.needs),
        "needs_on": care.needs.on if care.needs else None,
        "risk": risk_row(care.risk),
        "goals": [
            {"words": g.words, "language": g.language, "tag": tagged(words.GOAL, g.state), "href": reverse("goal_turn", args=[g.pk])}
            for g in care.goals
        ],
        "services": [service_row(s) for s in care.services],
        "work": work_row(care.work, gives) if care.work else None,
        "works": care.offered is not None and care.offered.work is not None,
        "advice": care.advice,
        "plans": [{"on": p.on, "answer": label("plan-answers", p.answer), "href": reverse("plan_frozen", args=[p.pk])} for p in care.plans],
        "phases": list(care.offered.phases) if care.offered else [],
        "sheet": reverse("plan_sheet", args=[case.pk, languages_for(care)[0]]),
        "peer_days": reading.peer_days(viewer, case),
    }  # fmt: skip


def needs_rows(made: Assessment | None) -> list[dict[str, str]]:
    """What the person wants now, then perhaps later: what she does not want is not pressed on her."""
    if made is None:
        return []
    lines = reading.checklist_then(made)
    rows = []
    for answer in ("now", "later"):
        wanted = [
            _(lines.items[code].text)
            for code, given in made.answers.items()
            if given == answer and code in lines.items
        ]
        if wanted:
            rows.append(
                {"key": _("Wants now") if answer == "now" else _("Perhaps later"), "value": ", ".join(wanted)}
            )
    return rows


def risk_row(made: Assessment | None) -> dict[str, Any] | None:
    """The risk as it stands, with the days to the next look."""
    if made is None or made.review_on is None:
        return None
    lines = reading.checklist_then(made)
    serious = [
        _(lines.items[c].text)
        for c, given in made.answers.items()
        if given in {"yes", "some"} and c in lines.items
    ]
    return {"tag": tagged(words.RISK, made.level), "on": made.on, "review_on": made.review_on, "serious": serious,
            "days": (made.review_on - timezone.localdate()).days, "reason": made.reason or ""}  # fmt: skip


def service_row(service: Service) -> dict[str, Any]:
    """One service in the list."""
    return {
        "name": label("services", service.code), "href": reverse("service", args=[service.pk]),
        "by": service.provider.name if service.provider else "", "tag": tagged(words.SERVICE, service.state),
        "met": getattr(service, "met", 0), "last": getattr(service, "last_met", None),
        "over": service.state in {"done", "stopped", "declined"},
    }  # fmt: skip


def service_context(viewer: Viewer, found: Service, sessions: list[Session]) -> dict[str, Any]:
    """One service with what can be done from here."""
    gives = viewer.may(may.GIVE_SERVICES) and found.case.state == "open"
    offered = reading.service_list(found.case.jurisdiction)
    usual = offered.usual_in(found.code) if offered else ()
    verbs = [move.verb for move in SERVICE.possible(found.state)] if gives else []
    return {
        **case_head(viewer, found.case, "care_plan"),
        "service": found, "name": label("services", found.code), "tag": tagged(words.SERVICE, found.state),
        "verbs_named": {verb: said(words.SERVICE_VERBS, verb) for verb in words.SERVICE_VERBS},
        "verbs": [{"text": said(words.SERVICE_VERBS, v), "href": reverse("service_turn", args=[found.pk, v])} for v in verbs],
        "rows": service_rows(found), "sessions": sessions, "usual": [(_(p.name), _(p.sentence)) for p in usual],
        "gives": gives, "runs": found.state in {"agreed", "running"},
    }  # fmt: skip


def service_rows(found: Service) -> list[dict[str, Any]]:
    """What is known of a service."""
    rows = [
        (_("Who gives it"), found.provider.name if found.provider else ""),
        (_("For the wish"), f"“{found.goal.words}”" if found.goal else ""),
        (_("Details"), found.details),
        (
            _("What came of it"),
            label("service-outcomes", found.outcome) or label("service-ends", found.end_reason),
        ),
        (_("What the person says"), label("service-views", found.view)),
        (_("In her own words"), found.view_words),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def work_row(path: WorkPath, gives: bool) -> dict[str, Any]:
    """The way into work: where it stands, the days of its steps, what can be done from here."""
    skip = {"coordinate"} if path.needs_permit and path.state == "wished" else set()
    if not path.needs_permit:
        skip.add("apply_stay")
    verbs = [m.verb for m in WORK.possible(path.state) if m.verb not in skip] if gives else []
    return {
        "tag": tagged(words.WORK, path.state), "province": path.province, "employer": path.employer or "",
        "terms": path.terms or "", "needs_permit": path.needs_permit,
        "verbs": [{"text": said(words.WORK_VERBS, v), "href": reverse("work_step", args=[path.pk, v])} for v in verbs],
    }  # fmt: skip


def language_rows(case: Case, languages: list[str]) -> list[dict[str, Any]]:
    """The languages the sheet can be printed in."""
    return [
        {"label": label("languages", code), "href": reverse("plan_sheet", args=[case.pk, code]), "code": code}
        for code in languages
    ]
