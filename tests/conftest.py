"""Fixtures of the house. A test that touches the database asks for `db`; everything is real and committed.

`db`            this worker's node, Django's default connection being the web role; emptied afterwards
`web_cursor` `owner_cursor` `super_cursor`   psycopg cursors beside it, each statement committed
`role_cursor`   the same for any role: role_cursor("facts")
`program`       the program on this node: program("audit", "verify").stdout
`live_server`   a real server on this node in demo mode; `serve_node(**env)` for another one
`page`          a browser page, once per test; mark the test `browser`
People and offices: `tests.harness.people`. Another role in a test: `wellknit.commands.acting.as_role`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from tests.harness import run as test_run

RUN = test_run.announce()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """The settings of this process; files for the browser under plain names: nothing was collected."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if config.getoption("numprocesses", None):
        # Else pytest-django would read the settings in each worker before it has a node of its own.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After everything, also after Ctrl-C."""
    test_run.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser at a time: on two cores a second one only makes both slow."""
    for item in items:
        if item.get_closest_marker("browser") or "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


# --- the node -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def node() -> Iterator[Any]:
    """This worker's node (`tests.harness.node.TestNode`); made when the first test asks."""
    from tests.harness.node import TestNode

    made = TestNode(RUN, os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    yield made
    from django.db import connections

    for alias in connections:
        if hasattr(connections[alias], "close_pool"):
            connections[alias].close_pool()
    made.cleaner.connection.close()


@pytest.fixture
def db(node: Any, django_db_blocker: Any) -> Iterator[Any]:
    """The database for one test; gives the node. Nothing is rolled back: commits are real."""
    from django.core.cache import cache
    from django.db import connections

    with django_db_blocker.unblock():
        try:
            yield node
        finally:
            connections.close_all()
            cache.clear()
            node.clean()


@pytest.fixture
def transactional_db(db: Any) -> Any:
    """The same: every test here is."""
    return db


@pytest.fixture
def web_db(db: Any) -> Any:
    """The same under the name that says as whom Django works."""
    return db


@pytest.fixture
def _django_db_helper(db: Any) -> None:
    """`@pytest.mark.django_db` means `db`."""


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """pytest-django's helper expects its own server in this process; ours is a process of its own."""


@pytest.fixture
def role_cursor(db: Any) -> Iterator[Callable[[str], psycopg.Cursor[Any]]]:
    """Cursors in autocommit as any role: role_cursor("sealer")."""
    with ExitStack() as stack:

        def open_as(role: str) -> psycopg.Cursor[Any]:
            connection = stack.enter_context(psycopg.connect(db.dsn(role), autocommit=True))
            return stack.enter_context(connection.cursor())

        yield open_as


@pytest.fixture
def web_cursor(role_cursor: Callable[[str], psycopg.Cursor[Any]]) -> psycopg.Cursor[Any]:
    """As the web role, without a viewer."""
    return role_cursor("web")


@pytest.fixture
def owner_cursor(role_cursor: Callable[[str], psycopg.Cursor[Any]]) -> psycopg.Cursor[Any]:
    """As the owner of the tables."""
    return role_cursor("owner")


@pytest.fixture
def super_cursor(role_cursor: Callable[[str], psycopg.Cursor[Any]]) -> psycopg.Cursor[Any]:
    """As database superuser: whom the audit is verified against."""
    return role_cursor("superuser")


@pytest.fixture
def program(db: Any) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program itself on this node: program("audit", "verify").stdout; env= adds variables."""

    def run(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        given = {**os.environ, **test_run.environment(RUN, db.home.node), **(env or {})}
        command = [sys.executable, "-m", "wellknit.cli", *args]
        return subprocess.run(command, env=given, capture_output=True, text=True, check=False)

    return run


# --- servers and browsers -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def _servers(node: Any) -> Iterator[Callable[..., Any]]:
    """Servers of this session, one for each environment asked for."""
    from tests.harness.server import LiveServer, serving

    with ExitStack() as stack:
        known: dict[tuple[tuple[str, str], ...], LiveServer] = {}

        def serve(**env: str) -> LiveServer:
            wanted = tuple(sorted(env.items()))
            if wanted not in known:
                known[wanted] = stack.enter_context(serving(node, **env))
            return known[wanted]

        yield serve


@pytest.fixture
def serve_node(db: Any, _servers: Callable[..., Any]) -> Callable[..., Any]:
    """serve_node(WELLKNIT_DEMO="1") -> LiveServer; started once a session, the database emptied as ever."""
    return _servers


@pytest.fixture
def live_server(serve_node: Callable[..., Any]) -> Any:
    """A server in demo mode: `.url`, `.log`."""
    return serve_node(WELLKNIT_DEMO="1")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    from tests.harness.browsing import browsing

    with browsing() as opened:
        yield opened


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A fresh browser page at the demo server; relative addresses work. Fails on a script error."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, f"Script errors on the page: {errors}"
