"""What must stop when a consent ends: each noun that sends something registers how it stops sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Stop = Callable[[Any, Any], list[str]]

_stops: dict[str, Stop] = {}


def stops(code: str, stop: Stop) -> None:
    """Register `stop(consent, by) -> sentences`; it runs inside the withdrawal's transaction.

    Each sentence says what was stopped; they are shown to whoever records the withdrawal.
    """
    _stops[code] = stop


def stop_all(consent: Any, by: Any) -> list[str]:
    """Run everything that is registered, in order of its code."""
    return [sentence for code in sorted(_stops) for sentence in _stops[code](consent, by)]
