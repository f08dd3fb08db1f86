"""The browser the distribution ships, driven by Playwright; none is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> str | None:
    """Path of a Chromium, or None. CHROMIUM names another one."""
    given = os.environ.get("CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


def needed_browser() -> str:
    """Its path; without one the test is skipped, or fails where a browser is required (.ci/run)."""
    found = find_browser()
    if found:
        return found
    reason = "No Chromium on this machine (Debian: apt-get install chromium); the browser tests need one."
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def browsing() -> Iterator[Any]:
    """A Playwright browser for a block. Root needs --no-sandbox; nobody else gets it."""
    from playwright.sync_api import sync_playwright

    path = needed_browser()
    # Playwright's sync interface runs a loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()
