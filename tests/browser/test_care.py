"""Life in a shelter in a real browser: manager, social worker, nurse, supervisor, inspector; wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_story import whole
from tests.harness.chairs import chairs

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def house(db: Any) -> dict[str, Any]:
    """A shelter with its staff, an inspector from outside, and a woman from abroad with a son."""
    from tests.harness.people import make_member, make_office, seen_by

    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    shelter = make_office("shelter-east", province="Chiang Rai")
    outside = make_office("inspection", kind="ministry")
    mali = make_member(shelter, "social_worker", "Mali Invented")
    staff = {
        "worker": (mali, shelter),
        "manager": (make_member(shelter, "shelter_manager", "Somsri Invented"), shelter),
        "nurse": (make_member(shelter, "nurse", "Noi Invented"), shelter),
        "supervisor": (make_member(shelter, "supervisor", "Supa Invented"), shelter),
        "inspector": (make_member(outside, "place_inspector", "Wichai Invented"), outside),
    }
    with seen_by(mali, shelter) as viewer:
        who = Who(sex="female", name_native="မသီရိ", name_latin="Ma Thiri", nationality="MM", languages=("my",))
        file = case.open(who, case.Opening(age_band="18+", searched=True), by=viewer)
        boy = Who(sex="male", name_latin="Aung Invented", nationality="MM", languages=("my",))
        son = case.open(boy, case.Opening(age_band="0-14", searched=True), by=viewer)
    return {**staff, "case": file, "son": son}


@pytest.fixture(params=["with script", "without script"])
def sit(request: Any, browser: Any, live_server: Any, house: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """sit("worker", language="th") -> her page; without script it is a narrow telephone."""
    scripted = request.param == "with script"
    with chairs(browser, live_server.url) as sit:
        yield lambda who, language="en": sit(*house[who], scripted=scripted, locale=language)


def go(page: Any, path: str) -> None:
    page.goto(path)
    look(page)


def press(page: Any, text: str) -> None:
    """A button or a link that looks like one; the page it leads to is looked at."""
    with page.expect_navigation():
        page.locator(f"main button:has-text('{text}'), main a:has-text('{text}')").first.click()
    page.wait_for_load_state()
    look(page)


def fill(page: Any, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"main form [name='{name}']").first
        kind = field.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
        if kind == "select":
            field.select_option(value)
        elif kind in {"radio", "checkbox"}:
            page.locator(f"main form [name='{name}'][value='{value}']").check(force=True)
        else:
            field.fill(value)


def look(page: Any) -> None:
    """Axe, width, and a picture where somebody asks for one."""
    whole(page)
    if not page.scripted:
        assert page.locator("html").evaluate("e => e.scrollWidth <= window.innerWidth + 1"), page.url
    if SHOTS:
        folder = Path(SHOTS)
        folder.mkdir(exist_ok=True)
        name = f"{len(list(folder.iterdir())):02d}-{page.viewport_size['width']}.png"
        page.screenshot(path=str(folder / name), full_page=True)


def a_house(page: Any, name: str, beds: str, **who: list[str]) -> None:
    page.goto("/places/own/house/")
    fill(page, name=name, beds=beds)
    for field, values in who.items():
        for value in values:
            page.locator(f"[name='{field}'][value='{value}']").check(force=True)
    press(page, "Save")


def test_a_week_in_a_shelter(sit: Any, house: dict[str, Any], tmp_path: Path) -> None:
    file, son = house["case"], house["son"]
    manager = sit("manager")
    go(manager, "/places/")
    press(manager, "Enter our place and its beds")
    press(manager, "Save")
    a_house(manager, "Women", "1", sexes=["female"], ages=["18+"])

    worker = sit("worker")
    go(worker, f"/cases/{file.pk}/stays/begin/")
    unit = worker.locator("[name=unit] option").nth(1).get_attribute("value")
    spell = {
        "kind": "shelter",
        "unit": unit,
        "legal_basis": "own_choice",
        "voluntary": "yes",
        "source": "facility_record",
    }
    fill(worker, **spell)
    press(worker, "Record")
    assert worker.get_by_text("A monitoring visit to this place is overdue").count()
    worker.goto(f"/cases/{son.pk}/stays/begin/")
    fill(worker, **spell)
    press(worker, "Record")  # full: refused with a sentence, nothing typed is lost
    assert (
        worker.get_by_text("No bed is free here any more").count()
        and worker.locator("[name=voluntary]:checked").count()
    )
    fill(worker, family_code=file.code, despite="the boy sleeps in his mother's bed")
    press(worker, "Record")

    go(worker, f"/cases/{file.pk}/plan/")
    press(worker, "Write down a wish")
    fill(worker, words="ချုပ်စက် သင်ချင်တယ်", language="my")
    press(worker, "Save")
    press(worker, "Ask what the person needs")
    fill(worker, line_training="now", line_home="later", took_part="with_interpreter")
    press(worker, "Save")
    press(worker, "Look at the risk")
    fill(worker, line_threats="yes", took_part="with_interpreter")
    press(worker, "Save")
    press(worker, "Offer a service")
    fill(worker, code="vocational_training")
    worker.locator("[name=agreed]").check(force=True)
    press(worker, "Offer")
    press(worker, "Vocational training")
    press(worker, "Write down a session")
    press(worker, "Save")
    press(worker, "Ask what the person says of it")
    fill(worker, view="helped")
    press(worker, "Save")
    go(worker, f"/cases/{file.pk}/plan/")
    press(worker, "The plan was talked over")
    fill(worker, answer="agrees", took_part="with_interpreter", language="my")
    press(worker, "Keep the plan")
    with worker.expect_download() as taken:
        worker.get_by_role("button", name="Print it").click()
    taken.value.save_as(tmp_path / "plan.pdf")
    assert (tmp_path / "plan.pdf").read_bytes()[:5] == b"%PDF-"
    go(worker, f"/cases/{file.pk}/")
    go(worker, f"/cases/{file.pk}/conferences/hold/")

    nurse = sit("nurse")
    go(nurse, f"/cases/{file.pk}/health/write/")
    fill(nurse, kind="examination", text="Invented result")
    press(nurse, "Save")

    inspector = sit("inspector")
    go(inspector, "/")
    press(inspector, "Places of stay")
    press(inspector, "Shelter East")
    press(inspector, "Record a monitoring visit")
    fill(
        inspector,
        line_doors="not_met",
        line_sexes="partly",
        heard="2",
        standard_1="doors",
        what_1="Keys for those who live here",
    )
    press(inspector, "Save")

    go(worker, "/complaints/receive/")
    fill(worker, giver="anonymous", subject="freedom", words="The gate is locked at night.")
    press(worker, "Keep it")
    supervisor = sit("supervisor")
    go(supervisor, "/audits/draw/")
    press(supervisor, "Draw")
    press(supervisor, file.code)
    fill(supervisor, line_explained="no", line_own_goals="yes")
    press(supervisor, "Save")
    go(manager, "/week/")
    assert file.code not in manager.content()


def test_the_same_pages_in_thai(sit: Any, house: dict[str, Any]) -> None:
    worker = sit("worker", "th")
    for path in ("plan/", "plan/risk/", "plan/offer/", "stays/begin/", "plan/sheet/th/"):
        go(worker, f"/cases/{house['case'].pk}/{path}")
    go(sit("manager", "th"), "/week/")
