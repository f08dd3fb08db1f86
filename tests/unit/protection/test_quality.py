"""Incidents, complaints, file audits, conferences: what goes outside, who may not judge, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.lib.moves import IllegalMove
from wellknit.platform.access.models import Notice
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.actions import quality, reviewing
from wellknit.protection.actions.quality import Said
from wellknit.protection.actions.reviewing import Minutes
from wellknit.protection.models import Complaint, ConferenceDecision, Incident


def today() -> Any:
    return timezone.localdate()


class House:
    """The shelter's staff beside the cast, and an inspector from outside."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.manager_user = make_member(cast.shelter, "shelter_manager", "Mana Invented")
        self.supervisor_user = make_member(cast.shelter, "supervisor", "Sup Invented")
        self.outside = make_office("inspection", kind="ministry")
        self.inspector_user = make_member(self.outside, "place_inspector", "Vis Invented")

    def manager(self) -> Any:
        return seen_by(self.manager_user, self.cast.shelter)

    def supervisor(self) -> Any:
        return seen_by(self.supervisor_user, self.cast.shelter)

    def inspector(self) -> Any:
        return seen_by(self.inspector_user, self.outside)


@pytest.fixture
def house(cast: Any) -> House:
    return House(cast)


def report(viewer: Any, **more: Any) -> Incident:
    given = {"kind": "accident", "severity": "minor", "what": "fell on the stairs", "on": today(), **more}
    return quality.report_incident(by=viewer, **given)


def told_outside(house: House) -> list[str]:
    with as_role("owner"):
        return list(Notice.objects.filter(office_id=house.outside.pk).values_list("kind", flat=True))


def test_an_incident_is_handled_by_one_and_closed_by_another(house: House) -> None:
    with house.cast.as_somying() as viewer:
        made = report(viewer)
    assert told_outside(house) == []
    with house.supervisor() as viewer:
        with pytest.raises(IllegalMove):
            quality.turn_incident(made, "close", by=viewer)
        mine = quality.handle_incident(made, by=viewer, done="a handrail was put up")
        with pytest.raises(NotNow, match="yourself"):
            quality.turn_incident(mine, "close", by=viewer)
        quality.turn_incident(mine, "reopen", by=viewer)
    with house.manager() as viewer:
        quality.handle_incident(made, by=viewer, done="handrail and a lamp")
    with house.supervisor() as viewer:
        assert quality.turn_incident(made, "close", by=viewer).state == "closed"


@pytest.mark.parametrize("more", [{"kind": "violence_staff"}, {"kind": "restraint"}, {"severity": "serious"}])
def test_what_must_not_stay_inside_goes_outside(house: House, more: dict[str, str]) -> None:
    with house.cast.as_somying() as viewer:
        made = report(viewer, **more)
    assert told_outside(house) == ["incident"]
    with house.inspector():
        assert Incident.objects.get().pk == made.pk
    with house.cast.as_charlie():
        assert Incident.objects.count() == 0


def test_an_incident_of_tomorrow_and_one_without_words(house: House) -> None:
    with house.cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="future"):
            report(viewer, on=today() + timedelta(1))
        with pytest.raises(NotValid, match="what happened"):
            report(viewer, what="  ")


def said(**more: Any) -> Said:
    given = {"giver": "person", "subject": "food_house", "words": "no rice", "received_on": today(), **more}
    return Said(**given)


def test_a_complaint_is_answered_and_closed_or_taken_up_again(house: House) -> None:
    with house.cast.as_somying() as viewer:
        made = quality.receive_complaint(said(), by=viewer)
        with pytest.raises(NotYou):
            quality.answer_complaint(made, by=viewer, answer="there is", result="explained")
    with house.manager() as viewer:
        made = quality.answer_complaint(made, by=viewer, answer="there is now", result="put_right")
        again = quality.turn_complaint(made, "not_content", by=viewer)
        assert (again.state, again.outside) == ("received", True)
    assert told_outside(house) == ["complaint"]


def test_whom_it_is_about_neither_reads_nor_answers_nor_writes_it(house: House) -> None:
    about = house.manager_user.pk
    with house.cast.as_somying() as viewer:
        made = quality.receive_complaint(said(subject="staff", about_id=about), by=viewer)
    with house.manager() as viewer:
        assert Complaint.objects.count() == 0
        with pytest.raises(NotNow, match="about you"):
            quality.receive_complaint(said(about_id=about), by=viewer)
    with house.supervisor() as viewer:
        quality.answer_complaint(made, by=viewer, answer="we talked to her", result="passed_on")
    assert told_outside(house) == ["complaint"]


def test_an_anonymous_complaint_stands_in_no_file(house: House) -> None:
    file = opened(house.cast)
    with house.cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="anonymous"):
            quality.receive_complaint(said(giver="anonymous", case=file), by=viewer)
        assert quality.receive_complaint(said(giver="anonymous"), by=viewer).case_id is None


def test_a_complaint_is_read_by_who_wrote_it_down_and_who_handles(house: House) -> None:
    with house.cast.as_somying() as viewer:
        quality.receive_complaint(said(), by=viewer)
        assert Complaint.objects.count() == 1
    with house.cast.as_chair():
        assert Complaint.objects.count() == 0
    with house.manager():
        assert Complaint.objects.count() == 1


def test_a_sample_is_drawn_by_lot_and_can_be_drawn_again(house: House) -> None:
    files = [opened(house.cast) for _ in range(5)]
    with house.supervisor() as viewer:
        first = reviewing.draw(3, by=viewer, seed="lot")
        again = reviewing.draw(3, by=viewer, seed="lot")
        assert {f.case_id for f in first.files.all()} == {f.case_id for f in again.files.all()}
        assert first.drawn_from == len(files) and first.files.count() == 3
        with pytest.raises(NotNow, match="3 files"):
            reviewing.finish_audit(first, by=viewer)
        for file in first.files.all():
            reviewing.look_at(file, {"explained": "yes", "risk": "no"}, by=viewer, remarks="late by a week")
        done = reviewing.finish_audit(first, by=viewer, summary="risk is looked at late")
        assert done.state == "finished"
        with pytest.raises(NotNow, match="finished"):
            reviewing.look_at(first.files.first(), {"explained": "yes"}, by=viewer)


def test_nobody_audits_what_she_carries(house: House) -> None:
    file = opened(house.cast)
    with as_role("owner"):
        file.worker_id = house.supervisor_user.pk
        file.save()
    with house.supervisor() as viewer, pytest.raises(NotNow, match="no file"):
        reviewing.draw(3, by=viewer)


@pytest.mark.parametrize("size", [0, 51])
def test_samples_that_are_none(house: House, size: int) -> None:
    opened(house.cast)
    with house.supervisor() as viewer, pytest.raises(NotValid, match="between 1 and 50"):
        reviewing.draw(size, by=viewer)


def test_a_social_worker_draws_no_sample(house: House) -> None:
    opened(house.cast)
    with house.cast.as_somying() as viewer, pytest.raises(NotYou):
        reviewing.draw(1, by=viewer)


def minutes(**more: Any) -> Minutes:
    given = {
        "kind": "planning",
        "on": today(),
        "person_there": "in_person",
        "discussed": "the plan",
        "present": ("shelter",),
    }
    return Minutes(**{**given, **more})


def test_a_conference_without_the_person_says_why(house: House) -> None:
    file = opened(house.cast)
    with house.cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="was not there"):
            reviewing.hold(file, minutes(person_there="not_possible"), by=viewer)
        held = reviewing.hold(
            file,
            minutes(decisions=[("apply for papers", house.cast.shelter, today()), (" ", None, None)]),
            by=viewer,
        )
        wanted = held.decisions.get()
        reviewing.done(wanted, by=viewer)
        with pytest.raises(NotNow):
            reviewing.done(wanted, by=viewer)
    with house.cast.as_charlie():
        assert ConferenceDecision.objects.count() == 0
