"""Opening, carrying, closing a case, and letting another office in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import clock, person, worklist
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.codes import new_code
from wellknit.protection.models import Case, Journey, Note, Person, Referral
from wellknit.protection.names import put_tokens
from wellknit.protection.permissions import CLOSE_CASES, GIVE_GRANTS, OPEN_CASES, WRITE_CASES, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states import CASE


@dataclass(frozen=True)
class Opening:
    """What is known when a case begins. `searched`: the worker looked whether the person is known here."""

    age_band: str
    searched: bool
    presumed_child: bool = False
    age_assessment_due: date | None = None
    exploitation: str = ""
    summary: str = ""
    opened_on: date | None = None


@transaction.atomic
def open(who: person.Who | Person, opening: Opening, *, by: Viewer, referral: Referral | None = None) -> Case:  # noqa: A001
    """Open a case for somebody new, or for a person already known here; the office then holds it.

    Raises `NotNow` when nobody searched first (a second file splits a life in two) or when the
    referral is not accepted, `NotYou`.
    """
    check_may(by, OPEN_CASES)
    if not opening.searched:
        raise NotNow(_("Search first: this person may already have a case."))
    _check_referral(referral, by)
    known = isinstance(who, Person)
    subject = who if isinstance(who, Person) else person.register(who, by=by)
    case_id, code = uuid4(), new_code(by.jurisdiction)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_first_grant(%s, %s, %s)", [case_id, subject.pk, code])
    case = Case.objects.create(
        id=case_id, code=code, person=subject, office_id=by.office_id, jurisdiction=by.jurisdiction,
        referral=referral, state=CASE.begin("open").to_state, exploitation=opening.exploitation,
        age_band=opening.age_band, presumed_child=opening.presumed_child,
        age_assessment_due=_assessment_due(opening), summary=opening.summary or None,
        opened_on=opening.opened_on or timezone.localdate(), opened_by_id=by.person_id, worker_id=by.person_id,
        changed_by_id=by.person_id,
    )  # fmt: skip
    if not known:
        put_tokens(subject)
    if opening.presumed_child:
        clock.start("age-assessment", office_id=by.office_id, case_id=case.pk, day=opening.age_assessment_due)
    record("case.opened", target=case, case=case.pk, note={"known_person": known})
    worklist.refresh(case.pk)
    return case


def _assessment_due(opening: Opening) -> date | None:
    """A presumption always has a date: without one it would last by forgetting."""
    if not opening.presumed_child or opening.age_assessment_due:
        return opening.age_assessment_due
    at, _version = clock.due_at("age-assessment", timezone.now())
    return timezone.localtime(at).date()


def _check_referral(referral: Referral | None, by: Viewer) -> None:
    if referral is None:
        return
    referral = locked(referral)  # of two presses at once the second waits, and finds the case of the first
    if referral.state != "accepted" or referral.to_office_id != by.office_id:
        raise NotNow(_("Accept the referral first."))
    if Case.objects.filter(referral=referral).exists():
        raise NotNow(_("A case was already opened from this referral."))


_EDITABLE = ("exploitation", "age_band", "presumed_child", "age_assessment_due", "worker_id", "summary")


@transaction.atomic
def change(case: Case, values: Mapping[str, Any], *, by: Viewer, version: int) -> Case:
    """Change what stands in the head of the file. Raises `Conflict` when somebody was faster."""
    check_may(by, WRITE_CASES)
    fresh = locked(case, version, disputed=_EDITABLE)
    check_open(fresh.state)
    changed = [n for n in _EDITABLE if n in values and getattr(fresh, n) != values[n]]
    for name in changed:
        setattr(fresh, name, values[name])
    fresh.version += 1
    fresh.changed_by_id = by.person_id
    fresh.save()
    if fresh.presumed_child and {"presumed_child", "age_assessment_due"} & set(changed):
        due = fresh.age_assessment_due
        clock.start("age-assessment", office_id=fresh.office_id, case_id=fresh.pk, day=due)
    elif "presumed_child" in changed:
        clock.stop("age-assessment", case_id=fresh.pk)
    record("case.changed", target=fresh, case=fresh.pk, fields=changed)
    worklist.refresh(fresh.pk)
    return fresh


@transaction.atomic
def note(case: Case, text: str, *, by: Viewer) -> Note:
    """Write something down; notes are added, never changed."""
    check_may(by, WRITE_CASES)
    if not text.strip():
        raise NotValid(_("The note is empty."), {"text": _("Write something first.")})
    written = Note.objects.create(case=case, text=text, by_id=by.person_id, by_office_id=by.office_id)
    record("case.note_added", target=written, case=case.pk)
    return written


@transaction.atomic
def close(case: Case, *, by: Viewer, reason: str, version: int | None = None) -> Case:
    """Close for a reason; running clocks are cancelled, nothing is deleted."""
    check_may(by, CLOSE_CASES)
    if not reason:
        raise NotValid(_("Give the reason for closing."), {"reason": _("Choose a reason.")})
    fresh = locked(case, version)
    if fresh.stays.filter(ended_on=None).exists():
        raise NotNow(_("The person is still recorded at a place. End the stay first, or keep the case open."))
    if Journey.objects.filter(case=fresh, state="running").exists():
        raise NotNow(
            _("Another office is still at work on this. Withdraw what was asked, or wait for its report.")
        )
    return _turn(fresh, "close", by, closed_on=timezone.localdate(), closure_reason=reason)


@transaction.atomic
def reopen(case: Case, *, by: Viewer, version: int | None = None) -> Case:
    """Open a closed case again: the same file goes on."""
    check_may(by, CLOSE_CASES)
    return _turn(locked(case, version), "reopen", by, closed_on=None, closure_reason="")


def _turn(fresh: Case, verb: str, by: Viewer, **values: Any) -> Case:
    move = turned(CASE, fresh.state, verb)
    fresh.state = move.to_state
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.changed_by_id = by.person_id
    fresh.save()
    if verb == "close":
        clock.stop(case_id=fresh.pk, cancelled=True)
    record(
        move.event,
        target=fresh,
        case=fresh.pk,
        fields=["state"],
        note={"reason": values.get("closure_reason", "")},
    )
    worklist.refresh(fresh.pk)
    return fresh


@transaction.atomic
def give_reach(case: Case, office: Office, *, by: Viewer, basis: str, until: datetime | None = None) -> UUID:
    """Let another office read and work on this case. The database checks that it is ours to give."""
    check_may(by, GIVE_GRANTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_give_grant(%s, %s, %s, %s)", [case.pk, office.pk, basis, until])
        grant: UUID = cursor.fetchone()[0]
    worklist.refresh(case.pk)
    return grant


@transaction.atomic
def end_reach(case: Case, grant: UUID, *, by: Viewer) -> None:
    """Take an office's reach back from now on; what it has read, it has read, and the trace says so."""
    check_may(by, GIVE_GRANTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_end_grant(%s)", [grant])
    worklist.refresh(case.pk)
