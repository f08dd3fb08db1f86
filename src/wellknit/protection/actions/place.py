"""Keeping places of stay: their beds, whom they are for, and looking at them against standards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.carekinds import STANDARDS, Standards
from wellknit.lib.policydata import in_force
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care as policies
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Improvement, Inspection, Place, Unit
from wellknit.protection.permissions import INSPECT_PLACES, MANAGE_PLACES, check_may

SELF, VISIT = "self_assessment", "monitoring_visit"


@dataclass(frozen=True)
class House:
    """A unit as it is told: beds, and who lives there together (codes; see `models.Unit`)."""

    name: str
    beds: int
    sexes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    kin: bool = False
    with_family: bool = True


@dataclass(frozen=True)
class Look:
    """An inspection as it is told. `improvements`: (standard, what will be done, until when or None)."""

    kind: str
    on: date
    answers: Mapping[str, str]
    remarks: str = ""
    heard: int | None = None
    improvements: Sequence[tuple[str, str, date | None]] = field(default_factory=tuple)


def standards_of(place: Place) -> Standards:
    """The standards in force today for this place."""
    return in_force(STANDARDS, place.standards, timezone.localdate(), settings.DATA)


@transaction.atomic
def keep(*, by: Viewer, accepting: bool = True, languages: Sequence[str] = (), step_free: bool = False,
         standards: str = "shelter", version: int | None = None) -> Place:  # fmt: skip
    """Make the viewer's own office a place of stay, or change what is said of it."""
    check_may(by, MANAGE_PLACES)
    there = Place.objects.filter(office_id=by.office_id).first()
    place = (
        locked(there, version, disputed=("accepting", "languages", "step_free"))
        if there
        else Place(office_id=by.office_id)
    )
    place.accepting, place.step_free, place.standards = accepting, step_free, standards
    place.languages = list(languages)
    standards_of(place)  # raises when there is no such file: a place is held to something
    if there:
        place.version += 1
    place.save(force_insert=there is None)
    record("place.kept", target=place, note={"accepting": accepting})
    return place


@transaction.atomic
def add_unit(place: Place, house: House, *, by: Viewer) -> Unit:
    """A house with beds. Raises `NotValid` when strangers would live together who should not."""
    _own(place, by)
    _check(place, house, None)
    unit = Unit(place=place)
    _fill(unit, house)
    unit.save(force_insert=True)
    record("unit.added", target=unit, note={"beds": house.beds})
    return unit


@transaction.atomic
def change_unit(unit: Unit, house: House, *, by: Viewer, version: int | None = None) -> Unit:
    """Other beds, other rules. Who lives there already stays; the new rules count for whoever comes."""
    check_may(by, MANAGE_PLACES)
    fresh = locked(unit, version, disputed=("name", "beds", "sexes", "ages", "kin", "with_family"))
    _own(fresh.place, by)
    _check(fresh.place, house, fresh)
    _fill(fresh, house)
    fresh.version += 1
    fresh.save()
    record("unit.changed", target=fresh, note={"beds": house.beds})
    return fresh


@transaction.atomic
def close_unit(unit: Unit, *, by: Viewer, version: int | None = None) -> Unit:
    """Take a house out of use; not while somebody lives in it."""
    check_may(by, MANAGE_PLACES)
    fresh = locked(unit, version)
    _own(fresh.place, by)
    if taken(fresh):
        raise NotNow(_("Somebody still lives in this house."))
    fresh.closed_on = timezone.localdate()
    fresh.version += 1
    fresh.save()
    record("unit.closed", target=fresh)
    return fresh


def _own(place: Place, by: Viewer) -> None:
    check_may(by, MANAGE_PLACES)
    if place.office_id != by.office_id:
        raise NotNow(_("Each place keeps its own beds."))


def _check(place: Place, house: House, itself: Unit | None) -> None:
    if not house.name.strip():
        raise NotValid(_("Give the house a name."), {"name": _("Give a name.")})
    policies.check_unit(house.beds, house.sexes, house.ages, house.kin)
    named = Unit.objects.filter(place=place, name=house.name.strip())
    if (named.exclude(pk=itself.pk) if itself else named).exists():
        raise NotValid(_("There is a house of this name."), {"name": _("Give another name.")})


def _fill(unit: Unit, house: House) -> None:
    unit.name, unit.beds = house.name.strip(), house.beds
    unit.sexes, unit.ages = list(house.sexes), list(house.ages)
    unit.kin, unit.with_family = house.kin, house.with_family


def taken(unit: Unit) -> int:
    """How many live in a unit now, whoever they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_unit_taken(%s)", [unit.pk])
        return int(cursor.fetchone()[0])


@transaction.atomic
def inspect(place: Place, look: Look, *, by: Viewer) -> Inspection:
    """Record a self-assessment of one's own place, or a monitoring visit to somebody else's."""
    check_may(by, MANAGE_PLACES if look.kind == SELF else INSPECT_PLACES)
    policies.check_inspection(
        look.kind, place.office_id == by.office_id, look.on, timezone.localdate(), look.heard
    )
    lines = standards_of(place)
    policies.check_answers(lines, look.answers)
    said = list(look.answers.values())
    inspection = Inspection.objects.create(
        place=place, kind=look.kind, on=look.on, standards=lines.id, standards_version=lines.version,
        answers=dict(look.answers), remarks=look.remarks or None, heard=look.heard,
        met=said.count("met"), partly=said.count("partly"), not_met=said.count("not_met"),
        not_seen=len(lines.items) - len(said) + said.count("not_seen"),
        by_id=by.person_id, by_office_id=by.office_id,
    )  # fmt: skip
    for standard, what, due_on in look.improvements:
        if what.strip():
            Improvement.objects.create(
                inspection=inspection, place=place, standard=standard, what=what, due_on=due_on
            )
    record("place.inspected", target=inspection, note={"kind": look.kind, "not_met": inspection.not_met})
    return inspection


@transaction.atomic
def improved(improvement: Improvement, *, by: Viewer, on: date | None = None) -> Improvement:
    """What was to be put right is put right, says the place."""
    check_may(by, MANAGE_PLACES)
    if improvement.done_on is not None:
        raise NotNow(_("This is already marked as done."))
    improvement.done_on, improvement.done_by_id = on or timezone.localdate(), by.person_id
    improvement.save(update_fields=["done_on", "done_by_id"])
    record("place.improved", target=improvement, note={"standard": improvement.standard})
    return improvement
