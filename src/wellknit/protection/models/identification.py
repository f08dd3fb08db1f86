"""Formal identification: who gave which opinion, what was decided, and the way to have it reviewed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_PERSON, ByCase, Sql
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.states import IdentificationState


def _codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


class Identification(models.Model):
    """One identification under one jurisdiction's procedure (a version of a data file).

    `acts`, `means`, `purposes` are the grounds found; for a child the means do not matter.
    `opinions_open` turns true when every blind opinion has been given.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="identifications")
    jurisdiction = models.CharField(max_length=2)
    procedure = models.CharField(max_length=60)
    procedure_version = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=20, default=IdentificationState.BEGUN, choices=[(s, s) for s in IdentificationState]
    )
    begun_at = models.DateTimeField()
    begun_by_id = models.UUIDField()
    as_child = models.BooleanField(default=False)
    opinions_open = models.BooleanField(default=False)
    acts, means, purposes = _codes(), _codes(), _codes()
    missing = _codes()
    article = models.CharField(max_length=60, blank=True)
    reasons = SealedText(code="P040", cls=FieldClass.CASE, null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        statistical = (
            "jurisdiction",
            "state",
            "procedure",
            "procedure_version",
            "acts",
            "means",
            "purposes",
            "as_child",
        )
        shareable = ("article", "missing")
        case = ("case", "begun_at", "begun_by_id", "opinions_open", "decided_at", "decided_by_id", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by_id__isnull=True)
                | models.Q(decided_at__isnull=False, decided_by_id__isnull=False),
                name="identification_decision_whole",
            ),
            models.UniqueConstraint(
                fields=["case", "jurisdiction"], name="identification_once_per_jurisdiction"
            ),
        ]


class Opinion(models.Model):
    """One member's view. Where members are blind, nobody reads another's before all have given theirs."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    identification = models.ForeignKey(Identification, models.PROTECT, related_name="opinions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    member_id = models.UUIDField()
    member_kind = models.CharField(max_length=40)
    office_id = models.UUIDField()
    view = models.CharField(max_length=20)
    acts, means, purposes = _codes(), _codes(), _codes()
    reasons = SealedText(code="P041", cls=FieldClass.CASE)
    given_at = models.DateTimeField()

    WALL = Sql(
        "(" + ByCase().using + f") AND ({{table}}.member_id = {VIEWER_PERSON} OR EXISTS (SELECT 1 FROM"
        " protection_identification i WHERE i.id = {table}.identification_id AND i.opinions_open))",
        check="(" + ByCase().using + f") AND {{table}}.member_id = {VIEWER_PERSON}",
        verbs=("select", "insert"),
    )

    class Classes:
        case = (
            "identification", "case", "member_id", "member_kind", "office_id", "view", "acts", "means",
            "purposes", "given_at",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identification", "member_id"], name="opinion_once_per_member")
        ]


class Review(models.Model):
    """A request to look again at a decision; everybody concerned may ask, nobody who decided may judge."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    identification = models.ForeignKey(Identification, models.PROTECT, related_name="reviews")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=40)
    grounds = SealedText(code="P042", cls=FieldClass.CASE)
    asked_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=20, blank=True)
    reasons = SealedText(code="P043", cls=FieldClass.CASE, null=True)

    WALL = ByCase()

    class Classes:
        case = (
            "identification", "case", "asked_by", "asked_at", "recorded_by_id", "decided_at", "decided_by_id",
            "result",
        )  # fmt: skip
