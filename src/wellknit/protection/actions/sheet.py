"""One person's sheet leaves: for the officials of a meeting, or for a handover at a crossing.

A sheet says what the steps of the journey allow to be told by now, and no more; it stands on the person's consent to
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
from wellknit.protection.actions import disclosure, talk
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Case, Journey, Step
from wellknit.protection.permissions import DISCLOSE, check_may
from wellknit.protection.policies_border import check_talk
from wellknit.protection.tellable import told


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
    values = _by_now(case, journey)
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


def _by_now(case: Case, journey: Journey) -> dict[str, Any]:
    """What the steps reached so far allow. Where the other country asked, only what it told itself stands on it."""
    reached = list(Step.objects.filter(journey=journey, state__in=["open", "taken"]).order_by("sequence"))
    known = {name: value for step in reached for name, value in (step.disclosed or {}).items()}
    if journey.from_office_id is None:
        return known
    return {**told(case, dict.fromkeys(name for step in reached for name in step.fields)), **known}
