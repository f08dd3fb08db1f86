"""Money of the programme at the Secretariat: pledged under conditions, allocated, received, committed,
spent.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, Sql
from wellknit.plan.models.walls import OURS, SECRETARIAT, may, readable

_DONORS_OWN = f"({{table}}.office_id = {VIEWER_OFFICE} AND {may('money.pledge')})"


class EntryKind(StrEnum):
    """What happened to allocated money."""

    RECEIVED = "received"
    COMMITTED = "committed"
    SPENT = "spent"


class Pledge(models.Model):
    """What a donor promised, for which years. Its restrictions are the donor's words; a country need not
    read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    donor = models.CharField(max_length=120)
    office_id = models.UUIDField(null=True, blank=True)  # the donor's own office, when it signs in here
    framework = models.CharField(max_length=40)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, default="USD")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    WALL = Sql(f"{SECRETARIAT} OR {_DONORS_OWN}")

    class Classes:
        shareable = (
            "donor", "office_id", "framework", "first_year", "last_year", "currency", "amount", "note",
            "recorded_at",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="pledge_positive"),
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")), name="pledge_years_forward"
            ),
        ]


class PledgeRestriction(models.Model):
    """One condition of a donor: exclude, only or prefer, on countries or areas."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="restrictions")
    office_id = models.UUIDField(null=True, blank=True)
    effect = models.CharField(max_length=8)
    on = models.CharField(max_length=8)
    values = ArrayField(models.CharField(max_length=120))
    said = models.CharField(max_length=300, blank=True)

    WALL = Sql(f"{SECRETARIAT} OR {_DONORS_OWN}")

    class Classes:
        shareable = ("pledge", "office_id", "effect", "on", "values", "said")


class Allocation(models.Model):
    """Part of a pledge given to one unit and some areas of the framework, in dollars."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="allocations")
    unit = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    areas = ArrayField(models.CharField(max_length=120), default=list)
    usd = models.DecimalField(max_digits=16, decimal_places=2)
    overridden = models.TextField(blank=True)  # why a donor's preference was not followed
    decided_on = models.DateField()
    decided_by_id = models.UUIDField()

    WALL = Sql(OURS, check=SECRETARIAT)

    class Classes:
        shareable = ("pledge", "unit", "year", "areas", "usd", "overridden", "decided_on", "decided_by_id")

    class Meta:
        indexes = [models.Index(fields=["year", "unit"], name="allocation_year_unit")]


class MoneyEntry(models.Model):
    """A receipt, a commitment or an expenditure against an allocation; corrected by a further entry, never
    edited.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="entries")
    unit = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in EntryKind])
    day = models.DateField()
    currency = models.CharField(max_length=3, default="USD")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    usd = models.DecimalField(max_digits=16, decimal_places=2)
    rate = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    WALL = Sql(OURS, check=f"{may('money.record')} AND {OURS}", verbs=("select", "insert"))

    class Classes:
        shareable = (
            "allocation", "unit", "kind", "day", "currency", "amount", "usd", "rate", "note",
            "recorded_by_id",
            "recorded_at",
        )  # fmt: skip


class ExchangeRate(models.Model):
    """A dated rate and who published it; a demo rate says so wherever it is used."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    per_usd = models.DecimalField(max_digits=16, decimal_places=6)
    source = models.CharField(max_length=200)
    demo = models.BooleanField(default=False)

    WALL = readable("money.record")

    class Classes:
        public = ("currency", "day", "per_usd", "source", "demo")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(per_usd__gt=0), name="rate_positive"),
        ]
