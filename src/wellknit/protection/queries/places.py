"""Places of stay: which there are, where a bed is free, when they were looked at and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import Http404
from django.utils import timezone

from wellknit.lib.carekinds import STANDARDS, Standards
from wellknit.lib.policydata import in_force, version
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import policies_care
from wellknit.protection.models import Improvement, Inspection, Place, Reservation, Unit


@dataclass(frozen=True)
class UnitRow:
    """A house and how many beds of it are taken; `free` is never below nought."""

    unit: Unit
    taken: int

    @property
    def free(self) -> int:
        """Beds nobody lives in."""
        return max(0, self.unit.beds - self.taken)


@dataclass(frozen=True)
class PlaceRow:
    """A place with its houses. `overdue`: kinds of look that are due; a warning, never a block."""

    place: Place
    units: list[UnitRow]
    last_self: date | None
    last_visit: date | None
    overdue: tuple[str, ...]

    @property
    def beds(self) -> int:
        """All beds."""
        return sum(row.unit.beds for row in self.units)

    @property
    def taken(self) -> int:
        """Beds somebody lives in."""
        return sum(row.taken for row in self.units)

    @property
    def free(self) -> int:
        """Free beds, house by house: a full house does not eat another's bed."""
        return sum(row.free for row in self.units)


def standards_of(place: Place) -> Standards:
    """The standards this place is held to today."""
    return in_force(STANDARDS, place.standards, timezone.localdate(), settings.DATA)


def standards_then(inspection: Inspection) -> Standards:
    """The standards an inspection was made with."""
    return version(STANDARDS, inspection.standards, inspection.standards_version, settings.DATA)


def every_place(viewer: Viewer) -> list[PlaceRow]:
    """All places of the node in three queries: the viewer's own first, then those with a free bed."""
    found = {p.pk: p for p in Place.objects.filter(office__closed_on=None).select_related("office")}
    units = {u.pk: u for u in Unit.objects.filter(closed_on=None).order_by("name")}
    taken, looked = _counted()
    rows = []
    for place in found.values():
        own = [UnitRow(u, taken.get(u.pk, 0)) for u in units.values() if u.place_id == place.pk]
        last_self, last_visit = looked.get(place.pk, (None, None))
        rows.append(PlaceRow(place, own, last_self, last_visit, _overdue(place, last_self, last_visit)))
    return sorted(
        rows, key=lambda r: (r.place.office_id != viewer.office_id, not r.free, r.place.office.name)
    )


def _counted() -> tuple[dict[UUID, int], dict[UUID, tuple[date | None, date | None]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_id, unit_id, taken, last_self, last_visit FROM wk_places()")
        rows = cursor.fetchall()
    taken = {unit: n for _place, unit, n, _self, _visit in rows if unit}
    return taken, {place: (last_self, visit) for place, _unit, _n, last_self, visit in rows}


def _overdue(place: Place, last_self: date | None, last_visit: date | None) -> tuple[str, ...]:
    lines, today = standards_of(place), timezone.localdate()
    due = {
        "self_assessment": policies_care.overdue(last_self, lines.self_assessment_days, today),
        "monitoring_visit": policies_care.overdue(last_visit, lines.visit_days, today),
    }
    return tuple(kind for kind, is_due in due.items() if is_due)


def place_row(viewer: Viewer, place_id: UUID) -> PlaceRow:
    """One place; 404 when there is none."""
    for row in every_place(viewer):
        if row.place.pk == place_id:
            return row
    raise Http404


def own_place(viewer: Viewer) -> Place | None:
    """The place of the viewer's office, or None when nobody stays there (yet)."""
    return Place.objects.filter(office_id=viewer.office_id).select_related("office").first()


def unit(viewer: Viewer, unit_id: UUID) -> Unit:
    """One house; 404 when there is none."""
    found = Unit.objects.filter(pk=unit_id).select_related("place", "place__office").first()
    if found is None:
        raise Http404
    return found


def open_units(viewer: Viewer) -> list[UnitRow]:
    """Houses one can enter, those with a free bed first: for the form of a stay."""
    rows = [row for place in every_place(viewer) for row in place.units]
    places = {p.pk: p for p in Place.objects.select_related("office")}
    for row in rows:
        row.unit.place = places[row.unit.place_id]
    return rows


def reservation(viewer: Viewer, reservation_id: UUID) -> Reservation:
    """One kept bed; 404 outside."""
    found = Reservation.objects.filter(pk=reservation_id).select_related("case").first()
    if found is None:
        raise Http404
    return found


def kept(viewer: Viewer, place: Place) -> dict[UUID, int]:
    """How many beds of each house are kept at the moment, as far as the viewer is told: whoever runs the place."""
    holds = Reservation.objects.filter(unit__place=place, outcome="", until__gt=timezone.now())
    return dict(holds.values_list("unit").annotate(n=Count("id")))


def inspections(viewer: Viewer, place: Place) -> list[Inspection]:
    """Looks at a place, latest first, as far as they are the viewer's to read."""
    return list(Inspection.objects.filter(place=place).order_by("-on", "-recorded_at")[:50])


def inspection(viewer: Viewer, inspection_id: UUID) -> Inspection:
    """One look, with its place; 404 outside."""
    found = Inspection.objects.filter(pk=inspection_id).select_related("place", "place__office").first()
    if found is None:
        raise Http404
    return found


def to_improve(viewer: Viewer, place: Place) -> list[Improvement]:
    """What the place has not yet put right, soonest first."""
    return list(Improvement.objects.filter(place=place, done_on=None).order_by("due_on", "id"))


def improvement(viewer: Viewer, improvement_id: UUID) -> Improvement:
    """One thing to put right; 404 outside."""
    found = Improvement.objects.filter(pk=improvement_id).select_related("place").first()
    if found is None:
        raise Http404
    return found
