"""After a calendar was changed: every running clock counted again, all rows of a kind in one statement.

A due date depends on the rule, its version and the local day of the start, and on nothing else of the row
(unless the clock stood still, or its day was agreed with people and stays). So each such day is counted once in Python, by the same engine that counts
a single clock, and the rows follow in one UPDATE.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import CLOCKS, ClockRule
from wellknit.lib.workdays import Calendar, CalendarMissing, due, due_after_pauses
from wellknit.protection.actions.clock import calendar_for, node_calendar, rule_then
from wellknit.protection.models import Clock

_DAYS = """
SELECT rule, rule_version, (started_at AT TIME ZONE %s)::date AS day, count(*)
  FROM protection_clock WHERE stopped_at IS NULL AND NOT was_paused AND NOT agreed GROUP BY 1, 2, 3
"""
_WRITE = """
UPDATE protection_clock c SET due_at = n.due
  FROM unnest(%s::text[], %s::int[], %s::date[], %s::timestamptz[]) AS n(rule, version, day, due)
 WHERE c.rule = n.rule AND c.rule_version = n.version AND c.stopped_at IS NULL AND NOT c.was_paused
   AND NOT c.agreed AND (c.started_at AT TIME ZONE %s)::date = n.day AND c.due_at <> n.due
"""
# Only rows whose earliest clock moved; paused clocks are nobody's next step.
_WORKLIST = """
UPDATE protection_worklistrow w SET next_due = k.due_at, next_rule = k.rule
  FROM (SELECT DISTINCT ON (case_id, office_id) case_id, office_id, due_at, rule FROM protection_clock
         WHERE stopped_at IS NULL AND paused_at IS NULL AND case_id IS NOT NULL
         ORDER BY case_id, office_id, due_at) k
 WHERE w.case_id = k.case_id AND w.office_id = k.office_id AND (w.next_due, w.next_rule) IS DISTINCT FROM (k.due_at, k.rule)
"""


@dataclass
class Recomputed:
    """How many clocks were looked at and moved, and which years the calendar lacks (with clocks left alone)."""

    looked_at: int = 0
    moved: int = 0
    worklist_rows: int = 0
    missing: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def recompute(say: Callable[[str], None] = lambda _line: None) -> Recomputed:
    """Count again, as the owner of the tables. A clock whose year is missing stays as it is and is told."""
    result, calendar = Recomputed(), node_calendar()
    zone = str(calendar.zone)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [zone])
        days = cursor.fetchall()
        result.looked_at = sum(row[3] for row in days)
        say(f"{result.looked_at:,} running clocks begun on {len(days):,} days and rules")
        counted = list(_count(days, calendar, result.missing))
        columns = [list(column) for column in zip(*counted, strict=True)] or [[], [], [], []]
        cursor.execute(_WRITE, [*columns, zone])
        result.moved = cursor.rowcount + _one_by_one(result)
        say(f"{result.moved:,} clocks moved")
        cursor.execute(_WORKLIST)
        result.worklist_rows = cursor.rowcount
        say(f"{result.worklist_rows:,} worklist rows follow")
    return result


def _count(
    days: Iterable[tuple[str, int, date, int]], calendar: Calendar, missing: Counter[str]
) -> Iterable[tuple[str, int, date, datetime]]:
    known: dict[tuple[str, int], ClockRule] = {}
    for code, number, day, clocks in days:
        rule = known.setdefault((code, number), known.get((code, number)) or rule_then(code, number))
        if rule.unit == "hours" or rule.calendars == "both":
            continue  # to the minute from its own start; or by another country's days too, one by one below
        try:
            noon = datetime.combine(day, time(12), calendar.zone)
            yield code, number, day, due(noon, rule.length, rule.unit, calendar).at
        except CalendarMissing as lacks:
            missing[str(lacks)] += clocks


def _one_by_one(result: Recomputed) -> int:
    """Those that stood still once, or count another country's days: they are few, each with its own history."""
    moved = 0
    apart = Q(was_paused=True) | Q(rule__in=_of_both())
    for clock in Clock.objects.filter(apart, stopped_at=None, agreed=False).prefetch_related("pauses"):
        result.looked_at += clock.was_paused  # the others were counted with the days
        rule = rule_then(clock.rule, clock.rule_version)
        spans = [(p.began_at, p.ended_at) for p in clock.pauses.all() if p.ended_at]
        try:
            calendar = calendar_for(rule, clock.journey_id)
            at = due_after_pauses(clock.started_at, rule.length, rule.unit, calendar, spans).at
        except CalendarMissing as lacks:
            result.missing[str(lacks)] += 1
            continue
        moved += Clock.objects.filter(pk=clock.pk).exclude(due_at=at).update(due_at=at)
    return moved


def _of_both() -> list[str]:
    """Rules, of any version, that count the days of two countries."""
    return [r.id for file in load_all(CLOCKS, settings.DATA) for r in file.rules if r.calendars == "both"]
