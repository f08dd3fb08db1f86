"""The sealer: chains committed events with a key the web process does not have.

Only rows below the snapshot's xmin are chained, so no transaction that is still open can slip a row
in before one that is already sealed. A row whose transaction number lies beyond this cluster's
(after a restore into a new one) is old by definition and chained too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from wellknit.platform.vault.keyring import KeyMissing, keys_dir

_COLUMNS = "e.id, e.seq, e.xid::text, e.at, e.actor_id, e.office_id, e.event, e.target_kind, e.target_id, e.case_id, e.fields, e.note"
GENESIS = b"\x00" * 32
BATCH = 2000


@dataclass(frozen=True)
class SealerKey:
    """HMAC key of the chain and the Ed25519 key that signs checkpoints."""

    chain: bytes
    signing: Ed25519PrivateKey


def key_path() -> Path:
    """The sealer's key file; in production only the sealer's system user may read it."""
    return keys_dir() / "sealer.json"


def make_key() -> None:
    """First key; an existing one is never touched."""
    if key_path().exists():
        return
    body = {
        "chain": base64.b64encode(os.urandom(32)).decode(),
        "signing": base64.b64encode(os.urandom(32)).decode(),
    }
    handle = os.open(key_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(body, out)


def load_key() -> SealerKey:
    """Read the sealer's key; raises `KeyMissing` where it is not for this process."""
    try:
        body = json.loads(key_path().read_text())
    except (FileNotFoundError, PermissionError):
        raise KeyMissing("The sealer's key is not readable here. Run this as the sealer's user.") from None
    signing = Ed25519PrivateKey.from_private_bytes(base64.b64decode(body["signing"]))
    return SealerKey(base64.b64decode(body["chain"]), signing)


def digest(key: bytes, before: bytes, row: tuple[Any, ...]) -> bytes:
    """Keyed digest over the link before and every column of the event."""
    body = json.dumps([_plain(v) for v in row], ensure_ascii=False, sort_keys=True)
    return hmac.new(key, before + body.encode(), hashlib.sha256).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, (str, int, float, list, dict, type(None))) else str(value)


def seal_pending(limit: int = BATCH) -> int:
    """Chain up to `limit` committed events; returns how many. One sealer at a time."""
    key = load_key()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('wellknit.sealer', 0))")
        cursor.execute("SELECT position, mac FROM audit_link ORDER BY position DESC LIMIT 1")
        position, mac = cursor.fetchone() or (0, GENESIS)
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_event e"
            " WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.event_id = e.id)"
            " AND (e.xid < pg_snapshot_xmin(pg_current_snapshot())"
            "      OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))"
            " ORDER BY e.xid, e.seq LIMIT %s",
            [limit],
        )
        rows = cursor.fetchall()
        links = []
        mac = bytes(mac)
        for row in rows:
            position, mac = position + 1, digest(key.chain, mac, row)
            links.append((position, row[0], mac, datetime.now(UTC)))
        if links:
            cursor.executemany(
                "INSERT INTO audit_link (position, event_id, mac, sealed_at) VALUES (%s, %s, %s, %s)", links
            )
    return len(rows)


def checkpoint() -> Path | None:
    """Sign the end of the chain and write it to the folder outside the database; None when empty."""
    key = load_key()
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, mac FROM audit_link ORDER BY position DESC LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        return None
    body = {"position": row[0], "mac": bytes(row[1]).hex(), "at": datetime.now(UTC).isoformat()}
    signed = json.dumps(body, sort_keys=True).encode()
    folder = Path(settings.WELLKNIT_CHECKPOINTS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{row[0]:012d}.json"
    text = json.dumps({**body, "signature": key.signing.sign(signed).hex()}, indent=1)
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)
    return path


def read_checkpoints(key: SealerKey) -> Iterator[tuple[Path, int, bytes, bool]]:
    """Each checkpoint with its position, digest and whether its signature holds."""
    for path in sorted(Path(settings.WELLKNIT_CHECKPOINTS).glob("*.json")):
        body = json.loads(path.read_text())
        signature = bytes.fromhex(body.pop("signature"))
        try:
            key.signing.public_key().verify(signature, json.dumps(body, sort_keys=True).encode())
            holds = True
        except InvalidSignature:
            holds = False
        yield path, int(body["position"]), bytes.fromhex(body["mac"]), holds


def run(every: float = 1.0, checkpoint_every: float = 60.0) -> None:
    """Seal for as long as the process lives; a checkpoint each minute when something was added."""
    last, added = 0.0, 0
    while True:
        count = seal_pending()
        added += count
        if added and time.monotonic() - last >= checkpoint_every:
            checkpoint()
            last, added = time.monotonic(), 0
        if count < BATCH:
            time.sleep(every)
