"""Browser tests use the house's own `live_server`, not the one pytest-django brings."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """pytest-django's helper expects its own server object; ours is a process of its own."""
