"""A document as it went out: frozen with its data and its hash, corrected only by a further edition."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import VIEWER_COUNTRY, Sql
from wellknit.plan.models.walls import SECRETARIAT, SEEN, TASK_FORCE, may


class Edition(models.Model):
    """The whole tree of a document, its SHA-256, and what it corrects. There is no grant to change a row."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12)
    framework = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=300)
    tree = models.JSONField()
    digest = models.CharField(max_length=64)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    corrigendum = models.TextField(blank=True)
    frozen_at = models.DateTimeField()
    frozen_by_id = models.UUIDField()

    WALL = Sql(
        SEEN,
        check=f"({may('plan.publish')} AND {SECRETARIAT})"
        f" OR ({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE})",
        verbs=("select", "insert"),
    )

    class Classes:
        public = (
            "kind", "unit", "shown", "framework", "period", "number", "language", "title", "tree", "digest",
            "corrects", "corrigendum", "frozen_at",
        )  # fmt: skip
        shareable = ("frozen_by_id",)

    class Meta:
        ordering = ["-frozen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "framework", "period", "language", "number"],
                name="edition_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(corrigendum=""),
                name="edition_says_what_it_corrects",
            ),
        ]
