"""What wings send: queued in the transaction of what it tells, gone when that is undone.

`queue` writes a sealed row and rings for the worker after the commit. `stop` ends whatever stands on a
consent that was withdrawn. Nothing here has a key of the exchange or speaks with another node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.kinds import check_may_carry, kind_of
from wellknit.platform.exchange.limits import ATTACHMENT, BODY
from wellknit.platform.exchange.models.inbox import Received
from wellknit.platform.exchange.models.outbox import Outgoing
from wellknit.platform.exchange.reasons import why
from wellknit.platform.exchange.suite import write_json
from wellknit.platform.exchange.worker import ring_delivery
from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal


@dataclass(frozen=True)
class Sent:
    """A message of a journey as its pages show it. state: waiting, sent, received, refused, stopped."""

    id: UUID
    to: str
    kind: str
    state: str
    queued_at: datetime
    received_at: datetime | None
    reason: str
    code: str


def queue(
    kind: str, *, to: str, body: dict[str, Any], journey: UUID | None = None, basis: UUID | None = None, by: Viewer
) -> UUID:  # fmt: skip
    """Send a message of this kind to a peer, in the caller's transaction; returns its id.

    basis: the consent it stands on, for `stop`. Raises NotValid (the body does not fit its form, or is too
    large), NotShared (about a person, to a node without protection), NotNow (nobody vouched for that node).
    """
    found = kind_of(kind)
    check_may_carry(found, peers.trusted(to))
    try:
        plain = found.read(found.newest, body)
    except ValidationError:
        # pydantic's text would quote the values.
        raise NotValid(_("This message (%(kind)s) does not have the agreed form.") % {"kind": kind}) from None
    text = write_json(plain)
    _check_size(plain, len(text))
    message = uuid4()
    sealed = seal(text, code=_code("body"), row=str(message), ring=vault_ring())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_exchange_queue(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [message, to, kind, found.personal, found.priority, journey, basis, sealed, timezone.now()],
        )
    ring_delivery(to)
    return message


def stop(basis: UUID, reason: str) -> int:
    """End everything not yet acknowledged that stands on this basis; returns how many messages.

    What already has its place in the order is replaced there by an empty message, so that the others go on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_exchange_stop(%s, %s)", [basis, str(reason)])
        stopped = cursor.fetchall()
    for peer, _messages in stopped:
        ring_delivery(peer)
    return sum(messages for _peer, messages in stopped)


def forget(journeys: Iterable[UUID]) -> int:
    """Drop the texts kept of messages about these journeys, sent and received; how many. As the owner, on erasing.

    Their numbers and digests stay, so that the books still compare. What is on its way goes on: it may be the
    very word that tells the other country to erase.
    """
    ids = list(journeys)
    gone = Outgoing.objects.filter(journey__in=ids, done_at__isnull=False, jws__isnull=False)
    came = Received.objects.filter(journey__in=ids, jws__isnull=False)
    return gone.update(jws=None, body=None) + came.update(jws=None)


def of_journey(viewer: Viewer, journey: UUID) -> list[Sent]:
    """What went to other nodes about a journey, oldest first. Whoever shows it asked before who may see the journey."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_exchange_of_journey(%s)", [journey])
        found = [Sent(*row) for row in cursor.fetchall()]
    return [replace(sent, reason=why(sent.code, sent.reason)) for sent in found]


def _code(field: str) -> str:
    return str(Outgoing._meta.get_field(field).code)  # type: ignore[union-attr]


def _check_size(body: dict[str, Any], size: int) -> None:
    if any(len(text) > ATTACHMENT * 4 // 3 + 4 for text in _texts(body)):
        raise NotValid(_("An attachment may have 1.5 MB. Send it smaller, or on a stick beside the message."))
    if size > BODY:
        raise NotValid(_("A message may have 2 MB with everything in it. Send it in parts."))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
