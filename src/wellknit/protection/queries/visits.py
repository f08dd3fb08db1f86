"""Visits of case workers to a shelter on the other side, as the office recorded them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import Case, ShelterVisit, VisitedPerson
from wellknit.protection.permissions import RECORD_VISITS, check_may
from wellknit.protection.queries.finding import one

SHOWN = 200


def visits(viewer: Viewer) -> list[ShelterVisit]:
    """Visits of the office, latest first, with how many were met and how many wait to be asked again."""
    check_may(viewer, RECORD_VISITS)
    counted = ShelterVisit.objects.filter(office_id=viewer.office_id).annotate(
        planned=Count("persons"), met=Count("persons", filter=~Q(persons__talk=""))
    )
    return list(counted.order_by("-on")[:SHOWN])


def visit(viewer: Viewer, visit_id: UUID) -> ShelterVisit:
    """One visit of the office; 404 outside. Reading it is an event."""
    check_may(viewer, RECORD_VISITS)
    found = one(ShelterVisit.objects.filter(pk=visit_id, office_id=viewer.office_id))
    record("shelter_visit.read", target=found)
    return found


def persons(viewer: Viewer, found: ShelterVisit) -> list[VisitedPerson]:
    """Whom the visit is for, by case code."""
    return list(VisitedPerson.objects.filter(visit=found).select_related("case").order_by("case__code"))


def person(viewer: Viewer, person_id: UUID) -> VisitedPerson:
    """One of them; 404 outside. Reading what she said is an event."""
    found = one(VisitedPerson.objects.filter(pk=person_id).select_related("case", "visit"))
    record("shelter_visit.read", target=found, case=found.case_id)
    return found


def cases_here(viewer: Viewer) -> list[Case]:
    """Open cases the office reaches, by code."""
    return list(Case.objects.filter(state="open").order_by("code")[:500])
