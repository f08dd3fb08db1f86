"""Papers and scans of a case: sealed files, of which the database keeps only what finds them again."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case


class Document(models.Model):
    """One file. `opening` holds the key of the sealed file, itself sealed with the vault's ring."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    title = SealedText(code="P050", cls=FieldClass.CASE)
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    opening = SealedJSON(code="P051", cls=FieldClass.IDENTITY)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("case", "kind", "media_type", "size", "added_at", "added_by_id")
