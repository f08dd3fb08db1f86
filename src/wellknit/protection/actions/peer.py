"""Peer groups: that they met, how many came. What was said stays in the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care as policies
from wellknit.protection.models import Case, PeerAttendance, PeerGroup, PeerMeeting
from wellknit.protection.permissions import GIVE_SERVICES, check_may


@transaction.atomic
def begin_group(name: str, *, by: Viewer, language: str = "", led_by_peer: bool = False) -> PeerGroup:
    """A new group of the viewer's office."""
    check_may(by, GIVE_SERVICES)
    policies.check_words(name, "name", _("Give the group a name."))
    group = PeerGroup.objects.create(
        office_id=by.office_id, name=name.strip(), language=language, led_by_peer=led_by_peer
    )
    record("peer.group_begun", target=group)
    return group


@transaction.atomic
def end_group(group: PeerGroup, *, by: Viewer) -> PeerGroup:
    """The group meets no more."""
    check_may(by, GIVE_SERVICES)
    group.closed_on = timezone.localdate()
    group.save(update_fields=["closed_on"])
    record("peer.group_ended", target=group)
    return group


@transaction.atomic
def meet(group: PeerGroup, cases: Iterable[Case], *, by: Viewer, on: date, minutes: int | None = None,
         guests: int = 0) -> PeerMeeting:  # fmt: skip
    """One meeting: who of our cases came, and how many others."""
    check_may(by, GIVE_SERVICES)
    if group.closed_on is not None:
        raise NotNow(_("This group meets no more."))
    policies.check_past(on, timezone.localdate())
    came = {case.pk: case for case in cases}
    if not came and not guests:
        raise NotValid(_("Somebody was there: choose who, or give the number of guests."))
    meeting = PeerMeeting.objects.create(
        group=group, office_id=by.office_id, on=on, minutes=minutes, guests=guests, by_id=by.person_id
    )
    for case in came.values():
        seat = PeerAttendance.objects.create(meeting=meeting, case=case)
        record("peer.came", target=seat, case=case.pk)
    record("peer.met", target=meeting, note={"came": len(came), "guests": guests})
    return meeting
