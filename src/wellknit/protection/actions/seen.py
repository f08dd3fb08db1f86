"""Taking note of what the house says."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import Reminder
from wellknit.protection.permissions import OVERSEE, check_may


@transaction.atomic
def take_note(reminder_id: UUID, *, by: Viewer) -> Reminder:
    """The office has read a reminder; a second time changes nothing."""
    check_may(by, OVERSEE)
    found = Reminder.objects.select_for_update().filter(pk=reminder_id).first()
    if found is None:
        raise Http404
    if found.seen_at is None:
        found.seen_at, found.seen_by_id = timezone.now(), by.person_id
        found.save(update_fields=["seen_at", "seen_by_id"])
        record("reminder.seen", target=found, case=found.case_id, note={"kind": found.kind})
    return found
