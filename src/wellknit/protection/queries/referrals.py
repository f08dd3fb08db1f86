"""Referrals that came in, and what became of those that went out."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import Case, Clock, Referral, Screening

WAITING = ("offered", "asked")


def came_in(viewer: Viewer, *, waiting_only: bool = True) -> QuerySet[Referral]:
    """Offers to the viewer's office, urgent ones first, then the longest waiting."""
    found = Referral.objects.filter(to_office_id=viewer.office_id).select_related("from_office")
    if waiting_only:
        found = found.filter(state__in=WAITING)
    return found.order_by("-urgent", "sent_at")


def sent_out(viewer: Viewer) -> QuerySet[Referral]:
    """What the viewer's office has sent, latest first."""
    found = Referral.objects.filter(from_office_id=viewer.office_id).select_related("to_office")
    return found.order_by("-sent_at")


def referral(viewer: Viewer, referral_id: UUID, *, sent: bool = False) -> Referral:
    """One referral of the viewer's office, from either side; 404 outside. `sent`: only one this office has sent."""
    found = Referral.objects.filter(pk=referral_id).select_related("from_office", "to_office").first()
    if found is None or (sent and found.from_office_id != viewer.office_id):
        raise Http404
    record("referral.read", target=found)
    return found


def screening_behind(viewer: Viewer, found: Referral) -> Screening | None:
    """The screening behind a referral, where it may be read (its own office, or after accepting)."""
    screening = Screening.objects.filter(pk=found.screening_id).first()
    if screening is not None:
        record("screening.read", target=screening)
    return screening


def case_of(viewer: Viewer, found: Referral) -> Case | None:
    """The case opened from a referral, if it is in reach."""
    return Case.objects.filter(referral=found).first()


def clock_of(found: Referral) -> Clock | None:
    """The running answer clock."""
    return Clock.objects.filter(referral_id=found.pk, stopped_at=None).first()


def own_screenings(viewer: Viewer, limit: int = 20) -> list[Screening]:
    """The viewer's own screenings, latest first."""
    return list(Screening.objects.filter(by_id=viewer.person_id).order_by("-at")[:limit])


def clocks_of(found: list[Referral]) -> dict[UUID, Clock]:
    """The running answer clock of each referral, in one query."""
    running = Clock.objects.filter(referral_id__in=[r.pk for r in found], stopped_at=None)
    return {clock.referral_id: clock for clock in running if clock.referral_id}
