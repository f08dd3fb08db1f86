"""Keeping a bed for somebody who is on the way: it has an end, counts as taken, and lapses by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care
from wellknit.protection.actions import place
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Case, Reservation, Unit
from wellknit.protection.permissions import RECORD_STAYS, check_may
from wellknit.protection.policies import check_open

# A bed that is kept is a bed that somebody else does not get tonight.
LONGEST = timedelta(days=3)


@transaction.atomic
def keep(case: Case, unit: Unit, *, until: datetime, by: Viewer) -> Reservation:
    """Keep a bed until then. Raises `NotValid` when there is none, the house is not for her, or it is too long."""
    check_may(by, RECORD_STAYS)
    fresh = locked(case)
    check_open(fresh.state)
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise NotValid(
            _("A bed is kept for three days at most."), {"until": _("Give a moment within three days.")}
        )
    if held_for(fresh):
        raise NotNow(_("A bed is kept for this person already. Give that one back first."))
    house = locked(unit)
    policies_care.check_bed(house, place.taken(house), house.place.accepting)
    policies_care.check_fits(
        house, sex=fresh.person.sex, bands=policies_care.bands_of(fresh.age_band, fresh.presumed_child),
        family_here=False, strangers=0,
    )  # fmt: skip
    Reservation.objects.filter(case=fresh, outcome="", until__lte=timezone.now()).update(outcome="lapsed")
    made = Reservation.objects.create(
        case=fresh, unit=house, until=until, by_id=by.person_id, by_office_id=by.office_id
    )
    record("bed.kept", target=made, case=fresh.pk)
    return made


@transaction.atomic
def give_back(reservation: Reservation, *, by: Viewer) -> Reservation:
    """She will not come, or not there: the bed is free for somebody else at once."""
    check_may(by, RECORD_STAYS)
    fresh = locked(reservation)
    if fresh.outcome:
        raise NotNow(_("This bed is not kept any more."))
    fresh.outcome = "given_back"
    fresh.save(update_fields=["outcome"])
    record("bed.given_back", target=fresh, case=fresh.case_id)
    return fresh


def held_for(case: Case) -> Reservation | None:
    """The bed that is kept for a person now."""
    found = Reservation.objects.filter(case=case, outcome="", until__gt=timezone.now())
    return found.select_related("unit", "unit__place", "unit__place__office").first()


def used(case: Case, unit: Unit) -> bool:
    """She has come: the bed kept for her in this house is the one she takes. Asked by the verb that records the stay."""
    found = held_for(case)
    if found is None or found.unit_id != unit.pk:
        return False
    found.outcome = "used"
    found.save(update_fields=["outcome"])
    record("bed.used", target=found, case=case.pk)
    return True
