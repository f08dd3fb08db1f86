"""Screening somebody: what is kept, what is not, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.policydata import in_force
from wellknit.lib.screening import SETS, Age, Answer, IndicatorSet, Outcome, assess, refusal_count
from wellknit.lib.screening import age_band as band_of
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import clock, referral
from wellknit.protection.models import Referral, RefusalCount, Screening
from wellknit.protection.permissions import SCREEN, check_may


@dataclass(frozen=True)
class Told:
    """What was asked and told at first contact, as plain values from the form.

    `answers`: question code → yes, no, cannot_say, not_asked. `age`: the person's own statement.
    `identity`: name, statement about age, safe contact; kept only with a referral.
    `agrees`: to be referred: yes, no, cannot_say.
    """

    indicator_set: str
    answers: Mapping[str, str]
    age: Age
    sex: str
    agrees: str
    language: str
    nationality: str = ""
    place_kind: str = ""
    interpreter: str = ""
    identity: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Screened:
    """What came of it: the outcome, and the rows that were kept (none after an adult's refusal)."""

    outcome: Outcome
    screening: Screening | None
    referral: Referral | None
    counted_only: bool


def set_in_force(code: str, on: date | None = None) -> IndicatorSet:
    """The version of an indicator set that is in force today."""
    return in_force(SETS, code, on or timezone.localdate(), settings.DATA)


@transaction.atomic
def submit(told: Told, *, by: Viewer, to_office: Office | None = None) -> Screened:
    """Record a screening and, where it leads there, the referral.

    An adult who does not agree to be referred leaves an anonymous count and nothing else: no row,
    no name, no answers. A child, or somebody presumed to be one, is referred and told why. Without
    an indication no identity is kept. Raises `NotValid`, `NotYou`.
    """
    check_may(by, SCREEN)
    chosen = set_in_force(told.indicator_set)
    outcome = assess(chosen, {k: Answer(v) for k, v in told.answers.items()}, told.age)
    if told.agrees == "no" and not told.age.treated_as_child:
        _count_refusal(told, by)
        return Screened(outcome, None, None, counted_only=True)
    refers = outcome.may_be_printed
    if refers and to_office is None:
        raise NotValid(
            _("Choose the office this person is referred to."), {"to_office": _("Choose an office.")}
        )
    screening = _keep(told, chosen, outcome, by, with_identity=refers)
    sent = referral.send(screening, to_office=to_office, by=by) if refers and to_office else None
    return Screened(outcome, screening, sent, counted_only=False)


def _keep(
    told: Told, chosen: IndicatorSet, outcome: Outcome, by: Viewer, *, with_identity: bool
) -> Screening:
    presumed = told.age.unknown
    screening = Screening.objects.create(
        office_id=by.office_id,
        by_id=by.person_id,
        at=timezone.now(),
        indicator_set=chosen.id,
        indicator_version=chosen.version,
        language=told.language,
        place_kind=told.place_kind,
        answers=dict(told.answers),
        identity=dict(told.identity) if with_identity else None,
        sex=told.sex,
        nationality=told.nationality,
        age_band=band_of(told.age).replace("_plus", "+").replace("_", "-"),
        presumed_child=presumed,
        age_assessment_due=_assessment_date() if presumed else None,
        outcome=outcome.kind.value,
        reasons=[reason.code for reason in outcome.reasons],
        danger_now=any(r.code.startswith("danger") for r in outcome.reasons),
        interpreter=told.interpreter,
        consent_to_refer=told.agrees,
    )
    record("screening.submitted", target=screening, note={"outcome": outcome.kind.value, "set": chosen.id})
    return screening


def _assessment_date() -> date:
    at, _version = clock.due_at("age-assessment", timezone.now())
    return timezone.localtime(at).date()


def _count_refusal(told: Told, by: Viewer) -> None:
    left = refusal_count(on=timezone.localdate(), office=str(by.office_id), sex=told.sex, age=told.age)
    month = date.fromisoformat(f"{left.month}-01")
    keys: dict[str, Any] = {"month": month, "office_id": by.office_id, "sex": left.sex, "age_band": "18+"}
    RefusalCount.objects.get_or_create(**keys)
    RefusalCount.objects.filter(**keys).update(count=F("count") + 1)
    # No audit event on purpose: its time and actor would tie the count to the person who refused.
