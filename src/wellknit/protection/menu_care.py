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

    menu("places", _("Places of stay"), may.RECORD_STAYS, order=34)
    menu("peer_groups", _("Peer groups"), may.GIVE_SERVICES, order=52)
    menu("complaints", _("Complaints"), may.REPORT_INCIDENTS, order=53)
    menu("incidents", _("Incidents"), may.REPORT_INCIDENTS, order=54)
    menu("file_audits", _("File audits"), may.AUDIT_FILES, order=55)
    menu("week", _("Numbers of the week"), may.READ_NUMBERS, order=56)
    section("care_plan", _("Plan"), "care_plan", may.READ_CASES, order=30)
    section("health_part", _("Health"), "health_part", may.READ_HEALTH, order=40)
    section("conferences", _("Conferences"), "conferences", may.READ_CASES, order=45)
    timeline("care", care_lines.of_plan)
    timeline("conferences", care_lines.of_conferences)
    home_panel("risk", "protection/home/risk.html", may.GIVE_SERVICES, panels_care.risk, order=25)
    home_panel("watch", "protection/home/watch.html", may.WATCH_QUALITY, panels_care.watch, order=12)
