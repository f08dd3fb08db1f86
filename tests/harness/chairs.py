"""Chairs in front of the browser: somebody signed in, in a window of her own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def chairs(browser: Any, url: str) -> Iterator[Callable[..., Any]]:
    """sit(account, office, scripted=True, locale="en", width=0) -> her page; every window is closed afterwards.

    Without script it is a narrow telephone, unless a width is given.
    """
    from django.conf import settings
    from django.test import Client
    from tests.harness.people import sign_in

    contexts = []

    def sit(account: Any, office: Any, *, scripted: bool, locale: str = "en", width: int = 0) -> Any:
        context = browser.new_context(
            base_url=url, java_script_enabled=scripted, locale=locale, accept_downloads=True,
            viewport={"width": width or (1280 if scripted else 360), "height": 800},
        )  # fmt: skip
        contexts.append(context)
        client = sign_in(Client(), account, office)
        for name in (settings.SESSION_COOKIE_NAME, settings.VIEWER_COOKIE):
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
        page = context.new_page()
        page.scripted = scripted
        return page

    try:
        yield sit
    finally:
        for context in contexts:
            context.close()
