"""Four eyes: one person asks for an act, another allows it, and only then it is done. Which acts is data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import FourEyes
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions import clock
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Approval, Case
from wellknit.protection.permissions import check_may
from wellknit.protection.policies_journey import four_eyes
from wellknit.protection.states_journey import APPROVAL

Done = Callable[[Approval, Viewer], Any]

_acts: dict[str, Done] = {}


def carries_out(act: str, done: Done) -> None:
    """Register what an allowed act does: `done(approval, by)`, in the transaction of the allowing."""
    _acts[act] = done


def needed(act: str, word: str, by: Viewer) -> FourEyes | None:
    """The rule by which this act needs somebody else first, or None."""
    return four_eyes(act, word, by.jurisdiction)


def check(act: str, word: str, case: Case, *, by: Viewer, allowed: Approval | None) -> None:
    """Pass when one person may do it alone, or when `allowed` is a standing approval of just this."""
    rule = needed(act, word, by)
    if rule is None:
        return
    stands = allowed is not None and (allowed.act, allowed.case_id, allowed.state) == (act, case.pk, "given")
    if not stands:
        raise NotNow(_("Somebody else has to look at this first: ask for approval."))


@transaction.atomic
def ask(act: str, case: Case, args: Mapping[str, Any], *, by: Viewer, words: str, word: str = "") -> Approval:
    """Ask for it, with the reason. `args`: plain values of what will be done; sealed."""
    rule = needed(act, word, by)
    if rule is None or act not in _acts:
        raise NotNow(_("This needs no approval: do it."))
    if not words.strip():
        raise NotValid(_("Say why, so that somebody can judge it."), {"words": _("Write a sentence.")})
    if Approval.objects.filter(act=act, case=case, office_id=by.office_id, state="asked").exists():
        raise NotNow(_("This has been asked already and waits for an answer."))
    asked = Approval.objects.create(
        act=act, case=case, office_id=by.office_id, allows=rule.by, args=dict(args), words=words,
        state=APPROVAL.begin("ask").to_state, asked_at=timezone.now(), asked_by_id=by.person_id,
    )  # fmt: skip
    clock.start(rule.clock, office_id=by.office_id, case_id=case.pk)
    record("approval.asked", target=asked, case=case.pk, note={"act": act})
    return asked


@transaction.atomic
def give(asked: Approval, *, by: Viewer, words: str = "") -> Approval:
    """Allow it, and it is done at once, in the name of whoever allows. Raises `NotYou` for the asker herself."""
    fresh = _decide(asked, "give", by, words)
    _acts[fresh.act](fresh, by)
    return fresh


@transaction.atomic
def refuse(asked: Approval, *, by: Viewer, words: str) -> Approval:
    """Not so, with a sentence that the asker can act on."""
    if not words.strip():
        raise NotValid(_("Say why not, and what to do instead."), {"words": _("Write a sentence.")})
    return _decide(asked, "refuse", by, words)


@transaction.atomic
def take_back(asked: Approval, *, by: Viewer) -> Approval:
    """The asker no longer wants it."""
    if asked.asked_by_id != by.person_id:
        raise NotYou(_("Only who asked can take it back."))
    return _turn(asked, "take_back", by, "")


def _decide(asked: Approval, verb: str, by: Viewer, words: str) -> Approval:
    check_may(by, asked.allows)
    if asked.asked_by_id == by.person_id:
        raise NotYou(_("You asked for this yourself; somebody else has to look at it."))
    return _turn(asked, verb, by, words)


def _turn(asked: Approval, verb: str, by: Viewer, words: str) -> Approval:
    fresh = locked(asked)
    step = APPROVAL.check(fresh.state, verb)
    fresh.state, fresh.decided_at, fresh.decided_by_id = step.to_state, timezone.now(), by.person_id
    fresh.answer = words or None
    fresh.version += 1
    fresh.save()
    clock.stop("approval-answer", case_id=fresh.case_id)
    record(step.event, target=fresh, case=fresh.case_id, note={"act": fresh.act})
    return fresh
