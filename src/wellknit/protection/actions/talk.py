"""Writing down a talk alone about fear. Without it nothing reaches the country of origin."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_border as policies
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Case, PrivateTalk
from wellknit.protection.permissions import RECORD_CONSENT, check_may
from wellknit.protection.policies import check_open


@dataclass(frozen=True)
class Said:
    """What was said: each of the five questions with yes, no or unsure; `may_contact`: yes, no, only."""

    held_on: date
    alone: bool
    language: str
    fears_family: str
    fears_officials: str
    fears_state: str
    stateless: str
    asylum: str
    may_contact: str
    interpreter: str = ""
    words: str = ""


@transaction.atomic
def write(case: Case, said: Said, *, by: Viewer) -> PrivateTalk:
    """Write the talk down; the newest one counts, the older stay. Raises `NotValid`, `NotYou`, `NotNow`."""
    check_may(by, RECORD_CONSENT)
    fresh = locked(case)
    check_open(fresh.state)
    values = asdict(said)
    policies.check_talk_whole(values, timezone.localdate())
    values["words"] = said.words.strip() or None
    talk = PrivateTalk.objects.create(case=fresh, by_id=by.person_id, by_office_id=by.office_id, **values)
    # Codes only: what somebody fears is not for the trace.
    record("talk.recorded", target=talk, case=fresh.pk, note={"alone": said.alone})
    return talk


def newest(case_id: UUID) -> PrivateTalk | None:
    """The talk that counts now, or None."""
    return PrivateTalk.objects.filter(case_id=case_id).order_by("-recorded_at").first()
