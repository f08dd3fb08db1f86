"""Choosing how one is told that something waits, and telling."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import unseal
from wellknit.protection import nudging
from wellknit.protection.models import Nudge
from wellknit.protection.permissions import REMIND, check_may

log = logging.getLogger(__name__)


@transaction.atomic
def choose(way: str, address: str, *, by: Viewer) -> Nudge | None:
    """One's own choice for the office one acts for; `way` empty: not at all, and the address is forgotten."""
    Nudge.objects.filter(user_id=by.person_id, office_id=by.office_id).delete()
    if not way:
        record("nudge.not_wanted")
        return None
    sender = nudging.allowed().get(way)
    if sender is None:
        raise NotValid(_("This node does not use this way."), {"way": _("Choose one of the list.")})
    try:
        sender.check(address)
    except ValidationError:
        raise NotValid(_("This is no address of this kind."), {"address": _("Check it.")}) from None
    made = Nudge.objects.create(user_id=by.person_id, office_id=by.office_id, way=way, address=address)
    record("nudge.chosen", target=made, note={"way": way})
    return made


@transaction.atomic
def tell(*, by: Viewer) -> int:
    """Tell everybody in the office whose time it is, after the transaction; how many. The service person does this."""
    check_may(by, REMIND)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nudge_id, way, address FROM wk_nudges_take()")
        taken = cursor.fetchall()
    ways = nudging.allowed()
    for number, way, sealed in taken:
        if way in ways:
            address = unseal(bytes(sealed), code="P280", row=str(number), ring=vault_ring()).decode()
            transaction.on_commit(lambda sender=ways[way], address=address: _send(sender, address))  # type: ignore[misc]
    return len(taken)


def _send(sender: nudging.Sender, address: str) -> None:
    """A line that is down loses a nudge and nothing else: the reminder stands on the page."""
    try:
        sender.send(address, nudging.sentence())
    except Exception as error:  # whatever a sender trips over; its words may quote the address
        log.warning("A nudge by %s was not sent: %s", sender.code, type(error).__name__)
