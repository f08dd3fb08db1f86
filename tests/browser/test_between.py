"""From one office to another in a real browser, by everybody concerned, with axe on every page on the way."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.harness.people import make_member, make_office, seen_by, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = {
    "somying": ("social_worker", "Somying Invented", "shelter-north"),
    "boss": ("supervisor", "Boss Invented", "shelter-north"),
    "charlie": ("social_worker", "Charlie Outsider", "shelter-south"),
    "adam": ("office_administrator", "Adam Invented", "shelter-north"),
}


@pytest.fixture
def stage(page: Any, live_server: Any, db: Any) -> Any:
    """Two shelters, a case whose person has agreed, and `page.become(who)`."""
    from django.test import Client
    from django.utils import timezone

    from wellknit.protection.actions import case, consent
    from wellknit.protection.actions.person import Who
    from wellknit.protection.recipients import office_key

    offices = {code: make_office(code) for code in ("shelter-north", "shelter-south")}
    users = {who: make_member(offices[office], role, name) for who, (role, name, office) in PEOPLE.items()}
    with seen_by(users["somying"], offices["shelter-north"]) as viewer:
        who = Who(sex="female", name_native="မသီရိ", name_latin="Ma Thiri", nationality="MM", birth=None)
        page.file = case.open(who, case.Opening("18+", True), by=viewer)
        today = timezone.localdate()
        everything = ("basic", "identity", "contact", "place_of_stay", "story", "status", "plan", "documents")
        given = consent.Answer(
            purpose="referral", recipient=office_key(offices["shelter-south"].pk), scope=everything, given_on=today,
            language="my", manner="signed", expires_on=today + timedelta(days=90),
        )  # fmt: skip
        consent.write(page.file, given, by=viewer)
    cookies = {}
    for who, (_role, _name, office) in PEOPLE.items():
        client = sign_in(Client(), users[who], offices[office])
        cookies[who] = {
            name: client.cookies[name].value
            for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
        }

    def become(who: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies[who].items()]
        )

    page.become, page.base = become, live_server.url
    return page


def looked_at(page: Any, name: str) -> None:
    """No rule broken, nothing beside a telephone's screen; pictures where somebody wants to see them."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    folder = os.environ.get("PICTURES", "")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if width == 360:
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, f"{page.url} is {wide} pixels wide on a telephone"
        if folder:
            language = page.locator("html").get_attribute("lang")
            page.screenshot(path=str(Path(folder) / f"{name}-{language}-{width}.png"), full_page=True)


def press(page: Any, text: str) -> None:
    page.get_by_role("button", name=text, exact=True).or_(
        page.get_by_role("link", name=text, exact=True)
    ).first.click()
    page.wait_for_load_state()


def test_asked_answered_reported_done(stage: Any) -> None:
    page = stage
    page.become("somying")
    page.goto(f"/cases/{page.file.pk}/between/")
    looked_at(page, "of-case-empty")
    press(page, "Ask another office")
    looked_at(page, "ask")
    page.get_by_label("Office", exact=True).select_option(label="Shelter South")
    page.get_by_label("One service", exact=True).check()
    page.get_by_label("What the other office should know before it answers").fill("She asks about her wages.")
    press(page, "Send")
    looked_at(page, "of-case")
    page.become("charlie")
    page.goto("/between/")
    looked_at(page, "both-ways")
    page.locator(".wk-worklist__link").first.click()
    looked_at(page, "preview")
    assert "Ma Thiri" not in page.content()
    press(page, "Accept")
    looked_at(page, "accept")
    press(page, "Accept")
    assert "Ma Thiri" in page.content()
    looked_at(page, "accepted")
    press(page, "Report back")
    page.get_by_label("Your message").fill("The claim has been made.")
    press(page, "Report back")
    page.become("somying")
    page.goto("/between/")
    page.locator(".wk-worklist__link").first.click()
    assert "The claim has been made." in page.content()
    press(page, "It is done")
    press(page, "It is done")
    looked_at(page, "done")
    page.goto(f"/cases/{page.file.pk}/")
    assert "Accepted by Shelter South" in page.content()


def test_a_supervisor_agrees_and_watches(stage: Any) -> None:
    page = stage
    page.become("somying")
    page.goto(f"/cases/{page.file.pk}/between/ask/")
    page.get_by_label("Office", exact=True).select_option(label="Shelter South")
    page.get_by_label("The whole case", exact=True).check()
    page.get_by_label("Why the whole case").fill("She moves south.")
    press(page, "Send")
    page.become("boss")
    page.goto("/")
    looked_at(page, "home-supervisor")
    page.goto("/oversight/")
    looked_at(page, "oversight")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "th", "url": page.base}])
    page.goto("/oversight/")
    looked_at(page, "oversight")
    page.goto("/between/")
    looked_at(page, "both-ways")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": page.base}])
    page.goto("/oversight/")
    press(page, "Hand the whole case to another office")
    looked_at(page, "decide")
    page.get_by_label("I agree: do it now").check()
    press(page, "Record")
    page.become("charlie")
    page.goto("/between/")
    assert "The whole case" in page.content()


def test_a_key_for_the_offices_own_system(stage: Any) -> None:
    page = stage
    page.become("adam")
    page.goto("/systems/")
    looked_at(page, "systems")
    press(page, "Make a key")
    looked_at(page, "new-key")
    page.get_by_label("What it is for").fill("desk system")
    page.get_by_label("Send screenings in").check()
    press(page, "Make the key")
    assert page.get_by_label("Copy this into the other system").input_value().startswith("wk_")
    looked_at(page, "key")
