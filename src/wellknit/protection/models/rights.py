"""Rights explained to a person: when, in which language, what she understood and chose, and who signed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.document import Document


class RightsNotification(models.Model):
    """One explaining. Rights are explained again at each change: a new row, `number` counts, older ones stay.

    `notice` and its version are files of data/rights/. `particulars`: what the form asks about her, by the
    notice's codes, as it was on that day. `choice`: a code of the notice; empty when it was not understood,
    because what is not understood cannot be chosen. Declining touches neither status nor money.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notifications")
    number = models.PositiveSmallIntegerField()
    notice = models.CharField(max_length=60)
    notice_version = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=12, blank=True)
    how = models.CharField(max_length=24)
    understood = models.CharField(max_length=12)
    retold = SealedText(code="P120", cls=FieldClass.CASE, null=True)
    particulars = SealedJSON(code="P121", cls=FieldClass.IDENTITY)
    return_voluntary = models.CharField(max_length=12, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    choice_words = SealedText(code="P122", cls=FieldClass.CASE, null=True)
    wished_place = SealedText(code="P123", cls=FieldClass.CASE, null=True)
    contact = SealedText(code="P124", cls=FieldClass.IDENTITY, null=True)
    explained_at = models.DateTimeField()
    explained_by_id = models.UUIDField()
    office_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        shareable = ("language", "interpreter")
        case = (
            "case", "number", "notice", "notice_version", "because", "how", "understood", "return_voluntary",
            "choice", "decline_reason", "explained_at", "explained_by_id", "office_id",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rights_numbered"),
            models.CheckConstraint(
                condition=~models.Q(choice="declines_protection") | ~models.Q(decline_reason=""),
                name="rights_declined_with_reason",
            ),
        ]


class Signature(models.Model):
    """One signature under a notification, or why there is none. Signing later on paper is a row of its own."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    notification = models.ForeignKey(RightsNotification, models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=24)
    name = SealedText(code="P125", cls=FieldClass.IDENTITY, null=True)
    mark = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    not_signed = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    recorded_by_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("case", "notification", "role", "mark", "not_signed", "at", "recorded_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mark__isnull=False, not_signed="")
                | (models.Q(mark__isnull=True) & ~models.Q(not_signed="")),
                name="signature_or_why_not",
            )
        ]
