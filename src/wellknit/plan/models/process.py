"""Changing the MOU, handing over the Secretariat's functions, and what could go wrong."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import VIEWER_COUNTRY, Sql
from wellknit.plan.models.walls import SECRETARIAT, TASK_FORCE, may, readable
from wellknit.plan.states import AmendmentState


class Amendment(models.Model):
    """A proposal to change the MOU. How many must ask and agree stands in the framework's file (article
    34).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    framework = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(
        max_length=14, choices=[(s, s) for s in AmendmentState], default=AmendmentState.ASKED
    )
    asked_at = models.DateTimeField()
    consultation_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    WALL = Sql(may("plan.read"), check=f"{may('plan.endorse')} OR {may('plan.review')}")

    class Classes:
        shareable = ("framework", "title", "text", "state", "asked_at", "consultation_at", "settled_at")


class Assent(models.Model):
    """One government's letter: that it asks for the change, or that it approves it. Written, dated, once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="assents")
    unit = models.CharField(max_length=3)
    stage = models.CharField(max_length=8, choices=[("ask", "ask"), ("agree", "agree")])
    letter = models.CharField(max_length=200)
    dated = models.DateField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    # A letter is a government's own: the Secretariat cannot write one for it.
    WALL = Sql(
        may("plan.read"),
        check=f"{{table}}.unit = {VIEWER_COUNTRY} AND {may('plan.endorse')}",
        verbs=("select", "insert"),
    )

    class Classes:
        shareable = ("amendment", "unit", "stage", "letter", "dated", "by_id", "at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["amendment", "unit", "stage"], name="assent_once")]


class HandoverStep(models.Model):
    """How far one function of the Secretariat has passed to one country, as told for a year."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    function = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    degree = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    WALL = Sql(
        may("plan.read"),
        check=f"{SECRETARIAT} OR ({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE})",
    )

    class Classes:
        shareable = ("function", "unit", "year", "degree", "text", "source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["function", "unit", "year"], name="handover_once")]


class Risk(models.Model):
    """One risk of the programme: how likely, how hard, what is done, who owns it, and which way it moves."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    probability = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    mitigation = models.TextField()
    owner = models.CharField(max_length=120)
    trend = models.CharField(max_length=8, choices=[(t, t) for t in ("rising", "steady", "falling")])
    noted_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    WALL = readable("plan.review")

    class Classes:
        shareable = (
            "kind", "title", "probability", "impact", "mitigation", "owner", "trend", "noted_on", "closed_on",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__range=(1, 5), impact__range=(1, 5)), name="risk_one_to_five"
            )
        ]
