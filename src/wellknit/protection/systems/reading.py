"""What other systems read: what became of a referral, lists, who receives people. Nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.http import Http404
from django.utils import timezone

from wellknit.lib.codelists import CodeList
from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection.actions.care import offered
from wellknit.protection.codelists import LISTS, named
from wellknit.protection.models import Clock, Journey, Referral, Step
from wellknit.protection.queries.office_contacts import is_confirmed
from wellknit.protection.systems.screenings import own_language


def referral(viewer: Viewer, code: str) -> dict[str, Any]:
    """One referral the caller's office has sent; 404 else. Asking is an event."""
    found = Referral.objects.filter(code=code, from_office_id=viewer.office_id).first()
    if found is None:
        raise Http404
    record("referral.status_read", target=found)
    return _referral(found, _due([found]))


def referrals(viewer: Viewer, state: str | None, limit: int, page: int) -> dict[str, Any]:
    """A page of what the caller's office has sent, latest first."""
    found = Referral.objects.filter(from_office_id=viewer.office_id)
    found = found.filter(state=state) if state else found
    start = (page - 1) * limit
    rows = list(found.order_by("-sent_at", "id")[start : start + limit + 1])
    due = _due(rows[:limit])
    record("referral.list_read", note={"count": len(rows[:limit])})
    return {
        "items": [_referral(row, due) for row in rows[:limit]],
        "next": page + 1 if len(rows) > limit else None,
    }


def _due(rows: list[Referral]) -> dict[Any, Any]:
    clocks = Clock.objects.filter(referral_id__in=[r.pk for r in rows], stopped_at=None)
    return {c.referral_id: c.due_at for c in clocks}


def _referral(found: Referral, due: dict[Any, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_referral_opened(%s)", [found.pk])
        opened = bool(cursor.fetchone()[0])
    return {
        "code": found.code, "state": found.state, "urgent": found.urgent, "sent_at": found.sent_at,
        "answered_at": found.answered_at, "due_at": due.get(found.pk), "decline_reason": found.decline_reason,
        "case_opened": opened,
    }  # fmt: skip


def journey(viewer: Viewer, code: str) -> dict[str, Any]:
    """One referral between offices that the caller's office has sent; 404 else."""
    found = Journey.objects.filter(code=code, from_office_id=viewer.office_id).first()
    if found is None:
        raise Http404
    record("journey.status_read", target=found, case=found.case_id)
    step = Step.objects.filter(journey=found, state="open").first()
    clock = Clock.objects.filter(journey_id=found.pk, stopped_at=None).first()
    return {"code": found.code, "state": found.state, "scope": found.scope, "step": step.code if step else None,
            "turn": step.side if step else None, "due_at": clock.due_at if clock else None,
            "end_reason": found.end_reason}  # fmt: skip


def lists() -> list[dict[str, Any]]:
    """Every code list of this wing."""
    return [_head(name, named(name)) for name in sorted(LISTS)]


def one_list(name: str) -> dict[str, Any]:
    """One list in the caller's language; 404 else."""
    if name not in LISTS:
        raise Http404
    found, language = named(name), own_language()
    codes = [
        {
            "code": e.code,
            "label": e.text(language),
            "hint": e.hint,
            "until": e.until.isoformat() if e.until else None,
        }
        for e in found.codes
    ]
    return {**_head(name, found), "language": language, "codes": codes}


def _head(name: str, found: CodeList) -> dict[str, Any]:
    return {"name": name, "title": found.title, "version": found.version}


def directory(viewer: Viewer, province: str, limit: int, page: int) -> dict[str, Any]:
    """Offices that receive people under the caller's law, and what the country offers."""
    kinds = named("office-kinds").flagged("receives")
    found = Office.objects.filter(kind__in=kinds, jurisdiction=viewer.jurisdiction, closed_on=None)
    found = found.filter(province=province) if province else found
    start = (page - 1) * limit
    rows = list(found.order_by("province", "name", "id")[start : start + limit + 1])
    return {
        "offices": [_office(o, timezone.localdate()) for o in rows[:limit]], "services": _services(viewer),
        "next": page + 1 if len(rows) > limit else None,
    }  # fmt: skip


def _services(viewer: Viewer) -> list[dict[str, str]]:
    try:
        found, language = named("services"), own_language()
        return [
            {"code": s.code, "name": found.text(s.code, language)}
            for s in offered(viewer.jurisdiction).services
        ]
    except NotNow:
        return []


def _office(found: Office, today: date) -> dict[str, Any]:
    on = found.contact_confirmed_on
    confirmed = is_confirmed(found, today)
    return {
        "code": found.code, "name": found.name, "name_local": found.name_local, "kind": found.kind,
        "province": found.province, "languages": list(found.languages),
        "contact": found.contact if confirmed else None,
        "contact_confirmed_on": on.isoformat() if confirmed and on else None,
    }  # fmt: skip
