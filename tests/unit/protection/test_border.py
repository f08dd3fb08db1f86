"""Between two countries, the side that asks: the talk alone, the consent, each step, a partner without a node."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.protection import policies_border
from wellknit.protection.actions import border, consent, notice, talk, telling
from wellknit.protection.actions.border import Answered, Asking
from wellknit.protection.corridors import path_of
from wellknit.protection.journeydigest import digest
from wellknit.protection.models import BorderNotice, Clock, Disclosure, Journey, PrivateTalk, Recall, Step
from wellknit.protection.queries import border as queries

GROUPS = ("basic", "identity", "family", "status", "plan", "documents")
PAPER = {"said_by": "Desk officer, department of rehabilitation", "channel": "letter"}


def said(**more: Any) -> talk.Said:
    given: dict[str, Any] = {
        "held_on": timezone.localdate(), "alone": True, "language": "my", "fears_family": "no",
        "fears_officials": "no", "fears_state": "no", "stateless": "no", "asylum": "no", "may_contact": "yes",
    }  # fmt: skip
    return talk.Said(**{**given, **more})


def agrees(cast: Any, file: Any, scope: tuple[str, ...] = GROUPS, **more: Any) -> Any:
    today = timezone.localdate()
    answer = consent.Answer(**{
        "purpose": "return", "recipient": "country:MM", "scope": scope, "given_on": today, "language": "my",
        "manner": "signed", "expires_on": today + timedelta(days=90), "private_talk_on": today, **more,
    })  # fmt: skip
    with cast.as_somying() as viewer:
        return consent.write(file, answer, by=viewer)


def talked(cast: Any, file: Any, **more: Any) -> PrivateTalk:
    with cast.as_somying() as viewer:
        return talk.write(file, said(**more), by=viewer)


def asked(cast: Any, file: Any, **more: Any) -> Journey:
    with cast.as_somying() as viewer:
        return border.ask(file, corridor="th-mm", asking=Asking("return", **more), by=viewer)


def ready(cast: Any, scope: tuple[str, ...] = GROUPS) -> Journey:
    file = opened(cast)
    talked(cast, file)
    agrees(cast, file, scope)
    return asked(cast, file)


def turn(cast: Any, journey: Journey, verb: str, who: Any = None, **more: Any) -> Journey:
    with who or cast.as_somying() as viewer:
        step = Step.objects.filter(journey=journey, state="open").select_related("journey").get()
        theirs = step.office_id is None
        return border.move(step, verb, by=viewer, answered=Answered(**{**(PAPER if theirs else {}), **more}))


# -- Before anything goes


def test_without_a_talk_alone_nothing_goes(cast: Any) -> None:
    file = opened(cast)
    agrees(cast, file)
    with pytest.raises(NotShared, match="alone"):
        asked(cast, file)
    with as_role("owner"):
        assert not Journey.objects.exists() and not Disclosure.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"alone": False}, {"may_contact": "no"}, {"fears_state": "yes"}, {"fears_state": "unsure"},
        {"stateless": "yes"}, {"stateless": "unsure"}, {"asylum": "yes"}, {"asylum": "unsure"},
        {"fears_family": "yes"}, {"fears_officials": "unsure"},
    ],
)  # fmt: skip
def test_what_was_said_closes_the_way(cast: Any, answer: dict[str, Any]) -> None:
    file = opened(cast)
    talked(cast, file, **answer)
    agrees(cast, file)
    with pytest.raises(NotShared):
        asked(cast, file)


def test_fear_of_the_family_leaves_a_way_that_is_named(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotValid):
        talked(cast, file, fears_family="yes", may_contact="only")
    talked(cast, file, fears_family="yes", may_contact="only", words="The ministry, not the village.")
    agrees(cast, file)
    assert asked(cast, file).state == "running"


def test_an_old_talk_is_held_again(cast: Any) -> None:
    file = opened(cast)
    talked(cast, file, held_on=timezone.localdate() - timedelta(days=200))
    agrees(cast, file)
    with pytest.raises(NotShared, match="half a year"):
        asked(cast, file)


def test_the_newest_talk_counts(cast: Any) -> None:
    file = opened(cast)
    talked(cast, file)
    talked(cast, file, may_contact="no")
    agrees(cast, file)
    with pytest.raises(NotShared):
        asked(cast, file)


def test_without_consent_to_this_contact_nothing_goes(cast: Any) -> None:
    file = opened(cast)
    talked(cast, file)
    with pytest.raises(NotShared, match="agreed"):
        asked(cast, file)
    agrees(cast, file, purpose="legal_help")
    with pytest.raises(NotShared):
        asked(cast, file)


# -- A partner without a node


def test_a_preview_says_nothing_of_who_it_is(cast: Any) -> None:
    journey = ready(cast)
    with as_role("owner"):
        first = Step.objects.get(journey=journey)
        assert set(first.disclosed) <= {"age_band", "presumed_child", "sex", "languages", "nationality"}
        assert (first.office_id, first.side, journey.node) == (None, "receiver", "")
        assert Clock.objects.filter(journey_id=journey.pk, stopped_at=None).count() == 1


def test_the_name_goes_with_the_step_that_needs_it(cast: Any) -> None:
    journey = ready(cast)
    turn(cast, journey, "accept")
    with as_role("owner"):
        told = Step.objects.get(journey=journey, state="open")
        assert told.code == "confirm" and told.disclosed["name_latin"] == "Ma Thiri"
        assert Disclosure.objects.filter(what="country-return:confirm").count() == 1
        assert Journey.objects.get().accepted_at is not None


def test_what_she_did_not_agree_to_is_not_told(cast: Any) -> None:
    journey = ready(cast, ("basic",))
    turn(cast, journey, "accept")
    with as_role("owner"):
        assert Step.objects.get(journey=journey, state="open").disclosed is None
    with cast.as_somying() as viewer, pytest.raises(NotShared, match="agreed"):
        telling.tell(Step.objects.get(journey=journey, state="open"), by=viewer)


def test_who_said_so_is_written_down(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_somying() as viewer:
        step = queries.step(viewer, Step.objects.get(journey=journey).pk)
        with pytest.raises(NotValid) as refused:
            border.move(step, "accept", by=viewer, answered=Answered())
        assert set(refused.value.errors) == {"said_by", "channel"}
    turn(cast, journey, "accept")
    with as_role("owner"):
        taken = Step.objects.get(journey=journey, state="taken")
        assert (taken.said_by, taken.channel) == (PAPER["said_by"], "letter")


def test_an_answer_does_not_come_before_the_question(cast: Any) -> None:
    journey = ready(cast)
    with pytest.raises(NotValid):
        turn(cast, journey, "accept", at=timezone.now() - timedelta(days=3))


def test_an_answer_of_the_same_day_can_be_written_down_whatever_the_hour(cast: Any) -> None:
    from wellknit.protection.views.border import _moment_of

    journey = ready(cast)
    with as_role("owner"):
        step = Step.objects.get(journey=journey, state="open")
    today = timezone.localdate(step.opened_at)
    assert step.opened_at <= _moment_of(today, step) <= timezone.now()
    assert _moment_of(today - timedelta(days=1), step) < step.opened_at
    with pytest.raises(NotValid) as refusal:
        turn(cast, journey, "accept", at=_moment_of(today + timedelta(days=1), step))
    assert "on" in refusal.value.errors


def walked_home(cast: Any, journey: Journey) -> Journey:
    boss = make_member(cast.shelter, "supervisor", "Sup Invented")
    for verb, more in (
        ("accept", {}), ("confirmed", {}), ("may_look", {}), ("partly_found", {"words": "An aunt."}),
        ("not_found", {"words": "Nobody else."}), ("report", {"words": "The aunt would help."}), ("issued", {}),
        ("safe", {}),
    ):  # fmt: skip
        turn(cast, journey, verb, **more)
    turn(cast, journey, "possible", seen_by(boss, cast.shelter))
    for verb, more in (
        ("wait", {}), ("wants_return", {}), ("propose", {"words": "On the 3rd, by the bridge."}), ("agree", {}),
        ("handed_over", HANDOVER), ("received", RECEIVED), ("settled", {"words": "Rested."}), ("planned", {}),
        ("visited", VISIT), ("last_visit", VISIT), ("tell", {"words": "Sells rice."}), ("close", {}),
    ):  # fmt: skip
        turn(cast, journey, verb, **more)
    return journey


DAY = timezone.localdate().isoformat()
HANDOVER = {"words": "At the bridge.", "details": {"crossing": "Myawaddy - Mae Sot", "day": DAY,
            "handed_over": "One bag, 1,200 baht, travel document.", "signed_by": "Shelter north"}}  # fmt: skip
RECEIVED = {"details": {"signed_by": "Department of rehabilitation"}}
VISIT = {"words": "She is well.", "details": {"own_words": "I sleep.", "day": DAY}}


@pytest.mark.parametrize("days", [-1, 1, -20_000, 20_000])
def test_a_day_before_the_journey_or_to_come_is_no_day_of_a_handover(cast: Any, days: int) -> None:
    journey = ready(cast)
    with as_role("owner"):
        first = Step.objects.get(journey=journey)
        step = path_of(journey).step("handover")
    day = (timezone.localdate(first.opened_at) + timedelta(days=days)).isoformat()
    today = timezone.localdate()
    for given in (day, "soon"):
        with pytest.raises(NotValid) as refusal:
            policies_border.check_details(
                step, "handed_over", {**HANDOVER["details"], "day": given}, begun=today, today=today
            )
        assert "detail_day" in refusal.value.errors


def test_a_visit_of_tomorrow_was_not_made(cast: Any) -> None:
    journey = ready(cast)
    with as_role("owner"):
        Step.objects.filter(journey=journey).update(code="follow_up")
    for days in (-1, 1):
        day = (timezone.localdate() + timedelta(days=days)).isoformat()
        with pytest.raises(NotValid) as refusal:
            turn(cast, journey, "visited", **{**VISIT, "details": {"own_words": "I sleep.", "day": day}})
        assert "detail_day" in refusal.value.errors


def test_all_the_way_home_with_a_partner_on_paper(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_somying():
        before = digest(Journey.objects.get(pk=journey.pk))
    walked = walked_home(cast, journey)
    with as_role("owner"):
        found = Journey.objects.get(pk=walked.pk)
        assert (found.state, found.ending) == ("done", "return")
        assert not Clock.objects.filter(journey_id=found.pk, stopped_at=None).exists()
        handed = Step.objects.get(journey=found, code="handover", state="taken")
        assert handed.details["crossing"] == "Myawaddy - Mae Sot"
        assert digest(found) != before


def test_a_decision_on_risk_is_not_the_social_workers(cast: Any) -> None:
    journey = ready(cast)
    for verb, more in (("accept", {}), ("confirmed", {}), ("no_looking", {}), ("report", {"words": "x"}),
                       ("not_needed", {}), ("safe", {})):  # fmt: skip
        turn(cast, journey, verb, **more)
    with pytest.raises(NotYou, match="Supervisor"):
        turn(cast, journey, "possible")


def test_a_shelters_manager_decides_and_leaves_the_telling_to_a_colleague(cast: Any) -> None:
    journey = ready(cast)
    for verb, more in (("accept", {}), ("confirmed", {}), ("no_looking", {}), ("report", {"words": "x"}),
                       ("not_needed", {}), ("safe", {})):  # fmt: skip
        turn(cast, journey, verb, **more)
    manager = make_member(cast.shelter, "shelter_manager", "Mana Invented")
    turn(cast, journey, "possible", seen_by(manager, cast.shelter))
    with as_role("owner"):
        assert Step.objects.get(journey=journey, state="open").code == "choice"


def test_not_confirmed_is_an_outcome_and_asylum_stays_here(cast: Any) -> None:
    journey = ready(cast)
    turn(cast, journey, "accept")
    turn(cast, journey, "not_confirmed")
    with cast.as_somying() as viewer:
        step = Step.objects.filter(journey=journey, state="open").select_related("journey").get()
        with pytest.raises(NotNow, match="chosen"):
            border.move(step, "other_way", by=viewer, answered=Answered())
    turn(cast, journey, "asylum")
    with as_role("owner"):
        found = Journey.objects.get()
        assert (found.state, found.ending) == ("done", "asylum")


# -- Walls


def test_another_office_sees_and_moves_nothing(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_charlie():
        assert not Journey.objects.exists() and not Step.objects.exists() and not PrivateTalk.objects.exists()
    with cast.as_member():
        assert not Journey.objects.exists()
    assert journey.pk


def test_a_page_cannot_pretend_to_be_the_other_country(cast: Any) -> None:
    with pytest.raises(DatabaseError), cast.as_somying() as viewer:
        Journey.objects.create(
            path="country-return", path_version=1, code="J-AAAA-AAAA", to_office_id=viewer.office_id,
            partner="country:MM", node="mm", corridor="mm-th", scope="return", sent_at=timezone.now(),
        )  # fmt: skip


def test_a_page_cannot_take_the_step_of_a_node(cast: Any) -> None:
    journey = ready(cast)
    with as_role("owner"):
        Journey.objects.filter(pk=journey.pk).update(node="mm")
    with pytest.raises(NotNow, match="other country"):
        turn(cast, journey, "accept")
    with pytest.raises(DatabaseError), cast.as_somying():
        Step.objects.filter(journey=journey).update(state="taken", verb="accept", taken_at=timezone.now())
    with pytest.raises(DatabaseError), cast.as_somying():
        Journey.objects.filter(pk=journey.pk).update(accepted_at=timezone.now())


# -- Taking back


def test_a_consent_taken_back_ends_the_journey_and_says_so(cast: Any) -> None:
    file = opened(cast)
    talked(cast, file)
    row = agrees(cast, file)
    journey = asked(cast, file)
    with cast.as_somying() as viewer:
        ended = consent.withdraw(row, by=viewer)
    assert any("withdrawn" in sentence for sentence in ended.stopped)
    with as_role("owner"):
        found = Journey.objects.get(pk=journey.pk)
        assert (found.state, found.end_reason) == ("withdrawn", "consent_ended")
        assert BorderNotice.objects.get().kind == "withdrawn"
        assert Recall.objects.count() == 1
        assert not Step.objects.filter(state="open").exists()


def test_a_notice_is_answered_for_a_partner_on_paper(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid):
            notice.give(journey, "danger", by=viewer)
        given = notice.give(journey, "danger", by=viewer, words="Somebody asks for her at home.")
        with pytest.raises(NotValid):
            notice.answer(given, by=viewer, what="not_done")
        done = notice.answer(given, by=viewer, what="done")
        assert done.state == "honoured"
        with pytest.raises(NotNow):
            notice.answer(given, by=viewer, what="done")


def test_a_rescue_needs_no_case(cast: Any) -> None:
    hotline = make_office("hotline", kind="hotline")
    counsellor = make_member(hotline, "hotline_counsellor", "Hot Invented")
    with seen_by(counsellor, hotline) as viewer:
        journey = border.call_for_rescue(
            corridor="th-mm", words="A woman calls, does not know where.", by=viewer,
            clues={"clue_place": "A pink wall, a river", "age_band": "18+", "name_latin": "not at this step"},
        )  # fmt: skip
        assert (journey.case_id, journey.urgent) == (None, True)
        first = journey.steps.get()
        assert first.disclosed == {"clue_place": "A pink wall, a river", "age_band": "18+"}
    turn(cast, journey, "take_up", seen_by(counsellor, hotline))


@pytest.mark.parametrize("typed", ["\udcff", "J-4K7M", "x" * 300])
def test_what_can_be_no_code_of_a_journey_is_refused_by_its_form(program: Any, typed: str) -> None:
    told = program("journey", "digest", typed)
    assert told.returncode == 2
    assert "it looks like J-4K7M-9XQ2" in told.stderr
