"""Where a person stayed: shelter days and nights in a cell come from the same table."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.place import Unit


class Stay(models.Model):
    """One spell at one place, from a day to a day (both inclusive; the end open while it lasts).

    `kind`, `legal_basis` and `source` are codes of data/codelists/; `voluntary` is yes, no or not
    known. A night in a cell may be told by the person herself (`source`), because police do not
    record what accuses them. `unit` is the bed's house when the place is one of the node's;
    `household` is the same on the stays of people who belong together; `despite` says why somebody is
    there although there was no bed, or although the house is not for her.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="stays")
    facility = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    household = models.UUIDField(null=True)
    place = SealedText(code="P030", cls=FieldClass.IDENTITY, null=True)
    despite = SealedText(code="P162", cls=FieldClass.CASE, null=True)
    kind = models.CharField(max_length=40)
    custodial = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=40)
    voluntary = models.CharField(max_length=12)
    source = models.CharField(max_length=40)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        statistical = ("kind", "custodial", "legal_basis", "voluntary", "source")
        case = (
            "case", "facility", "unit", "household", "began_on", "ended_on", "recorded_at", "recorded_by_id", "version",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("began_on")),
                name="stay_ends_after_it_began",
            )
        ]
        indexes = [
            models.Index(fields=["case", "began_on"], name="stay_case_began"),
            models.Index(fields=["unit"], condition=models.Q(ended_on=None), name="stay_unit_open"),
            models.Index(fields=["facility", "began_on"], name="stay_facility_began"),
        ]
