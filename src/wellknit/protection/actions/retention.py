"""Deciding what becomes of closed files. Two people decide on a page; the operator's program carries it out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_retention as policies
from wellknit.protection.actions import notice, walking
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.models import Case, Journey, LegalHold, RetentionDecision
from wellknit.protection.permissions import DECIDE_RETENTION, HOLD_FILES, check_may
from wellknit.protection.states_retention import RETENTION

WHAT = ("keep", "pseudonymise", "delete")


@transaction.atomic
def hold(case: Case, *, by: Viewer, basis: str, reason: str, until: date | None = None) -> LegalHold:
    """While it is in force nothing of the file is deleted or made nameless."""
    check_may(by, HOLD_FILES)
    policies.check_reason(reason)
    policies.check_hold_basis(basis)
    if until is not None and until <= timezone.localdate():
        raise NotValid(_("A hold ends in the future."), {"until": _("Give a later day, or leave it open.")})
    made = LegalHold.objects.create(case=case, basis=basis, reason=reason, since=timezone.now(), until=until,
                                    by_id=by.person_id, by_office_id=by.office_id)  # fmt: skip
    record("hold.put", target=made, case=case.pk, note={"basis": basis})
    return made


@transaction.atomic
def lift(held: LegalHold, *, by: Viewer, why: str) -> LegalHold:
    """End a hold, with the reason."""
    check_may(by, HOLD_FILES)
    policies.check_reason(why)
    fresh = locked(held)
    if fresh.lifted_at is not None:
        raise NotNow(_("This hold was lifted before."))
    fresh.lifted_at, fresh.lifted_by_id, fresh.lifted_why = timezone.now(), by.person_id, why
    fresh.save(update_fields=["lifted_at", "lifted_by_id", "lifted_why"])
    record("hold.lifted", target=fresh, case=fresh.case_id)
    return fresh


@transaction.atomic
def propose(
    case: Case, *, by: Viewer, what: str, why: str, keep_until: date | None = None
) -> RetentionDecision:
    """Say what should become of a closed file whose time is over: keep (until when), pseudonymise, delete.

    Raises `NotNow` for an open file, one whose time is not over, one under a hold, one decided on already.
    """
    check_may(by, DECIDE_RETENTION)
    policies.check_reason(why)
    if what not in WHAT:
        raise NotValid(_("Choose what becomes of the file."), {"what": _("Choose one.")})
    if what == "keep" and (keep_until is None or keep_until <= timezone.localdate()):
        raise NotValid(_("Say until when it is kept."), {"keep_until": _("Give a day in the future.")})
    fresh = locked(case)
    policies.check_own(fresh.office_id, by.office_id)
    policies.check_over(fresh.state, fresh.closed_on, timezone.localdate())
    if what != "keep":
        policies.check_not_held(fresh.pk)
    if RetentionDecision.objects.filter(case_id=fresh.pk, state__in=("proposed", "approved")).exists():
        raise NotNow(_("Somebody has already proposed what becomes of this file."))
    made = RetentionDecision.objects.create(
        case_id=fresh.pk, case_code=fresh.code, office_id=by.office_id, what=what, rule="protection.Case",
        keep_until=keep_until, why=why, at=timezone.now(), by_id=by.person_id,
    )  # fmt: skip
    record("retention.proposed", target=made, case=fresh.pk, note={"what": what})
    return made


@transaction.atomic
def approve(decision: RetentionDecision, *, by: Viewer) -> RetentionDecision:
    """The second person agrees. Nothing is deleted here: the operator's program does that."""
    return _answer(decision, "approve", by)


@transaction.atomic
def refuse(decision: RetentionDecision, *, by: Viewer) -> RetentionDecision:
    """Not so; also after approval, as long as it was not carried out."""
    return _answer(decision, "refuse", by)


def _answer(decision: RetentionDecision, verb: str, by: Viewer) -> RetentionDecision:
    check_may(by, DECIDE_RETENTION)
    fresh = locked(decision)
    move = turned(RETENTION, fresh.state, verb)
    if verb == "approve":
        policies.check_second(fresh.by_id, by.person_id)
        if fresh.what != "keep":
            policies.check_not_held(fresh.case_id)
    fresh.state = move.to_state
    fresh.answered_at = timezone.now()
    fresh.answered_by_id = by.person_id if by.person_id != fresh.by_id else None
    fresh.save(update_fields=["state", "answered_at", "answered_by_id"])
    record(move.event, target=fresh, case=fresh.case_id, note={"what": fresh.what})
    if verb == "approve" and fresh.what == "delete":
        _tell_abroad(fresh, by)
    return fresh


def _tell_abroad(decision: RetentionDecision, by: Viewer) -> None:
    """Who received data of this file hears that it goes, and says what becomes of it there (review, 2.10)."""
    told = Journey.objects.filter(case_id=decision.case_id).exclude(partner="").order_by("sent_at")
    for journey in told:
        if by.office_id == walking.own_office(journey):
            notice.give(journey, "erased", by=by)


def carry_out(decision: RetentionDecision) -> Any:
    """As the owner, from the operator's program: through the ledger, then the database. None when it is held."""
    from wellknit.platform.vault.erasure import erase
    from wellknit.protection.erasing import CASE

    if decision.state != "approved" or (decision.what != "keep" and policies.held(decision.case_id)):
        return None
    line = None
    if decision.what != "keep":
        line = erase(CASE, decision.case_id, decision.what, str(decision.pk))
    RetentionDecision.objects.filter(pk=decision.pk).update(state="done", done_at=timezone.now())
    return line or decision
