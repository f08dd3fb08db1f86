"""What came from other nodes: unopened, opened, held back, parked, and what could not be accepted."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import Q

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import Closed
from wellknit.platform.vault.fields import SealedText


class Arrival(models.Model):
    """A sealed event as it came in, before anybody who has the key looked at it.

    message, source: what stands outside, believed by nobody yet. digest: SHA-256 of the sealed data, so that
    the same bytes twice are one row. answer: what the sender is told, once there is something to tell.
    tries, next_at: of opening it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    source = models.CharField(max_length=40)
    message = models.UUIDField()
    digest = models.CharField(max_length=64)
    event = models.TextField(blank=True)
    at = models.DateTimeField()
    done = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    code = models.CharField(max_length=100, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        shareable = ("source", "message", "digest", "at", "done", "code", "tries", "next_at", "answer")
        case = ("event",)  # sealed for this node by the sender; only the worker has the key

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "message", "digest"], name="arrival_once"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="arrival_due", condition=Q(done=False)),
            models.Index(fields=["source"], name="arrival_source", condition=Q(done=False)),
            models.Index(fields=["at"], name="arrival_done", condition=Q(done=True)),
        ]


class Came(StrEnum):
    """What became of a message here: the outcomes a receipt names."""

    APPLIED = "applied"
    PARKED = "parked"
    HELD = "held"
    REFUSED = "refused"


class Received(models.Model):
    """A message that was opened and believed. Its row stays: the same number again gets the same receipt.

    digest: SHA-256 of the JWS. jws: as signed, sealed here, for opening later and for giving back. receipt:
    what was answered, signed after the commit. reason: our own sentence for a refusal, about no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40)
    message = models.UUIDField()
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    journey = models.UUIDField(null=True)
    seq = models.BigIntegerField()
    incarnation = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(s, s) for s in Came])
    code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    words = SealedText(code="X024", cls=FieldClass.CASE, null=True)
    jws = SealedText(code="X022", cls=FieldClass.IDENTITY, null=True)
    receipt = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    came_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    WALL = Closed()

    class Classes:
        shareable = ("peer", "message", "kind", "version", "journey", "seq", "incarnation", "digest", "state", "code",
                     "receipt", "sent_at", "came_at", "done_at")  # fmt: skip
        case = ("reason",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "message"], name="received_once")]
        indexes = [
            models.Index(fields=["peer", "journey", "seq"], name="received_held", condition=Q(state="held")),
            models.Index(fields=["kind"], name="received_parked", condition=Q(state="parked")),
            models.Index(fields=["peer", "sent_at"], name="received_sent"),
            models.Index(fields=["done_at"], name="received_done", condition=Q(jws__isnull=False)),
        ]


class InOrder(models.Model):
    """The last place in the order of a journey from a peer that was dealt with, in the peer's incarnation."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40)
    journey = models.UUIDField()
    incarnation = models.BigIntegerField()
    last = models.BigIntegerField()

    WALL = Closed()

    class Classes:
        shareable = ("peer", "journey", "incarnation", "last")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "journey"], name="inorder_once")]


class Trouble(models.Model):
    """What could not be accepted, counted by sender, code and day: enough to see why, nothing of a content."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    source = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    day = models.DateField()
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        public = ("source", "code", "day", "times", "last_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code", "day"], name="trouble_once")]


class Incarnation(models.Model):
    """How often this node began anew from a backup: a number that only grows. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=1)
    since = models.DateTimeField()

    WALL = Closed()

    class Classes:
        public = ("number", "since")


class Round(models.Model):
    """One comparing with a peer: what was asked, and what was found, in counts and digests."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40)
    incarnation = models.BigIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    found = models.JSONField(default=dict)

    WALL = Closed()

    class Classes:
        shareable = ("peer", "incarnation", "began_at", "ended_at", "state", "found")

    class Meta:
        indexes = [models.Index(fields=["peer", "began_at"], name="round_peer")]
