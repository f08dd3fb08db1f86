"""One person's sheet leaves: for the officials of a meeting, or for a handover at a crossing.

A sheet says what the steps of the journey allow to be told by now, and no more, at a crossing only who it is and what
the handover needs; it stands on the person's consent to
this country, or on another ground that is named; each is a disclosure of its own, written before its first byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import FIELD_GROUPS
from wellknit.platform.access.refusals import NotShared
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import disclosure, talk, telling
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Case, Journey, Step
from wellknit.protection.permissions import DISCLOSE, check_may
from wellknit.protection.policies_border import check_talk
from wellknit.protection.policies_meeting import HANDOVER
from wellknit.protection.tellable import told

HANDOVER_SHEET = "handover_sheet"
# Who is handed over.
WHO = ("name_native", "name_latin", "birth", "nationality", "sex")


@dataclass(frozen=True)
class Sheet:
    """What of one person stands on her sheet: field → value, as far as it may be told by now."""

    case: Case
    journey: Journey
    values: dict[str, Any]


@transaction.atomic
def let_out(
    case: Case, journey: Journey, *, by: Viewer, what: str, basis: str = "", reason: str = ""
) -> Sheet:
    """Make the sheet and write down that it leaves. `what`: meeting_annex or handover_sheet; `basis`: "" for her consent.

    Raises `NotShared` where no name may be told yet, where nobody agreed to it, or where she said, alone, what closes
    the way to that country.
    """
    check_may(by, DISCLOSE)
    values = _at_handover(case, journey, by) if what == HANDOVER_SHEET else _by_now(case, journey)
    if not any(FIELD_GROUPS.get(name) == "identity" for name in values):
        raise NotShared(
            _("At this step no name may be told yet: talk about %(code)s by its code.") % {"code": case.code}
        )
    if journey.from_office_id is not None:
        check_talk(talk.newest(case.pk), timezone.localdate())
    groups = {FIELD_GROUPS[name] for name in values if name in FIELD_GROUPS}
    disclosure.make(
        case, by=by, purpose=path_of(journey).purpose, recipient=journey.partner, scope=groups, form="print", what=what,
        basis=basis, reason=reason, fields=values,
    )  # fmt: skip
    return Sheet(case, journey, values)


def _at_handover(case: Case, journey: Journey, by: Viewer) -> dict[str, Any]:
    """Who she is and what the handover itself tells. Where her family was looked for is for those who looked.

    Raises `NotShared` where it is not, or no longer, her turn to cross.
    """
    step = Step.objects.filter(
        journey=journey, state="open", code=HANDOVER, office_id=by.office_id, journey__state="running"
    ).first()
    if step is None:
        raise NotShared(
            _("The handover is not open, or not any more: nothing is printed for %(code)s.")
            % {"code": case.code}
        )
    telling.check_goes_on(journey)
    return {name: value for name, value in _by_now(case, journey).items() if name in (*WHO, *step.fields)}


def _by_now(case: Case, journey: Journey) -> dict[str, Any]:
    """What the steps reached so far allow. Where the other country asked, only what it told itself stands on it."""
    reached = list(Step.objects.filter(journey=journey, state__in=["open", "taken"]).order_by("sequence"))
    known = {name: value for step in reached for name, value in (step.disclosed or {}).items()}
    if journey.from_office_id is None:
        return known
    return {**told(case, dict.fromkeys(name for step in reached for name in step.fields)), **known}
