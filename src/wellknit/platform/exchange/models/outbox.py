"""What waits to go to other nodes, in which order, and how each line is doing."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import Q

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import Closed
from wellknit.platform.vault.fields import SealedJSON, SealedText


class Going(StrEnum):
    """Where an outgoing message is: queued, signed and on its way, or at its end."""

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    STOPPED = "stopped"


class Outgoing(models.Model):
    """One message to one peer. `id` is the number outside; `peer` the code of its charter.

    basis: the consent it stands on. body: as the wing queued it, until the receipt. jws: as it was signed,
    kept for comparing and giving back. seq: its place in the journey's order, 0 where none is kept.
    next_at: not before then, and the order of going: what never waits stands at the year 1970. outcome,
    code: of the last receipt. reason: a sentence about no person. words: what an official wrote who gave it
    up. voids: the message whose place in the order an empty one takes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    personal = models.BooleanField()
    priority = models.BooleanField()
    journey = models.UUIDField(null=True)
    basis = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in Going], default=Going.WAITING)
    body = SealedJSON(code="X020", cls=FieldClass.IDENTITY, null=True)
    jws = SealedText(code="X021", cls=FieldClass.IDENTITY, null=True)
    digest = models.CharField(max_length=64, blank=True)
    seq = models.BigIntegerField(default=0)
    incarnation = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    words = SealedText(code="X023", cls=FieldClass.CASE, null=True)
    voids = models.UUIDField(null=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    WALL = Closed()

    class Classes:
        shareable = ("peer", "kind", "personal", "priority", "journey", "state", "seq", "incarnation", "digest",
                     "outcome", "code", "queued_at", "next_at", "sealed_at", "ends_at", "done_at", "attempts", "voids")  # fmt: skip
        case = ("basis", "reason")

    class Meta:
        indexes = [
            models.Index(fields=["peer", "next_at"], name="outgoing_due", condition=Q(state__in=("waiting", "sent"))),
            models.Index(fields=["journey"], name="outgoing_journey", condition=Q(journey__isnull=False)),
            models.Index(fields=["basis"], name="outgoing_basis", condition=Q(basis__isnull=False) & Q(state__in=("waiting", "sent"))),
            models.Index(fields=["peer", "sealed_at"], name="outgoing_sealed"),
            models.Index(fields=["peer"], name="outgoing_refused", condition=Q(state="refused")),
            models.Index(fields=["done_at"], name="outgoing_stopped", condition=Q(state="stopped")),
            models.Index(fields=["done_at"], name="outgoing_done", condition=Q(jws__isnull=False)),
        ]  # fmt: skip


class OutOrder(models.Model):
    """The last place given in the order of a journey towards a peer, in this node's present incarnation."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40)
    journey = models.UUIDField()
    incarnation = models.BigIntegerField()
    last = models.BigIntegerField()

    WALL = Closed()

    class Classes:
        shareable = ("peer", "journey", "incarnation", "last")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "journey"], name="outorder_once")]


class Line(models.Model):
    """How the line to a peer is: how often in a row it failed, when to try next, what it last said.

    theirs: the highest incarnation the peer has shown. reconciled: the incarnation of ours up to which both
    sides compared; before that nothing goes to this peer but the comparing itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.CharField(max_length=40, unique=True)
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    theirs = models.BigIntegerField(default=0)
    reconciled = models.BigIntegerField(default=0)

    WALL = Closed()

    class Classes:
        public = ("peer", "failures", "next_at", "said", "failed_at", "worked_at", "theirs", "reconciled")
