"""What a screening leaves behind, for each way it can end."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.protection.conftest import nothing, told

from wellknit.commands.acting import as_role
from wellknit.lib.screening import Age
from wellknit.platform.access.refusals import NotValid, NotYou
from wellknit.protection.actions import screening
from wellknit.protection.models import Clock, Referral, RefusalCount, Screening


def kept() -> tuple[int, int, int]:
    with as_role("owner"):
        return Screening.objects.count(), Referral.objects.count(), RefusalCount.objects.count()


def test_indications_and_consent_lead_to_a_referral_with_a_clock(cast: Any) -> None:
    with cast.as_nok() as viewer:
        done = screening.submit(told(), by=viewer, to_office=cast.shelter)
    assert done.referral is not None
    assert done.outcome.may_be_printed
    with as_role("owner"):
        clock = Clock.objects.get(referral_id=done.referral.pk)
        assert clock.office_id == cast.shelter.pk
        assert clock.due_at > clock.started_at


def test_an_adults_refusal_leaves_a_number_and_nothing_else(cast: Any, owner_cursor: Any) -> None:
    for _ in range(2):
        with cast.as_nok() as viewer:
            done = screening.submit(told(agrees="no"), by=viewer, to_office=cast.shelter)
        assert done.counted_only
    assert kept() == (0, 0, 1)
    with as_role("owner"):
        row = RefusalCount.objects.get()
        assert (row.count, row.sex, row.age_band, row.month.day) == (2, "female", "18+", 1)
    owner_cursor.execute("SELECT count(*) FROM audit_event WHERE event LIKE 'screening.%'")
    assert owner_cursor.fetchone() == (0,), "an event's time would tie the count to the person"


@pytest.mark.parametrize("age", [Age(12), Age(17), Age(None), Age(20, doubted=True)])
def test_a_child_or_who_may_be_one_is_referred_even_when_refusing(cast: Any, age: Age) -> None:
    with cast.as_nok() as viewer:
        done = screening.submit(told(agrees="no", age=age), by=viewer, to_office=cast.shelter)
    assert done.referral is not None
    assert done.screening is not None
    assert done.screening.presumed_child is age.unknown
    assert (done.screening.age_assessment_due is not None) is age.unknown


def test_without_indication_no_identity_is_kept(cast: Any) -> None:
    with cast.as_nok() as viewer:
        done = screening.submit(nothing(), by=viewer)
    assert done.outcome.kind == "no_indication_now"
    assert not done.outcome.may_be_printed
    assert done.screening is not None
    assert done.screening.identity is None
    assert done.referral is None


def test_a_referral_needs_an_office(cast: Any) -> None:
    with pytest.raises(NotValid, match="office"), cast.as_nok() as viewer:
        screening.submit(told(), by=viewer)
    assert kept() == (0, 0, 0)


def test_who_may_not_screen_is_told_so(cast: Any) -> None:
    with pytest.raises(NotYou), cast.as_member() as viewer:
        screening.submit(told(), by=viewer, to_office=cast.shelter)


def test_the_receiver_sees_a_preview_until_it_accepts(cast: Any) -> None:
    from wellknit.protection.actions import referral

    with cast.as_nok() as viewer:
        done = screening.submit(told(), by=viewer, to_office=cast.shelter)
    with cast.as_somying() as viewer:
        offer = Referral.objects.get()
        assert offer.sex == "female"
        assert Screening.objects.count() == 0
        referral.accept(offer, by=viewer)
        assert Screening.objects.get().identity["name_native"] == "ZZNAMEZZ"
    with cast.as_charlie():
        assert Referral.objects.count() == Screening.objects.count() == 0
    assert done.referral is not None


def test_nobody_else_in_the_screening_office_reads_it(cast: Any) -> None:
    from tests.harness.people import make_member, seen_by

    with cast.as_nok() as viewer:
        screening.submit(told(), by=viewer, to_office=cast.shelter)
    other = make_member(cast.border, "first_responder", "Other Officer")
    with seen_by(other, cast.border):
        assert Screening.objects.count() == 0
