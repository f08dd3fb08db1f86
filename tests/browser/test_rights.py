"""Rights, consent and papers in a real browser, by different roles, with and without script, wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_story import whole
from tests.harness.chairs import chairs
from tests.unit.protection.papers import jpeg, png

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def story(db: Any) -> dict[str, Any]:
    """A shelter with a social worker, its manager, an auditor elsewhere, and a case of a woman from abroad."""
    from tests.harness.people import make_member, make_office, seen_by

    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    shelter, clinic = make_office("shelter-east"), make_office("legal-aid", kind="ngo")
    mali = make_member(shelter, "social_worker", "Mali Invented")
    chief = make_member(shelter, "shelter_manager", "Somsri Invented")
    audit = make_member(clinic, "auditor", "Udom Invented")
    with seen_by(mali, shelter) as viewer:
        who = Who(sex="female", name_native="မသီရိ", name_latin="Ma Thiri", nationality="MM", languages=("my",))
        file = case.open(who, case.Opening(age_band="18+", searched=True), by=viewer)
    return {"mali": (mali, shelter), "chief": (chief, shelter), "audit": (audit, clinic), "case": file}


@pytest.fixture(params=["with script", "without script"])
def sit(request: Any, browser: Any, live_server: Any, story: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """sit("mali", language="th") -> her page."""
    scripted = request.param == "with script"
    with chairs(browser, live_server.url) as sit:
        yield lambda who, language="en", width=0: sit(
            *story[who], scripted=scripted, locale=language, width=width
        )


def press(page: Any, text: str) -> None:
    """A button or a link that looks like one; the page it leads to is looked at."""
    with page.expect_navigation():
        page.locator(f"main button:has-text('{text}'), main a:has-text('{text}')").first.click()
    page.wait_for_load_state()
    look(page)


def look(page: Any) -> None:
    """Axe, width, and a picture where somebody asks for one."""
    whole(page)
    if SHOTS:
        folder = Path(SHOTS)
        folder.mkdir(exist_ok=True)
        name = f"{len(list(folder.iterdir())):02d}-{page.viewport_size['width']}.png"
        page.screenshot(path=str(folder / name), full_page=True)


def tick(page: Any, name: str, *values: str) -> None:
    """Choose among radios or checkboxes by their stored value."""
    for value in values:
        page.locator(f"input[name={name}][value='{value}']").check(force=True)


def sign(page: Any, role: str, name: str) -> None:
    """With script drawn with the mouse, without a photograph of it."""
    tick(page, "role", role)
    page.fill("input[name=name]", name)
    if page.scripted:
        page.locator("canvas").scroll_into_view_if_needed()
        box = page.locator("canvas").bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
        page.mouse.up()
        # Not wait_for_function: our policy forbids what it evaluates.
        while not page.evaluate("document.querySelector('input[type=file]').files.length"):
            page.wait_for_timeout(50)
    else:
        page.set_input_files("input[type=file]", {"name": "s.png", "mimeType": "image/png", "buffer": png()})
    press(page, "Keep this signature")


def taken(page: Any, button: str) -> bytes:
    """The file that comes when a button is pressed."""
    with page.expect_download() as waiting:
        page.locator(f"main button:has-text('{button}')").first.click()
    return Path(waiting.value.path()).read_bytes()


def test_from_the_notice_of_rights_to_what_was_called_back(sit: Any, story: dict[str, Any]) -> None:
    page = sit("mali")
    page.goto(f"/cases/{story['case'].pk}/")
    press(page, "Rights")
    press(page, "Explain rights")
    tick(page, "notice", "notice-th-foreigner")
    page.select_option("select[name=language]", "my")
    press(page, "Go on")
    assert page.locator("[lang=my]").count() > 5, "Read aloud in her language"
    page.select_option("select[name=interpreter]", "my")
    tick(page, "because", "first")
    tick(page, "how", "read_and_given")
    tick(page, "understood", "yes")
    tick(page, "choice", "declines_protection")
    press(page, "Write it down")
    assert "She keeps her status" in page.content(), "Declining needs a reason"
    page.select_option("select[name=decline_reason]", "freedom")
    press(page, "Write it down")
    for role, name in (
        ("person", "Ma Thiri"),
        ("official", "Mali Invented"),
        ("interpreter", "Aye Invented"),
    ):
        sign(page, role, name)
    tick(page, "role", "witness")
    page.select_option("select[name=not_signed]", "not_present")
    press(page, "Keep this signature")
    assert "What she keeps without the shelter" in page.content()
    assert page.locator("main img[src^='data:image/png']").count() == 3
    press(page, "Give it to her")
    page.select_option("select[name=recipient]", "person")
    page.select_option("select[name=purpose]", "own_copy")
    tick(page, "form", "pdf")
    assert taken(page, "Let it leave").startswith(b"%PDF")

    # a letter to the clinic waits for her consent
    page.goto(f"/cases/{story['case'].pk}/papers/")
    press(page, "Write a letter")
    tick(page, "letter", "letter-health")
    page.select_option("select[name=first]", "th")
    page.select_option("select[name=second]", "en")
    page.fill("input[name=recipient_name]", "Invented Clinic")
    press(page, "Write it")
    letter = page.url
    press(page, "Let it leave")
    out(page)
    press(page, "Let it leave")
    assert "Nobody has agreed to this" in page.content()
    page.goto(f"/cases/{story['case'].pk}/consents/")
    press(page, "Ask for consent")
    page.select_option("select[name=purpose]", "health_care")
    page.select_option("select[name=recipient]", "list:hospital")
    tick(page, "scope", "basic", "health")
    tick(page, "refused", "photo")
    tick(page, "giver", "self")
    tick(page, "capacity", "full")
    tick(page, "manner", "signed")
    page.select_option("select[name=language]", "my")
    press(page, "Write it down")
    assert "Written into the ledger" in page.content()
    page.goto(letter)
    press(page, "Let it leave")
    out(page)
    assert taken(page, "Let it leave").startswith(b"%PDF")

    # the manager takes the withdrawal; what has gone is listed until it is answered
    chief = sit("chief")
    chief.goto(f"/cases/{story['case'].pk}/consents/")
    press(chief, "Health care")
    press(chief, "She takes it back")
    assert "A letter or certificate" in chief.content()
    press(chief, "Take it back")
    press(chief, "What the receiver did")
    tick(chief, "what", "destroyed")
    press(chief, "Save")
    assert "Destroyed it" in chief.content()
    page.goto(letter)
    assert "let something leave" in page.content(), "Who saw what, and that it left"

    # who may not: an auditor has no case file
    audit = sit("audit")
    assert audit.goto(f"/cases/{story['case'].pk}/consents/").status in (403, 404)


def out(page: Any) -> None:
    """To the clinic, for her health."""
    page.select_option("select[name=recipient]", "list:hospital")
    page.fill("input[name=recipient_name]", "Invented Clinic")
    page.select_option("select[name=purpose]", "health_care")


def test_pages_photographed_with_a_telephone(sit: Any, story: dict[str, Any]) -> None:
    page = sit("mali")
    page.goto(f"/cases/{story['case'].pk}/papers/add/")
    shots = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(n)} for n in (1, 6)]
    page.set_input_files("input[type=file]", shots)
    page.fill("input[name=title]", "Contract")
    page.select_option("select[name=kind]", "agreement")
    press(page, "Keep the paper")
    press(page, "Contract")
    press(page, "Put in a newer version")
    page.set_input_files("input[type=file]", [{"name": "p.png", "mimeType": "image/png", "buffer": png()}])
    page.fill("input[name=why]", "The second page was dark.")
    press(page, "Keep the newer version")
    assert "The second page was dark." in page.content()
    picture = page.locator("main img.wk-paper-view")
    assert picture.evaluate("p => p.complete && p.naturalWidth") == 60


def test_a_child_and_the_guardian_who_is_the_suspect(sit: Any, story: dict[str, Any], db: Any) -> None:
    from tests.harness.people import seen_by

    from wellknit.protection.actions import case

    with seen_by(*story["mali"]) as viewer:
        case.change(story["case"], {"age_band": "15-17"}, by=viewer, version=1)
    page = sit("mali")
    page.goto(f"/cases/{story['case'].pk}/consents/")
    press(page, "Add a guardian")
    page.fill("input[name=name]", "Uncle Invented")
    page.select_option("select[name=relation]", "aunt_uncle")
    press(page, "Save")
    tick(page, "standing", "suspected")
    page.fill("textarea[name=words]", "The child said who sold her.")
    press(page, "Save")
    assert "May be involved" in page.content()
    press(page, "Record a best-interest decision")
    page.fill("textarea[name=question]", "May the clinic know?")
    page.fill("input[name=decided_on]", "1 11 2569")
    page.fill("textarea[name=decided_by]", "Mali (shelter), Prasit (team)")
    tick(page, "child_view", "agrees")
    page.fill("textarea[name=reasons]", "She needs care.")
    page.fill("input[name=review_on]", "1 2 2570")
    press(page, "Save")
    assert "May the clinic know?" in page.content()


@pytest.mark.parametrize("language", ["th", "my"])
def test_the_pages_read_well_in_other_languages(sit: Any, story: dict[str, Any], language: str) -> None:
    page = sit("mali", language, 360)
    for where in (
        "explained/",
        "explained/notice-th-foreigner/my/",
        "consents/",
        "consents/ask/",
        "letters/",
        "papers/add/",
    ):
        assert page.goto(f"/cases/{story['case'].pk}/{where}").status == 200
        look(page)
