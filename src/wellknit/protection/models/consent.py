"""Consent as a ledger: who agreed to what, for whom, until when; and whoever may speak for a child."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.document import Document
from wellknit.protection.states_consent import ConsentState


def _groups() -> ArrayField:
    return ArrayField(models.CharField(max_length=40), default=list, blank=True)


class Guardian(models.Model):
    """Somebody who may speak for a person who cannot do so alone. `standing`: not_checked, cleared, suspected.

    A guardian who may be part of what was done to the child speaks for nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="guardians")
    name = SealedText(code="P100", cls=FieldClass.IDENTITY)
    relation = models.CharField(max_length=40)
    contact = SealedText(code="P101", cls=FieldClass.IDENTITY, null=True)
    standing = models.CharField(max_length=16, default="not_checked")
    standing_words = SealedText(code="P102", cls=FieldClass.CASE, null=True)
    standing_at = models.DateTimeField(null=True)
    standing_by_id = models.UUIDField(null=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        case = (
            "case", "relation", "standing", "standing_at", "standing_by_id", "added_at", "added_by_id", "version",
        )  # fmt: skip


class BestInterest(models.Model):
    """A decision in a child's best interest, where no guardian can decide (CRC, article 3).

    `child_view`: what the child herself wants, always asked; `review_on`: when it is looked at again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="best_interests")
    question = SealedText(code="P103", cls=FieldClass.CASE)
    decided_on = models.DateField()
    decided_by = SealedText(code="P104", cls=FieldClass.CASE)
    reasons = SealedText(code="P105", cls=FieldClass.CASE)
    child_view = models.CharField(max_length=16)
    child_words = SealedText(code="P106", cls=FieldClass.CASE, null=True)
    review_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("case", "decided_on", "child_view", "review_on", "recorded_at", "recorded_by_id")


class Consent(models.Model):
    """One row of the ledger. After it is written only its end can be added (a trigger sees to it).

    `recipient` is a key (`office:<id>`, `country:MM`, `list:<code>`); `scope` and `refused` are codes of
    data-groups. `given_on` to `expires_on`, both inclusive, local days. `giver`: self, guardian,
    best_interest, legal_representative. `private_talk_on`: the day of the talk alone about fear, family
    and officials, without which nothing is agreed that reaches the country of origin.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    state = models.CharField(max_length=12, choices=[(s, s) for s in ConsentState])
    giver = models.CharField(max_length=24)
    capacity = models.CharField(max_length=24)
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, related_name="consents")
    best_interest = models.ForeignKey(BestInterest, models.PROTECT, null=True, related_name="consents")
    giver_name = SealedText(code="P107", cls=FieldClass.IDENTITY, null=True)
    child_view = models.CharField(max_length=16, blank=True)
    private_talk_on = models.DateField(null=True)
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=60)
    recipient_name = SealedText(code="P108", cls=FieldClass.CASE, null=True)
    scope = _groups()
    refused = _groups()
    words = SealedText(code="P109", cls=FieldClass.CASE, null=True)
    notice = models.CharField(max_length=60, blank=True)
    notice_version = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=12, blank=True)
    interpreter_name = SealedText(code="P110", cls=FieldClass.IDENTITY, null=True)
    witness = SealedText(code="P111", cls=FieldClass.IDENTITY, null=True)
    manner = models.CharField(max_length=24)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()
    expires_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    end_words = SealedText(code="P112", cls=FieldClass.CASE, null=True)

    WALL = ByCase()

    class Classes:
        case = (
            "case", "state", "giver", "capacity", "guardian", "best_interest", "child_view", "private_talk_on", "purpose",
            "recipient", "scope", "refused", "notice", "notice_version", "language", "interpreter", "manner", "evidence",
            "given_on", "expires_on", "recorded_at", "recorded_by_id", "ended_at", "ended_by_id", "end_reason",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="given")
                | models.Q(expires_on__isnull=False, ended_at__isnull=True),
                name="consent_given_with_end",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("given_on")),
                name="consent_expires_after_given",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["withdrawn", "ended"])
                | models.Q(ended_at__isnull=False, ended_by_id__isnull=False),
                name="consent_end_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver="guardian") | models.Q(guardian__isnull=False),
                name="consent_guardian_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver="best_interest") | models.Q(best_interest__isnull=False),
                name="consent_best_interest_named",
            ),
        ]
        indexes = [models.Index(fields=["case", "purpose", "recipient"], name="consent_asked")]
