"""How often this node began anew. After a restore the number grows, and nothing is sent before a comparing.

What was given out since the backup is gone here but not at the peers: numbers in the order would come twice.
So the order begins at 1 again under a higher number, and each line waits until `reconcile` ran with its peer.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wellknit.platform.exchange.models.inbox import Incarnation, Round
from wellknit.platform.exchange.models.outbox import Going, Line, Outgoing, OutOrder
from wellknit.platform.exchange.models.peer import Peer

SYSTEM = "exchange."  # kinds of the exchange itself, which go before a comparing


def current() -> int:
    """This node's incarnation; 1 until it was ever restored."""
    found = Incarnation.objects.filter(pk=1).values_list("number", flat=True).first()
    return int(found or 1)


def line_to(peer: str) -> Line:
    """The state of the line to a peer. A line that begins now has nothing to compare."""
    made, _new = Line.objects.get_or_create(peer=peer, defaults={"reconciled": current()})
    return made


def must_compare(line: Line) -> bool:
    """Whether nothing may go to this peer before both sides compared."""
    return line.reconciled < current()


@transaction.atomic
def begin_anew() -> int:
    """A higher incarnation, every line closed until it compared, every order from the beginning. The number.

    The seconds since 1970 are at least as high as any number given before: a backup that is restored twice,
    into two homes, does not come back under one number.
    """
    fresh = max(current() + 1, int(time.time()))
    Incarnation.objects.update_or_create(pk=1, defaults={"number": fresh, "since": timezone.now()})
    Line.objects.update(reconciled=0, failures=0, next_at=None, said="")
    known = set(Line.objects.values_list("peer", flat=True))
    Line.objects.bulk_create(
        [Line(peer=code) for code in Peer.objects.values_list("code", flat=True) if code not in known]
    )
    OutOrder.objects.all().delete()
    Round.objects.filter(ended_at=None).update(state="ended", ended_at=timezone.now())
    going = Outgoing.objects.filter(state__in=(Going.WAITING, Going.SENT))
    going.filter(kind__startswith=SYSTEM).delete()
    going.filter(state=Going.SENT).update(
        state=Going.WAITING, seq=0, incarnation=0, jws=None, attempts=0, outcome="", next_at=F("queued_at")
    )
    return fresh


def after_restore(say: Callable[[str], None]) -> None:
    """Called at the end of every restore, as the owner."""
    number = begin_anew()
    lines = Line.objects.count()
    if lines:
        say(f"  incarnation {number}: nothing is sent to {lines} nodes before `wellknit exchange reconcile`")
