"""The 360 case files of 2017, written as the owner in one go: files, not totals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from wellknit.lib.names.keys import PersonNames
from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import PROCEDURES, Procedure
from wellknit.platform.access.models import CaseCode, Grant
from wellknit.platform.identity.models import Office, User
from wellknit.platform.vault.tokens import tokens_of
from wellknit.protection.codelists import custodial_kinds
from wellknit.protection.codes import new_code
from wellknit.protection.models import Case, Identification, Person, Stay
from wellknit.protection.names import token_keys
from wellknit.web.demo.people import PersonSpec, population

ACTS = ["recruitment"]
MEANS = ["deception", "abuse_of_vulnerability"]
PURPOSE = {"sexual": "other_sexual"}


def seed_past() -> int:
    """Write the population; returns how many files."""
    offices = {o.code: o for o in Office.objects.all()}
    staff = {u.email: u for u in User.objects.all()}
    procedure = next(p for p in load_all(PROCEDURES, settings.DATA) if p.id == settings.CHARTER["procedure"])
    files = [_File(spec, offices, staff, procedure) for spec in population()]
    Person.objects.bulk_create([f.person for f in files])
    Case.objects.bulk_create([f.case for f in files])
    Identification.objects.bulk_create([f.identification for f in files])
    Stay.objects.bulk_create([stay for f in files for stay in f.stays])
    Grant.objects.bulk_create([f.grant for f in files])
    CaseCode.objects.bulk_create([f.code for f in files])
    _find_again(files)
    return len(files)


def at(day: date) -> datetime:
    """Nine in the morning of a local day."""
    return timezone.make_aware(datetime.combine(day, time(9)))


class _File:
    """The rows of one person's file."""

    def __init__(
        self, spec: PersonSpec, offices: dict[str, Office], staff: dict[str, User], procedure: Procedure
    ) -> None:
        self.spec, self.office = spec, offices[spec.shelter]
        self.worker = _any(staff, "mali@demo.invalid")
        who = spec.who
        self.person = Person(
            office_id=self.office.pk, name_native=who.name_native, name_latin=who.name_latin,
            aliases=list(who.aliases) or None, birth=who.birth.serialise(), sex=who.sex,
            nationality=who.nationality, languages=list(who.languages),
        )  # fmt: skip
        self.case = self._case()
        self.identification = self._identification(procedure)
        self.stays = [
            Stay(case=self.case, facility=offices.get(s.office), kind=s.kind, custodial=s.kind in custodial_kinds(),
                 legal_basis=s.legal_basis, voluntary=s.voluntary, source=s.source, began_on=s.began_on,
                 ended_on=s.ended_on, recorded_by_id=self.worker.pk)
            for s in spec.stays
        ]  # fmt: skip
        self.grant = Grant(case_id=self.case.pk, person_id=self.person.pk, office_id=self.office.pk, basis="opened",
                           since=at(self.case.opened_on))  # fmt: skip
        self.code = CaseCode(code=self.case.code, case_id=self.case.pk, person_id=self.person.pk)

    def _day(self, event: str) -> date:
        return next((step.on for step in self.spec.path if step.event == event), self.spec.intake)

    def _case(self) -> Case:
        spec = self.spec
        return Case(
            id=uuid4(), code=new_code(self.office.jurisdiction), person=self.person, office=self.office,
            jurisdiction=self.office.jurisdiction, state="closed", exploitation=spec.who.exploitation,
            age_band=spec.age_band, opened_on=self._day("case.opened"), opened_by_id=self.worker.pk,
            worker_id=self.worker.pk, closed_on=self._day("case.closed"), closure_reason=spec.closure_reason,
        )  # fmt: skip

    def _identification(self, procedure: Procedure) -> Identification:
        child = self.spec.age_band in {"0-14", "15-17"}
        purpose = PURPOSE.get(self.spec.who.exploitation, "forced_labour")
        decided = at(self._day("identification.recognised"))
        return Identification(
            case=self.case, jurisdiction=self.case.jurisdiction, procedure=procedure.id,
            procedure_version=procedure.version, state="recognised", opinions_open=True, as_child=child,
            begun_at=at(self._day("identification.begun")), begun_by_id=self.worker.pk, acts=ACTS,
            means=[] if child else MEANS, purposes=[purpose], decided_at=decided, decided_by_id=self.worker.pk,
            reasons="Invented for the demo.",
        )  # fmt: skip


def _any(staff: dict[str, User], email: str) -> User:
    return staff.get(email) or next(iter(staff.values()))


def _find_again(files: Iterable[_File]) -> None:
    ring = token_keys()
    with connection.cursor() as cursor:
        for file in files:
            who = file.spec.who
            forms = tuple(form for form in (who.name_native, who.name_latin, *who.aliases) if form)
            names = PersonNames(forms, who.birth.year if who.birth.is_known else None)
            cursor.execute(
                "SELECT wk_store_name_tokens(%s, %s::bigint[], %s)",
                [file.person.pk, tokens_of(names, ring), ring.current],
            )
            cursor.execute("SELECT wk_write_worklist(%s)", [file.case.pk])
