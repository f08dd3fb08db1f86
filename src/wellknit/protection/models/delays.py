"""Why a step was late, and the figures on delays of a pair of countries, which both release or neither shows."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_COUNTRY, Sql
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.journey import Step
from wellknit.protection.states_meeting import ReleaseState


class StepLateness(models.Model):
    """A step that was taken after its time limit: when it was due, and why it was late (late-reasons, words)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    step = models.OneToOneField(Step, models.PROTECT, related_name="lateness")
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    words = SealedText(code="P265", cls=FieldClass.CASE, null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    WALL = Sql(
        "EXISTS (SELECT 1 FROM protection_step s WHERE s.id = {table}.step_id)", verbs=("select", "insert")
    )

    class Classes:
        shareable = ("step", "due_at", "reason", "at")
        case = ("by_id",)


class DelayRelease(models.Model):
    """The figures of one corridor and quarter, and who has released them: here two people, there the partner.

    `figures`: frozen when this side releases, a list of {step, ours, n, late, median, p90} in days. Until both
    sides have released, nobody outside the two governments is shown them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    country = models.CharField(max_length=2)
    corridor = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=ReleaseState.KEPT, choices=[(s, s) for s in ReleaseState])
    figures = models.JSONField(null=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by_id = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by_id = models.UUIDField(null=True)
    partner_released_at = models.DateTimeField(null=True)
    partner_words = SealedText(code="P266", cls=FieldClass.CASE, null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(f"{{table}}.country = {VIEWER_COUNTRY} AND (SELECT wk_may('delays.read'))")

    class Classes:
        statistical = ("country", "corridor", "year", "quarter", "state", "figures", "partner_released_at")
        case = ("proposed_at", "proposed_by_id", "released_at", "released_by_id", "version")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "corridor", "year", "quarter"], name="delays_once"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="delays_quarter"),
            models.CheckConstraint(
                condition=~models.Q(state="released")
                | (
                    models.Q(released_by_id__isnull=False, figures__isnull=False)
                    & ~models.Q(released_by_id=models.F("proposed_by_id"))
                ),
                name="delays_released_by_another",
            ),
        ]
