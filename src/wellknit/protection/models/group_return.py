"""Several persons brought over one crossing on one day: what is the same for all stands once, each keeps a sheet of her own."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_COUNTRY, VIEWER_OFFICE, ByCase, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.journey import Journey
from wellknit.protection.states_meeting import GroupReturnState, TravellerState


class GroupReturn(models.Model):
    """One handover of several persons. `persons` counts those who go; who they are stands in `Traveller` alone.

    `common`: what is the same for all ({papers, belongings, words}). `received_by`: who took over on the other
    side ({name, office}). Where and when somebody crosses is told to who needs it: the office itself, and the
    number and day of it to who holds the country's case meetings.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    partner = models.CharField(max_length=60)
    corridor = models.CharField(max_length=8, blank=True)
    crossing = models.CharField(max_length=120)
    on = models.DateField()
    meet_at = models.CharField(max_length=5, blank=True)
    receiver = models.CharField(max_length=160, blank=True)
    persons = models.PositiveSmallIntegerField(default=0)
    escort = SealedText(code="P255", cls=FieldClass.CASE, null=True)
    vehicle = SealedText(code="P256", cls=FieldClass.CASE, null=True)
    common = SealedJSON(code="P257", cls=FieldClass.CASE, null=True)
    received_by = SealedJSON(code="P258", cls=FieldClass.CASE, null=True)
    state = models.CharField(
        max_length=12, default=GroupReturnState.PLANNED, choices=[(s, s) for s in GroupReturnState]
    )
    planned_at = models.DateTimeField()
    planned_by_id = models.UUIDField()
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        f"{{table}}.office_id = {VIEWER_OFFICE} OR ({{table}}.country = {VIEWER_COUNTRY} AND (SELECT wk_may('cmm.hold')))",
        check=f"{{table}}.office_id = {VIEWER_OFFICE}",
    )

    class Classes:
        shareable = (
            "code",
            "office",
            "country",
            "partner",
            "corridor",
            "crossing",
            "on",
            "receiver",
            "persons",
            "state",
        )
        case = (
            "meet_at",
            "planned_at",
            "planned_by_id",
            "handed_over_at",
            "handed_over_by_id",
            "version",
        )

    class Meta:
        indexes = [models.Index(fields=["office", "state", "on"], name="group_return_office")]


class Traveller(models.Model):
    """One person of a group return. `differs`: what is not as for the others ({luggage, medicine, needs, money,
    papers}). `reason` (left-out-reasons) and `words`: why she was not handed over."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    group = models.ForeignKey(GroupReturn, models.PROTECT, related_name="travellers")
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="travels")
    case = models.ForeignKey(Case, models.PROTECT, related_name="travels")
    case_code = models.CharField(max_length=20)
    differs = SealedJSON(code="P259", cls=FieldClass.CASE, null=True)
    state = models.CharField(
        max_length=12, default=TravellerState.JOINED, choices=[(s, s) for s in TravellerState]
    )
    reason = models.CharField(max_length=40, blank=True)
    words = SealedText(code="P260", cls=FieldClass.CASE, null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    WALL = ByCase()

    class Classes:
        case = ("group", "journey", "case", "case_code", "state", "reason", "at", "by_id", "ended_at")

    class Meta:
        constraints = [
            # A person goes with one group at a time.
            models.UniqueConstraint(
                fields=["journey"], condition=models.Q(state="joined"), name="traveller_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="left_out") | ~models.Q(reason=""), name="left_out_with_reason"
            ),
        ]
