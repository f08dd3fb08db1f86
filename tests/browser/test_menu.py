"""The bar of somebody with a long menu stays one line; the rest opens under More, also without script."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _signed_in(page: Any, live_server: Any, role: str, language: str = "en") -> Any:
    from django.conf import settings
    from django.test import Client
    from tests.harness.people import make_member, make_office, sign_in

    from wellknit.platform.identity.models import Office

    office = Office.objects.filter(code="shelter-north").first() or make_office("shelter-north")
    client = sign_in(Client(), make_member(office, role, f"{role.title()} Invented"), office)
    page.context.add_cookies([
        *({"name": name, "value": client.cookies[name].value, "url": live_server.url}
          for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)),
        {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url},
    ])  # fmt: skip
    page.goto("/")
    return page


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("role", ["supervisor", "social_worker", "shelter_manager"])
def test_one_line_and_more(page: Any, live_server: Any, db: Any, role: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    _signed_in(page, live_server, role, language)
    bar = page.locator(".wk-nav")
    assert bar.bounding_box()["height"] < 60, "one line"
    more = bar.locator("summary")
    more.click()
    entries = bar.locator(".wk-more__sheet a")
    assert entries.count() >= 3 and entries.first.is_visible()
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"menu-{role}-{language}.png"))
    where = entries.first.get_attribute("href")
    entries.first.click()
    page.wait_for_url(f"**{where}")
    assert bar.locator("summary").get_attribute("aria-current") == "true", "one sees that one is in there"
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/")
    page.locator(".wk-menu > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".wk-menu .wk-nav__link").count() == bar.locator(".wk-nav__link").count() - 1
    if folder:
        page.screenshot(path=str(Path(folder) / f"menu-{role}-{language}-360.png"))
