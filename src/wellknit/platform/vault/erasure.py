"""The erasure ledger: what was erased stays erased, whatever is restored from before.

One line for each erasure, in a file of the node's home and so outside the database and its backups. A line
says what (the wing's word), which id, how, when, and on which decision; never who the person was. Each carries a
MAC over itself and the line before it, so that a line that was taken out or changed shows. The line is on the
disk before the database forgets: if the power goes in between, the next replay does the rest.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from wellknit.platform.vault.keyring import KeyRing, vault_ring

FIRST = "0" * 64
# (id, how) -> erases it in the current transaction as the owner; says nothing when it is not there any more.
Eraser = Callable[[UUID, str], None]
_erasers: dict[str, Eraser] = {}


class LedgerDamaged(RuntimeError):
    """The ledger is not as it was written; `sentence` says where."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Line:
    """One erasure. `how`: delete or pseudonymise. `by`: the decision it was done on (an id)."""

    number: int
    at: str
    what: str
    id: UUID
    how: str
    by: str


def erases(what: str, eraser: Eraser) -> None:
    """A wing says how its things are erased; `what` is frozen, because old ledgers carry it."""
    _erasers[what] = eraser


def ledger_path() -> Path:
    """The ledger of this node, beside its keys and outside what a backup takes."""
    return Path(settings.HOME.path("keys")).parent / "erasures" / "ledger"


def erase(what: str, id: UUID, how: str, by: str) -> Line:  # noqa: A002 - it is the id of the thing
    """Write the line, flush it to the disk, then erase. As the owner. Doing it twice is doing it once."""
    eraser = _erasers[what]  # before the line: what nobody can erase is not promised
    line = _append(what, id, how, by)
    with transaction.atomic():
        eraser(id, how)
        _tombstone(line)
    return line


def is_erased(what: str, id: UUID) -> bool:  # noqa: A002
    """Whether something may not come back; asked by the owner's programs before they take anything in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM vault_tombstone WHERE id = %s AND what = %s AND how = 'delete'", [id, what]
        )
        return cursor.fetchone() is not None


def lines() -> Iterator[Line]:
    """The ledger from its beginning; raises `LedgerDamaged` at the first line that is not as it was written."""
    before = FIRST
    for number, raw in enumerate(_raw(), start=1):
        try:
            said = json.loads(raw)
            body, mac = said["line"], said["mac"]
            fits = hmac.compare_digest(_mac(vault_ring(), said["key"], before, body), mac)
            line = Line(body["n"], body["at"], body["what"], UUID(body["id"]), body["how"], body["by"])
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerDamaged(f"Line {number} of the erasure ledger cannot be read.") from error
        if not fits or line.number != number:
            raise LedgerDamaged(
                f"Line {number} of the erasure ledger was changed, or the one before it was taken out."
            )
        before = mac
        yield line


def after_restore(say: Callable[[str], None]) -> None:
    """Erase again what was erased since the backup was made. Called at the end of every restore, as the owner."""
    known = _known_to_database()
    found = list(lines())
    if len(found) < known:
        raise LedgerDamaged(
            f"The restored database knows of {known} erasures, but the ledger of this home has {len(found)} lines."
            f" Copy the ledger of the node that was lost to {ledger_path()} and run: wellknit erasures replay"
        )
    if not found:
        say(f"  no erasure ledger in this home: copy the lost node's to {ledger_path()} if it had one")
    again = replay()
    say(f"  {len(found):,} erasures in the ledger, {again:,} done again after this restore")


def replay() -> int:
    """Do every line of the ledger again; returns how many of them this database did not know yet."""
    fresh = 0
    for line in list(lines()):
        eraser = _erasers.get(line.what)
        if eraser is None:
            raise LedgerDamaged(f"Line {line.number} speaks of {line.what}, which this node has no wing for.")
        with transaction.atomic():
            eraser(line.id, line.how)
            fresh += _tombstone(line)
    return fresh


def _raw() -> list[str]:
    try:
        return ledger_path().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _append(what: str, id: UUID, how: str, by: str) -> Line:  # noqa: A002
    path = ledger_path()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+", encoding="utf-8"
    ) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read().splitlines()
        ring, at = vault_ring(), datetime.now(UTC).isoformat(timespec="seconds")
        line = Line(len(kept) + 1, at, what, id, how, by)
        body = {"n": line.number, "at": at, "what": what, "id": str(id), "how": how, "by": by}
        before = json.loads(kept[-1])["mac"] if kept else FIRST
        said = {"line": body, "key": ring.current, "mac": _mac(ring, ring.current, before, body)}
        file.write(json.dumps(said, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return line


def _mac(ring: KeyRing, key: int, before: str, body: dict[str, object]) -> str:
    """A key of the vault serves under a name of its own, so that it comes back with the keys from escrow."""
    own = hmac.digest(ring.key(key), b"wellknit erasure ledger", "sha256")
    text = before + json.dumps(body, sort_keys=True)
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()


def _tombstone(line: Line) -> int:
    """Mark the grave; 1 when it was not marked yet. A deletion after a pseudonymisation is the last word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_tombstone (id, what, how, line, at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET how = excluded.how, line = excluded.line, at = excluded.at"
            " WHERE vault_tombstone.line < excluded.line",
            [line.id, line.what, line.how, line.number, line.at],
        )
        return int(cursor.rowcount)


def _known_to_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(line), 0) FROM vault_tombstone")
        return int(cursor.fetchone()[0])
