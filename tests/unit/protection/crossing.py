"""Matters with another country for the tests of meetings, group returns and delays: journeys as both sides keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.harness.people import make_member, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.protection.actions import consent, talk
from wellknit.protection.actions.clock import due_at
from wellknit.protection.codes import new_code
from wellknit.protection.models import Clock, Journey, Step

PARTNER = "country:MM"
RULE = "border-handover"


def crossing(cast: Any, step: str = "handover", *, side: str = "sender", ours: bool = True, late: bool = False, late_by: int = 2,
             opened_at: datetime | None = None, file: Any = None, fields: tuple[str, ...] = ()) -> Journey:  # fmt: skip
    """A running journey of the shelter with the partner at one open step, with its clock. Made as the owner."""
    file = file or opened(cast)
    at = opened_at or timezone.now() - timedelta(days=3)
    agreed(cast, file)
    with as_role("owner"):
        journey = Journey.objects.create(
            path="country-return", path_version=1, code=new_code("J"), case=file, from_office=cast.shelter,
            partner=PARTNER, corridor="th-mm", corridor_version=1, scope="return", state="running", sent_at=at,
            sent_by_id=cast.somying.pk,
        )  # fmt: skip
        Step.objects.create(
            journey=journey, sequence=1, side=side, code=step, owner="social_worker", sender_id=cast.shelter.pk,
            office_id=cast.shelter.pk if ours else None, clock=RULE, state="open", opened_at=at, fields=list(fields),
        )  # fmt: skip
        due = timezone.now() - timedelta(days=late_by) if late else due_at(RULE, timezone.now())[0]
        Clock.objects.create(
            rule=RULE,
            office_id=cast.shelter.pk,
            case_id=file.pk,
            journey_id=journey.pk,
            started_at=at,
            due_at=due,
        )
    return journey


def agreed(cast: Any, file: Any) -> None:
    """The person was asked alone, and agreed that this country is asked and told the least."""
    today = timezone.localdate()
    said = dict.fromkeys(("fears_family", "fears_officials", "fears_state", "stateless", "asylum"), "no")
    answer = consent.Answer(
        purpose="return", recipient=PARTNER, scope=("basic",), given_on=today, language="my", manner="signed",
        expires_on=today + timedelta(days=90), private_talk_on=today,
    )  # fmt: skip
    with seen_by(cast.somying, cast.shelter) as viewer:
        talk.write(file, talk.Said(today, True, "my", may_contact="yes", **said), by=viewer)
        consent.write(file, answer, by=viewer)


def supervisor(cast: Any, name: str = "Sup Invented", office: Any = None) -> Any:
    """A viewer scope of a supervisor; by default of the shelter."""
    office = office or cast.shelter
    user = make_member(office, "supervisor", f"{name} {uuid4().hex[:6]}")
    return seen_by(user, office)
