"""Where the person is: shelter, family, hospital, and also the cell nobody wants to record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import policies, policies_care
from wellknit.protection.actions import clock, place, reservation, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import custodial_kinds
from wellknit.protection.models import Case, Stay, Unit
from wellknit.protection.permissions import check_may_record_stay

FROM_THE_PERSON = "persons_account"


@dataclass(frozen=True)
class Spell:
    """One stay as it is told: codes of the lists of kinds, legal bases and sources; local dates.

    `unit`: the house of a place of this node. `with_family_of`: the case of somebody whose family the
    person is. `despite`: why she is there although there was no bed, or although the house is not for her.
    """

    kind: str
    legal_basis: str
    voluntary: str
    source: str
    began_on: date
    ended_on: date | None = None
    facility: Office | None = None
    place: str = ""
    unit: Unit | None = None
    with_family_of: Case | None = None
    despite: str = ""


@transaction.atomic
def begin(case: Case, spell: Spell, *, by: Viewer) -> Stay:
    """Record a stay. One in a cell or an immigration centre is raised at once, and not with its keeper
    (MOU 2004, article 16)."""
    check_may_record_stay(by, from_persons_account=spell.source == FROM_THE_PERSON)
    fresh = locked(case)
    policies.check_open(fresh.state)
    policies.check_spell(spell.began_on, spell.ended_on, fresh.stays.all(), timezone.localdate())
    household, against = _settle(fresh, spell)
    facility = spell.unit.place.office if spell.unit else spell.facility
    stay = Stay.objects.create(
        case=fresh, facility=facility, unit=spell.unit, household=household, place=spell.place or None,
        despite=spell.despite if against else None, kind=spell.kind,
        custodial=spell.kind in custodial_kinds(), legal_basis=spell.legal_basis, voluntary=spell.voluntary,
        source=spell.source, began_on=spell.began_on, ended_on=spell.ended_on, recorded_by_id=by.person_id,
    )  # fmt: skip
    record("stay.begun", target=stay, case=fresh.pk, note={
        "kind": spell.kind, "custodial": stay.custodial, "despite": against, **_looked_at(spell.unit)
    })  # fmt: skip
    if stay.custodial:
        _raise_alert(fresh, lasting=spell.ended_on is None)
    worklist.refresh(fresh.pk)
    return stay


def _settle(case: Case, spell: Spell) -> tuple[UUID | None, bool]:
    """The household, and whether the person is there against the rules of the house.

    Locks the unit's row: of two who take the last bed at once, the second waits here and is told. A stay
    that is over takes no bed. Raises `NotValid` unless `despite` says why.
    """
    household = _household(spell.with_family_of)
    if spell.ended_on is not None:
        return household, False
    if spell.unit is None:
        _check_house_chosen(spell.facility)
        return household, False
    unit = locked(spell.unit)
    reservation.used(case, unit)
    try:
        policies_care.check_bed(unit, place.taken(unit), unit.place.accepting)
        policies_care.check_fits(
            unit, sex=case.person.sex, bands=policies_care.bands_of(case.age_band, case.presumed_child),
            family_here=_family_lives_in(unit, household), strangers=_strangers(unit, household),
        )  # fmt: skip
    except NotValid:
        if not spell.despite.strip():
            raise
        return household, True
    return household, False


def _check_house_chosen(facility: Office | None) -> None:
    """A place that keeps its beds here is entered through one of its houses."""
    if facility is not None and Unit.objects.filter(place__office=facility, closed_on=None).exists():
        raise NotValid(_("Choose the house: this place keeps its beds."), {"unit": _("Choose a house.")})


def _household(of: Case | None) -> UUID | None:
    """The mark of the household of a case's present stay; made now when its first relative comes."""
    if of is None:
        return None
    there = Stay.objects.select_for_update().filter(case=of, ended_on=None).order_by("-began_on").first()
    if there is None:
        raise NotValid(
            _("The family member stays nowhere at the moment."), {"with_family_of": _("Not at a place.")}
        )
    if there.household is None:
        there.household = uuid4()
        there.version += 1
        there.save(update_fields=["household", "version"])
    return there.household


def _family_lives_in(unit: Unit, household: UUID | None) -> bool:
    return (
        household is not None and Stay.objects.filter(unit=unit, household=household, ended_on=None).exists()
    )


def _strangers(unit: Unit, household: UUID | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_unit_strangers(%s, %s)", [unit.pk, household])
        return int(cursor.fetchone()[0])


def inspections_due(unit: Unit, today: date) -> tuple[str, ...]:
    """Which looks at the place of a unit are overdue: `self_assessment`, `monitoring_visit`. A warning only."""
    lines = place.standards_of(unit.place)
    every = {place.SELF: lines.self_assessment_days, place.VISIT: lines.visit_days}
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_last_look(%s, %s), wk_last_look(%s, %s)",
                       [unit.place_id, place.SELF, unit.place_id, place.VISIT])  # fmt: skip
        last = dict(zip((place.SELF, place.VISIT), cursor.fetchone(), strict=True))
    return tuple(kind for kind, days in every.items() if policies_care.overdue(last[kind], days, today))


def _looked_at(unit: Unit | None) -> dict[str, bool]:
    # The place is not blocked: somebody needs a bed tonight. That it was used all the same stands in the trace.
    return {} if unit is None else {"inspection_overdue": bool(inspections_due(unit, timezone.localdate()))}


def _raise_alert(case: Case, *, lasting: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_alert_holders(%s, %s)", [case.pk, "custodial"])
        if not cursor.fetchone()[0]:  # only detaining agencies carry this case: somebody outside is told
            cursor.execute("SELECT wk_alert_watchers(%s, %s)", [case.pk, "custodial"])
    if lasting:  # a night that is over is told to the offices; there is nobody left to get out
        clock.start("custodial-stay-raised", office_id=case.office_id, case_id=case.pk)


@transaction.atomic
def end(stay: Stay, *, by: Viewer, ended_on: date, version: int | None = None) -> Stay:
    """The person left this place."""
    check_may_record_stay(by, from_persons_account=stay.source == FROM_THE_PERSON)
    fresh = locked(stay, version, disputed=("ended_on",))
    others = Stay.objects.filter(case_id=fresh.case_id).exclude(pk=fresh.pk)
    policies.check_spell(fresh.began_on, ended_on, others, timezone.localdate())
    fresh.ended_on = ended_on
    fresh.version += 1
    fresh.save()
    if fresh.custodial:
        clock.stop("custodial-stay-raised", case_id=fresh.case_id)
    record("stay.ended", target=fresh, case=fresh.case_id, fields=["ended_on"])
    worklist.refresh(fresh.case_id)
    return fresh


@transaction.atomic
def move(stay: Stay, spell: Spell, *, by: Viewer, version: int | None = None) -> Stay:
    """From one place to another on one day: the first ends and the second begins, or neither."""
    check_may_record_stay(by, from_persons_account=spell.source == FROM_THE_PERSON)
    ended = end(stay, by=by, ended_on=spell.began_on, version=version)
    return begin(ended.case, spell, by=by)
