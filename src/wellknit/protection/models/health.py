"""Health: for nurses and doctors alone, and beside it what the others have to know."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_PERSON, ByCase, Sql
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case


class HealthEntry(models.Model):
    """What a nurse or doctor writes. Whoever reads the case without `health.read` does not get the row."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="health")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    text = SealedText(code="P160", cls=FieldClass.CASE)
    by_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    WALL = Sql(
        "(SELECT wk_may('health.read')) AND (" + ByCase().using + ")",
        check="(SELECT wk_may('health.write')) AND "
        + f"{{table}}.by_id = {VIEWER_PERSON} AND ("
        + ByCase().using
        + ")",
        verbs=("select", "insert"),
    )

    class Classes:
        case = ("case", "kind", "on", "by_id", "at")

    class Meta:
        indexes = [models.Index(fields=["case", "-on"], name="health_case")]


class HealthAdvice(models.Model):
    """What follows from it for the others, without the reason: rest, no travel, a diet. Until when."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="health_advice")
    text = SealedText(code="P161", cls=FieldClass.CASE)
    may_travel = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True)
    by_id = models.UUIDField()

    WALL = ByCase(
        check="(SELECT wk_may('health.write')) AND (" + ByCase().using + ")", verbs=("select", "insert")
    )

    class Classes:
        case = ("case", "may_travel", "since", "until", "by_id")
