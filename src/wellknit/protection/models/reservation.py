"""A bed kept for somebody who is on the way."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, ByCase, Sql
from wellknit.protection.models.case import Case
from wellknit.protection.models.place import Unit

_SEEN = (
    ByCase().using
    + " OR EXISTS (SELECT 1 FROM protection_unit u JOIN protection_place p ON p.id = u.place_id"
    + f" WHERE u.id = {{table}}.unit_id AND p.office_id = {VIEWER_OFFICE})"
)


class Reservation(models.Model):
    """A bed of a house that is counted as taken until a moment, and is free again after it without anybody's doing.

    `outcome`: empty while it holds (or has lapsed), used when she came, given_back when she will not.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reservations")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reservations")
    until = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()

    # Whoever carries the case, and the place, which has to know that somebody comes. Not who: that is the case's.
    WALL = Sql(_SEEN)

    class Classes:
        case = ("unit", "case", "until", "outcome", "at", "by_id", "by_office_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=models.Q(outcome=""), name="reservation_case_unit_once"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "until"], condition=models.Q(outcome=""), name="reservation_holds")
        ]
