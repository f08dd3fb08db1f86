"""Meetings of two countries about cases: the list is drawn, decisions become somebody's work, minutes name nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened
from tests.unit.protection.crossing import PARTNER, crossing, supervisor

from wellknit.commands.acting import as_role, connect_as
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.actions import meeting as verbs
from wellknit.protection.models import CaseMeeting, Clock, Journey, MeetingDecision, MeetingItem, WorklistRow
from wellknit.protection.partner_matters import matters
from wellknit.protection.tasks import for_meeting, list_for_meeting

TODAY = timezone.localdate
PEOPLE = [
    {"side": "ours", "office": "Shelter North", "role": "Head", "name": "Zzofficialzz"},
    {"side": "theirs", "office": "Department of Rehabilitation", "role": "Director", "name": "Zzdirectorzz"},
]


def planned(viewer: Any, **more: Any) -> CaseMeeting:
    given = {
        "partner": PARTNER,
        "kind": "case_management",
        "starts_on": TODAY(),
        "host": "TH",
        "number": 23,
        **more,
    }
    return verbs.plan(verbs.Plan(**given), by=viewer)


def held(viewer: Any, **more: Any) -> CaseMeeting:
    found = verbs.draw(planned(viewer, **more), by=viewer)
    return verbs.hold(found, by=viewer, participants=PEOPLE, remarks="The form of request.")


def soon(days: int = 14) -> date:
    return TODAY() + timedelta(days=days)


def test_the_list_is_drawn_from_what_waits_and_is_late(cast: Any) -> None:
    late, pending = crossing(cast, late=True), crossing(cast, ours=False, side="receiver")
    elsewhere = make_office("ministry", kind="ministry")
    with supervisor(cast, office=elsewhere) as viewer:
        found = verbs.draw(planned(viewer), by=viewer)
        rows = {i.journey_id: i for i in found.items.all()}
        assert {rows[late.pk].why, rows[pending.pk].why} == {"late", "pending"}
        assert (rows[late.pk].ours, rows[pending.pk].ours) == (True, False)
        assert rows[late.pk].case_code.startswith("TH-") or rows[late.pk].case_code
        assert rows[late.pk].office_id == cast.shelter.pk
    with as_role("owner"):
        late.state, late.ended_at = "done", timezone.now()
        late.save()
    with seen_by(make_member(elsewhere, "supervisor", "Two"), elsewhere) as viewer:
        again = verbs.draw(CaseMeeting.objects.get(pk=found.pk), by=viewer)
        assert {i.state for i in again.items.filter(journey=late)} == {"taken_off"}, (
            "what ended goes off the list"
        )


def test_what_is_late_for_long_stands_on_the_list_of_the_next_meeting(cast: Any) -> None:
    found = crossing(cast, late=True, late_by=30)
    crossing(cast, late=True, late_by=3)
    connect_as("worker")
    assert for_meeting()["border-handover"] == 20
    assert [list_for_meeting(), list_for_meeting()] == [1, 0], "once"
    with supervisor(cast) as viewer:
        waiting = list(MeetingItem.objects.filter(meeting=None))
        assert [(i.why, i.journey_id) for i in waiting] == [("escalated", found.pk)]
        meeting = verbs.draw(planned(viewer), by=viewer)
        assert {(i.why, i.journey_id == found.pk) for i in meeting.items.all()} == {
            ("escalated", True),
            ("late", False),
        }
    assert list_for_meeting() == 0, "it stands on a meeting already"


def test_a_decision_becomes_somebodys_work_with_a_clock(cast: Any) -> None:
    crossing(cast)
    with supervisor(cast) as viewer:
        meeting = held(viewer)
        item = meeting.items.get()
        mine = verbs.decide(
            meeting, verbs.Decided("Send the assessment again.", True, soon(), owner=cast.shelter, owner_role="social_worker"),
            by=viewer, item=item,
        )  # fmt: skip
        theirs = verbs.decide(
            meeting, verbs.Decided("Visit the family.", False, soon(30), owner_words="Department of Rehabilitation"),
            by=viewer, item=item,
        )  # fmt: skip
        assert (mine.number, theirs.number, theirs.clock_id) == (1, 2, None)
        clock = Clock.objects.get(pk=mine.clock_id)
        assert timezone.localtime(clock.due_at).date() == soon()
        assert WorklistRow.objects.get(case_id=item.case_id, office_id=cast.shelter.pk).next_due is not None
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="what came of it"):
        verbs.finish(MeetingDecision.objects.get(pk=mine.pk), "done", by=viewer, words=" ")
    with cast.as_somying() as viewer:
        done = verbs.finish(
            MeetingDecision.objects.get(pk=mine.pk), "done", by=viewer, words="Sent on Monday."
        )
        assert (done.state, Clock.objects.get(pk=mine.clock_id).outcome) == ("done", "met")
        with pytest.raises(NotNow):
            verbs.finish(done, "done", by=viewer, words="Twice.")
    elsewhere = make_office("ministry", kind="ministry")
    with supervisor(cast, office=elsewhere) as viewer:
        assert not MeetingDecision.objects.filter(pk=theirs.pk).exists(), (
            "its text is for who keeps, owns or carries"
        )


def test_the_clock_of_a_decision_runs_where_the_work_is(cast: Any) -> None:
    crossing(cast)
    ministry = make_office("ministry", kind="ministry")
    with supervisor(cast, office=ministry) as viewer:
        meeting = held(viewer)
        made = verbs.decide(
            meeting,
            verbs.Decided("Ask her again.", True, soon(), owner=cast.shelter),
            by=viewer,
            item=meeting.items.get(),
        )
        with pytest.raises(NotYou):
            verbs.finish(made, "done", by=viewer, words="Not mine to say.")
    with as_role("owner"):
        assert Clock.objects.get(pk=made.clock_id).office_id == cast.shelter.pk
    with cast.as_somying() as viewer:
        verbs.finish(
            MeetingDecision.objects.get(pk=made.pk), "not_needed", by=viewer, words="She decided otherwise."
        )
        assert Clock.objects.get(pk=made.clock_id).outcome == "cancelled"


def test_what_names_the_person_is_written_again(cast: Any) -> None:
    crossing(cast)
    with supervisor(cast) as viewer:
        meeting = held(viewer)
        with pytest.raises(NotValid, match="names the person"):
            verbs.decide(
                meeting, verbs.Decided("Ask Ma Thiri again.", True, soon(), owner=cast.shelter), by=viewer,
                item=meeting.items.get(),
            )  # fmt: skip
        with pytest.raises(NotValid, match="names the person"):
            # Whoever is on the list is named in no decision, also not in one about the work itself.
            verbs.decide(
                meeting, verbs.Decided("As for Ma Thiri.", True, soon(), owner=cast.shelter), by=viewer
            )
        with pytest.raises(NotValid, match="Which office"):
            verbs.decide(meeting, verbs.Decided("Ask again.", True, soon()), by=viewer)
        with pytest.raises(NotValid, match="past"):
            verbs.decide(meeting, verbs.Decided("Ask.", True, soon(-1), owner=cast.shelter), by=viewer)


@pytest.mark.parametrize(
    "text", ["Ask Ma Thiri again.", "Ask THIRI.", "As ▇▇▇ said, Ma Thiri waits.", "နေမသီရိကို"]
)
def test_who_reaches_no_file_names_nobody_either(cast: Any, text: str) -> None:
    crossing(cast)
    ministry = make_office("ministry", kind="ministry")
    with supervisor(cast, office=ministry) as viewer:
        assert not Journey.objects.exists()
        meeting = held(viewer, place="Chiang Invented")
        with pytest.raises(NotValid, match="names the person") as refused:
            verbs.decide(meeting, verbs.Decided(text, False, soon(), owner_words="Department"), by=viewer)
        assert set(refused.value.errors) == {"text"}
        for people, remarks in (
            ([{**PEOPLE[0], "office": text}], ""),
            ([{**PEOPLE[0], "role": text}], ""),
            (PEOPLE, text),
        ):
            with pytest.raises(NotValid, match="names the person"):
                verbs.hold(meeting, by=viewer, participants=people, remarks=remarks)
        with pytest.raises(NotValid, match="names the person"):
            verbs.decide(meeting, verbs.Decided("Go on.", False, soon(), owner_words=text), by=viewer)
        for more in ({"place": text}, {"liaison_office": text}):
            with pytest.raises(NotValid, match="names the person"):
                planned(viewer, **more)
        theirs = verbs.decide(
            meeting, verbs.Decided("Go on.", False, soon(), owner_words="Department"), by=viewer
        )
        with pytest.raises(NotValid, match="names the person"):
            verbs.finish(theirs, "done", by=viewer, words=text)
        verbs.hold(meeting, by=viewer, participants=[{**PEOPLE[0], "name": "Thiri"}], remarks="Theory again.")


def test_a_colleagues_case_and_what_the_partner_told_are_named_nowhere(cast: Any) -> None:
    found, told = crossing(cast), crossing(cast)
    with as_role("owner"):
        step = told.steps.get()
        step.disclosed = {"name_latin": "Zzaung Zzwin Zzkyaw"}
        step.save()
    with cast.as_somying() as viewer:
        for words in ("Ma Thiri moved", "Zzwin Zzaung moved", "Zzaung Zzwin Zzkyaw"):
            with pytest.raises(NotValid, match="names the person"):
                verbs.list_case(found, by=viewer, words=words)
        assert verbs.list_case(found, by=viewer, words="What Zzwin said.").words == "What Zzwin said."


def test_what_was_not_talked_about_waits_for_the_next_meeting(cast: Any) -> None:
    one, two = crossing(cast), crossing(cast, late=True)
    with supervisor(cast) as viewer:
        meeting = held(viewer)
        verbs.decide(
            meeting,
            verbs.Decided("Go on.", True, soon(), owner=cast.shelter),
            by=viewer,
            item=meeting.items.get(journey=one),
        )
        agreed = verbs.agree(meeting, by=viewer, on=TODAY())
        assert agreed.state == "agreed"
        assert {i.journey_id: i.state for i in agreed.items.all()} == {one.pk: "treated", two.pk: "next_time"}
        assert [i.journey_id for i in MeetingItem.objects.filter(meeting=None, state="listed")] == [two.pk]
        with pytest.raises(NotNow, match="agreed"):
            verbs.decide(agreed, verbs.Decided("Late.", True, soon(), owner=cast.shelter), by=viewer)
        following = verbs.draw(planned(viewer, number=24), by=viewer)
        assert {i.journey_id for i in following.items.all()} == {one.pk, two.pk}


def test_who_may_plan_and_who_may_put_on_the_list(cast: Any) -> None:
    found = crossing(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotYou):
            planned(viewer)
        item = verbs.list_case(found, by=viewer, words="The family moved.")
        assert (item.why, item.words) == ("by_hand", "The family moved.")
        with pytest.raises(NotNow, match="already"):
            verbs.list_case(found, by=viewer, words="Again.")
        with pytest.raises(NotValid, match="names the person"):
            verbs.list_case(found, by=viewer, words="မသီရိ moved")
    with supervisor(cast) as viewer:
        with pytest.raises(NotValid, match="partner"):
            planned(viewer, partner="country:TH")
        with pytest.raises(NotNow, match="not begun"):
            verbs.hold(planned(viewer, starts_on=soon()), by=viewer, participants=PEOPLE)
        meeting = verbs.draw(planned(viewer), by=viewer)
        assert meeting.items.get().words == "The family moved."
        cancelled = verbs.cancel(meeting, by=viewer)
        assert MeetingItem.objects.get(meeting=None).words == "The family moved."
        assert cancelled.state == "cancelled"


def test_who_only_reads_of_meetings_sees_the_own_offices_matters(cast: Any) -> None:
    found = crossing(cast)
    with cast.as_somying():
        assert [m.journey_id for m in matters(PARTNER)] == [found.pk]
    with cast.as_charlie():
        assert matters(PARTNER) == []
    with supervisor(cast, office=cast.elsewhere):
        (seen,) = matters(PARTNER)
        assert (seen.journey_id, seen.corridor) == (found.pk, "TH-MM"), "by code: the file itself stays shut"
        assert not Journey.objects.exists()
    with cast.as_nok(), pytest.raises(DatabaseError, match="not yours"):
        matters(PARTNER)


def test_another_country_on_the_same_node_sees_no_meeting(cast: Any) -> None:
    crossing(cast)
    with supervisor(cast) as viewer:
        held(viewer)
    embassy = make_office("embassy", kind="embassy", jurisdiction="MM")
    with supervisor(cast, office=embassy):
        assert not CaseMeeting.objects.exists()
        assert not MeetingItem.objects.exists()


def test_lines_of_a_meeting_are_erased_with_the_case(cast: Any) -> None:
    from wellknit.protection.erasing import erase_case

    file = opened(cast)
    crossing(cast, file=file)
    with supervisor(cast) as viewer:
        meeting = held(viewer)
        verbs.decide(
            meeting,
            verbs.Decided("Go on.", True, soon(), owner=cast.shelter),
            by=viewer,
            item=meeting.items.get(),
        )
    with as_role("owner"), transaction.atomic():
        erase_case(file.pk, "delete")
    with as_role("owner"):
        assert not MeetingItem.objects.exists()
        assert not MeetingDecision.objects.exists()
        assert CaseMeeting.objects.exists()
