"""Clocks are rows: which rule, since when, until when, when it stood still, and how it ended."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, ByCase, ByOffice, Sql
from wellknit.platform.vault.fields import SealedText

_BEHIND = " OR ({{table}}.{column} IS NOT NULL AND EXISTS (SELECT 1 FROM {other} r WHERE r.id = {{table}}.{column}))"


class Clock(models.Model):
    """One running or stopped clock of an office, about a referral, a journey or a case.

    `rule` is an id of data/clocks/, `rule_version` the version of its file. `outcome`: met, late,
    cancelled; empty while it runs. `agreed`: the day was agreed with people and is not counted from the rule. `paused_at`: it stands still since then, and cannot be late;
    the pauses that are over stand in `ClockPause` and are already in `due_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField(default=1)
    office_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    journey_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    was_paused = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False, db_default=False)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    WALL = Sql(
        f"{{table}}.office_id = {VIEWER_OFFICE} OR ({{table}}.case_id IS NOT NULL AND "
        + ByCase().using
        + ")"
        + _BEHIND.format(column="referral_id", other="protection_referral")
        + _BEHIND.format(column="journey_id", other="protection_journey")
    )

    class Classes:
        shareable = (
            "rule", "rule_version", "started_at", "due_at", "paused_at", "was_paused", "agreed", "stopped_at", "outcome",
        )  # fmt: skip
        case = ("office_id", "case_id", "referral_id", "journey_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True, outcome="")
                | (models.Q(stopped_at__isnull=False) & ~models.Q(outcome="")),
                name="clock_stopped_with_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True) | models.Q(stopped_at__isnull=True),
                name="clock_stopped_stands_no_more",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office_id", "due_at"], condition=models.Q(stopped_at=None), name="clock_running"
            ),
            models.Index(fields=["case_id"], name="clock_case"),
            models.Index(fields=["referral_id"], name="clock_referral"),
            models.Index(fields=["journey_id"], name="clock_journey"),
        ]


class ClockPause(models.Model):
    """A time in which a clock stood still, from when to when, who said so and why."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_id = models.UUIDField()
    words = SealedText(code="P206", cls=FieldClass.CASE)

    WALL = Sql("EXISTS (SELECT 1 FROM protection_clock k WHERE k.id = {table}.clock_id)")

    class Classes:
        case = ("clock", "began_at", "ended_at", "by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="pause_ends_after_it_began",
            )
        ]


class Reminder(models.Model):
    """A clock that is nearly over (soon), over (late), or passed on to who watches (escalated).

    `office_id` and `role` say whom it is for. One of each kind for a clock and a due date: a job that
    runs twice reminds once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="reminders")
    office_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=12)
    role = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.UUIDField(null=True)

    # Written by wk_remind alone.
    WALL = ByOffice(verbs=("select", "update"))

    class Classes:
        case = ("clock", "office_id", "case_id", "kind", "role", "due_at", "at", "seen_at", "seen_by_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "kind", "due_at"], name="reminder_once")]
        indexes = [models.Index(fields=["office_id", "seen_at", "-at"], name="reminder_office_seen")]
