"""A time limit that stands still for a while, with a reason; where data says so, two people agree to that."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions import approval, worklist
from wellknit.protection.actions.clock import due_of, own, rule_then
from wellknit.protection.models import Approval, Case, Clock, ClockPause
from wellknit.protection.permissions import PAUSE_CLOCKS, check_may


@transaction.atomic
def pause(clock: Clock, *, by: Viewer, words: str, allowed: Approval | None = None) -> Clock:
    """Let it stand still. Raises `NotNow` when the rule does not allow it, it stands already, or somebody
    else has to agree first (`allowed` is her approval); `NotYou`, `NotValid`."""
    check_may(by, PAUSE_CLOCKS)
    fresh = own(clock, by)
    _check(fresh, words)
    if fresh.case_id:
        approval.check("clock.pause", fresh.rule, Case(pk=fresh.case_id), by=by, allowed=allowed)
    fresh.paused_at, fresh.was_paused = timezone.now(), True
    fresh.save(update_fields=["paused_at", "was_paused"])
    ClockPause.objects.create(clock=fresh, began_at=fresh.paused_at, by_id=by.person_id, words=words)
    return _told(fresh, "clock.paused")


@transaction.atomic
def ask_to_pause(clock: Clock, *, by: Viewer, words: str) -> Approval:
    """Ask somebody else to agree that it stands still."""
    check_may(by, PAUSE_CLOCKS)
    fresh = own(clock, by)
    _check(fresh, words)
    case = Case.objects.filter(pk=fresh.case_id).first() if fresh.case_id else None
    if case is None:
        raise NotNow(_("This time limit is about no case of this office: let it run."))
    args = {"clock": str(fresh.pk), "words": words}
    return approval.ask("clock.pause", case, args, by=by, words=words, word=fresh.rule)


def _check(fresh: Clock, words: str) -> None:
    if fresh.paused_at is not None:
        raise NotNow(_("This time limit stands still already."))
    if not rule_then(fresh.rule, fresh.rule_version).may_pause:
        raise NotNow(_("This time limit cannot be stopped for a while: somebody waits for it."))
    if not words.strip():
        raise NotValid(_("Say why it should stand still."), {"words": _("Write a sentence.")})


def _pause_allowed(allowed: Approval, by: Viewer) -> Clock:
    clock = Clock(pk=allowed.args["clock"])
    return pause(clock, by=by, words=allowed.args["words"], allowed=allowed)


@transaction.atomic
def go_on(clock: Clock, *, by: Viewer) -> Clock:
    """Let it run again: it is due later by what it stood still."""
    check_may(by, PAUSE_CLOCKS)
    fresh = own(clock, by)
    if fresh.paused_at is None:
        raise NotNow(_("This time limit is running."))
    ClockPause.objects.filter(clock=fresh, ended_at=None).update(ended_at=timezone.now())
    spans = tuple((p.began_at, p.ended_at) for p in fresh.pauses.order_by("began_at") if p.ended_at)
    rule = rule_then(fresh.rule, fresh.rule_version)
    if not fresh.agreed:
        fresh.due_at = due_of(rule, fresh.started_at, spans, fresh.journey_id)
    fresh.paused_at = None
    fresh.save(update_fields=["paused_at", "due_at"])
    return _told(fresh, "clock.went_on")


def _told(fresh: Clock, event: str) -> Clock:
    record(event, target=fresh, case=fresh.case_id, note={"rule": fresh.rule})
    if fresh.journey_id:
        worklist.refresh_journey(fresh.journey_id)
    elif fresh.case_id:
        worklist.refresh(fresh.case_id)
    return fresh


approval.carries_out("clock.pause", _pause_allowed)
