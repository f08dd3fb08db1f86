"""The look in a real browser: accessible, fits a telephone, whole without script, gone when it must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser

PAGES = ("/gallery/", "/gallery/?lists")


def speak(page: Any, language: str) -> None:
    """The reader's language, as the language buttons set it."""
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url_base}]
    )


def wait_until(page: Any, truth: str) -> None:
    """Asks again and again from outside: the policy forbids Playwright to evaluate text inside the page."""
    for _ in range(50):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    raise AssertionError(truth)


@pytest.fixture
def look(page: Any, live_server: Any) -> Any:
    """A page that remembers what the browser complained of."""
    page.url_base, page.complaints = live_server.url, []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in {"error", "warning"} else None)
    return page


@pytest.fixture
def desk(look: Any, db: Any) -> Any:
    """The same, signed in as a case worker."""
    from django.test import Client
    from tests.harness.people import make_member, make_office, sign_in

    office = make_office()
    client = sign_in(Client(), make_member(office, "case_worker"), office)
    for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE):
        look.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": look.url_base}])
    return look


@pytest.mark.parametrize("language", ["en", "th", "km"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", PAGES)
def test_the_gallery_is_accessible_and_fits(look: Any, path: str, width: int, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    speak(look, language)
    look.set_viewport_size({"width": width, "height": 900})
    look.goto(path)
    assert look.locator("html").get_attribute("lang") == language
    found = Axe().run(look).response["violations"]
    assert not found, [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]
    assert look.evaluate("document.documentElement.scrollWidth") <= width
    assert not look.complaints


@pytest.fixture
def bare(browser: Any, live_server: Any) -> Iterator[Any]:
    """A browser without script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def test_nothing_is_hidden_without_script(bare: Any) -> None:
    bare.goto("/gallery/")
    assert bare.get_by_text("First.", exact=True).is_visible()
    assert bare.get_by_text("Second.", exact=True).is_visible()
    assert bare.locator("#id_signature").is_visible()
    assert not bare.locator("canvas").is_visible()
    bare.get_by_text("Why we ask").click()
    assert bare.get_by_text("The answer decides whether").is_visible()


def test_tabs_and_none_of_these_with_script(look: Any) -> None:
    look.goto("/gallery/")
    assert not look.get_by_text("Second.", exact=True).is_visible()
    look.get_by_role("tab", name="Papers").click()
    assert look.get_by_text("Second.", exact=True).is_visible()
    look.get_by_label("Held by a debt").check()
    look.get_by_label("None of these").check()
    assert not look.get_by_label("Held by a debt").is_checked()


def test_a_drawn_signature_becomes_a_picture(look: Any) -> None:
    look.goto("/gallery/")
    pad = look.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    look.mouse.move(box["x"] + 40, box["y"] + 60)
    look.mouse.down()
    look.mouse.move(box["x"] + 200, box["y"] + 110, steps=8)
    look.mouse.up()
    wait_until(look, "document.querySelector('#id_signature').files.length === 1")
    kind, size = look.evaluate("(f => [f.type, f.size])(document.querySelector('#id_signature').files[0])")
    assert kind == "image/png"
    assert size > 500
    look.get_by_role("button", name="Clear and sign again").click()
    assert look.evaluate("document.querySelector('#id_signature').files.length") == 0


def test_a_draft_goes_to_the_server_without_the_form_key_and_stays_out_of_the_browser(look: Any) -> None:
    sent: list[str] = []

    def keep(route: Any) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    look.route("**/draft/", keep)
    look.clock.install()
    look.goto("/gallery/")
    look.get_by_label("Name as the person says it").fill("Kept Only There")
    look.clock.fast_forward(4000)
    look.get_by_text("Draft kept at").wait_for()
    assert len(sent) == 1
    assert "Kept Only There" in sent[0]
    assert "form_key" not in sent[0]
    assert "Kept" not in look.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a_draft_that_is_not_kept_says_so(look: Any) -> None:
    look.route("**/draft/", lambda route: route.fulfill(status=503))
    look.clock.install()
    look.goto("/gallery/")
    look.get_by_label("Name as the person says it").fill("x")
    look.clock.fast_forward(4000)
    look.get_by_text("This draft is not kept").wait_for()


def test_the_keys_and_how_to_switch_them_off(look: Any) -> None:
    look.goto("/gallery/")
    look.locator("h1").click()
    look.keyboard.press("/")
    assert look.evaluate("document.activeElement.matches('[data-search]')")
    look.keyboard.type("?")
    assert not look.locator("#wk-keys").is_visible()
    look.locator("h1").click()
    look.keyboard.press("?")
    assert look.locator("#wk-keys").is_visible()
    look.get_by_label("Switch off the single keys").check()
    look.keyboard.press("Escape")
    look.keyboard.press("?")
    assert not look.locator("#wk-keys").is_visible()


def test_paper_carries_the_content_and_never_the_menu(look: Any) -> None:
    look.goto("/gallery/")
    look.emulate_media(media="print")
    assert not look.locator("header").is_visible()
    assert not look.locator("footer").is_visible()
    assert not look.get_by_role("button", name="Save and go on").first.is_visible()
    assert look.get_by_text("Eight fields, with consent no. 2.").is_visible()


def test_leaving_quickly_shows_a_neutral_page_and_ends_the_session(desk: Any) -> None:
    desk.goto("/gallery/")
    desk.get_by_role("button", name="Leave quickly").click()
    desk.wait_for_url("**/away/")
    assert "ellknit" not in desk.title()
    desk.wait_for_timeout(500)  # the sign-out travels behind the neutral page
    desk.goto("/help/")
    assert "/account/sign-in/" in desk.url
    desk.go_back()
    assert desk.url.endswith("/away/")


def test_three_times_escape_leaves_as_well(desk: Any) -> None:
    desk.goto("/gallery/")
    for _ in range(3):
        desk.keyboard.press("Escape")
    desk.wait_for_url("**/away/")


def test_the_end_of_a_session_is_told_two_minutes_before(desk: Any) -> None:
    desk.clock.install()
    desk.goto("/gallery/")
    desk.clock.fast_forward((2700 - 121) * 1000)
    assert not desk.locator("#wk-session").is_visible()
    desk.clock.fast_forward(2000)
    assert desk.locator("#wk-session").is_visible()
    desk.get_by_role("button", name="Stay signed in").click()
    desk.locator("#wk-session").wait_for(state="hidden")
