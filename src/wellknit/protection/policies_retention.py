"""May this file be deleted now? Holds, time limits, two people; may this correction be decided?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.retention import Rule, reached, rules
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.models import LegalHold

# A court, a claim of hers, an investigation of the office, an inquiry into harm: what needs the file as it is.
HOLD_BASES = ("court_case", "compensation", "investigation", "complaint", "persons_wish")


def case_rule() -> Rule:
    """The rule for case files."""
    return rules(settings.DATA)["protection.Case"]


def check_reason(reason: str) -> None:
    """Raise `NotValid` without words."""
    if len(reason.strip()) < 5:
        raise NotValid(_("Say why, in a sentence."), {"why": _("Say why."), "reason": _("Say why.")})


def check_hold_basis(basis: str) -> None:
    """Raise `NotValid` for a ground that is none."""
    if basis not in HOLD_BASES:
        raise NotValid(_("Choose what the hold is for."), {"basis": _("Choose one.")})


def check_own(holding: UUID, mine: UUID) -> None:
    """Raise `NotYou` when another office holds the file."""
    if holding != mine:
        raise NotYou(_("The office that holds this file decides what becomes of it."))


def check_over(state: str, closed_on: date | None, today: date) -> None:
    """Raise `NotNow` while the file is open or its time is not over."""
    rule = case_rule()
    if state != "closed" or closed_on is None:
        raise NotNow(_("This file is open. Only closed files are reviewed."))
    if not reached(closed_on, rule.years, today):
        raise NotNow(_("This file is kept for %(years)s years after it was closed.") % {"years": rule.years})


def held(case_id: UUID) -> bool:
    """Whether a hold is in force."""
    open_ended = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    return LegalHold.objects.filter(open_ended, case_id=case_id, lifted_at=None).exists()


def check_not_held(case_id: UUID) -> None:
    """Raise `NotNow` under a hold."""
    if held(case_id):
        raise NotNow(
            _("A legal hold is on this file. Nothing of it is deleted or made nameless until it is lifted.")
        )


def check_second(first: UUID, second: UUID) -> None:
    """Raise `NotYou` when one person would decide alone."""
    if first == second:
        raise NotYou(_("Somebody else must approve this: what is deleted is gone."))
