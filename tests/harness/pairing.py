"""Fixtures: a pair of nodes for the tests of the exchange. A conftest imports them by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from tests.harness import kinds
from tests.harness.pair import Pair, make_pair


@pytest.fixture(scope="session")
def _pair(node: Any) -> Iterator[Pair]:
    made = make_pair(node.run, os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    yield made
    made.clean()
    for one in (made.th, made.mm):
        one.cleaner.connection.close()


@pytest.fixture
def pair(_pair: Pair, django_db_blocker: Any) -> Iterator[Pair]:
    """`pair.th` and `pair.mm`, each trusting the other; cleaned afterwards."""
    with django_db_blocker.unblock(), kinds.known():
        try:
            _pair.prepare()
            yield _pair
        finally:
            _pair.clean()
