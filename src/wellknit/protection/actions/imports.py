"""Bringing a list: keep it sealed, settle its columns, show each row as it will be, then open the cases."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.sheets.mapping import ColumnMap
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.many import insert_many
from wellknit.platform.vault.uploads import SealedUpload, SealedWriter
from wellknit.protection.actions import clock
from wellknit.protection.actions.moving import locked
from wellknit.protection.codes import new_code
from wellknit.protection.importing import (
    Opened,
    Plan,
    Planned,
    body_of,
    file_of,
    made_plan,
    numbers,
    opened_as,
)
from wellknit.protection.models import Case, Clock, ImportRun, Person
from wellknit.protection.names import names_of, token_keys
from wellknit.protection.permissions import OPEN_CASES, SEARCH, check_may

AGE = "age-assessment"


@dataclass(frozen=True)
class Result:
    """What a list became: cases opened, rows held back because they may be somebody known, rows left out."""

    made: int
    held: tuple[int, ...]
    left_out: tuple[int, ...]


@transaction.atomic
def receive(upload: SealedUpload, *, by: Viewer) -> ImportRun:
    """Keep an uploaded list, sealed as it came. Raises `NotNow` when this very list was imported before."""
    check_may(by, OPEN_CASES)
    digest = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
    name = uuid4().hex
    run = _begun(by, digest, upload.name or _("list"), name, upload.key)
    os.replace(upload.path, file_of(name))
    return run


@transaction.atomic
def receive_bytes(body: bytes, name: str, *, by: Viewer) -> ImportRun:
    """The same for a file of the command line: sealed on its way into the house."""
    check_may(by, OPEN_CASES)
    place, key = uuid4().hex, AESGCMSIV.generate_key(256)
    run = _begun(by, hashlib.sha256(body).hexdigest(), name, place, key)
    writer = SealedWriter(file_of(place), key)
    writer.write(body)
    writer.close()
    return run


def _begun(by: Viewer, digest: str, name: str, place: str, key: bytes) -> ImportRun:
    if ImportRun.objects.filter(office_id=by.office_id, digest=digest, state="done").exists():
        raise NotNow(_("Your office has imported exactly this list before. Nothing was taken a second time."))
    Path(settings.WELLKNIT_FILES).mkdir(parents=True, exist_ok=True)
    opening = {"file": place, "key": base64.b64encode(key).decode()}
    run = ImportRun.objects.create(office_id=by.office_id, by_id=by.person_id, at=timezone.now(), digest=digest,
                                   name=name[:200], opening=opening)  # fmt: skip
    record("import.received", target=run)
    return run


@transaction.atomic
def settle(run: ImportRun, chosen: ColumnMap, *, by: Viewer) -> Plan:
    """The dry run: every row as it will be, what cannot be read, who may be here already. Opens nothing.

    Raises `SheetError` for a file that cannot be read at all, `NotYou`, `NotNow` when the run is over.
    """
    check_may(by, OPEN_CASES)
    check_may(by, SEARCH)
    fresh = _own(run, by)
    plan = made_plan(body_of(fresh), chosen)
    fresh.chosen, fresh.plan, fresh.state, fresh.rows = (
        chosen.plain(),
        plan.plain(),
        "planned",
        len(plan.rows),
    )
    fresh.save(update_fields=["chosen", "plan", "state", "rows"])
    record("import.planned", target=fresh, note={"rows": len(plan.rows), "known": len(plan.doubtful)})
    return plan


@transaction.atomic
def drop(run: ImportRun, *, by: Viewer) -> None:
    """Forget a list: the sealed file goes, a line in the trace stays."""
    check_may(by, OPEN_CASES)
    fresh = _own(run, by)
    _over(fresh, "dropped")
    record("import.dropped", target=fresh)


@transaction.atomic
def carry_out(run: ImportRun, answers: Mapping[int, str], *, by: Viewer) -> Result:
    """Open a case for each row of the dry run. Rows in doubt need an answer; without one they are held back.

    answers: row number → `new` (somebody else), `skip`, `known:<person id>` (a further case of a person here),
    `as:<row>` (a further case of the person of that row). All or nothing; a second time is refused.
    """
    check_may(by, OPEN_CASES)
    fresh = _own(run, by)
    if fresh.state != "planned" or fresh.plan is None:
        raise NotNow(_("Look at the dry run first."))
    plan = Plan.from_plain(fresh.plan)
    opened, held, left_out = _decided(plan, answers, by)
    if not opened:
        raise NotValid(_("No row is left to be imported."))
    _write(fresh, opened, by)
    _over(fresh, "done", made=len(opened))
    note = {"rows": len(plan.rows), "made": len(opened), "held": len(held)}
    record("import.done", target=fresh, note=note)
    return Result(len(opened), tuple(held), tuple(left_out))


def _own(run: ImportRun, by: Viewer) -> ImportRun:
    fresh: ImportRun = locked(run)
    if fresh.state in {"done", "dropped"} or fresh.office_id != by.office_id:
        raise NotNow(_("This list is finished with. Bring it again if there is more to do."))
    return fresh


def _over(run: ImportRun, state: str, made: int = 0) -> None:
    """The list is not kept beside the cases it became; the file goes when the transaction is through."""
    place = file_of(run.opening["file"]) if run.opening else None
    run.state, run.opening, run.plan, run.chosen, run.made = state, None, None, None, made
    run.done_at = timezone.now()
    run.save()
    if place is not None:
        transaction.on_commit(lambda: place.unlink(missing_ok=True))


def _decided(plan: Plan, answers: Mapping[int, str], by: Viewer) -> tuple[list[Opened], list[int], list[int]]:
    """Rows to open, rows held back, rows left out."""
    opened: dict[int, Opened] = {}
    held: list[int] = []
    left_out: list[int] = []
    known: dict[str, UUID] = {}
    for row in plan.rows:
        answer = answers.get(row.number, row.proposal)
        if row.proposal == "stop" or answer == "skip":
            left_out.append(row.number)
        elif answer == "hold":
            held.append(row.number)
        else:
            opened[row.number] = opened_as(
                row, by, _person_meant(row, answer, opened, known), plan.generation
            )
    return list(opened.values()), held, left_out


def _person_meant(
    row: Planned, answer: str, opened: Mapping[int, Opened], known: dict[str, UUID]
) -> UUID | None:
    """An existing person, or None for somebody new. Only who was shown at the row can be meant."""
    kind, _colon, which = answer.partition(":")
    if kind == "new":
        return None
    if kind == "as" and which.isdigit() and int(which) in opened and int(which) in row.same:
        return opened[int(which)].person_id
    if kind == "known" and which in {k.person_id for k in row.known}:
        person = known.setdefault(which, UUID(which))
        if Person.objects.filter(pk=person).exists():
            return person
    raise NotValid(
        _("Row %(row)s cannot be settled so. Choose one of what is offered there.") % {"row": row.number}
    )


def _write(run: ImportRun, opened: list[Opened], by: Viewer) -> None:
    """Grants first, because the walls look at them; then persons, cases, clocks; then what follows from them."""
    new = [row for row in opened if row.person is not None]
    for row in opened:
        row.code = new_code(by.jurisdiction)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_import_open(%s::uuid[], %s::uuid[], %s::text[])",
                       [[r.case_id for r in opened], [r.person_id for r in opened], [r.code for r in opened]])  # fmt: skip
    insert_many([row.person for row in new if row.person])
    due, number = clock.due_at(AGE, timezone.now())
    insert_many([_case(row, by, timezone.localtime(due).date()) for row in opened])
    insert_many([
        Clock(rule=AGE, rule_version=number, office_id=by.office_id, case_id=row.case_id, started_at=timezone.now(),
              due_at=due)
        for row in opened if row.presumed_child
    ])  # fmt: skip
    _file(run, opened, new)


def _case(row: Opened, by: Viewer, assessed_by: date) -> Case:
    """Where somebody may be a child an assessment is due as for every other case; one count serves all rows."""
    return Case(
        id=row.case_id, code=row.code, person_id=row.person_id, office_id=by.office_id, jurisdiction=by.jurisdiction,
        exploitation=row.exploitation, age_band=row.age_band, presumed_child=row.presumed_child,
        summary=row.summary or None, opened_on=row.opened_on, opened_by_id=by.person_id, worker_id=by.person_id,
        changed_by_id=by.person_id, age_assessment_due=assessed_by if row.presumed_child else None,
    )  # fmt: skip


def _file(run: ImportRun, opened: list[Opened], new: list[Opened]) -> None:
    """A hundred thousand tokens travel as two lists of numbers: which person, which token."""
    ring = token_keys()
    whose: list[int] = []
    tokens: list[int] = []
    for place, row in enumerate(new, start=1):
        given = row.tokens if row.tokens and row.generation == ring.current else _tokens(row, ring)
        whose += [place] * len(given)
        tokens += given
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_import_file(%s, %s::uuid[], %s::uuid[], %s::int[], %s::bigint[], %s)",
            [
                run.pk,
                [r.case_id for r in opened],
                [r.person_id for r in new],
                numbers(whose),
                numbers(tokens),
                ring.current,
            ],
        )


def _tokens(row: Opened, ring: Any) -> list[int]:
    from wellknit.platform.vault.tokens import tokens_of

    return tokens_of(names_of(row.person), ring) if row.person else []
