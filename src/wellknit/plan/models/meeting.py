"""Meetings of the process, what they decided, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import VIEWER_COUNTRY, Sql
from wellknit.plan.models.walls import REGION, SECRETARIAT, TASK_FORCE, may, of_the_process
from wellknit.plan.states import FollowUpState, MeetingState


class Meeting(models.Model):
    """A meeting of one series (SOM, IMM, task forces …). Dates are as exact as known: year, month or day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=80, unique=True)
    unit = models.CharField(max_length=3, default=REGION)  # whose meeting: the region's, or one country's own
    series = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    starts = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=120, blank=True)
    host = models.CharField(max_length=3, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in MeetingState], default=MeetingState.PLANNED
    )
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    WALL = of_the_process("meetings.record")

    class Classes:
        public = (
            "key", "unit", "series", "number", "title", "starts", "ends", "place", "host", "state", "note",
            "source",
        )  # fmt: skip

    class Meta:
        ordering = ["-starts", "key"]


class Delegation(models.Model):
    """How many a country sends. Names of delegates are not kept here."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="delegations")
    unit = models.CharField(max_length=3)
    delegates = models.PositiveSmallIntegerField(null=True, blank=True)
    civil_society = models.PositiveSmallIntegerField(null=True, blank=True)

    WALL = Sql(
        may("plan.read"), check=f"{SECRETARIAT} OR ({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE})"
    )

    class Classes:
        shareable = ("meeting", "unit", "delegates", "civil_society")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="delegation_once")]


class AgendaItem(models.Model):
    """A point of the agenda and the paper before it (an edition's hash, or a title)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    unit = models.CharField(max_length=3, default=REGION)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    paper = models.CharField(max_length=200, blank=True)
    edition_id = models.UUIDField(null=True, blank=True)

    WALL = of_the_process("meetings.record")

    class Classes:
        shareable = ("meeting", "unit", "number", "title", "paper", "edition_id")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once")]


class Decision(models.Model):
    """What a meeting decided, in its own number."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    unit = models.CharField(max_length=3, default=REGION)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    about = models.CharField(max_length=120, blank=True)  # item of a framework
    source = models.CharField(max_length=200, blank=True)

    WALL = of_the_process("meetings.record")

    class Classes:
        public = ("meeting", "unit", "number", "text", "about", "source")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once")]


class FollowUp(models.Model):
    """Who does what by when because of a decision; done is the owner's word, adequate is another's."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="follow_ups")
    owner = models.CharField(max_length=3)
    text = models.TextField()
    due = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in FollowUpState], default=FollowUpState.OPEN
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.UUIDField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by_id = models.UUIDField(null=True, blank=True)
    verdict = models.TextField(blank=True)

    WALL = Sql(
        may("plan.read"), check=f"{SECRETARIAT} OR ({{table}}.owner = {VIEWER_COUNTRY} AND {TASK_FORCE})"
    )

    class Classes:
        shareable = (
            "decision", "owner", "text", "due", "state", "done_at", "done_by_id", "evidence", "verified_at",
            "verified_by_id", "verdict",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="followup_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_by_id__isnull=True)
                | ~models.Q(verified_by_id=models.F("done_by_id")),
                name="followup_verified_by_another",
            )
        ]
