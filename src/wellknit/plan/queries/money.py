"""Money as tables: pledges with what is left of them, utilisation by unit, the government's share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.http import Http404
from django.utils.translation import gettext as _

from wellknit.lib.money import cofinancing
from wellknit.plan import reference_files
from wellknit.plan.models import Allocation, EntryKind, Fact, MoneyEntry, Pledge
from wellknit.plan.queries.workplans import government_shares
from wellknit.plan.reports.values import MoneyRow
from wellknit.platform.access.viewer import Viewer

ZERO = Decimal(0)
COFUNDING = "unact-2014.m5"


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A pledge, what is allocated of it, and the donor's conditions in words."""

    pledge: Pledge
    allocated: Decimal
    conditions: tuple[str, ...]


def pledges(viewer: Viewer) -> list[PledgeRow]:
    """Pledges within reach: all for the Secretariat, a donor's own for the donor, none for a government."""
    rows = (
        Pledge.objects.prefetch_related("restrictions")
        .annotate(given=Sum("allocations__usd"))
        .order_by("donor")
    )
    return [
        PledgeRow(
            row, row.given or ZERO,
            tuple(f"{r.effect} {r.on}: {', '.join(r.values)}" for r in row.restrictions.all()),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """An allocation and what happened to it, by kind of entry."""

    id: UUID
    unit: str
    areas: tuple[str, ...]
    usd: Decimal
    moved: dict[str, Decimal]


def allocations(viewer: Viewer, year: int) -> list[AllocationRow]:
    """Allocations of a year within reach."""
    rows = []
    for row in Allocation.objects.filter(year=year).prefetch_related("entries").order_by("unit"):
        moved: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for entry in row.entries.all():
            moved[entry.kind] += entry.usd
        rows.append(AllocationRow(row.pk, row.unit, tuple(row.areas), row.usd, dict(moved)))
    return rows


def pledge(viewer: Viewer, pledge_id: UUID) -> Pledge:
    """One pledge within reach."""
    found = Pledge.objects.filter(pk=pledge_id).first()
    if found is None:
        raise Http404
    return found


def allocation(viewer: Viewer, allocation_id: UUID) -> Allocation:
    """One allocation within reach."""
    found = Allocation.objects.filter(pk=allocation_id).first()
    if found is None:
        raise Http404
    return found


def utilisation(viewer: Viewer, year: int) -> list[MoneyRow]:
    """Seven rows in protocol order; a unit out of reach has no figures of ours and is left out."""
    allocated: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for unit, usd in Allocation.objects.filter(year=year).values_list("unit", "usd"):
        allocated[unit] += usd
    moved: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    entries = (
        MoneyEntry.objects.filter(allocation__year=year).values_list("unit", "kind").annotate(sum=Sum("usd"))
    )
    for unit, kind, usd in entries:
        moved[unit, kind] += usd
    shares = _shares(viewer, year)
    rows = []
    for head in reference_files.units():
        share, of = shares.get(head.code, (None, ""))
        if head.code in allocated or head.code in shares:
            rows.append(
                MoneyRow(
                    head.code, head.short, allocated.get(head.code), moved[head.code, EntryKind.RECEIVED],
                    moved[head.code, EntryKind.COMMITTED], moved[head.code, EntryKind.SPENT], share, of,
                )
            )  # fmt: skip
    return rows


def _shares(viewer: Viewer, year: int) -> dict[str, tuple[Decimal | None, str]]:
    """The share of each government: as it reported it (of activities), else by the money of its plan."""
    found: dict[str, tuple[Decimal | None, str]] = {}
    for unit, (own, whole) in government_shares(viewer, str(year)).items():
        share = cofinancing(own, whole, denominator=_("the plan’s money"))
        found[unit] = (share.percent, share.denominator)
    told = Fact.objects.filter(indicator=COFUNDING, period=str(year), current=True, dims="", kind="actual")
    for unit, number, text in told.exclude(unit="REG").values_list("unit", "number", "text"):
        if number is not None or (unit not in found and not text):
            found[unit] = (number, _("activities"))
    return found
