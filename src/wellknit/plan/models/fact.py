"""One table for every figure: baseline, target, marker and result of an indicator, with every revision
kept.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import Q

from wellknit.lib.indicators import Missing, Value
from wellknit.lib.walls import Sql
from wellknit.plan.models.block import Block
from wellknit.plan.models.walls import country_block
from wellknit.plan.states import Shown


class FactKind(StrEnum):
    """What a figure is. Targets and results are the same kind of row: the anchors kept two classes and
    regretted it.
    """

    BASELINE = "baseline"
    TARGET = "target"
    MARKER = "marker"
    ACTUAL = "actual"


class Selection(models.Model):
    """An indicator a country has chosen to report on (SPA IV lets each government choose), from a period
    on.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    indicator = models.CharField(max_length=120)
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.ALL)
    since = models.CharField(max_length=20)
    until = models.CharField(max_length=20, blank=True)
    chosen_by_id = models.UUIDField()
    chosen_at = models.DateTimeField()

    WALL = country_block()

    class Classes:
        public = ("indicator", "unit", "shown", "since", "until")
        shareable = ("chosen_by_id", "chosen_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "unit", "since"], name="selection_once")]


class Fact(models.Model):
    """One figure of one indicator, unit, period and disaggregation (`dims` is '' for the total).

    `framework` and `unit` repeat the block's, because row security and the matrix read them on every row.
    A gap is a
    row too: `missing` says why, and the figure's columns stay empty. Revising writes a new row and takes
    `current`
    from the old one; nothing is overwritten.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="facts")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    framework = models.CharField(max_length=40)
    indicator = models.CharField(max_length=120)
    part = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=20)
    dims = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in FactKind])
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    text = models.TextField(blank=True)
    score = models.CharField(max_length=20, blank=True)
    missing = models.CharField(max_length=20, blank=True, choices=[(m, m) for m in Missing])
    revision = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    WALL = country_block()

    class Classes:
        statistical = (
            "unit", "framework", "indicator", "part", "period", "dims", "kind", "number", "numerator",
            "denominator",
            "text", "score", "missing", "revision", "current", "source",
        )  # fmt: skip
        shareable = ("block", "shown", "reason", "recorded_by_id", "recorded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["block", "indicator", "part", "period", "dims", "kind", "revision"],
                name="fact_revision_once",
            ),
            models.UniqueConstraint(
                fields=["block", "indicator", "part", "period", "dims", "kind"],
                condition=Q(current=True),
                name="fact_current_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(missing="")
                    & (Q(number__isnull=False) | Q(numerator__isnull=False) | ~Q(text="") | ~Q(score=""))
                )
                | (~Q(missing="") & Q(number__isnull=True, numerator__isnull=True, text="", score="")),
                name="fact_value_or_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["framework", "period", "dims"], condition=Q(current=True), name="fact_matrix"
            ),
            models.Index(
                fields=["indicator", "unit", "period"], condition=Q(current=True), name="fact_series"
            ),
        ]

    def value(self) -> Value:
        """The figure as the engines take it."""
        return Value(
            number=self.number,
            numerator=self.numerator,
            denominator=self.denominator,
            text=self.text,
            score=self.score,
            missing=Missing(self.missing) if self.missing else None,
        )


class StatusCall(models.Model):
    """A judgement on one item: what was declared, what the figures say, why, and on what evidence.

    The words are those of the framework's own scale. The declared one may contradict the computed one;
    then the
    reason is what the reader needs most.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="calls")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    framework = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    period = models.CharField(max_length=20)
    declared = models.CharField(max_length=30)
    computed = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    WALL = country_block()

    class Classes:
        statistical = (
            "unit",
            "framework",
            "about",
            "period",
            "declared",
            "computed",
            "revision",
            "current",
            "source",
        )
        shareable = ("block", "shown", "reason", "evidence", "recorded_by_id", "recorded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["block", "about", "period", "revision"], name="call_revision_once"
            ),
            models.UniqueConstraint(
                fields=["block", "about", "period"], condition=Q(current=True), name="call_current_once"
            ),
        ]
        indexes = [
            models.Index(fields=["framework", "period"], condition=Q(current=True), name="call_matrix")
        ]


class Narrative(models.Model):
    """One section of a report written in the browser; each saving is a row, the newest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="narratives")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.OWN)
    section = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    text = models.TextField(blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    written_by_id = models.UUIDField()
    written_at = models.DateTimeField()

    WALL = country_block()

    class Classes:
        shareable = (
            "block", "unit", "shown", "section", "language", "text", "revision", "current", "written_by_id",
            "written_at",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["block", "section", "language"],
                condition=Q(current=True),
                name="narrative_current_once",
            )
        ]


class AdoptedFramework(models.Model):
    """A framework as it stood when adopted: content and hash. The file may not differ from it afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    framework = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    adopted_on = models.CharField(max_length=10, blank=True)
    recorded_at = models.DateTimeField()

    WALL = Sql(
        "(SELECT wk_may('plan.read'))", check="(SELECT wk_may('plan.maintain'))", verbs=("select", "insert")
    )

    class Classes:
        public = ("framework", "version", "digest", "content", "adopted_on", "recorded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "version"], name="adopted_framework_once")
        ]
