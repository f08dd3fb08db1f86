"""What a person says is wrong in her file, and what came of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.models import Case, Correction
from wellknit.protection.permissions import DECIDE_CORRECTIONS, WRITE_CASES, check_may
from wellknit.protection.states_retention import CORRECTION

ABOUT = ("name", "birth", "nationality", "family", "story", "health", "place", "decision", "paper", "other")
ASKED_BY = ("person", "guardian", "lawyer")


@transaction.atomic
def ask(
    case: Case, *, by: Viewer, about: str, words: str, asked_by: str = "person", asked_on: date | None = None
) -> Correction:
    """Record a request in her own words. Recording it changes nothing yet and is never refused."""
    check_may(by, WRITE_CASES)
    day = asked_on or timezone.localdate()
    errors = {}
    if about not in ABOUT:
        errors["about"] = _("Choose one.")
    if asked_by not in ASKED_BY:
        errors["asked_by"] = _("Choose one.")
    if not words.strip():
        errors["words"] = _("Write down what she says, as she says it.")
    if day > timezone.localdate():
        errors["asked_on"] = _("This day has not come yet.")
    if errors:
        raise NotValid(_("The request is not complete."), errors)
    made = Correction.objects.create(case=case, about=about, words=words, asked_by=asked_by, asked_on=day,
                                     recorded_at=timezone.now(), recorded_by_id=by.person_id)  # fmt: skip
    record("correction.asked", target=made, case=case.pk, note={"about": about})
    return made


@transaction.atomic
def decide(request: Correction, *, by: Viewer, verb: str, why: str, version: int | None = None) -> Correction:
    """verb: make, make_partly, note (her version stands beside the file's), refuse. The reason is told to her."""
    check_may(by, DECIDE_CORRECTIONS)
    fresh = locked(request, version)
    if not why.strip():
        raise NotValid(_("Say why: she has a right to know."), {"why": _("Say why.")})
    move = turned(CORRECTION, fresh.outcome, verb)
    fresh.outcome, fresh.why = move.to_state, why
    fresh.decided_at, fresh.decided_by_id = timezone.now(), by.person_id
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id)
    return fresh
