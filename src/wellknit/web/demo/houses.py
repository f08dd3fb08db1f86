"""The demo's shelters get houses with beds, looks at them, and one story gets a plan, acted by its social worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wellknit.commands.acting import as_role
from wellknit.platform.identity.models import Office, User
from wellknit.protection.actions import care
from wellknit.protection.actions.care import Asked, Offer
from wellknit.protection.actions.place import standards_of
from wellknit.protection.models import Case, Inspection, Place, Stay, Unit
from wellknit.protection.policies_care import CHILD_BANDS, bands_of
from wellknit.web.demo.cast import OfficeSpec, cast
from wellknit.web.demo.seeding import playing

CHILDREN = sorted(CHILD_BANDS)
# Days since the last look, by shelter in order: some are overdue, and the screens say so.
LOOKED = ((20, 60), (130, 90), (10, 400), (40, 170), (95, 30))


def furnish(now: datetime) -> int:
    """Houses for every shelter of the cast, and the plan of one story; returns how many houses."""
    with as_role("owner"), transaction.atomic():
        houses = sum(
            _shelter(spec.code, spec.serves[0], number, now) for number, spec in enumerate(_shelters())
        )
    with as_role("owner"):
        there = (
            Case.objects.filter(office__code="shelter-centre", state="open").order_by("-opened_on").first()
        )
    if there is not None:
        _plan(there.pk, now)
    return houses


def _shelters() -> list[OfficeSpec]:
    return [spec for spec in cast().offices if spec.serves]


def _shelter(code: str, sex: str, number: int, now: datetime) -> int:
    office = Office.objects.get(code=code)
    place = Place.objects.create(office=office, standards="shelter", languages=office.languages)
    adults = Unit.objects.create(place=place, name="A", beds=24, sexes=[sex], ages=["18+"])
    young = Unit.objects.create(place=place, name="B", beds=12, sexes=[sex], ages=CHILDREN)
    Unit.objects.create(place=place, name="C", beds=6, kin=True)
    for stay in Stay.objects.filter(facility=office, ended_on=None).select_related("case__person"):
        if stay.case.person.sex == sex:
            bands = bands_of(stay.case.age_band, stay.case.presumed_child)
            stay.unit = young if bands & CHILD_BANDS else adults
            stay.save(update_fields=["unit"])
    _looks(place, number, now)
    return 3


def _looks(place: Place, number: int, now: datetime) -> None:
    lines = standards_of(place)
    manager = User.objects.get(email=cast().person("orn").email)
    visitor = User.objects.get(email=cast().person("wichai").email)
    audit = Office.objects.get(code=cast().person("wichai").office)
    ago = LOOKED[number % len(LOOKED)]
    answers = dict.fromkeys(lines.items, "met") | {"night": "partly", "learning": "partly", "plan": "not_met"}
    for kind, user, office, days in (
        ("self_assessment", manager, place.office, ago[0]),
        ("monitoring_visit", visitor, audit, ago[1]),
    ):
        Inspection.objects.create(
            place=place, kind=kind, on=timezone.localtime(now).date() - timedelta(days=days), standards=lines.id,
            standards_version=lines.version, answers=answers, met=len(answers) - 3, partly=2, not_met=1,
            heard=3 if kind == "monitoring_visit" else None, by_id=user.pk, by_office_id=office.pk,
        )  # fmt: skip


def _plan(case_id: UUID, now: datetime) -> None:
    with playing(cast().person("mali").email, "shelter-centre", now) as viewer:
        found = Case.objects.filter(pk=case_id).first()
        if found is None:
            return
        today = timezone.localtime(now).date()
        wish = care.say_goal(found, "I want to learn to sew and open a small shop.", by=viewer, language="en")
        asked = Asked({"training": "now", "family": "later", "court": "not_asked"}, "with_interpreter", today)
        care.assess_needs(found, asked, by=viewer)
        care.assess_risk(
            found, Asked({"threats": "some", "family": "no"}, "with_interpreter", today), by=viewer
        )
        given = care.propose(found, Offer("vocational_training", goal=wish, agreed=True), by=viewer)
        care.add_session(given, by=viewer, on=today, minutes=90)
        care.propose(found, Offer("counselling"), by=viewer)
