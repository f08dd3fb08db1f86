"""What a case file consists of beyond its first pages: each noun registers its part and its lines of the timeline.

Register from `menu.register()`. A timeline source reads in a constant number of queries, whatever the
case holds, and no more rows than its newest lines need; its entries carry their own words, because the
case page does not know the noun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wellknit.platform.access.viewer import Viewer


@dataclass(frozen=True)
class Section:
    """One part of the file, as a tab. `url_name` takes the case's id."""

    code: str
    label: Any
    url_name: str
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Line:
    """What a timeline source says of one event: ready words, the kind of its mark, where to read more."""

    title: str
    text: str = ""
    kind: str = "info"
    href: str = ""


# (viewer, case, some) -> casefile.Entry rows whose `kind` is "line" and whose `thing` is a Line. `some` cuts
# each query that has its newest rows first: the lines of the timeline that are shown are then among them.
Source = Callable[[Viewer, Any, slice], list[Any]]

_sections: dict[str, Section] = {}
_sources: dict[str, Source] = {}


def section(code: str, label: Any, url_name: str, permission: str, order: int = 50) -> None:
    """Register a part of the case file."""
    _sections[code] = Section(code, label, url_name, permission, order)


def timeline(code: str, source: Source) -> None:
    """Register lines of the timeline."""
    _sources[code] = source


def sections_for(viewer: Viewer) -> list[Section]:
    """The parts this viewer may open, in their order."""
    found = (s for s in _sections.values() if viewer.may(s.permission))
    return sorted(found, key=lambda s: (s.order, s.code))


def timeline_of(viewer: Viewer, case: Any, some: slice = slice(None)) -> list[Any]:
    """The lines of all sources, of their newest rows."""
    return [entry for code in sorted(_sources) for entry in _sources[code](viewer, case, some)]
