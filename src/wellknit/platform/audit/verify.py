"""Is the trace whole? Walks the chain with the sealer's key and names every row that is not as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from wellknit.platform.audit.sealer import _COLUMNS, GENESIS, digest, load_key, read_checkpoints


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: which row or file, and what about it."""

    place: str
    what: str


@dataclass(frozen=True)
class Report:
    """Outcome of a verification: rows walked, rows not yet sealed, findings."""

    sealed: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def green(self) -> bool:
        """Nothing is wrong."""
        return not self.findings


def verify(progress: Callable[[int], None] = lambda _n: None) -> Report:
    """Walk the whole chain, then the checkpoints, then count what waits to be sealed."""
    key = load_key()
    macs: dict[int, bytes] = {}
    marks = {position: mac for _p, position, mac, holds in read_checkpoints(key) if holds}
    findings: list[Finding] = []
    sealed = 0
    with transaction.atomic():
        for finding, position, mac in _walk(key.chain):
            sealed = position
            if finding:
                findings.append(finding)
            if position in marks:
                macs[position] = mac
            if position % 10000 == 0:
                progress(position)
        waiting = _waiting()
    for path, position, mac, holds in read_checkpoints(key):
        if not holds:
            findings.append(Finding(f"checkpoint {path.name}", "its signature does not hold"))
        elif position > sealed:
            findings.append(
                Finding(f"checkpoint {path.name}", f"the chain ends at {sealed}, rows after it are gone")
            )
        elif macs.get(position) != mac:
            findings.append(
                Finding(f"checkpoint {path.name}", f"the chain at {position} is not the one that was signed")
            )
    return Report(sealed, waiting, tuple(findings))


def _walk(chain_key: bytes) -> Iterator[tuple[Finding | None, int, bytes]]:
    before, expected = GENESIS, 1
    with connection.cursor() as cursor:
        cursor.execute(
            f"DECLARE walk NO SCROLL CURSOR FOR SELECT l.position, l.mac, l.event_id, {_COLUMNS}"
            " FROM audit_link l LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.position"
        )
        while True:
            cursor.execute("FETCH 5000 FROM walk")
            rows = cursor.fetchall()
            if not rows:
                return
            for position, stored, event_id, *event in rows:
                mac = bytes(stored)
                yield (
                    _judge(chain_key, before, expected, position, mac, event_id, tuple(event)),
                    position,
                    mac,
                )
                before, expected = mac, position + 1


def _judge(key: bytes, before: bytes, expected: int, position: int, mac: bytes, event_id: object,
           event: tuple[object, ...]) -> Finding | None:  # fmt: skip
    place = f"row {position} (event {event_id})"
    if position != expected:
        return Finding(place, f"links {expected} to {position - 1} before it are missing")
    if event[0] is None:
        return Finding(place, "the event was removed")
    if digest(key, before, event) != mac:
        return Finding(place, "the event or its link was changed")
    return None


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.event_id = e.id)"
        )
        return int(cursor.fetchone()[0])
