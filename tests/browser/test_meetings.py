"""A meeting of two countries and a group return in a real browser, on a desk and in a hand, with axe on every page."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.browser.test_between import looked_at, press
from tests.harness.people import make_member, make_office, sign_in
from tests.unit.protection.crossing import crossing

from wellknit.commands.acting import as_role

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def stage(page: Any, live_server: Any, db: Any) -> Any:
    """A shelter with five matters at their handover (one late), and `page.become(who)`."""
    from django.conf import settings
    from django.test import Client

    shelter = make_office("shelter-north")
    cast = SimpleNamespace(shelter=shelter, somying=make_member(shelter, "social_worker", "Somying Invented"))
    boss = make_member(shelter, "supervisor", "Boss Invented")
    page.cast, cookies = cast, {}
    for who, user in (("somying", cast.somying), ("boss", boss)):
        client = sign_in(Client(), user, shelter)
        names = (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
        cookies[who] = [{"name": n, "value": client.cookies[n].value, "url": live_server.url} for n in names]

    def become(who: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies(cookies[who])

    page.become = become
    page.files = [_file(cast, n) for n in range(5)]
    for number, file in enumerate(page.files):
        crossing(cast, file=file, late=number == 0, late_by=30)
    crossing(cast, "trace", side="receiver", ours=False, file=_file(cast, 9))
    return page


def _file(cast: Any, number: int) -> Any:
    from tests.harness.people import seen_by

    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    with seen_by(cast.somying, cast.shelter) as viewer:
        who = Who(
            sex="female", name_native="မသီရိ", name_latin=f"Zzname{number}zz", nationality="MM", birth=None
        )
        return case.open(who, case.Opening("18+", True), by=viewer)


def day(days: int = 0) -> str:
    from django.utils import timezone

    return (timezone.localdate() + timedelta(days=days)).strftime("%d %m %Y CE")


def test_a_meeting_is_planned_held_and_agreed(stage: Any) -> None:
    page = stage
    page.become("boss")
    page.goto("/across/meetings/")
    looked_at(page, "meetings-empty")
    press(page, "Plan a meeting")
    looked_at(page, "meeting-plan")
    page.get_by_label("With which country").select_option(value="country:MM")
    page.get_by_label("Number").fill("23")
    page.locator("[name=place]").fill("Invented Town")
    page.get_by_label("First day").fill(day())
    press(page, "Plan it and draw its list")
    looked_at(page, "meeting-planned")
    assert "zz" not in page.locator("main").inner_text().lower().replace("zzz", "")
    press(page, "Write down who was there")
    looked_at(page, "meeting-there")
    page.locator("[name=side_0]").select_option(value="ours")
    page.locator("[name=office_0]").fill("Shelter North")
    page.locator("[name=side_1]").select_option(value="theirs")
    page.locator("[name=office_1]").fill("Department of Rehabilitation")
    press(page, "Write it down")
    page.get_by_role("link", name="Write down a decision").first.click()
    looked_at(page, "meeting-decide")
    page.get_by_label("What was decided").fill("The handover is put on a day.")
    page.get_by_label("Until when").fill(day(14))
    press(page, "Write it down")
    looked_at(page, "meeting-held")
    page.goto("/across/decided/")
    looked_at(page, "meeting-tasks")
    page.get_by_role("link", name="Say what came of it").first.click()
    looked_at(page, "meeting-task")
    page.get_by_label("In a sentence").fill("On Monday.")
    press(page, "Write it down")
    page.goto("/across/meetings/")
    looked_at(page, "meetings")
    page.locator(".wk-worklist__link").first.click()
    press(page, "Sealed sheets, one for each person")
    looked_at(page, "meeting-annex")
    page.get_by_role("link", name="Print this sheet").first.click()
    looked_at(page, "meeting-sheet")
    page.goto("/")
    looked_at(page, "home-decided")


def test_five_go_together(stage: Any) -> None:
    page = stage
    page.become("somying")
    page.goto("/across/groups/")
    looked_at(page, "groups-empty")
    press(page, "Plan a group return")
    looked_at(page, "group-plan")
    page.get_by_label("To which country").select_option(value="country:MM")
    page.get_by_label("Crossing", exact=True).fill("Myawaddy - Mae Sot")
    page.get_by_label("Day", exact=True).fill(day())
    page.get_by_label("Vehicle").fill("White bus")
    press(page, "Plan it")
    looked_at(page, "group-who")
    for box in page.locator("[name=journeys]").all():
        box.check()
    press(page, "They go with this group")
    press(page, "What differs")
    looked_at(page, "group-differs")
    page.locator("[name^=medicine_]").first.fill("Insulin, twice a day")
    press(page, "Save")
    looked_at(page, "group")
    press(page, "Print the sheets, one for each person")
    looked_at(page, "group-sheets")
    page.go_back()
    press(page, "Hand over at the crossing")
    looked_at(page, "group-handover")
    page.get_by_label("Who took over on the other side").fill("Zzreceiverzz")
    page.locator("[name^=why_]").first.select_option(value="does_not_want")
    page.get_by_label("Border closed, weather or fighting").check()
    press(page, "Hand them over")
    looked_at(page, "group-done")
    with as_role("owner"):
        from wellknit.protection.models import GroupReturn

        assert (GroupReturn.objects.get().state, GroupReturn.objects.get().persons) == ("handed_over", 4)


def test_visits_liaison_and_delays(stage: Any) -> None:
    page = stage
    page.become("boss")
    page.goto("/across/visits/")
    press(page, "A visit")
    looked_at(page, "visit-plan")
    page.get_by_label("Which country").select_option(value="country:MM")
    page.get_by_label("Their workers come here").check()
    page.get_by_label("Day", exact=True).fill(day())
    page.get_by_label("Which shelter").fill("House One")
    page.locator("[name=office_0]").fill("Department of Rehabilitation")
    page.locator("[name=cases]").first.check()
    press(page, "Write it down")
    page.get_by_role("link", name="Write down what was said").first.click()
    looked_at(page, "visit-met")
    page.get_by_label("Alone", exact=True).check()
    page.get_by_label("What came of it").select_option(value="undecided")
    press(page, "Save")
    looked_at(page, "visit")
    page.goto("/across/visits/")
    looked_at(page, "visits")
    page.goto("/across/liaison/")
    looked_at(page, "liaison")
    from tests.unit.protection.test_delays import taken

    for days in (1, 2, 3, 8):
        taken(SimpleNamespace(**vars(page.cast), as_somying=None), days, files=[_file(page.cast, days)])
    page.goto("/across/delays/")
    looked_at(page, "delays")
