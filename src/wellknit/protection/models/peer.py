"""Peer groups: people who went through the same, for one another. What is said there is not written down."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import ByCase, ByOffice
from wellknit.platform.identity.models import Office
from wellknit.protection.models.case import Case


class PeerGroup(models.Model):
    """A group that meets at or near an office, in a language. `led_by_peer`: a survivor leads it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=12, blank=True)
    led_by_peer = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    WALL = ByOffice()

    class Classes:
        shareable = ("office", "name", "language", "led_by_peer", "closed_on")


class PeerMeeting(models.Model):
    """One meeting: when, how long, how many guests whose case is not here. No minutes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    group = models.ForeignKey(PeerGroup, models.PROTECT, related_name="meetings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    guests = models.PositiveSmallIntegerField(default=0)
    by_id = models.UUIDField()

    WALL = ByOffice(verbs=("select", "insert"))

    class Classes:
        statistical = ("guests",)
        case = ("group", "office", "on", "minutes", "by_id")


class PeerAttendance(models.Model):
    """That somebody was there, for her own file."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(PeerMeeting, models.PROTECT, related_name="attendances")
    case = models.ForeignKey(Case, models.PROTECT, related_name="peer_attendances")

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("meeting", "case")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="peer_attendance_once")]
