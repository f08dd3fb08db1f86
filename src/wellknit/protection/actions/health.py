"""The health part of a file: written by nurses and doctors, read by them; the others get what follows from it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care as policies
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Case, HealthAdvice, HealthEntry
from wellknit.protection.permissions import WRITE_HEALTH, check_may
from wellknit.protection.policies import check_open


@transaction.atomic
def write(case: Case, *, by: Viewer, kind: str, text: str, on: date | None = None) -> HealthEntry:
    """An entry only health staff read. Added to, never changed."""
    check_may(by, WRITE_HEALTH)
    check_open(locked(case).state)
    policies.check_words(text, "text", _("Write something first."))
    day = on or timezone.localdate()
    policies.check_past(day, timezone.localdate())
    entry = HealthEntry.objects.create(case=case, kind=kind, on=day, text=text, by_id=by.person_id)
    record("health.written", target=entry, case=case.pk)
    return entry


@transaction.atomic
def advise(
    case: Case, *, by: Viewer, text: str, may_travel: bool = True, until: date | None = None
) -> HealthAdvice:
    """What the others need to know, without the reason: rest, a diet, no journey for now."""
    check_may(by, WRITE_HEALTH)
    check_open(locked(case).state)
    policies.check_words(text, "text", _("Write what the others should do, not why."))
    today = timezone.localdate()
    if until is not None and until < today:
        raise NotValid(_("The last day is past."), {"until": _("Give today or a later day.")})
    advice = HealthAdvice.objects.create(
        case=case, text=text, may_travel=may_travel, since=today, until=until, by_id=by.person_id
    )
    record("health.advised", target=advice, case=case.pk, note={"may_travel": may_travel})
    return advice
