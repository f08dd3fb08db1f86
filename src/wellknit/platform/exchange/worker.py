"""The worker's jobs of the exchange, and the bells that wake it. The tables are the truth; a lost bell loses nothing.

A job carries the code of a peer at most. It is asked for after the commit, once while one waits; each minute
the worker looks by itself for what is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wellknit.platform.access.jobs import as_worker
from wellknit.platform.access.register import worker_round

QUEUE = "exchange"
_DUE = (
    "SELECT DISTINCT o.peer FROM exchange_outgoing o JOIN exchange_peer p ON p.code = o.peer AND p.state = 'trusted'"
    " WHERE o.state IN ('waiting', 'sent') AND o.next_at <= now()"
)
_ARRIVED = (
    "SELECT EXISTS (SELECT 1 FROM exchange_arrival WHERE NOT done AND next_at <= now())"
    # One question for each small index.
    " OR EXISTS (SELECT 1 FROM exchange_received WHERE state = 'parked')"
    " OR EXISTS (SELECT 1 FROM exchange_received WHERE state = 'held')"
)


@app.task(name="exchange.deliver", queue=QUEUE)
def deliver(peer: str) -> None:
    """Send what is due for a peer."""
    from wellknit.platform.exchange.delivery import deliver as send

    with _hanging_up():
        again = send(peer, patient=True)
        if again is not None:
            _ask(deliver, f"exchange.later.{peer}", seconds=again, peer=peer)


@app.task(name="exchange.open", queue=QUEUE)
def open_arrivals() -> None:
    """Open what came."""
    from wellknit.platform.exchange.inbox import open_arrivals as opened

    with _hanging_up():
        opened(linger=0.2)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.round", queue=QUEUE, queueing_lock="exchange.round")
def look_round(timestamp: int = 0) -> None:
    """Each minute: ring for whatever is due, try parked kinds again, and drop what was kept long enough."""
    from wellknit.platform.exchange import sweep

    with _hanging_up():
        look()
        sweep.sweep(timezone.now())


def ring_delivery(peer: str) -> None:
    """Wake the worker for a peer once this transaction is committed; many messages are one bell."""
    _after_commit(_bell(peer))


def ring_opening() -> None:
    """Wake the worker for what came in."""
    _after_commit(_open_bell)


def look() -> int:
    """Ask for a job for each peer with something due and for arrivals; how many. In the worker's role."""
    found = [str(row[0]) for row in as_worker(_DUE, [])]
    arrived = bool(as_worker(_ARRIVED, [])[0][0])
    for peer in found:
        _ring(peer)
    if arrived:
        _open_bell()
    return len(found) + arrived


def register() -> None:
    """Registers the look for `wellknit work --once` and the house's round."""
    worker_round("exchange", look)


def _after_commit(bell: Any) -> None:
    if not any(entry[1] is bell for entry in connection.run_on_commit):
        transaction.on_commit(bell, robust=True)


@cache
def _bell(peer: str) -> Any:
    return partial(_ring, peer)


def _ring(peer: str) -> None:
    _ask(deliver, f"exchange.deliver.{peer}", peer=peer)


def _open_bell() -> None:
    _ask(open_arrivals, "exchange.open")


def _ask(task: Any, word: str, *, seconds: float = 0, **values: Any) -> None:
    """Put a job into the book unless the same one waits there.

    No lock of the book's own: one held by a worker that was killed would stay. `speaking.alone` keeps two apart.
    """
    when = {"schedule_in": {"seconds": max(1, int(seconds))}} if seconds else {}
    try:
        with transaction.atomic():
            task.configure(queueing_lock=word, **when).defer(**values)
    except AlreadyEnqueued:
        pass


@contextmanager
def _hanging_up() -> Iterator[None]:
    """A job's thread closes its connections when it is done: one that broke meanwhile harms only this job."""
    try:
        yield
    finally:
        connections.close_all()
