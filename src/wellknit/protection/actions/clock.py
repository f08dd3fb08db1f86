"""Starting and stopping clocks by rule. A clock moves officials; it never sends a person anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from wellknit.lib.policydata import in_force
from wellknit.lib.policykinds import CLOCKS, ClockRule
from wellknit.lib.workdays import calendar_of, due
from wellknit.protection.models import Clock


def rule_of(code: str) -> tuple[ClockRule, int]:
    """The rule and its file's version in force today, as the node's charter chooses."""
    entry = in_force(CLOCKS, settings.CHARTER["clocks"], timezone.localdate(), settings.DATA)
    return entry.rule(code), entry.version


def due_at(code: str, start: datetime) -> tuple[datetime, int]:
    """When a clock started now falls due, in the node's calendar and time zone; and the file's version."""
    rule, version = rule_of(code)
    if rule.unit == "hours":
        return start + timedelta(hours=rule.length), version
    result = due(start, rule.length, rule.unit, calendar_of(settings.CHARTER["calendar"], settings.DATA))
    return result.at, version


def start(
    code: str, *, office_id: UUID, case_id: UUID | None = None, referral_id: UUID | None = None
) -> Clock:
    """Start a clock now for one office; a running one of the same rule on the same thing is kept."""
    running = Clock.objects.filter(
        rule=code, office_id=office_id, case_id=case_id, referral_id=referral_id, stopped_at=None
    ).first()
    if running:
        return running
    now = timezone.now()
    at, version = due_at(code, now)
    return Clock.objects.create(
        rule=code, rule_version=version, office_id=office_id, case_id=case_id, referral_id=referral_id,
        started_at=now, due_at=at,
    )  # fmt: skip


def stop(*codes: str, case_id: UUID | None = None, referral_id: UUID | None = None, cancelled: bool = False) -> None:
    """Stop the running clocks of these rules on a case or a referral: met, late, or cancelled."""
    now = timezone.now()
    running = Clock.objects.filter(stopped_at=None, case_id=case_id, referral_id=referral_id)
    if codes:
        running = running.filter(rule__in=codes)
    for clock in running:
        clock.stopped_at = now
        clock.outcome = "cancelled" if cancelled else ("late" if now > clock.due_at else "met")
        clock.save(update_fields=["stopped_at", "outcome"])
