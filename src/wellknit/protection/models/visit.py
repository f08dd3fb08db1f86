"""Case workers who visit a shelter on the other side of the border, and what each person said to them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase, ByOffice
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.states_meeting import VisitState


class ShelterVisit(models.Model):
    """A visit. `abroad`: our workers went there; else theirs came here. `team`: list of {office, role, name}.

    `shelter`: which one, sealed: where people are protected is no knowledge for everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    partner = models.CharField(max_length=60)
    abroad = models.BooleanField()
    on = models.DateField()
    shelter = SealedText(code="P261", cls=FieldClass.CASE)
    team = SealedJSON(code="P262", cls=FieldClass.CASE)
    words = SealedText(code="P263", cls=FieldClass.CASE, null=True)
    state = models.CharField(max_length=12, default=VisitState.PLANNED, choices=[(s, s) for s in VisitState])
    planned_at = models.DateTimeField()
    by_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    WALL = ByOffice()

    class Classes:
        shareable = ("partner", "abroad", "on", "state")
        case = ("office", "planned_at", "by_id", "version")

    class Meta:
        indexes = [models.Index(fields=["office", "-on"], name="shelter_visit_office")]


class VisitedPerson(models.Model):
    """One person who was visited. `talk`: whether she was spoken with alone (visit-talks); `outcome`: what came of
    it (visit-outcomes); `follow_up_on`: until when somebody comes back to it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    visit = models.ForeignKey(ShelterVisit, models.PROTECT, related_name="persons")
    case = models.ForeignKey(Case, models.PROTECT, related_name="visited")
    talk = models.CharField(max_length=24, blank=True)
    language = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    words = SealedText(code="P264", cls=FieldClass.CASE, null=True)
    follow_up_on = models.DateField(null=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    WALL = ByCase()

    class Classes:
        case = ("visit", "case", "talk", "language", "outcome", "follow_up_on", "by_id", "at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "case"], name="visited_once")]
