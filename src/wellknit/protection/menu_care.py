"""What plan, places and quality add: menu entries, parts of the case file, lines of its timeline, a home block."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.register import home_panel, menu
from wellknit.protection import permissions as may
from wellknit.protection.sections import section, timeline


def register() -> None:
    """Called by `menu.register`, when the models are there."""
    from wellknit.protection.queries import care_lines
    from wellknit.protection.views import panels_care

    # One entry; the pages behind it are tabs of one another (views.shown_places.house_tabs).
    menu("places", _("House and quality"), may.REPORT_INCIDENTS, order=34)
    menu("incidents", _("Watched from outside"), may.WATCH_QUALITY, order=34)
    section("care_plan", _("Plan"), "care_plan", may.READ_CASES, order=30)
    section("health_part", _("Health"), "health_part", may.READ_HEALTH, order=40)
    section("conferences", _("Conferences"), "conferences", may.READ_CASES, order=45)
    timeline("care", care_lines.of_plan)
    timeline("conferences", care_lines.of_conferences)
    home_panel("risk", "protection/home/risk.html", may.GIVE_SERVICES, panels_care.risk, order=25)
    home_panel("watch", "protection/home/watch.html", may.WATCH_QUALITY, panels_care.watch, order=12)
