"""Papers and scans of a case: sealed files, of which the database keeps only what finds them again."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case


class Document(models.Model):
    """One version of one paper. `opening` holds the key of the sealed file, itself sealed with the vault's ring.

    A paper that is replaced stays: the new row has the same `series`, the next `number`, and names the row
    it `replaces` (at most one can, so two people at once do not make two second versions).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    title = SealedText(code="P050", cls=FieldClass.CASE)
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    opening = SealedJSON(code="P051", cls=FieldClass.IDENTITY)
    series = models.UUIDField(default=uuid4)
    number = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    why = SealedText(code="P130", cls=FieldClass.CASE, null=True)
    made_from = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = (
            "case", "kind", "media_type", "size", "series", "number", "replaces", "made_from", "added_at",
            "added_by_id",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=models.Q(number=1, replaces__isnull=True)
                | models.Q(number__gt=1, replaces__isnull=False),
                name="document_version_follows",
            ),
        ]
