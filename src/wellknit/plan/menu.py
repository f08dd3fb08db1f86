"""What this wing adds to the menu and the home page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.register import home_panel, menu
from wellknit.platform.access.viewer import Viewer


def register() -> None:
    """Menu entries and one block of the home page."""
    menu("plan_home", _("Plan"), "plan.read", order=70)
    menu("plan_workplans", _("Workplans"), "plan.draft", order=72)
    menu("plan_money", _("Money"), "money.read", order=74)
    menu("plan_meetings", _("Meetings"), "plan.review", order=76)
    home_panel("plan", "plan/panel.html", "plan.read", waiting, order=60)


def waiting(viewer: Viewer) -> dict[str, Any] | None:
    """Blocks and follow-ups that wait for this viewer; nothing for somebody who only reads."""
    # Here and not above: the models are not loaded yet when the app registry imports this module.
    from wellknit.plan.permissions import unit_of
    from wellknit.plan.queries.blocks import my_open_blocks
    from wellknit.plan.queries.meetings import open_follow_ups

    if not (viewer.may("plan.draft") or viewer.may("plan.endorse") or viewer.may("plan.review")):
        return None
    return {"blocks": my_open_blocks(viewer)[:8], "follow_ups": open_follow_ups(viewer, unit_of(viewer))[:8]}
