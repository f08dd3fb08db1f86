"""From one office to another: preview, answer, access, report, end; and what each side may not do."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.http import Http404
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.protection.actions import approval, case, consent, journey
from wellknit.protection.actions.journey import Asked
from wellknit.protection.models import Approval, Clock, Journey, Person, Step
from wellknit.protection.queries import casefile, journeys
from wellknit.protection.recipients import office_key

ALL = ("basic", "identity", "contact", "place_of_stay", "story", "status", "plan", "documents")
SERVICE = Asked("service", service="legal_help", words="She wants to know about her wages.")
TOGETHER = Asked("together", service="counselling", words="Once a week, please.")


def agrees(cast: Any, file: Any, office: Any, scope: tuple[str, ...] = ALL) -> Any:
    today = timezone.localdate()
    answer = consent.Answer(
        purpose="referral", recipient=office_key(office.pk), scope=scope, given_on=today, language="my",
        manner="signed", expires_on=today + timedelta(days=90),
    )  # fmt: skip
    with cast.as_somying() as viewer:
        return consent.write(file, answer, by=viewer)


def sent(cast: Any, file: Any, asked: Asked = SERVICE, office: Any = None) -> Journey:
    office = office or cast.elsewhere
    agrees(cast, file, office)
    with cast.as_somying() as viewer:
        return journey.send(file, to_office=office, asked=asked, by=viewer)


def turn(cast_scope: Any, found: Journey, verb: str, **more: Any) -> Journey:
    with cast_scope as viewer:
        step = journeys.open_step(viewer, found)
        return journey.move(step, verb, by=viewer, **more)


def test_a_service_from_asking_to_done(cast: Any) -> None:
    file = opened(cast)
    found = sent(cast, file)
    with cast.as_charlie() as viewer:
        page = journeys.journey(viewer, found.pk)
        first = page.steps[0]
        assert first.disclosed == {
            "age_band": "18+",
            "sex": "female",
            "nationality": "MM",
            "presumed_child": False,
        }
        assert len(page.steps) == 1, "what opens with acceptance is not seen before"
        assert page.journey.words == SERVICE.words
    turn(cast.as_charlie(), found, "accept")
    with cast.as_charlie() as viewer:
        page = journeys.journey(viewer, found.pk)
        assert page.open.disclosed["name_latin"] == "Ma Thiri"
        with pytest.raises(Http404):
            casefile.case(viewer, file.pk)
        assert not Person.objects.exists(), "one service does not open the file"
    turn(cast.as_charlie(), found, "report", words="Wages claimed.")
    turn(cast.as_somying(), found, "go_on", words="And the second employer?")
    turn(cast.as_charlie(), found, "report", words="Both claimed.")
    turn(cast.as_somying(), found, "finish")
    with cast.as_charlie() as viewer:
        page = journeys.journey(viewer, found.pk)
        assert page.journey.state == "done"
        assert not any("name_latin" in (s.disclosed or {}) for s in page.steps), (
            "what was told is no longer told"
        )
    with as_role("owner"):
        outcomes = set(Clock.objects.filter(journey_id=found.pk).values_list("outcome", flat=True))
        assert outcomes == {"met"}
        assert list(Step.objects.filter(journey=found).order_by("sequence").values_list("code", flat=True)) == [
            "answer", "serve", "hear", "serve", "hear"]  # fmt: skip


def test_working_in_the_file_for_as_long_as_it_takes(cast: Any) -> None:
    file = opened(cast)
    found = sent(cast, file, TOGETHER)
    with pytest.raises(Http404), cast.as_charlie() as viewer:
        casefile.case(viewer, file.pk)
    turn(cast.as_charlie(), found, "accept")
    with cast.as_charlie() as viewer:
        assert casefile.case(viewer, file.pk).person.name_latin == "Ma Thiri"
        case.note(file, "First talk.", by=viewer)
    turn(cast.as_charlie(), found, "give_back", reason="cannot_give", words="Nobody speaks her language.")
    with pytest.raises(Http404), cast.as_charlie() as viewer:
        casefile.case(viewer, file.pk)


def test_ask_answer_decline(cast: Any) -> None:
    found = sent(cast, opened(cast))
    with pytest.raises(NotValid, match="sentence"):
        turn(cast.as_charlie(), found, "ask")
    turn(cast.as_charlie(), found, "ask", words="Which language?")
    with cast.as_charlie() as viewer:
        assert journeys.journey(viewer, found.pk).open.side == "sender"
    turn(cast.as_somying(), found, "answer", words="Burmese.")
    with pytest.raises(NotValid, match="why"):
        turn(cast.as_charlie(), found, "decline")
    turn(cast.as_charlie(), found, "decline", reason="no_capacity")
    with cast.as_somying() as viewer:
        page = journeys.journey(viewer, found.pk)
        assert (page.journey.state, page.journey.end_reason) == ("declined", "no_capacity")
        assert all(s.disclosed is None for s in page.steps if s.code == "serve")


def test_only_whose_turn_it_is(cast: Any) -> None:
    found = sent(cast, opened(cast))
    with cast.as_somying() as viewer:
        step = journeys.open_step(viewer, found)
        with pytest.raises(NotYou, match="other office"):
            journey.move(step, "accept", by=viewer)
    with pytest.raises(NotNow, match="cannot be done"):
        turn(cast.as_charlie(), found, "report", words="x")
    with pytest.raises(NotYou, match="give it back"), cast.as_charlie() as viewer:
        journey.withdraw(found, by=viewer, reason="mistake")
    with pytest.raises(Http404), cast.as_member() as viewer:
        journeys.journey(viewer, found.pk)


def test_without_consent_nothing_goes(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotShared), cast.as_somying() as viewer:
        journey.send(file, to_office=cast.elsewhere, asked=SERVICE, by=viewer)
    agrees(cast, file, cast.elsewhere, ("basic",))
    with pytest.raises(NotShared), cast.as_somying() as viewer:
        journey.send(file, to_office=cast.elsewhere, asked=SERVICE, by=viewer)
    with as_role("owner"):
        assert not Journey.objects.exists()


@pytest.mark.parametrize("accepted", [False, True])
def test_a_withdrawn_consent_takes_the_referral_with_it(cast: Any, accepted: bool) -> None:
    file = opened(cast)
    agreed = agrees(cast, file, cast.elsewhere)
    with cast.as_somying() as viewer:
        found = journey.send(file, to_office=cast.elsewhere, asked=TOGETHER, by=viewer)
    if accepted:
        turn(cast.as_charlie(), found, "accept")
    with cast.as_charlie() as viewer:
        stale = journeys.open_step(viewer, found)
    with cast.as_somying() as viewer:
        ended = consent.withdraw(agreed, by=viewer)
        assert any(found.code in sentence for sentence in ended.stopped)
    with pytest.raises(Http404), cast.as_charlie() as viewer:
        casefile.case(viewer, file.pk)
    with pytest.raises(NotNow), cast.as_charlie() as viewer:
        journey.move(stale, "report" if accepted else "accept", by=viewer, words="too late")
    with as_role("owner"):
        assert Journey.objects.get(pk=found.pk).end_reason == "consent_ended"


def test_two_offices_accept_at_once_and_one_gets_it(cast: Any) -> None:
    file = opened(cast)
    third = make_office("shelter-east")
    dao = make_member(third, "shelter_manager", "Dao Invented")
    offers = [sent(cast, file, TOGETHER), sent(cast, file, TOGETHER, third)]
    ways = [(cast.as_charlie, offers[0]), (lambda: seen_by(dao, third), offers[1])]
    heard: list[str] = []
    ready = threading.Barrier(2)

    def accept(scope: Any, found: Journey) -> None:
        try:
            with scope() as viewer:
                step = journeys.open_step(viewer, found)
                ready.wait(10)
                journey.move(step, "accept", by=viewer)
            heard.append("accepted")
        except NotNow as refusal:
            heard.append(refusal.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(heard)[1] == "accepted" and "no longer offered" in sorted(heard)[0], heard
    with as_role("owner"):
        states = sorted(Journey.objects.filter(case=file).values_list("state", "end_reason"))
        assert states == [("running", ""), ("withdrawn", "taken_elsewhere")]
        assert Clock.objects.filter(journey_id__in=[o.pk for o in offers], stopped_at=None).count() == 1


def test_the_whole_case_takes_two_and_changes_hands(cast: Any) -> None:
    file = opened(cast)
    boss = make_member(cast.shelter, "supervisor", "Boss Invented")
    agrees(cast, file, cast.elsewhere)
    asked = Asked("case", words="She moves south.")
    with pytest.raises(NotNow, match="approval"), cast.as_somying() as viewer:
        journey.send(file, to_office=cast.elsewhere, asked=asked, by=viewer)
    with cast.as_somying() as viewer:
        waiting = journey.ask_to_send(
            file, to_office=cast.elsewhere, asked=asked, by=viewer, words="She asked to."
        )
    with pytest.raises(NotYou), cast.as_somying() as viewer:
        approval.give(waiting, by=viewer)
    with seen_by(boss, cast.shelter) as viewer:
        approval.give(waiting, by=viewer)
    with as_role("owner"):
        found = Journey.objects.get(case=file)
        assert (found.sent_by_id, Approval.objects.get().decided_by_id) == (cast.somying.pk, boss.pk)
    turn(cast.as_charlie(), found, "accept")
    with cast.as_charlie() as viewer:
        assert casefile.case(viewer, file.pk).office_id == cast.elsewhere.pk
    with cast.as_somying() as viewer:
        assert casefile.case(viewer, file.pk), "the sender keeps sight of it"
        journey.withdraw(journeys.journey(viewer, found.pk).journey, by=viewer, reason="person_wishes")
        assert casefile.case(viewer, file.pk).office_id == cast.shelter.pk
    with pytest.raises(Http404), cast.as_charlie() as viewer:
        casefile.case(viewer, file.pk)


def test_the_database_takes_nobodys_word(cast: Any) -> None:
    """What injected SQL would try: open the file for oneself, take the other's step, accept what was not offered."""
    file = opened(cast)
    found = sent(cast, file)
    tries = [
        ("UPDATE protection_journey SET opens_file = true WHERE id = %s", [found.pk]),
        ("UPDATE protection_journey SET consent_id = NULL WHERE id = %s", [found.pk]),
        ("SELECT wk_close_access(%s)", [found.pk]),
        ("SELECT wk_carry_case(%s, true)", [found.pk]),
    ]
    for sql, values in tries:
        with pytest.raises(DatabaseError), cast.as_charlie(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    with cast.as_charlie() as viewer:
        step = journeys.open_step(viewer, found)
    with (
        pytest.raises(DatabaseError, match="not yours to accept"),
        cast.as_member(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT wk_accept_step(%s, current_date)", [step.pk])
    with (
        pytest.raises(DatabaseError, match="not your step"),
        cast.as_somying(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE protection_step SET state = 'taken', verb = 'x', taken_at = now() WHERE id = %s",
            [step.pk],
        )
    with cast.as_charlie(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE protection_step SET state = 'open' WHERE journey_id = %s AND state = 'held'", [found.pk]
        )
        assert cursor.rowcount == 0


def test_the_lists_of_both_sides(cast: Any) -> None:
    file = opened(cast)
    found = sent(cast, file)
    with cast.as_charlie() as viewer:
        assert [row.journey.pk for row in journeys.came_in(viewer)] == [found.pk]
        assert journeys.came_in(viewer)[0].due is not None
        assert not journeys.sent_out(viewer)
    with cast.as_somying() as viewer:
        assert [row.journey.pk for row in journeys.sent_out(viewer)] == [found.pk]
        assert [row.journey.pk for row in journeys.of_case(viewer, file.pk)] == [found.pk]


def test_a_case_is_not_closed_while_another_office_is_at_work(cast: Any) -> None:
    file = opened(cast)
    found = sent(cast, file)
    with pytest.raises(NotNow, match="Another office"), cast.as_somying() as viewer:
        case.close(file, by=viewer, reason="withdrew")
    with cast.as_somying() as viewer:
        journey.withdraw(found, by=viewer, reason="not_needed")
        assert case.close(file, by=viewer, reason="withdrew").state == "closed"
