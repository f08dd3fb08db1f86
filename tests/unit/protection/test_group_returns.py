"""Several persons, one handover: written once, checked for each, all or nobody, and who is not there loses nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from tests.unit.protection.crossing import PARTNER, crossing, supervisor

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.protection.actions import consent, sheet
from wellknit.protection.actions import group_return as verbs
from wellknit.protection.models import Clock, Consent, GroupReturn, Journey, Step, StepLateness, Traveller
from wellknit.protection.queries import group_returns as reading


def plan_of(**more: Any) -> verbs.Plan:
    given = {
        "partner": PARTNER, "crossing": "Bridge One", "on": timezone.localdate(), "escort": "Zzescortzz",
        "vehicle": "White bus", "papers": "Travel document", **more,
    }  # fmt: skip
    return verbs.Plan(**given)


def going(cast: Any, n: int = 3, **more: Any) -> tuple[GroupReturn, list[Journey]]:
    found = [crossing(cast, **more) for _each in range(n)]
    with cast.as_somying() as viewer:
        group = verbs.plan(plan_of(), by=viewer)
        assert verbs.join(group, found, by=viewer) == n
    return group, found


def there(**more: Any) -> verbs.AtCrossing:
    return verbs.AtCrossing(received_name="Zzreceiverzz", received_office="Reception centre", **more)


def test_all_are_handed_over_in_one_act(cast: Any) -> None:
    group, found = going(cast, 3)
    with cast.as_somying() as viewer:
        done = verbs.hand_over(group, there(), by=viewer)
        assert (done.state, done.persons, done.received_by["name"]) == ("handed_over", 3, "Zzreceiverzz")
        taken = Step.objects.filter(journey__in=found, code="handover")
        assert {(s.state, s.verb) for s in taken} == {("taken", "handed_over")}
        assert {s.details["signed_by"] for s in taken} == {"Zzreceiverzz, Reception centre"}
        assert {s.details["handed_over"] for s in taken} == {"Travel document"}
        opened = Step.objects.filter(journey__in=found, state="open")
        assert {(s.code, s.office_id) for s in opened} == {("received", None)}, "now the other side signs"
        for version in (None, group.version):
            with pytest.raises(NotNow, match="over"):
                verbs.hand_over(group, there(), by=viewer, version=version)


def test_who_is_not_there_is_left_out_with_a_reason_and_waits_as_before(cast: Any) -> None:
    group, found = going(cast, 2)
    with cast.as_somying() as viewer:
        one, two = Traveller.objects.order_by("at")
        with pytest.raises(NotValid, match="why this person is not"):
            verbs.hand_over(group, there(left_out={one.pk: ("", "")}), by=viewer)
        with pytest.raises(NotValid, match="sentence"):
            verbs.hand_over(group, there(left_out={one.pk: ("other", "")}), by=viewer)
    with cast.as_somying() as viewer:
        done = verbs.hand_over(group, there(left_out={one.pk: ("does_not_want", "")}), by=viewer)
        assert done.persons == 1
        left = Traveller.objects.get(pk=one.pk)
        assert (left.state, left.reason) == ("left_out", "does_not_want")
        assert Step.objects.get(journey_id=left.journey_id).state == "open"
        assert Traveller.objects.get(pk=two.pk).state == "handed_over"
        later = verbs.plan(plan_of(), by=viewer)
        assert verbs.join(later, [Journey.objects.get(pk=left.journey_id)], by=viewer) == 1
        with pytest.raises(NotNow, match="Nobody"):
            stays = Traveller.objects.get(group=later)
            verbs.hand_over(later, there(left_out={stays.pk: ("ill", "")}), by=viewer)
    assert found


def test_one_who_cannot_be_handed_over_stops_all_and_is_named_by_her_code(cast: Any) -> None:
    group, found = going(cast, 3)
    with as_role("owner"):
        Step.objects.filter(journey=found[2]).update(code="plan_return")
    with pytest.raises(NotValid) as refused, cast.as_somying() as viewer:
        code = found[2].case.code
        verbs.hand_over(group, there(), by=viewer)
    assert code in str(refused.value)
    with as_role("owner"):
        assert set(Step.objects.values_list("state", flat=True)) == {"open"}, "all or nobody"
        assert set(Traveller.objects.values_list("state", flat=True)) == {"joined"}


def test_who_no_longer_agrees_is_not_handed_over_with_the_others(cast: Any) -> None:
    group, found = going(cast, 2)
    with cast.as_somying() as viewer:
        given = Consent.objects.get(case=found[0].case)
        consent.withdraw(given, by=viewer)
    with pytest.raises(NotValid) as refused, cast.as_somying() as viewer:
        verbs.hand_over(group, there(), by=viewer)
    assert found[0].case.code in str(refused.value)


def test_a_sheet_is_for_whose_handover_is_open_and_tells_nothing_of_the_search(cast: Any) -> None:
    fields = ("age_band", "sex", "name_latin", "handover_place")
    group, found = going(cast, 3, fields=fields)
    with as_role("owner"):
        for journey in found:
            Step.objects.create(
                journey=journey, sequence=0, side="sender", code="tracing", owner="social_worker",
                sender_id=cast.shelter.pk, office_id=cast.shelter.pk, state="taken", fields=["family_names", "languages"],
                opened_at=timezone.now(), taken_at=timezone.now(), taken_by_id=cast.somying.pk, verb="found",
                disclosed={"family_names": "Zzmotherzz", "tracing_place": "Zzvillagezz"},
            )  # fmt: skip
        Step.objects.filter(journey=found[0], code="handover").update(code="choice")
    ground = {"basis": "danger_to_life", "reason": "For this test."}
    with cast.as_somying() as viewer:
        consent.withdraw(Consent.objects.get(case=found[1].case), by=viewer)
        gone = reading.whole(viewer, group.pk).gone
        assert gone == set(Traveller.objects.filter(journey__in=found[:2]).values_list("pk", flat=True))
        for journey in found[:2]:
            with pytest.raises(NotShared):
                sheet.let_out(journey.case, journey, by=viewer, what="handover_sheet", **ground)
        made = sheet.let_out(found[2].case, found[2], by=viewer, what="handover_sheet", **ground)
        assert set(made.values) == {"age_band", "sex", "name_latin"}


def test_what_differs_stands_with_the_person_and_not_with_the_group(cast: Any) -> None:
    group, _found = going(cast, 2)
    with cast.as_somying() as viewer:
        one, two = Traveller.objects.order_by("at")
        verbs.differ(group, {one.pk: {"medicine": "Insulin", "luggage": " "}, two.pk: {}}, by=viewer)
        assert Traveller.objects.get(pk=one.pk).differs == {"medicine": "Insulin"}
        assert Traveller.objects.get(pk=two.pk).differs is None
        verbs.take_off(Traveller.objects.get(pk=two.pk), by=viewer)
        assert GroupReturn.objects.get().persons == 1
        changed = verbs.change(group, plan_of(vehicle="Two cars"), by=viewer)
        assert (changed.vehicle, changed.persons) == ("Two cars", 1)
        cancelled = verbs.cancel(group, by=viewer)
        assert (cancelled.state, cancelled.persons) == ("cancelled", 0)


def test_only_whose_handover_is_open_can_join_and_only_once(cast: Any) -> None:
    ready, other = crossing(cast), crossing(cast, "plan_return")
    with cast.as_somying() as viewer:
        group = verbs.plan(plan_of(), by=viewer)
        with pytest.raises(NotNow, match="not your turn"):
            verbs.join(group, [other], by=viewer)
        verbs.join(group, [ready], by=viewer)
        with pytest.raises(NotNow, match="already goes"):
            verbs.join(verbs.plan(plan_of(), by=viewer), [ready], by=viewer)
        with pytest.raises(NotValid, match="crossing"):
            verbs.plan(plan_of(crossing=" "), by=viewer)
        with pytest.raises(NotNow, match="not begun"):
            later = verbs.plan(plan_of(on=timezone.localdate() + timedelta(days=3)), by=viewer)
            verbs.hand_over(later, there(), by=viewer)


def test_a_late_handover_says_once_why_for_all(cast: Any) -> None:
    group, _found = going(cast, 2, late=True)
    with pytest.raises(NotValid, match="late") as refused, cast.as_somying() as viewer:
        verbs.hand_over(group, there(), by=viewer)
    assert "late_reason" in refused.value.errors
    with cast.as_somying() as viewer:
        verbs.hand_over(group, there(late=verbs.Late("border")), by=viewer)
        assert list(StepLateness.objects.values_list("reason", flat=True)) == ["border", "border"]
        assert set(Clock.objects.values_list("outcome", flat=True)) >= {"late"}


def test_others_see_that_a_group_goes_and_nobody_in_it(cast: Any) -> None:
    group, _found = going(cast, 2)
    with supervisor(cast, office=cast.elsewhere) as viewer:
        seen = GroupReturn.objects.get(pk=group.pk)
        assert seen.persons == 2
        assert not Traveller.objects.exists()
        with pytest.raises(NotYou):
            verbs.cancel(seen, by=viewer)
    with cast.as_charlie():
        assert not GroupReturn.objects.exists()


def test_two_who_press_at_once_hand_over_once(cast: Any) -> None:
    group, _found = going(cast, 2)
    answers: list[str] = []

    def press() -> None:
        try:
            with cast.as_somying() as viewer:
                verbs.hand_over(group, there(), by=viewer)
            answers.append("done")
        except (NotNow, NotValid) as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connections.close_all()

    both = [threading.Thread(target=press) for _each in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(answers) == ["NotNow", "done"]
    with as_role("owner"):
        assert Step.objects.filter(code="received", state="open").count() == 2, "each opened once"
