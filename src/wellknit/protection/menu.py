"""What this wing adds to the menu and the home page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.register import home_panel, menu
from wellknit.protection import menu_care
from wellknit.protection import permissions as may
from wellknit.protection.sections import section, timeline


def register() -> None:
    """Menu entries by permission, and the blocks of the home page in the order in which they press."""
    # Here and not above: the models are not loaded yet when the app registry imports this module.
    from wellknit.protection.queries import consents, explained
    from wellknit.protection.views import between, border_shown, panels, shown_meetings

    section("rights", _("Rights"), "explained", may.READ_CASES, order=10)
    section("consent", _("Consent"), "consents", may.READ_CASES, order=20)
    section("keeping", _("Keeping"), "keeping", may.READ_CASES, order=90)
    timeline("rights", explained.timeline)
    timeline("consent", consents.timeline)

    menu_care.register()
    menu("screening_start", _("Screen somebody"), may.SCREEN, order=10)
    menu("came_in", _("Came in"), may.ANSWER_REFERRALS, order=20)
    menu("worklist", _("Cases"), may.READ_CASES, order=30)
    menu("sent_out", _("Sent out"), may.SCREEN, order=40)
    menu("lists", _("Bring a list"), may.OPEN_CASES, order=45)
    menu("list_out", _("Take a list out"), may.EXPORT_CASES, order=46)
    menu("retention", _("Files to review"), may.DECIDE_RETENTION, order=65)
    menu("corridors", _("Corridors"), may.READ_POLICY, order=72)
    menu("to_review", _("Emergency openings"), may.REVIEW_BREAK_GLASS, order=60)
    home_panel("notices", "protection/home/notices.html", may.READ_CASES, panels.notices, order=10)
    home_panel("came_in", "protection/home/came_in.html", may.ANSWER_REFERRALS, panels.came_in, order=20)
    home_panel("due", "protection/home/due.html", may.READ_CASES, panels.due, order=30)
    home_panel(
        "to_review", "protection/home/to_review.html", may.REVIEW_BREAK_GLASS, panels.to_review, order=40
    )
    home_panel("screenings", "protection/home/screenings.html", may.SCREEN, panels.screenings, order=50)
    between.register()
    border_shown.register()
    shown_meetings.register()
