"""Where the person is: shelter, family, hospital, and also the cell nobody wants to record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import policies
from wellknit.protection.actions import clock, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import custodial_kinds
from wellknit.protection.models import Case, Stay
from wellknit.protection.permissions import check_may_record_stay

FROM_THE_PERSON = "persons_account"


@dataclass(frozen=True)
class Spell:
    """One stay as it is told: codes of the lists of kinds, legal bases and sources; local dates."""

    kind: str
    legal_basis: str
    voluntary: str
    source: str
    began_on: date
    ended_on: date | None = None
    facility: Office | None = None
    place: str = ""


@transaction.atomic
def begin(case: Case, spell: Spell, *, by: Viewer) -> Stay:
    """Record a stay. One in a cell or an immigration centre is raised at once, and not with its keeper
    (MOU 2004, article 16)."""
    check_may_record_stay(by, from_persons_account=spell.source == FROM_THE_PERSON)
    fresh = locked(case)
    policies.check_open(fresh.state)
    policies.check_spell(spell.began_on, spell.ended_on, fresh.stays.all(), timezone.localdate())
    stay = Stay.objects.create(
        case=fresh, facility=spell.facility, place=spell.place or None, kind=spell.kind,
        custodial=spell.kind in custodial_kinds(), legal_basis=spell.legal_basis, voluntary=spell.voluntary,
        source=spell.source, began_on=spell.began_on, ended_on=spell.ended_on, recorded_by_id=by.person_id,
    )  # fmt: skip
    record("stay.begun", target=stay, case=fresh.pk, note={"kind": spell.kind, "custodial": stay.custodial})
    if stay.custodial:
        _raise_alert(fresh)
    worklist.refresh(fresh.pk)
    return stay


def _raise_alert(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_alert_holders(%s, %s)", [case.pk, "custodial"])
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
