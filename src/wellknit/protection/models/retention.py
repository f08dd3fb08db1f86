"""How long a file is kept, who decided what becomes of it, what holds it, and what a person wants corrected."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase, ByOffice
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case


class LegalHold(models.Model):
    """While one is in force nothing of the case is deleted or made nameless, whoever decided it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    basis = models.CharField(max_length=24)
    reason = SealedText(code="P224", cls=FieldClass.CASE)
    since = models.DateTimeField()
    until = models.DateField(null=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)
    lifted_why = SealedText(code="P225", cls=FieldClass.CASE, null=True)

    WALL = ByCase()

    class Classes:
        case = ("case", "basis", "since", "until", "by_id", "by_office_id", "lifted_at", "lifted_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by_id__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by_id__isnull=False),
                name="hold_lifted_by_somebody",
            )
        ]


class RetentionDecision(models.Model):
    """What becomes of a closed file: keep, pseudonymise, delete. Two people decide; the operator carries it out.

    No foreign key: the decision outlives the file it is about, and carries no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case_id = models.UUIDField()
    case_code = models.CharField(max_length=20)
    office_id = models.UUIDField()
    what = models.CharField(max_length=16)
    rule = models.CharField(max_length=60)
    keep_until = models.DateField(null=True)
    why = SealedText(code="P226", cls=FieldClass.CASE)
    state = models.CharField(max_length=12, default="proposed")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    WALL = ByOffice()

    class Classes:
        case = (
            "case_id", "case_code", "office_id", "what", "rule", "keep_until", "state", "at", "by_id", "answered_at",
            "answered_by_id", "done_at",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by_id__isnull=True) | ~models.Q(answered_by_id=models.F("by_id")),
                name="retention_two_people",
            ),
            models.UniqueConstraint(
                fields=["case_id"],
                condition=models.Q(state__in=("proposed", "approved")),
                name="retention_one_open",
            ),
        ]


class Correction(models.Model):
    """The person says something in her file is wrong: what, who asked, and what came of it.

    outcome: open, made, partly, noted (her own version stands beside it), refused (with the reason).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="corrections")
    about = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=16)
    words = SealedText(code="P227", cls=FieldClass.CASE)
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()
    outcome = models.CharField(max_length=12, default="open")
    why = SealedText(code="P228", cls=FieldClass.CASE, null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        case = (
            "case", "about", "asked_by", "asked_on", "recorded_at", "recorded_by_id", "outcome", "decided_at",
            "decided_by_id", "version",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="open", decided_at__isnull=True)
                | (~models.Q(outcome="open") & models.Q(decided_at__isnull=False)),
                name="correction_decided",
            )
        ]
