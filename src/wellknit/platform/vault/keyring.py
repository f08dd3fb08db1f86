"""Keys of this node, read from files outside the database and outside its backups.

`vault.json`   data keys by number, the current one, for fields and files
`tokens.json`  HMAC keys of the name tokens by generation
`sealer.json`  the audit's own key; only the sealer's process reads it (platform.audit.sealer)
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


class KeyMissing(RuntimeError):
    """A key file or a key in it is not there; nothing is guessed, the process refuses to go on."""


@dataclass(frozen=True)
class KeyRing:
    """Numbered secret keys, one of which is current: it writes, all of them read."""

    current: int
    keys: dict[int, bytes]

    def key(self, number: int) -> bytes:
        """The key with this number; raises `KeyMissing`."""
        try:
            return self.keys[number]
        except KeyError:
            raise KeyMissing(f"Key {number} is not in the key ring. Restore it from escrow.") from None


def keys_dir() -> Path:
    """Folder of the key files of this process."""
    from django.conf import settings

    return Path(settings.WELLKNIT_KEYS)


def _read(path: Path) -> KeyRing:
    try:
        raw = json.loads(path.read_text())
    except FileNotFoundError:
        raise KeyMissing(
            f"No key file {path.name}. Run `wellknit setup`, or restore it from escrow."
        ) from None
    keys = {int(n): base64.b64decode(k) for n, k in raw["keys"].items()}
    return KeyRing(int(raw["current"]), keys)


def write_ring(path: Path, ring: KeyRing) -> None:
    """Replace a key file whole: written beside it, flushed, renamed; readable by its owner only."""
    body = {
        "current": ring.current,
        "keys": {str(n): base64.b64encode(k).decode() for n, k in ring.keys.items()},
    }
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(body, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def make_ring(path: Path) -> None:
    """First key of a new ring; an existing file is never touched."""
    if not path.exists():
        write_ring(path, KeyRing(1, {1: secrets.token_bytes(32)}))


def add_key(path: Path) -> KeyRing:
    """A fresh current key beside the old ones, which go on reading."""
    ring = _read(path)
    number = max(ring.keys) + 1
    fresh = KeyRing(number, {**ring.keys, number: secrets.token_bytes(32)})
    write_ring(path, fresh)
    forget()
    return fresh


def drop_keys(path: Path) -> KeyRing:
    """Forget every key but the current one, when nothing is left that needs them."""
    ring = _read(path)
    only = KeyRing(ring.current, {ring.current: ring.keys[ring.current]})
    write_ring(path, only)
    forget()
    return only


@lru_cache(maxsize=4)
def _cached(path: str, _stamp: float) -> KeyRing:
    return _read(Path(path))


def _ring(name: str) -> KeyRing:
    """Asked for every value that is sealed or opened: no more than one look at the file's date."""
    from django.conf import settings

    path = f"{settings.WELLKNIT_KEYS}/{name}"
    try:
        stamp = os.stat(path).st_mtime  # a rotation is seen without a restart
    except FileNotFoundError:
        stamp = 0.0
    return _cached(path, stamp)


def vault_ring() -> KeyRing:
    """Keys of fields and files."""
    return _ring("vault.json")


def token_ring() -> KeyRing:
    """HMAC keys of the name tokens, by generation."""
    return _ring("tokens.json")


def forget() -> None:
    """Drop cached keys, after a rotation or between tests."""
    _cached.cache_clear()
