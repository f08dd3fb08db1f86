"""How a colleague wishes to be told that something waits for her."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import Own
from wellknit.platform.vault.fields import SealedText


class Nudge(models.Model):
    """One person's choice for one of her offices. `way`: a registered sender (protection.nudging).

    `nudged_at`: when she was last told; at most once a day, because what comes often is read by nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    user_id = models.UUIDField()
    office_id = models.UUIDField()
    way = models.CharField(max_length=24)
    address = SealedText(code="P280", cls=FieldClass.CASE)
    changed_at = models.DateTimeField(auto_now=True)
    nudged_at = models.DateTimeField(null=True)

    WALL = Own()

    class Classes:
        case = ("user_id", "office_id", "way", "changed_at", "nudged_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "office_id"], name="nudge_person_office_once")
        ]
