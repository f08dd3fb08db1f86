"""The annual workplan: lines, what they cost and from which pocket, and how far they came."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.plan.models.block import Block
from wellknit.plan.models.walls import country_block
from wellknit.plan.states import LineState, Shown

# Fields of a line that are words, and its four ticks: what forms, spreadsheets and copies go through.
WORDS = ("title", "activity", "steps", "scope", "ministry", "partners", "support", "output", "due")
QUARTERS = ("q1", "q2", "q3", "q4")


class BudgetKind(StrEnum):
    """Whose pocket: the envelope the Secretariat gives, the government in cash or in kind, or a named
    partner.
    """

    ENVELOPE = "envelope"
    GOVERNMENT_CASH = "government_cash"
    GOVERNMENT_KIND = "government_kind"
    PARTNER = "partner"


class Moment(StrEnum):
    """When progress is told: at mid-year for the task force meeting, at the end for the Senior Officials
    Meeting.
    """

    MID_YEAR = "mid_year"
    YEAR_END = "year_end"


class WorkplanLine(models.Model):
    """One line of a workplan. `number` is its printed number; ids, not numbers, are what a spreadsheet
    carries.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="lines")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    number = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=120, blank=True)  # item of the framework
    title = models.CharField(max_length=300)
    steps = models.TextField(blank=True)
    targets = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    scope = models.CharField(max_length=8, choices=[("national", "national"), ("regional", "regional")])
    ministry = models.CharField(max_length=200, blank=True)
    partners = models.CharField(max_length=300, blank=True)
    q1 = models.BooleanField(default=False)
    q2 = models.BooleanField(default=False)
    q3 = models.BooleanField(default=False)
    q4 = models.BooleanField(default=False)
    support = models.CharField(max_length=300, blank=True)
    output = models.CharField(max_length=300, blank=True)
    due = models.CharField(max_length=10, blank=True)  # as exact as known: year, month or day
    state = models.CharField(max_length=10, choices=[(s, s) for s in LineState], default=LineState.PLANNED)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to")
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    WALL = country_block()

    class Classes:
        shareable = (
            "block", "unit", "shown", "number", "activity", "title", "steps", "targets", "scope", "ministry",
            "partners", "q1", "q2", "q3", "q4", "support", "output", "due", "state", "carried_from",
            "removed_at",
            "version",
        )  # fmt: skip

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["block", "number"], name="line_block_number")]


class LineBudget(models.Model):
    """One source of money of one line, in its own currency and in dollars at a dated rate."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    line = models.ForeignKey(WorkplanLine, models.PROTECT, related_name="budget")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in BudgetKind])
    partner = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    usd = models.DecimalField(max_digits=16, decimal_places=2)
    rate = models.CharField(max_length=80, blank=True)

    WALL = country_block(delete=True)

    class Classes:
        shareable = ("line", "unit", "shown", "kind", "partner", "currency", "amount", "usd", "rate")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0, usd__gte=0), name="budget_not_negative"),
            models.UniqueConstraint(fields=["line", "kind", "partner"], name="budget_source_once"),
        ]


class LineProgress(models.Model):
    """Spending and progress of a line at one moment of the year: two more columns of the same table."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    line = models.ForeignKey(WorkplanLine, models.PROTECT, related_name="progress")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    moment = models.CharField(max_length=10, choices=[(m, m) for m in Moment])
    spent_usd = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    text = models.TextField(blank=True)
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    WALL = country_block()

    class Classes:
        shareable = ("line", "unit", "shown", "moment", "spent_usd", "text", "recorded_by_id", "recorded_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "moment"], name="progress_once")]
