"""The other governments' nodes: who they are, which keys we pinned, which cards officials vouched for."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import Unguarded
from wellknit.platform.exchange.states import CardState, KeyState, PeerState


class Peer(models.Model):
    """Another node, as its card says it is. `code` is the id of its charter; `country` empty for the Secretariat.

    `wings` decides what may be sealed for it; `offices` are the codes of the offices that speak for it
    there; `protocol` the versions it understands. Written by definer functions and the worker only.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    wings = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    time_zone = models.CharField(max_length=60)
    offices = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    address = models.CharField(max_length=300, blank=True)
    protocol = ArrayField(models.IntegerField(), default=list)
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in PeerState], default="proposed"
    )
    state_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    # Public keys and addresses: needed before there is a viewer (intake, worker), and about no person.
    WALL = Unguarded("select")

    class Classes:
        public = (
            "code", "name", "country", "wings", "time_zone", "offices", "address", "protocol", "state",
            "state_at", "heard_at",
        )  # fmt: skip

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.code


class PeerKey(models.Model):
    """A pinned public key of a peer; `kid` is the RFC 7638 thumbprint, `until` the end of a retired one."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="keys")
    kid = models.CharField(max_length=43, unique=True)
    use = models.CharField(max_length=3, choices=[("sig", "sig"), ("enc", "enc")])
    jwk = models.JSONField()
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in KeyState], default="active")
    until = models.DateTimeField(null=True)

    WALL = Unguarded("select")

    class Classes:
        public = ("peer", "kid", "use", "jwk", "state", "until")


class PeerCard(models.Model):
    """A card that came by hand or by message, and the two officials who compared its fingerprint.

    `text` is the card as it was signed; `endorsed` whether the key we already pinned signed it too. The
    people are ids of staff: who vouched for a key is asked for years later. `fingerprint` is in hexadecimal.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="cards")
    text = models.TextField()
    by_previous = ArrayField(models.TextField(), default=list, blank=True)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in CardState])
    came_by = models.CharField(max_length=10, choices=[("file", "file"), ("message", "message")])
    endorsed = models.BooleanField(default=False)
    at = models.DateTimeField()
    first_by_id = models.UUIDField(null=True)
    first_at = models.DateTimeField(null=True)
    second_by_id = models.UUIDField(null=True)
    second_at = models.DateTimeField(null=True)

    WALL = Unguarded("select")

    class Classes:
        public = ("peer", "text", "by_previous", "fingerprint", "state", "came_by", "endorsed", "at")
        case = ("first_by_id", "first_at", "second_by_id", "second_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_by_id=None) | ~models.Q(second_by_id=models.F("first_by_id")),
                name="peercard_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="pinned")
                | models.Q(first_by_id__isnull=False, second_by_id__isnull=False),
                name="peercard_pinned_by_two",
            ),
            models.UniqueConstraint(
                fields=["peer", "fingerprint"],
                condition=models.Q(state__in=["arrived", "half_confirmed"]),
                name="peercard_waits_once",
            ),
        ]
        indexes = [models.Index(fields=["peer", "at"], name="peercard_peer_at")]
