"""What left: each time something about a person goes to somebody, on what it stood, and calling it back."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.consent import Consent
from wellknit.protection.models.document import Document
from wellknit.protection.states_consent import RecallState


class Disclosure(models.Model):
    """One going-out, written before the first byte goes. Never changed.

    Either `consent` says on whose word, or `basis` names the other ground (a code of disclosure-bases)
    with `reason`. `fields` are names, never values; `digest` is the SHA-256 of the bytes that left.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=60)
    recipient_name = SealedText(code="P115", cls=FieldClass.CASE, null=True)
    scope = ArrayField(models.CharField(max_length=40), default=list)
    fields = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    form = models.CharField(max_length=24)
    what = models.CharField(max_length=80, blank=True)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="disclosures")
    basis = models.CharField(max_length=24, blank=True)
    reason = SealedText(code="P116", cls=FieldClass.CASE, null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="disclosures")
    digest = models.CharField(max_length=64, blank=True)

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = (
            "case", "at", "by_id", "by_office_id", "purpose", "recipient", "scope", "fields", "form", "what",
            "consent", "basis", "document", "digest",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent__isnull=False, basis="")
                | (models.Q(consent__isnull=True) & ~models.Q(basis="")),
                name="disclosure_stands_on_something",
            )
        ]
        indexes = [models.Index(fields=["case", "-at"], name="disclosure_case_at")]


class Recall(models.Model):
    """After a withdrawal: one receiver to be told, for each thing it holds. `answer`: destroyed, returned, kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="recalls")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="recalls")
    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="recall")
    state = models.CharField(
        max_length=12, default=RecallState.TO_TELL, choices=[(s, s) for s in RecallState]
    )
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by_id = models.UUIDField(null=True)
    answer = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True)
    words = SealedText(code="P117", cls=FieldClass.CASE, null=True)

    WALL = ByCase()

    class Classes:
        case = (
            "case",
            "consent",
            "disclosure",
            "state",
            "opened_at",
            "told_at",
            "told_by_id",
            "answer",
            "answered_at",
        )
