"""What was kept long enough: answers, texts of acknowledged messages, the exchange's own talk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from wellknit.platform.exchange.limits import LASTS

ANSWERS = timedelta(minutes=15)
TALK = timedelta(days=7)
DEAD = timedelta(minutes=2)

# In bites, so that no sweep holds the tables; the next round goes on.
_BITES = (
    ("DELETE FROM exchange_arrival WHERE id IN (SELECT id FROM exchange_arrival WHERE done AND at < %s LIMIT 5000)", ANSWERS),
    ("UPDATE exchange_outgoing SET jws = NULL, body = NULL WHERE id IN (SELECT id FROM exchange_outgoing"
     " WHERE jws IS NOT NULL AND done_at < %s LIMIT 5000)", LASTS),
    ("UPDATE exchange_received SET jws = NULL WHERE id IN (SELECT id FROM exchange_received"
     " WHERE jws IS NOT NULL AND state IN ('applied', 'refused') AND done_at < %s LIMIT 5000)", LASTS),
    ("DELETE FROM exchange_outgoing WHERE id IN (SELECT id FROM exchange_outgoing"
     " WHERE kind LIKE 'exchange.%%' AND done_at < %s LIMIT 5000)", TALK),
    ("DELETE FROM exchange_received WHERE id IN (SELECT id FROM exchange_received"
     " WHERE kind LIKE 'exchange.%%' AND kind <> 'exchange.void' AND done_at < %s LIMIT 5000)", LASTS),
    ("DELETE FROM exchange_trouble WHERE last_at < %s", LASTS),
    ("DELETE FROM exchange_round WHERE began_at < %s", LASTS),
    # Left by a worker that was killed, or that failed: the tables ask again, so these jobs are only noise.
    ("DELETE FROM procrastinate_jobs j WHERE j.queue_name = 'exchange' AND j.status IN ('doing', 'failed') AND NOT EXISTS"
     " (SELECT 1 FROM procrastinate_workers w WHERE w.id = j.worker_id AND w.last_heartbeat > %s)", DEAD),
)  # fmt: skip


def sweep(now: datetime) -> int:
    """Drop what is over; how many rows. In the worker's role."""
    gone = 0
    with connection.cursor() as cursor:
        for statement, age in _BITES:
            cursor.execute(statement, [now - age])
            gone += cursor.rowcount
    return gone
