"""From a blank workplan to a frozen edition in a real browser, with axe on every page on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = {
    "drafter": ("task_force_drafter", "Alice Invented", "tf-th"),
    "endorser": ("task_force_endorser", "Bob Invented", "tf-th"),
    "officer": ("secretariat_officer", "Erin Invented", "secretariat"),
}


@pytest.fixture
def stage(page: Any, live_server: Any, db: Any) -> Any:
    """The documents' data, and `page.become(who)`."""
    from django.conf import settings
    from django.test import Client
    from tests.harness.people import make_member, make_office, sign_in

    from wellknit.commands.acting import as_role
    from wellknit.plan import demo

    with as_role("owner"):
        for load in (demo.periods, demo.achievement, demo.markers, demo.meetings, demo.handover, demo.rates):
            load()
    offices = {
        "tf-th": make_office("tf-th", kind="task_force", jurisdiction="TH"),
        "secretariat": make_office("secretariat", kind="secretariat", jurisdiction="TH"),
    }
    cookies = {}
    for who, (role, name, office) in PEOPLE.items():
        client = sign_in(Client(), make_member(offices[office], role, name), offices[office])
        cookies[who] = {
            key: client.cookies[key].value for key in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
        }

    def become(who: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies[who].items()]
        )

    page.become, page.base = become, live_server.url
    return page


TOO_WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 361
  && !e.parentElement.closest('.wk-scroll, .wk-subnav')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""


def checked(page: Any) -> None:
    """No accessibility rule is broken on this page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())


def pressed(page: Any, text: str) -> None:
    page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first.click()
    page.wait_for_load_state()


def opened(page: Any, kind: str) -> str:
    page.goto(f"{page.base}/plan/open/")
    checked(page)
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("Plan", exact=True).select_option("spa2")
    page.get_by_label("Period", exact=True).select_option("2026")
    pressed(page, "Open")
    return str(page.url)


def confirmed(page: Any, where: str, text: str) -> None:
    page.goto(where)
    pressed(page, text)
    checked(page)
    pressed(page, text)


def test_from_a_blank_workplan_to_a_frozen_edition(stage: Any, tmp_path: Path):
    page = stage
    page.become("drafter")
    plan = opened(page, "Workplan")
    checked(page)
    pressed(page, "Add a line")
    page.get_by_label("Planned activity").fill("A course for trainers")
    page.get_by_label("National", exact=True).check()
    page.get_by_label("COMMIT envelope, US$").fill("๑๒,๐๐๐")
    page.get_by_label("Government cash, US$").fill("3000")
    checked(page)
    pressed(page, "Save")
    assert "12,000" in page.content() and "the habit is 15 to 25" in page.content()
    checked(page)

    with page.expect_download() as taken:
        page.get_by_role("link", name="Workbook (.xlsx)").or_(
            page.get_by_role("button", name="Workbook (.xlsx)")
        ).click()
    book = tmp_path / "plan.xlsx"
    taken.value.save_as(book)
    _edit(book)
    page.goto(f"{plan}sheet/")
    page.set_input_files("input[type=file]", str(book))
    pressed(page, "Show what changes")
    assert "Ministry of Something" in page.content()
    checked(page)
    pressed(page, "Take these changes over")
    assert "taken over" in page.content()

    page.become("endorser")
    confirmed(page, plan, "Endorse for the country")
    page.become("officer")
    confirmed(page, plan, "Mark as reviewed")
    confirmed(page, plan, "Publish")
    assert "published" in page.content()

    page.become("drafter")
    report = opened(page, "Report")
    page.get_by_role("link", name="Change").first.click()
    page.get_by_label("In progress").check()
    page.get_by_label("Evidence").fill("Two courses held.")
    pressed(page, "Save")
    assert "Two courses held." in page.content()
    page.goto(f"{report}section/summary/")
    page.get_by_label("Text").fill("A quiet year.\n\nNothing was lost.")
    pressed(page, "Save")
    page.become("endorser")
    confirmed(page, report, "Endorse for the country")
    page.become("officer")
    confirmed(page, report, "Mark as reviewed")
    confirmed(page, report, "Publish")
    page.become("endorser")
    page.goto(f"{page.base}/plan/editions/freeze/")
    page.get_by_label("Plan", exact=True).select_option("spa2")
    page.get_by_label("Period", exact=True).select_option("2026")
    page.get_by_label("Annual or half-yearly report").check()
    pressed(page, "Freeze")
    assert "SHA-256" in page.content() and "A quiet year." in page.content()
    checked(page)


def _edit(book: Path) -> None:
    import openpyxl

    opened = openpyxl.load_workbook(book)
    sheet = opened["Workplan"]
    at = next(cell.row for cell in sheet["E"] if cell.value == "A course for trainers")
    sheet.cell(at, 9).value = "Ministry of Something"
    opened.save(book)


@pytest.mark.parametrize(
    "path",
    ["", "region/spa2/2008/", "country/REG/unact-2014/2014/", "item/unact-2014.m5/", "plans/",
     "money/requirement/spa3/", "meetings/", "calendar/", "agreements/", "agreements/treaties/", "process/",
     "reported/spa2/2008/"],
)  # fmt: skip
def test_the_pages_are_accessible_and_fit_a_telephone(stage: Any, path: str):
    page = stage
    page.become("officer")
    assert page.goto(f"{page.base}/plan/{path}").ok
    checked(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 361, page.evaluate(TOO_WIDE)
