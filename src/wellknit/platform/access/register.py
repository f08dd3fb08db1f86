"""Where wings register what the common pages show: menu entries, panels of the home page.

The web app reads these registers; it imports no wing by name. A node without a wing has nothing to
register, so its menu has nothing to hide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wellknit.lib.tables import Table
from wellknit.platform.access.viewer import Viewer

IN_THE_BAR = 5  # entries beside Home


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu: where it leads, what it is called, which permission shows it."""

    url_name: str
    label: Any
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A block of the home page: `load(viewer)` gives its template context, or None to stay away."""

    code: str
    template: str
    permission: str
    load: Callable[[Viewer], dict[str, Any] | None]
    order: int = 50


@dataclass
class Register:
    """Everything the wings of this node have registered."""

    menu: list[MenuEntry] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    tables: dict[str, Callable[..., Table]] = field(default_factory=dict)
    rounds: dict[str, Callable[[], int]] = field(default_factory=dict)
    nights: dict[str, Callable[[], int]] = field(default_factory=dict)

    def add_menu(self, entry: MenuEntry) -> None:
        """Add an entry; the same URL twice is a mistake of ours and replaces the first."""
        self.menu = sorted(
            [e for e in self.menu if e.url_name != entry.url_name] + [entry], key=lambda e: e.order
        )

    def add_panel(self, panel: Panel) -> None:
        """Add a block of the home page."""
        self.panels = sorted(
            [p for p in self.panels if p.code != panel.code] + [panel], key=lambda p: p.order
        )

    def menu_for(self, viewer: Viewer) -> list[MenuEntry]:
        """The entries this viewer may follow."""
        return [e for e in self.menu if viewer.may(e.permission)]

    def menu_split(self, viewer: Viewer) -> tuple[list[MenuEntry], list[MenuEntry]]:
        """The entries that stand in the bar, and those under "More": a bar of two lines is read by nobody."""
        entries = self.menu_for(viewer)
        return (
            (entries, []) if len(entries) <= IN_THE_BAR + 1 else (entries[:IN_THE_BAR], entries[IN_THE_BAR:])
        )

    def panels_for(self, viewer: Viewer) -> list[Panel]:
        """The blocks this viewer is shown."""
        return [p for p in self.panels if viewer.may(p.permission)]


register = Register()


def menu(url_name: str, label: Any, permission: str, order: int = 50) -> None:
    """Register a menu entry (from a wing's AppConfig.ready)."""
    register.add_menu(MenuEntry(url_name, label, permission, order))


def home_panel(
    code: str,
    template: str,
    permission: str,
    load: Callable[[Viewer], dict[str, Any] | None],
    order: int = 50,
) -> None:
    """Register a block of the home page."""
    register.add_panel(Panel(code, template, permission, load, order))


def fact_table(name: str, build: Callable[..., Table]) -> None:
    """Register a table that can be counted from facts: `build(country=, year=)`."""
    register.tables[name] = build


def worker_round(code: str, look: Callable[[], int]) -> None:
    """Register a look the worker takes every few minutes: `look()` asks for jobs and says how many.

    It runs as the worker, who is nobody's viewer: it sees ids, and reads about no person.
    """
    register.rounds[code] = look


def worker_night(code: str, work: Callable[[], int]) -> None:
    """Register upkeep the worker does once a night, by a function of the database; the same holds as by day."""
    register.nights[code] = work
