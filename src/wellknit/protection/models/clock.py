"""Clocks are rows: which rule, since when, until when, and how it ended."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, ByCase, Sql


class Clock(models.Model):
    """One running or stopped clock of an office, about a referral or a case.

    `rule` is an id of data/clocks/. `outcome`: met, late, cancelled; empty while it runs.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField(default=1)
    office_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    WALL = Sql(
        f"{{table}}.office_id = {VIEWER_OFFICE} OR ({{table}}.case_id IS NOT NULL AND "
        + ByCase().using
        + ") OR ({table}.referral_id IS NOT NULL AND EXISTS (SELECT 1 FROM protection_referral r"
        " WHERE r.id = {table}.referral_id))"
    )

    class Classes:
        shareable = ("rule", "rule_version", "started_at", "due_at", "stopped_at", "outcome")
        case = ("office_id", "case_id", "referral_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True, outcome="")
                | (models.Q(stopped_at__isnull=False) & ~models.Q(outcome="")),
                name="clock_stopped_with_outcome",
            )
        ]
        indexes = [
            models.Index(fields=["office_id", "due_at"], condition=models.Q(stopped_at=None), name="clock_running"),
            models.Index(fields=["case_id"], name="clock_case"),
            models.Index(fields=["referral_id"], name="clock_referral"),
        ]
