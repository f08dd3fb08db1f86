"""Reading what was sent: a body that says a thing twice is refused, because nobody knows which of the two is meant."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class SaidTwice(ValueError):
    """A name stands twice in one object. `name` may be anything that was sent."""

    def __init__(self, name: str) -> None:
        super().__init__("twice")
        self.name = name


class OnceParser(Parser):
    """JSON in which each name stands once."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises ValueError; `SaidTwice` for a name that stands twice."""
        found: dict[str, Any] = json.loads(request.body, object_pairs_hook=_once)
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise SaidTwice(name)
        found[name] = value
    return found
