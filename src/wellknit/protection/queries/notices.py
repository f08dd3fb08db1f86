"""What an office must take note of, and break-glass entries that wait for review."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.http import Http404

from wellknit.platform.access.models import BreakGlass, Notice
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office, User
from wellknit.protection.models import Case
from wellknit.protection.permissions import REVIEW_BREAK_GLASS, check_may


def unseen(viewer: Viewer, limit: int = 20) -> list[Notice]:
    """Notices of the viewer's office nobody has acknowledged, latest first."""
    return list(Notice.objects.filter(office_id=viewer.office_id, seen_at=None).order_by("-at")[:limit])


def notice(viewer: Viewer, notice_id: UUID) -> Notice:
    """One notice of the viewer's office; 404 outside."""
    found = Notice.objects.filter(pk=notice_id).first()
    if found is None:
        raise Http404
    return found


def to_review(viewer: Viewer) -> list[BreakGlass]:
    """Break-glass entries that wait for somebody else to look."""
    check_may(viewer, REVIEW_BREAK_GLASS)
    return list(BreakGlass.objects.filter(reviewed_at=None).exclude(user_id=viewer.person_id).order_by("at"))


def break_glass(viewer: Viewer, entry_id: UUID) -> BreakGlass:
    """One entry; 404 outside."""
    found = BreakGlass.objects.filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def codes_of(found: list[Notice]) -> dict[UUID, str]:
    """The codes of the cases these notices are about, as far as they are in reach."""
    return dict(Case.objects.filter(pk__in=[n.case_id for n in found if n.case_id]).values_list("pk", "code"))


def senders_of(viewer: Viewer, found: list[Notice]) -> dict[UUID, tuple[str, str]]:
    """Who asked or who opened in an emergency, by notice: person and office. For the office it was sent to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_notice_senders(%s::uuid[])", [[n.pk for n in found]])
        rows = cursor.fetchall()
    people = dict(User.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name"))
    offices = dict(Office.objects.filter(pk__in={row[2] for row in rows}).values_list("pk", "name"))
    return {notice: (people.get(user, ""), offices.get(office, "")) for notice, user, office in rows}


def people_of(found: list[BreakGlass]) -> dict[UUID, str]:
    """Who opened in an emergency, by name: officials, not the people the work is for."""
    return dict(User.objects.filter(pk__in={e.user_id for e in found}).values_list("pk", "name"))
