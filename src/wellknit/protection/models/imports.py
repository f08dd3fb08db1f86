"""A list that an office brings: the sealed file, what its columns mean, each row as it will be."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByOffice
from wellknit.platform.vault.fields import SealedJSON, SealedText


class ImportRun(models.Model):
    """One list on its way into the case files of an office.

    state: received, planned (a dry run was made), done, dropped. `opening` finds and opens the sealed file,
    `chosen` is the ColumnMap, `plan` the dry run: what was shown is what is carried out. All three are
    emptied when the run is over: the list does not live on beside the files it became.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="received")
    digest = models.CharField(max_length=64)
    name = SealedText(code="P220", cls=FieldClass.CASE)
    opening = SealedJSON(code="P221", cls=FieldClass.IDENTITY, null=True)
    chosen = SealedJSON(code="P222", cls=FieldClass.CASE, null=True)
    plan = SealedJSON(code="P223", cls=FieldClass.IDENTITY, null=True)
    rows = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    WALL = ByOffice()

    class Classes:
        case = ("office_id", "by_id", "at", "state", "digest", "rows", "made", "done_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=("done", "dropped"))
                | models.Q(opening__isnull=True, plan__isnull=True),
                name="import_over_keeps_no_list",
            ),
            models.UniqueConstraint(
                fields=["office_id", "digest"], condition=models.Q(state="done"), name="import_same_list_once"
            ),
        ]
