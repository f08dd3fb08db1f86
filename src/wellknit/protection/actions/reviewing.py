"""Looking at the work: a sample of files drawn by lot, and the minutes of case conferences."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import policies_care as policies
from wellknit.protection.actions.care import checklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import AuditedFile, Case, Conference, ConferenceDecision, FileAudit
from wellknit.protection.permissions import AUDIT_FILES, WRITE_CASES, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states_care import FILE_AUDIT


@transaction.atomic
def draw(size: int, *, by: Viewer, seed: str = "") -> FileAudit:
    """Draw files of the office by lot, none that the supervisor carries. The lot is kept and can be drawn again."""
    check_may(by, AUDIT_FILES)
    lines = checklist("file_audit")
    there = list(
        Case.objects.filter(office_id=by.office_id)
        .exclude(worker_id=by.person_id)
        .order_by("code")
        .values_list("pk", flat=True)
    )
    policies.check_sample(size, len(there))
    lot = seed or secrets.token_hex(8)
    chosen = sorted(random.Random(lot).sample(there, min(size, len(there))), key=str)
    audit = FileAudit.objects.create(
        office_id=by.office_id, checklist=lines.id, checklist_version=lines.version, drawn_on=timezone.localdate(),
        state=FILE_AUDIT.begin("draw").to_state, seed=lot, drawn_from=len(there), by_id=by.person_id,
    )  # fmt: skip
    AuditedFile.objects.bulk_create([AuditedFile(audit=audit, case_id=pk) for pk in chosen])
    record("file_audit.drawn", target=audit, note={"files": len(chosen), "from": len(there)})
    return audit


@transaction.atomic
def look_at(file: AuditedFile, answers: Mapping[str, str], *, by: Viewer, remarks: str = "") -> AuditedFile:
    """What was found in one file. It judges the work, not the person."""
    check_may(by, AUDIT_FILES)
    if locked(file.audit).state != "begun":
        raise NotNow(_("This audit is finished."))
    policies.check_answers(checklist("file_audit"), answers)
    file.answers, file.remarks = dict(answers), remarks or None
    file.looked_at, file.by_id = timezone.now(), by.person_id
    file.save()
    record("file.audited", target=file, case=file.case_id, note={"no": list(answers.values()).count("no")})
    return file


@transaction.atomic
def finish_audit(audit: FileAudit, *, by: Viewer, summary: str = "", version: int | None = None) -> FileAudit:
    """Every file was looked at; the sum of it in words."""
    check_may(by, AUDIT_FILES)
    fresh = locked(audit, version, disputed=("state",))
    move = FILE_AUDIT.check(fresh.state, "finish")
    policies.check_all_looked_at(AuditedFile.objects.filter(audit=fresh, looked_at=None))
    fresh.state, fresh.summary, fresh.finished_on = move.to_state, summary or None, timezone.localdate()
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh)
    return fresh


@dataclass(frozen=True)
class Minutes:
    """A conference as it was held. `present`: who was there, by office and capacity. `decisions`: (what,
    office or None, until when or None)."""

    kind: str
    on: date
    person_there: str
    discussed: str
    present: tuple[str, ...] = ()
    why_not: str = ""
    persons_view: str = ""
    decisions: Sequence[tuple[str, Office | None, date | None]] = field(default_factory=tuple)


@transaction.atomic
def hold(case: Case, minutes: Minutes, *, by: Viewer) -> Conference:
    """Write the minutes of a conference; they are not changed afterwards."""
    check_may(by, WRITE_CASES)
    check_open(locked(case).state)
    policies.check_past(minutes.on, timezone.localdate())
    policies.check_there(minutes.person_there, minutes.why_not)
    policies.check_words(minutes.discussed, "discussed", _("Write what was talked about."))
    held = Conference.objects.create(
        case=case, kind=minutes.kind, on=minutes.on, person_there=minutes.person_there, present=list(minutes.present),
        why_not=minutes.why_not or None, persons_view=minutes.persons_view or None, discussed=minutes.discussed,
        by_id=by.person_id, by_office_id=by.office_id,
    )  # fmt: skip
    for what, owner, due_on in minutes.decisions:
        if what.strip():
            ConferenceDecision.objects.create(
                conference=held, case=case, what=what, owner=owner, due_on=due_on
            )
    record("conference.held", target=held, case=case.pk, note={"kind": minutes.kind})
    return held


@transaction.atomic
def done(decision: ConferenceDecision, *, by: Viewer, on: date | None = None) -> ConferenceDecision:
    """A decision of a conference was carried out."""
    check_may(by, WRITE_CASES)
    fresh = locked(decision)
    if fresh.done_on is not None:
        raise NotNow(_("This is already marked as done."))
    fresh.done_on, fresh.done_by_id = on or timezone.localdate(), by.person_id
    fresh.save(update_fields=["done_on", "done_by_id"])
    record("conference.decision_done", target=fresh, case=fresh.case_id)
    return fresh
