"""What was done and read, by whom, in rows nobody edits. No foreign keys: nothing blocks deletion,
and the trace outlives what it tells of. Never a value of an identifying field."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, VIEWER_PERSON, Closed, Sql


class Event(models.Model):
    """One event. `seq` and `xid` are set by the database; the web role cannot insert by itself."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    office_id = models.UUIDField(null=True)
    event = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    note = models.JSONField(default=dict)

    # An auditor sees the node's trace; whoever holds a case sees who looked at it.
    WALL = Sql(
        "(SELECT wk_may('audit.read')) OR {table}.actor_id = "
        + VIEWER_PERSON
        + " OR ({table}.case_id IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = {table}.case_id"
        f" AND g.office_id = {VIEWER_OFFICE} AND g.holder_id IS NULL"
        " AND (g.until IS NULL OR g.until > now())))",
        verbs=("select",),
    )

    class Classes:
        case = (
            "at",
            "actor_id",
            "office_id",
            "event",
            "target_kind",
            "target_id",
            "case_id",
            "fields",
            "note",
        )

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at"], name="event_case_at"),
            models.Index(fields=["actor_id", "-at"], name="event_actor_at"),
            models.Index(fields=["-at"], name="event_at"),
        ]


class Link(models.Model):
    """The sealer's chain: position, which event, and a keyed digest over it and the link before."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    mac = models.BinaryField()
    sealed_at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        case = ("event_id", "mac", "sealed_at")
