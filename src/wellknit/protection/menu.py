"""What this wing adds to the menu and the home page."""

from __future__ import annotations


def register() -> None:
    """Filled in as the pages arrive."""
