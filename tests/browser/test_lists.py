"""A list brought in a real browser, without script errors; the dry run fits a telephone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.unit.protection.test_imports import book

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def worker(page: Any, live_server: Any, db: Any) -> Any:
    from django.conf import settings
    from django.test import Client
    from tests.harness.people import make_member, make_office, sign_in

    office = make_office("shelter-north")
    client = sign_in(Client(), make_member(office, "social_worker", "Somying Invented"), office)
    page.context.add_cookies([
        {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE)
    ])  # fmt: skip
    return page


def shot(page: Any, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_list_is_brought(worker: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    same = ["2", "Sokha Chan", "1990", "F", "KH", None, None]
    file.write_bytes(
        book(
            ["1", "Dara Sok", "12/5/2547", "M", "KHM", None, None],
            same,
            same,
            ["4", None, "x", "F", "KH", None, None],
        )
    )
    worker.goto("/lists/")
    worker.set_input_files("input[type=file]", str(file))
    worker.get_by_role("button", name="Bring it").click()
    worker.wait_for_url("**/columns/")
    shot(worker, "columns")
    worker.locator("input[name=era][value=each]").check()
    worker.get_by_role("button", name="Show the dry run").click()
    worker.get_by_role("heading", name="Dry run").wait_for()
    shot(worker, "plan")
    worker.set_viewport_size({"width": 360, "height": 780})
    shot(worker, "plan-360")
    assert worker.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    worker.get_by_role("button", name="Open these cases").click()
    worker.wait_for_url("**/cases/")
    assert "2 cases are open" in worker.content()
