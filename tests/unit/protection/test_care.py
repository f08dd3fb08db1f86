"""Plan and services: asked, wished, given; work with its clocks; health behind its wall; peers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.harness.people import make_member, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.lib.carekinds import SERVICES, ServiceList
from wellknit.lib.documents.tree import Document, Para
from wellknit.lib.moves import IllegalMove
from wellknit.lib.policydata import load_all
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.actions import care, health, peer, stay, work
from wellknit.protection.actions.care import Asked, Offer, TalkedOver
from wellknit.protection.models import (
    Assessment,
    CarePlan,
    Clock,
    HealthAdvice,
    HealthEntry,
    PeerAttendance,
    PeerMeeting,
    Service,
    WorklistRow,
)
from wellknit.protection.recompute import recompute

RULES = ("temporary-stay-application", "employment-coordination", "employer-agreement")


def today() -> Any:
    return timezone.localdate()


def asked(**answers: str) -> Asked:
    return Asked(answers, "with_interpreter", today(), "my", "own words")


def test_risk_has_a_level_and_a_day_to_look_again(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        low = care.assess_risk(file, asked(threats="no"), by=viewer)
        high = care.assess_risk(file, asked(threats="yes", debt="no"), by=viewer)
    assert (low.level, high.level) == ("low", "high")
    assert high.review_on == today() + timedelta(7)
    with as_role("owner"):
        assert Assessment.objects.filter(replaced=False).get().pk == high.pk


def test_looking_again_at_the_risk_is_a_time_limit_of_its_own(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        care.assess_risk(file, asked(threats="no"), by=viewer)
        first = Clock.objects.get(case_id=file.pk, rule="risk-review", stopped_at=None)
        made = care.assess_risk(file, asked(threats="yes"), by=viewer)
        running = Clock.objects.get(case_id=file.pk, rule="risk-review", stopped_at=None)
        assert timezone.localtime(running.due_at).date() == made.review_on and running.agreed
        assert Clock.objects.get(pk=first.pk).outcome == "met"
        assert WorklistRow.objects.get(case_id=file.pk, mine=True).next_rule == "risk-review"
    with as_role("owner"):
        recompute()
        assert Clock.objects.get(pk=running.pk).due_at == running.due_at, "an agreed day is not counted again"


def test_silence_is_not_safety(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        assert care.assess_risk(file, asked(threats="not_known"), by=viewer).level == "medium"


def test_a_lower_level_than_the_answers_ask_for_needs_a_reason(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="why it is lower"):
            care.assess_risk(file, asked(threats="yes"), by=viewer, level="low")
        with pytest.raises(NotValid, match="within 7 days"):
            care.assess_risk(file, asked(threats="yes"), by=viewer, review_on=today() + timedelta(8))
        done = care.assess_risk(
            file, asked(threats="yes"), by=viewer, level="medium", reason="the man was arrested"
        )
        assert (done.level, done.asked_level) == ("medium", "high")


@pytest.mark.parametrize("answers", [{}, {"threats": "perhaps"}, {"weather": "yes"}])
def test_answers_that_are_none(cast: Any, answers: dict[str, str]) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer, pytest.raises(NotValid):
        care.assess_risk(file, asked(**answers), by=viewer)


def test_needs_are_asked_and_not_scored(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        made = care.assess_needs(file, asked(health="now", home="no"), by=viewer)
    assert made.level == "" and made.review_on is None


def test_a_service_goes_its_way_and_the_person_decides(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        goal = care.say_goal(file, "ချုပ်စက် သင်ချင်တယ်", by=viewer, language="my")
        given = care.propose(file, Offer("vocational_training", cast.shelter, "sewing", goal), by=viewer)
        with pytest.raises(NotNow, match="Offer it again"):
            care.add_session(given, by=viewer, on=today())
        with pytest.raises(IllegalMove):
            care.turn(given, "start", by=viewer)
        given = care.turn(given, "agree", by=viewer)
        care.add_session(given, by=viewer, on=today(), minutes=90)
        given = care.hear(given, by=viewer, view="helped", words="good teacher")
        with pytest.raises(NotValid, match="came of it"):
            care.finish(given, by=viewer, outcome="")
        given = care.finish(given, by=viewer, outcome="reached")
        assert (given.state, given.started_on, given.ended_on) == ("done", today(), today())
        assert care.turn(given, "offer_again", by=viewer).state == "proposed"
        assert care.turn_goal(goal, "reached", by=viewer).state == "reached"


def test_harm_is_told_to_every_office_that_carries_the_case(cast: Any) -> None:
    from wellknit.platform.access.models import Notice

    file = opened(cast)
    with cast.as_somying() as viewer:
        given = care.propose(file, Offer("counselling", agreed=True), by=viewer)
        care.hear(given, by=viewer, view="no_help")
        care.hear(given, by=viewer, view="harmed", words="he shouted")
    with as_role("owner"):
        assert Notice.objects.filter(kind="harmed", case_id=file.pk).count() == 1


def test_what_was_declined_can_be_offered_again(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        no = care.turn(
            care.propose(file, Offer("counselling"), by=viewer),
            "decline",
            by=viewer,
            end_reason="person_stopped",
        )
        assert no.ended_on == today()
        assert care.turn(no, "offer_again", by=viewer).ended_on is None


def test_only_what_the_country_has_is_offered(cast: Any) -> None:
    file, other = opened(cast), opened(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="country's list"):
            care.propose(file, Offer("horse_riding"), by=viewer)
        with pytest.raises(NotValid, match="another case"):
            care.propose(file, Offer("education", goal=care.say_goal(other, "school", by=viewer)), by=viewer)


def test_a_service_that_ends_before_it_began(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        given = care.propose(file, Offer("education", agreed=True), by=viewer)
        given = care.turn(given, "start", by=viewer)
        with pytest.raises(NotValid, match="before it began"):
            care.finish(given, by=viewer, outcome="partly", on=today() - timedelta(1))
        with pytest.raises(NotValid, match="future"):
            care.finish(given, by=viewer, outcome="partly", on=today() + timedelta(1))


def test_no_file_of_services_holds_a_deadline() -> None:
    """Durations describe. A service has no due date, and a country's file cannot say otherwise."""
    assert not [f.name for f in Service._meta.get_fields() if "due" in f.name or "until" in f.name]
    for entry in load_all(SERVICES):
        assert entry.describes_only is True
    with pytest.raises(ValueError):
        ServiceList.model_validate({"describes_only": False})


def test_a_plan_is_kept_also_when_the_person_does_not_agree(cast: Any) -> None:
    file = opened(cast)
    sheet = Document("Plan", (Para("as it stands"),))
    with cast.as_somying() as viewer:
        care.agree_plan(
            file, sheet, TalkedOver("does_not", "in_person", "my", words="I want to go home first"), by=viewer
        )
    with as_role("owner"):
        kept = CarePlan.objects.get()
        assert kept.answer == "does_not" and kept.tree["title"] == "Plan" and len(kept.digest) == 64


def running(case_id: Any) -> set[str]:
    with as_role("owner"):
        return set(
            Clock.objects.filter(case_id=case_id, stopped_at=None, rule__in=RULES).values_list(
                "rule", flat=True
            )
        )


def sheltered(cast: Any, province: str = "Chiang Rai") -> Any:
    file = opened(cast)
    with as_role("owner"):
        cast.shelter.province = province
        cast.shelter.save()
    with cast.as_somying() as viewer:
        stay.begin(
            file,
            stay.Spell("shelter", "own_choice", "yes", "facility_record", today(), facility=cast.shelter),
            by=viewer,
        )
    return file


TERMS = {"employer": "Invented Garments", "province": "Chiang Rai", "wage_kept": True, "terms": "8 to 17"}


def test_the_way_into_work_with_its_three_clocks(cast: Any) -> None:
    file = sheltered(cast)
    with cast.as_somying() as viewer:
        path = work.wish(file, by=viewer)
    assert path.needs_permit and running(file.pk) == {"temporary-stay-application"}
    with cast.as_somying() as viewer:
        with pytest.raises(NotNow, match="permission to stay first"):
            work.take(path, "coordinate", by=viewer)
        path = work.take(path, "apply_stay", by=viewer)
    assert running(file.pk) == {"employment-coordination"}
    with cast.as_somying() as viewer:
        path = work.take(path, "coordinate", by=viewer)
    assert running(file.pk) == {"employer-agreement"}
    with cast.as_somying() as viewer:
        path = work.take(path, "agree", by=viewer, terms=TERMS)
        path = work.take(path, "begin_work", by=viewer)
        assert path.state == "working" and path.province == "Chiang Rai"
    assert running(file.pk) == set()
    with as_role("owner"):
        lengths = {
            c.rule: (c.due_at - c.started_at).days
            for c in Clock.objects.filter(case_id=file.pk, rule__in=RULES)
        }
        assert all(7 <= lengths[rule] <= 8 for rule in RULES[:2]) and 15 <= lengths[RULES[2]] <= 16


@pytest.mark.parametrize(
    "wrong, sentence",
    [({"province": "Bangkok"}, "inside its province"), ({"province": ""}, "province"), ({"wage_kept": False}, "minimum wage"),
     ({"employer": " "}, "employer")],
)  # fmt: skip
def test_agreements_that_are_refused(cast: Any, wrong: dict[str, Any], sentence: str) -> None:
    file = sheltered(cast)
    with cast.as_somying() as viewer:
        path = work.take(
            work.take(work.wish(file, by=viewer), "apply_stay", by=viewer), "coordinate", by=viewer
        )
        with pytest.raises(NotValid, match=sentence):
            work.take(path, "agree", by=viewer, terms={**TERMS, **wrong})


def test_a_step_before_the_one_before_it(cast: Any) -> None:
    file = sheltered(cast)
    with cast.as_somying() as viewer:
        path = work.wish(file, by=viewer)
        with pytest.raises(NotValid, match="Check the day"):
            work.take(path, "apply_stay", by=viewer, on=today() - timedelta(1))


def test_who_changes_her_mind_stops_the_clocks(cast: Any) -> None:
    file = sheltered(cast)
    with cast.as_somying() as viewer:
        path = work.take(work.wish(file, by=viewer), "drop", by=viewer)
    assert running(file.pk) == set()
    with cast.as_somying() as viewer:
        assert work.wish(file, by=viewer).pk == path.pk
    assert running(file.pk) == {"temporary-stay-application"}


def test_a_citizen_needs_no_permission_to_stay(cast: Any, owner_cursor: Any) -> None:
    file = sheltered(cast)
    owner_cursor.execute("UPDATE protection_person SET nationality = 'TH'")
    with cast.as_somying() as viewer:
        path = work.wish(file, by=viewer)
        assert not path.needs_permit
        assert work.take(path, "coordinate", by=viewer).state == "coordinated"
    assert running(file.pk) == {"employer-agreement"}


def nurse(cast: Any) -> Any:
    return seen_by(make_member(cast.shelter, "nurse", "Nur Invented"), cast.shelter)


def test_health_is_for_health_staff_and_advice_for_all(cast: Any) -> None:
    file = opened(cast)
    with nurse(cast) as viewer:
        health.write(file, by=viewer, kind="test", text="ZZRESULTZZ")
        health.advise(file, by=viewer, text="no long journey", may_travel=False)
        assert HealthEntry.objects.get().text == "ZZRESULTZZ"
        with pytest.raises(NotValid):
            health.advise(file, by=viewer, text="rest", until=today() - timedelta(1))
    with cast.as_somying() as viewer:
        assert HealthEntry.objects.count() == 0  # the row itself stays behind the wall
        assert HealthAdvice.objects.get().text == "no long journey"
        with pytest.raises(NotYou):
            health.write(file, by=viewer, kind="test", text="x")
        with pytest.raises(NotYou):
            health.advise(file, by=viewer, text="x")


def test_peers_meet_and_nothing_that_was_said_is_kept(cast: Any) -> None:
    files = [opened(cast), opened(cast)]
    with cast.as_somying() as viewer:
        group = peer.begin_group("Thursday", by=viewer, language="my", led_by_peer=True)
        with pytest.raises(NotValid, match="was there"):
            peer.meet(group, [], by=viewer, on=today())
        peer.meet(group, [*files, files[0]], by=viewer, on=today(), minutes=60, guests=3)
        peer.end_group(group, by=viewer)
        with pytest.raises(NotNow):
            peer.meet(group, files, by=viewer, on=today())
    with as_role("owner"):
        assert PeerAttendance.objects.count() == 2
        assert not [f.name for f in PeerMeeting._meta.get_fields() if f.name in {"note", "text", "words"}]
    with cast.as_charlie():
        assert PeerAttendance.objects.count() == PeerMeeting.objects.count() == 0


def test_nothing_is_given_in_a_closed_case(cast: Any) -> None:
    from wellknit.protection.actions import case

    file = opened(cast)
    with cast.as_somying() as viewer:
        case.close(file, by=viewer, reason="other")
        for act in (
            lambda: care.say_goal(file, "x", by=viewer),
            lambda: care.propose(file, Offer("education"), by=viewer),
            lambda: care.assess_needs(file, asked(health="now"), by=viewer),
            lambda: work.wish(file, by=viewer),
        ):
            with pytest.raises(NotNow, match="closed"):
                act()


def test_whoever_may_not_give_services_does_not(cast: Any) -> None:
    file = opened(cast)
    with cast.as_chair() as viewer, pytest.raises(NotYou):
        care.propose(file, Offer("education"), by=viewer)
