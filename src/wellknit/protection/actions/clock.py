"""Starting, halting and stopping clocks by rule. A clock moves officials; it never sends a person anywhere."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.corridorkinds import corridor_now
from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import CLOCKS, ClockRule
from wellknit.lib.workdays import (
    Calendar,
    CalendarMissing,
    JointCalendar,
    calendar_of,
    calendar_of_country,
    due_after_pauses,
)
from wellknit.platform.access.refusals import NotNow, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Clock, ClockPause, Journey
from wellknit.protection.permissions import REMIND, check_may


def rule_of(code: str) -> tuple[ClockRule, int]:
    """The rule and its file's version in force today: the set the node's charter chooses, then the others."""
    today, own = timezone.localdate(), settings.CHARTER["clocks"]
    entries = [e for e in load_all(CLOCKS, settings.DATA) if e.in_force_from <= today]
    entries.sort(key=lambda e: (e.id == own, e.in_force_from, e.version), reverse=True)
    for entry in entries:
        if any(rule.id == code for rule in entry.rules):
            return entry.rule(code), entry.version
    raise KeyError(f"No clock {code!r} in the data files.")


def rule_then(code: str, number: int) -> ClockRule:
    """The rule as it stood in the version under which a clock began."""
    for entry in load_all(CLOCKS, settings.DATA):
        if entry.version == number and any(rule.id == code for rule in entry.rules):
            return entry.rule(code)
    raise KeyError(f"No clock {code!r} in version {number} of the data files.")


def node_calendar() -> Calendar:
    """The calendar that this node's charter names."""
    return calendar_of(settings.CHARTER["calendar"], settings.DATA)


def calendar_for(rule: ClockRule, journey_id: UUID | None = None) -> Calendar:
    """The calendar a clock counts by: the node's own, or, where the rule says both and the journey goes to
    another country, the days on which offices of both work. Raises CalendarMissing."""
    own = node_calendar()
    country = other_country(journey_id) if rule.calendars == "both" and journey_id else ""
    return JointCalendar.of(own, calendar_of_country(country, settings.DATA)) if country else own


def other_country(journey_id: UUID) -> str:
    """The country at the other side of a journey, where its working days count here: "" between offices, and
    for a country whose corridor says that only our own days are known."""
    partner = Journey.objects.filter(pk=journey_id).values_list("partner", flat=True).first() or ""
    kind, _sep, country = partner.partition(":")
    if kind != "country":
        return ""
    own, today = settings.CHARTER.get("country", ""), timezone.localdate()
    ways = [corridor_now(a, b, today, settings.DATA) for a, b in ((own, country), (country, own))]
    found = [way for way in ways if way is not None]
    return country if found and all(way.calendars == "both" for way in found) else ""


def due_of(
    rule: ClockRule, start: datetime, pauses: tuple[tuple[datetime, datetime], ...] = (),
    journey_id: UUID | None = None,
) -> datetime:  # fmt: skip
    """When a clock of this rule is over. Raises `NotNow`, with the year, where nobody has entered the holidays:
    a due date that skips them silently would accuse somebody of being late."""
    try:
        return due_after_pauses(start, rule.length, rule.unit, calendar_for(rule, journey_id), pauses).at
    except CalendarMissing as missing:
        raise NotNow(calendar_sentence(missing)) from missing


def calendar_sentence(missing: CalendarMissing) -> str:
    """What is missing and who can help, in the reader's language."""
    return (
        _(
            "The working days of %(year)s are not in the calendar “%(calendar)s”, so no due date can be given."
            " Ask the office that signs the calendar to add %(year)s."
        )
        % missing.params
    )


def due_at(code: str, start: datetime, journey_id: UUID | None = None) -> tuple[datetime, int]:
    """When a clock started now falls due, in the node's time zone; and the file's version."""
    rule, number = rule_of(code)
    return due_of(rule, start, journey_id=journey_id), number


def start(
    code: str, *, office_id: UUID, case_id: UUID | None = None, referral_id: UUID | None = None,
    journey_id: UUID | None = None, day: date | None = None,
) -> Clock:  # fmt: skip
    """Start a clock now for one office; a running one of the same rule on the same thing is kept.

    `day`: the day that was agreed, in place of what the rule counts; a running clock is then moved to it.
    """
    about = {"case_id": case_id, "referral_id": referral_id, "journey_id": journey_id}
    running = Clock.objects.filter(rule=code, office_id=office_id, stopped_at=None, **about).first()
    if running and day is None:
        return running
    now = timezone.now()
    at, number = (node_calendar().end_of(day), rule_of(code)[1]) if day else due_at(code, now, journey_id)
    if running:
        running.due_at, running.agreed = at, True
        running.save(update_fields=["due_at", "agreed"])
        return running
    return Clock.objects.create(
        rule=code, rule_version=number, office_id=office_id, started_at=now, due_at=at, agreed=day is not None,
        **about,
    )  # fmt: skip


def stop(
    *codes: str, case_id: UUID | None = None, referral_id: UUID | None = None, journey_id: UUID | None = None,
    cancelled: bool = False,
) -> None:  # fmt: skip
    """Stop the running clocks of these rules on a case, a referral or a journey: met, late, or cancelled.

    A case's own clocks are those of no journey, but closing it (no codes) ends those too.
    """
    now = timezone.now()
    for clock in _running(codes, case_id, referral_id, journey_id):
        halted = clock.paused_at
        if halted:
            ClockPause.objects.filter(clock=clock, ended_at=None).update(ended_at=now)
        clock.stopped_at, clock.paused_at = now, None
        clock.outcome = "cancelled" if cancelled else ("late" if (halted or now) > clock.due_at else "met")
        clock.save(update_fields=["stopped_at", "paused_at", "outcome"])


def _running(
    codes: tuple[str, ...], case_id: UUID | None, referral_id: UUID | None, journey_id: UUID | None
) -> QuerySet[Clock]:
    running = Clock.objects.filter(stopped_at=None, referral_id=referral_id)
    if journey_id:
        running = Clock.objects.filter(stopped_at=None, journey_id=journey_id)
    elif case_id:
        running = running.filter(case_id=case_id)
        running = running.filter(journey_id=None) if codes else running
    return running.filter(rule__in=codes) if codes else running


def own(clock: Clock, by: Viewer) -> Clock:
    """The clock, locked, when it is the viewer's office's and runs."""
    fresh = locked(clock)
    if fresh.office_id != by.office_id:
        raise NotYou(_("This time limit is another office's."))
    if fresh.stopped_at is not None:
        raise NotNow(_("This time limit has already ended."))
    return fresh


@transaction.atomic
def remind(clock: Clock, kind: str, *, by: Viewer) -> bool:
    """Write a reminder (soon, late, escalated) for whoever it concerns; False when it was written before or
    the clock was stopped meanwhile. The service person of the office does this."""
    check_may(by, REMIND)
    watcher = rule_then(clock.rule, clock.rule_version).escalate_to
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_remind(%s, %s, %s)", [clock.pk, kind, watcher])
        written = bool(cursor.fetchone()[0])
    if written:
        record(f"clock.{'escalated' if kind == 'escalated' else 'reminded'}", target=clock, case=clock.case_id,
               note={"rule": clock.rule, "kind": kind})  # fmt: skip
    return written
