"""Late steps say why; how long steps take is for two governments alone until both have released it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.harness.people import make_member, seen_by
from tests.unit.protection.crossing import crossing, supervisor

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.actions import delays as verbs
from wellknit.protection.actions import journey, lateness
from wellknit.protection.facts import released_delays
from wellknit.protection.models import DelayRelease, Step, StepLateness
from wellknit.protection.partner_matters import delays

OVER = timezone.now() - timedelta(days=200)
YEAR, QUARTER = OVER.year, (OVER.month - 1) // 3 + 1
PAIR = {"corridor": "TH-MM", "year": YEAR, "quarter": QUARTER}


def taken(cast: Any, *days: float, files: Any = ()) -> None:
    for number, took in enumerate(days):
        file = files[number] if files else None
        made = crossing(cast, opened_at=OVER - timedelta(days=took), file=file)
        with as_role("owner"):
            Step.objects.filter(journey=made).update(
                state="taken", verb="handed_over", taken_at=OVER, opened_at=OVER - timedelta(days=took)
            )


def test_a_late_step_is_not_taken_without_its_reason(cast: Any) -> None:
    found = crossing(cast, late=True)
    with cast.as_somying() as viewer:
        step = Step.objects.select_related("journey").get(journey=found)
        due = lateness.overdue(step)
        assert due is not None
        for reason, words in (("", ""), ("nonsense", ""), ("other", " ")):
            with pytest.raises(NotValid):
                lateness.check(step, reason=reason, words=words)
        lateness.check(step, reason="not_reached")
        details = {
            "crossing": "Bridge",
            "day": timezone.localdate().isoformat(),
            "handed_over": "A bag",
            "signed_by": "Desk",
        }
        journey.move(step, "handed_over", by=viewer, words="Done.", details=details)
        kept = lateness.record(step, by=viewer, due_at=due, reason="not_reached", words="The line was dead.")
        assert lateness.record(step, by=viewer, due_at=due, reason="staff") == kept
        assert (kept.reason, kept.words, kept.due_at) == ("not_reached", "The line was dead.", due)
    with cast.as_charlie():
        assert not StepLateness.objects.exists()


def test_a_step_in_time_asks_for_no_reason(cast: Any) -> None:
    found = crossing(cast)
    with cast.as_somying() as viewer:
        step = Step.objects.select_related("journey").get(journey=found)
        assert lateness.overdue(step) is None
        lateness.check(step, reason="")
        assert lateness.record(step, by=viewer, due_at=None, reason="") is None


def test_median_and_ninetieth_percentile_by_step_corridor_and_quarter(cast: Any) -> None:
    taken(cast, 1, 2, 3, 4, 30)
    with supervisor(cast):
        row = next(d for d in delays(OVER.date() - timedelta(days=100)) if d.n == 5)
        assert (row.corridor, row.year, row.quarter, row.step, row.ours) == (
            "TH-MM",
            YEAR,
            QUARTER,
            "handover",
            True,
        )
        assert (row.median, row.p90) == (Decimal("3.0"), Decimal("19.6"))
    with pytest.raises(Exception, match="not yours"), cast.as_somying():
        delays(OVER.date())


def test_given_out_only_when_both_have_released(cast: Any) -> None:
    taken(cast, 1, 2, 3)
    with supervisor(cast) as viewer:
        row = verbs.propose(by=viewer, **PAIR)
        with pytest.raises(NotNow, match="somebody else"):
            verbs.release(row, by=viewer)
    with supervisor(cast, "Second") as viewer:
        row = verbs.release(DelayRelease.objects.get(), by=viewer)
        assert [f["n"] for f in row.figures] == [3]
        assert not released_delays()
        verbs.partner_released(by=viewer, words="Letter of the focal point", **PAIR)
        again = verbs.partner_released(by=viewer, **PAIR)
        assert again.partner_words == "Letter of the focal point"
    with seen_by(make_member(cast.elsewhere, "donor", "Don Or"), cast.elsewhere):
        (fact,) = released_delays(corridor="TH-MM")
        assert (fact.n, fact.median) == (3, Decimal(2))
        assert not released_delays(corridor="MM-TH")
        assert not DelayRelease.objects.exists(), "the row itself stays with those who may read it"


def test_fewer_than_three_persons_are_a_count_without_days(cast: Any) -> None:
    taken(cast, 5, 9)
    with supervisor(cast) as viewer:
        verbs.partner_released(by=viewer, **PAIR)
        row = verbs.propose(by=viewer, **PAIR)
    with supervisor(cast, "Second") as viewer:
        verbs.release(row, by=viewer)
        (fact,) = released_delays()
        assert (fact.n, fact.median, fact.p90) == (2, None, None)


def test_what_cannot_be_released(cast: Any) -> None:
    today = timezone.localdate()
    with supervisor(cast) as viewer:
        with pytest.raises(NotNow, match="not over"):
            verbs.propose(corridor="TH-MM", year=today.year, quarter=(today.month - 1) // 3 + 1, by=viewer)
        with pytest.raises(NotNow, match="Nothing"):
            verbs.propose(by=viewer, **PAIR)
    taken(cast, 4)
    with supervisor(cast) as viewer:
        row = verbs.propose(by=viewer, **PAIR)
    with supervisor(cast, "Second") as viewer:
        assert verbs.refuse(row, by=viewer).state == "kept"
        with pytest.raises(NotNow):
            verbs.release(row, by=viewer)
    with pytest.raises(NotYou), cast.as_somying() as viewer:
        verbs.propose(by=viewer, **PAIR)
