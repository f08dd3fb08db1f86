"""The person, apart from any case: who she is, sealed; what statistics may know, coarse."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, ByPerson
from wellknit.platform.vault.fields import SealedJSON, SealedText


class Person(models.Model):
    """Somebody the work is for. Never printed by `str`: a log line must not carry a name.

    `birth` is a PartialDate as plain values (iso, typed, era, precision). `nationality` is what the
    person says or what is confirmed (ISO alpha-2, empty = not known, "stateless" has its own code
    in the list). `contact` says how she can be reached and whether writing there is safe.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office_id = models.UUIDField()
    name_native = SealedText(code="P001", cls=FieldClass.IDENTITY, null=True)
    name_latin = SealedText(code="P002", cls=FieldClass.IDENTITY, null=True)
    aliases = SealedJSON(code="P003", cls=FieldClass.IDENTITY, null=True)
    birth = SealedJSON(code="P004", cls=FieldClass.IDENTITY, null=True)
    contact = SealedJSON(code="P005", cls=FieldClass.IDENTITY, null=True)
    sex = models.CharField(max_length=16)
    nationality = models.CharField(max_length=12, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByPerson(
        "id", check=f"{{table}}.office_id = {VIEWER_OFFICE} OR (SELECT wk_reaches_person({{table}}.id))"
    )

    class Classes:
        case = ("office_id", "created_at", "version")
        shareable = ("languages",)
        statistical = ("sex", "nationality")

    def __str__(self) -> str:
        return f"person {str(self.id)[:8]}"
