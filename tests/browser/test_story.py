"""The thin story in a real browser: with script and without, wide and narrow, accessible on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.harness.chairs import chairs

pytestmark = pytest.mark.browser


@pytest.fixture
def people(db: Any) -> dict[str, Any]:
    """Who plays: a border post, a shelter, a team."""
    from tests.harness.people import make_member, make_office

    border = make_office("border-east", kind="border_guard", may_detain=True, province="East")
    shelter = make_office("shelter-east", province="East")
    team = make_office("mdt-centre", kind="mdt")
    return {
        "nok": (make_member(border, "first_responder", "Nok Invented"), border),
        "mali": (make_member(shelter, "social_worker", "Mali Invented"), shelter),
        "police": (make_member(team, "mdt_member", "Prasit Invented"), team),
        "social_worker": (make_member(team, "mdt_member", "Wan Invented"), team),
        "lawyer": (make_member(team, "mdt_chair", "Ratri Invented"), team),
    }


@pytest.fixture(params=["with script", "without script"])
def sit(
    request: Any, browser: Any, live_server: Any, people: dict[str, Any]
) -> Iterator[Callable[[str], Any]]:
    """sit("mali") -> her page. Without script the same story must go through to its end."""
    scripted = request.param == "with script"
    with chairs(browser, live_server.url) as sit:
        yield lambda who: sit(*people[who], scripted=scripted, locale="en-GB")


def press(page: Any, text: str) -> None:
    """A button or a link that looks like one, and what it leads to; each page is looked at."""
    page.locator(f"main button:has-text('{text}'), main a:has-text('{text}')").first.click()
    page.wait_for_load_state()
    whole(page)


def whole(page: Any) -> None:
    """No violation that axe finds, and nothing wider than the screen."""
    if not page.scripted:
        return
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not found, (page.url, [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url


def tick(page: Any, name: str, value: str) -> None:
    """A radio button or a box, by what it sends."""
    page.locator(f"main input[name='{name}'][value='{value}']").check(force=True)


def screen(page: Any) -> str:
    """First contact to the referral; gives its code."""
    page.goto("/")
    whole(page)
    press(page, "Screen somebody")
    page.select_option("main [name=language]", "my")
    press(page, "Begin")
    tick(page, "q_danger", "no")
    press(page, "Save and go on")
    page.fill("[name=age_years]", "24")
    for group in ("age", "journey", "pressure"):
        assert f"/part/{group}/" in page.url
        press(page, "Save and go on")
    tick(page, "q_forced_work", "yes")
    for _ in range(3):
        press(page, "Save and go on")
    tick(page, "sex", "female")
    page.fill("[name=name_latin]", "Khin Invented")
    press(page, "Save and go on")
    press(page, "See what follows")
    press(page, "Choose who will receive")
    page.locator("label:has-text('Shelter East')").click()
    press(page, "Go on")
    tick(page, "agrees", "yes")
    press(page, "Save the answer")
    return str(page.locator(".wk-panel__code").inner_text())


def take_on(page: Any, code: str) -> str:
    """Accepted, looked for, opened; gives the address of the file."""
    page.goto("/")
    whole(page)
    press(page, code)
    press(page, "Take the person on")
    press(page, "Take the person on")
    press(page, "Next:")
    press(page, "Open a new case")
    tick(page, "age_band", "18+")
    press(page, "Open the case")
    return str(page.url)


def test_the_story(sit: Callable[[str], Any]) -> None:
    code = screen(sit("nok"))
    mali = sit("mali")
    file = take_on(mali, code)
    press(mali, "Record a place")
    mali.select_option("[name=kind]", "shelter")
    mali.select_option("[name=legal_basis]", "own_choice")
    mali.select_option("[name=source]", "facility_record")
    tick(mali, "voluntary", "yes")
    press(mali, "Record")
    mali.goto(file)
    press(mali, "Who can read this")
    press(mali, "Let an office in")
    mali.select_option("[name=office]", label="Mdt Centre")
    tick(mali, "basis", "identification")
    tick(mali, "ground", "legal_duty")
    mali.fill("[name=reason]", "A team identifies, says the law.")
    press(mali, "Let it in")
    press(mali, "Identification")
    press(mali, "Begin the identification")
    press(mali, "Begin")
    for kind in ("police", "social_worker", "lawyer"):
        member = sit(kind)
        member.goto(file + "identification/")
        whole(member)
        press(member, "Give your opinion")
        tick(member, "member_kind", kind)
        tick(member, "view", "recognised")
        for name, found in (("acts", "recruitment"), ("means", "deception"), ("purposes", "forced_labour")):
            tick(member, name, found)
        member.fill("[name=reasons]", "As she told it.")
        press(member, "Give this opinion")
    press(member, "Record the decision")
    tick(member, "result", "recognised")
    for name, found in (("acts", "recruitment"), ("means", "deception"), ("purposes", "forced_labour")):
        tick(member, name, found)
    member.fill("[name=reasons]", "Three members agree.")
    press(member, "Record the decision")
    assert member.locator("main .govuk-tag, main [class*='wk-tag']").filter(has_text="Recognised").count()
    mali.goto("/cases/")
    whole(mali)
    mali.locator("details.wk-filters summary").click()
    mali.select_option("[name=identification]", "recognised")
    mali.locator("button:has-text('Apply filters')").click()
    mali.wait_for_url("**identification=recognised**")
    assert mali.locator("#worklist .wk-worklist tbody tr").count() == 1
    assert mali.locator("h1").count() == 1, "Script replaces the list, not the page"
    mali.goto(file + "summary/")
    whole(mali)
    assert "Khin" not in mali.locator("main").inner_text()


def test_two_people_edit_one_file(sit: Callable[[str], Any]) -> None:
    first = sit("mali")
    file = take_on(first, screen(sit("nok")))
    second = sit("mali")
    for page in (first, second):
        page.goto(file + "person/")
    first.fill("[name=name_latin]", "Khin First")
    press(first, "Save")
    second.fill("[name=name_latin]", "Khin Second")
    press(second, "Save")
    text = second.locator("main").inner_text()
    assert "Khin First" in text and "Khin Second" in text
    tick(second, "keep_name_latin", "theirs")
    press(second, "Save this choice")
    assert second.url == file
