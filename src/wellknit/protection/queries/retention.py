"""Files whose time is over, what was decided on them, what holds them; requests for correction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from wellknit.lib.retention import cut
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import Case, Correction, LegalHold, RetentionDecision
from wellknit.protection.permissions import DECIDE_RETENTION, READ_CASES, check_may
from wellknit.protection.policies_retention import case_rule

SHOWN = 200


@dataclass(frozen=True)
class Due:
    """One closed file whose time is over: by code, without a name."""

    case: Case
    held: bool
    decision: RetentionDecision | None


def due(viewer: Viewer) -> list[Due]:
    """Files of the viewer's office to be reviewed, the longest closed first; kept ones until their new day."""
    check_may(viewer, DECIDE_RETENTION)
    today = timezone.localdate()
    last = cut(case_rule().years, today)
    kept = RetentionDecision.objects.filter(state="done", what="keep", keep_until__gt=today).values("case_id")
    cases = list(Case.objects.filter(office_id=viewer.office_id, state="closed", closed_on__lte=last)
                 .exclude(pk__in=kept).order_by("closed_on", "code")[:SHOWN])  # fmt: skip
    ids = [case.pk for case in cases]
    open_ended = Q(until__isnull=True) | Q(until__gt=today)
    held = set(
        LegalHold.objects.filter(open_ended, case_id__in=ids, lifted_at=None).values_list(
            "case_id", flat=True
        )
    )
    open_now = RetentionDecision.objects.filter(case_id__in=ids, state__in=("proposed", "approved"))
    decided = {d.case_id: d for d in open_now}
    record("retention.listed", note={"found": len(cases)})
    return [Due(case, case.pk in held, decided.get(case.pk)) for case in cases]


def decision(viewer: Viewer, decision_id: UUID) -> RetentionDecision:
    """One decision of the viewer's office; 404 outside."""
    check_may(viewer, DECIDE_RETENTION)
    found = RetentionDecision.objects.filter(pk=decision_id, office_id=viewer.office_id).first()
    if found is None:
        raise Http404
    return found


def holds(viewer: Viewer, case: Case) -> list[LegalHold]:
    """All holds on a case in reach, the newest first."""
    check_may(viewer, READ_CASES)
    return list(LegalHold.objects.filter(case=case).order_by("-since"))


def corrections(viewer: Viewer, case: Case) -> list[Correction]:
    """All requests on a case in reach, the newest first."""
    check_may(viewer, READ_CASES)
    return list(Correction.objects.filter(case=case).order_by("-recorded_at"))


def correction(viewer: Viewer, correction_id: UUID) -> Correction:
    """One request; 404 outside."""
    check_may(viewer, READ_CASES)
    found = Correction.objects.filter(pk=correction_id).select_related("case").first()
    if found is None:
        raise Http404
    return found


def hold(viewer: Viewer, hold_id: UUID) -> LegalHold:
    """One hold; 404 outside."""
    check_may(viewer, READ_CASES)
    found = LegalHold.objects.filter(pk=hold_id).select_related("case").first()
    if found is None:
        raise Http404
    return found
