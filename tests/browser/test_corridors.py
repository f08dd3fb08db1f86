"""Corridors in a real browser: a matrix on a desk, a list in a hand, and axe on both."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.test_between import looked_at
from tests.harness.people import make_member, make_office, seen_by, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_corridors_are_readable_on_a_desk_and_in_a_hand(page: Any, live_server: Any, db: Any) -> None:
    from django.conf import settings
    from django.test import Client

    office = make_office("ministry-returns", kind="ministry")
    client = sign_in(Client(), make_member(office, "focal_point", "Foc Invented"), office)
    page.context.add_cookies([
        {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
    ])  # fmt: skip
    for path, name in (("/corridors/", "corridors"), ("/corridors/th-mm/", "corridor")):
        page.goto(path)
        looked_at(page, name)


def test_papers_and_handbook(page: Any, live_server: Any, db: Any) -> None:
    from django.conf import settings
    from django.test import Client

    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    office = make_office("shelter-north")
    worker = make_member(office, "social_worker", "Somying Invented")
    with seen_by(worker, office) as viewer:
        who = Who(sex="female", name_native="မသီရိ", name_latin="Ma Thiri", nationality="MM", birth=None)
        held = case.open(who, case.Opening("18+", True), by=viewer)
    client = sign_in(Client(), worker, office)
    page.context.add_cookies([
        {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
    ])  # fmt: skip
    page.goto(f"/cases/{held.pk}/border/papers/")
    looked_at(page, "papers")
    page.get_by_role("link", name="Record of handover").first.click()
    looked_at(page, "paper-write")
    page.goto(f"/cases/{held.pk}/way-home/")
    looked_at(page, "way-home")
    page.get_by_label("Language of the person").select_option("my")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_load_state()
    looked_at(page, "way-home-look")
