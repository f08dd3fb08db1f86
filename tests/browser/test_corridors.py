"""Corridors in a real browser: a matrix on a desk, a list in a hand, and axe on both."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.test_between import looked_at
from tests.harness.people import make_member, make_office, sign_in

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
