"""May this person? Permission and country together: holding a role in one country gives nothing in
another.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from wellknit.plan.models.walls import REGION
from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.viewer import Viewer


def unit_of(viewer: Viewer) -> str:
    """The reporting unit a viewer works for: the Secretariat speaks for the region, everybody else for a
    country.
    """
    return REGION if viewer.may("plan.review") else viewer.jurisdiction


def is_own(viewer: Viewer, unit: str) -> bool:
    """Whether the viewer works on this unit's own blocks."""
    if unit == REGION:
        return viewer.may("plan.review")
    return unit == viewer.jurisdiction and (viewer.may("plan.draft") or viewer.may("plan.endorse"))


def require_draft(viewer: Viewer, unit: str) -> None:
    """Only a unit's own drafter writes in its blocks; the Secretariat writes for the region alone."""
    if unit == REGION:
        viewer.require("plan.review")
        return
    viewer.require("plan.draft")
    if unit != viewer.jurisdiction:
        raise NotYou(
            _("Each government writes its own report and workplan. This one belongs to another government.")
        )


def require_endorse(viewer: Viewer, unit: str) -> None:
    """Only the unit's own endorser."""
    if unit == REGION:
        viewer.require("plan.review")
        return
    viewer.require("plan.endorse")
    if unit != viewer.jurisdiction:
        raise NotYou(_("Only the government itself endorses its report and workplan."))


def require_review(viewer: Viewer) -> None:
    """Reviewing, returning and publishing are the Secretariat's."""
    viewer.require("plan.review")


def require_reply(viewer: Viewer, unit: str) -> None:
    """A question is answered by the government it was put to."""
    if not is_own(viewer, unit):
        raise NotYou(_("This question was put to another government."))


def require_owner(viewer: Viewer, owner: str) -> None:
    """A follow-up is reported done by its owner."""
    if not is_own(viewer, owner):
        raise NotYou(_("Only the owner of a follow-up can say that it is done."))


def require_keeper(viewer: Viewer, permission: str, unit: str) -> None:
    """Meetings and money: the Secretariat for the region, a country for itself."""
    viewer.require(permission)
    if unit != unit_of(viewer) and not viewer.may("plan.review"):
        raise NotYou(_("This belongs to another unit."))
