"""Visits of case workers to a shelter on the other side: who came, whom they met, what each person said alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_meeting as policies
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.codelists import named
from wellknit.protection.models import Case, ShelterVisit, VisitedPerson
from wellknit.protection.permissions import RECORD_VISITS, check_may
from wellknit.protection.states_meeting import SHELTER_VISIT


@dataclass(frozen=True)
class Plan:
    """A visit to come. `abroad`: our workers go there; `team`: ({office, role, name}, …)."""

    partner: str
    abroad: bool
    on: date
    shelter: str
    team: Sequence[Mapping[str, str]]


@transaction.atomic
def plan(given: Plan, cases: Sequence[Case], *, by: Viewer) -> ShelterVisit:
    """A visit and the persons who are to be met, by case."""
    check_may(by, RECORD_VISITS)
    policies.check_partner(given.partner, by.jurisdiction)
    policies.check_words(given.shelter, "shelter", _("Say which shelter."))
    policies.check_some(list(given.team), "team")
    move = SHELTER_VISIT.begin("plan")
    visit = ShelterVisit.objects.create(
        office_id=by.office_id, partner=given.partner, abroad=given.abroad, on=given.on, shelter=given.shelter,
        team=[dict(member) for member in given.team], state=move.to_state, planned_at=timezone.now(),
        by_id=by.person_id,
    )  # fmt: skip
    record(move.event, target=visit, note={"partner": given.partner, "abroad": given.abroad})
    for case in cases:
        _meet(visit, case, by)
    return visit


def _meet(visit: ShelterVisit, case: Case, by: Viewer) -> VisitedPerson:
    met, _made = VisitedPerson.objects.get_or_create(
        visit=visit, case=case, defaults={"by_id": by.person_id, "at": timezone.now()}
    )
    return met


@dataclass(frozen=True)
class Met:
    """What one person said: whether it was alone, in which language, what came of it, when somebody comes back."""

    talk: str
    outcome: str = ""
    language: str = ""
    words: str = ""
    follow_up_on: date | None = None


@transaction.atomic
def meet(visit: ShelterVisit, case: Case, told: Met, *, by: Viewer) -> VisitedPerson:
    """Write down the talk with one person. What she said in front of others is not her wish: no outcome is taken."""
    check_may(by, RECORD_VISITS)
    fresh = locked(visit)
    policies.check_kept_here(fresh.office_id, by.office_id)
    policies.check_begun(fresh.on, timezone.localdate())
    policies.check_code("visit-talks", told.talk, "talk")
    _check_outcome(told)
    met = locked(_meet(fresh, case, by))
    met.talk, met.outcome, met.language = told.talk, told.outcome, told.language
    met.words, met.follow_up_on = told.words or None, told.follow_up_on
    met.by_id, met.at = by.person_id, timezone.now()
    met.save()
    record("shelter_visit.met", target=met, case=case.pk, note={"talk": told.talk, "outcome": told.outcome})
    return met


def _check_outcome(told: Met) -> None:
    again = told.talk in named("visit-talks").flagged("again")
    wish = told.outcome in {"wants_return", "wants_stay"}
    if again and wish:
        raise NotValid(
            _(
                "The person was not spoken with alone. What was said then is not taken for a wish: plan another talk."
            ),
            {"outcome": _("Choose something else, and say when somebody comes back.")},
        )
    if told.outcome:
        policies.check_code("visit-outcomes", told.outcome, "outcome")
    if told.outcome in named("visit-outcomes").flagged("follow_up") and told.follow_up_on is None:
        raise NotValid(_("Somebody has to come back to this. Say when."), {"follow_up_on": _("Give a day.")})


@transaction.atomic
def turn(visit: ShelterVisit, verb: str, *, by: Viewer, words: str = "") -> ShelterVisit:
    """`done`, with what is to be said of the visit as a whole; or `cancel`."""
    check_may(by, RECORD_VISITS)
    fresh = locked(visit)
    policies.check_kept_here(fresh.office_id, by.office_id)
    if verb == "done":
        policies.check_begun(fresh.on, timezone.localdate())
    move = turned(SHELTER_VISIT, fresh.state, verb)
    fresh.state, fresh.words = move.to_state, words or fresh.words
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh)
    return fresh
