"""This node's own private keys of the exchange: one file, opened by the worker's process and by nobody else.

`keys/exchange.json` holds for each key its private JWK, its state and when it stops. The server's process
says at its start that it never opens the file (`close_here`), and then it cannot be talked into it; on a
real node the file belongs to the worker's system user besides (docs/operating).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wellknit.lib.home import HomeError, read_closed
from wellknit.platform.exchange.suite import NodeKey, key_of, new_key, private_jwk
from wellknit.platform.vault.keyring import KeyMissing, keys_dir

_PLACE = {"closed": "", "open": ""}


@dataclass(frozen=True)
class OwnKeys:
    """Every key of this node by kid; one of each use is active, retired ones open and verify until they end."""

    node: str
    keys: dict[str, NodeKey]
    since: datetime

    @property
    def sign(self) -> NodeKey:
        """The key that signs now."""
        return self._active("sig")

    @property
    def seal(self) -> NodeKey:
        """The key others seal with now."""
        return self._active("enc")

    def _active(self, use: str) -> NodeKey:
        return next(k for k in self.keys.values() if k.use == use and k.state == "active")


def open_here(process: str) -> None:
    """Said by the worker, and by the command that makes or rotates keys, at its start."""
    if not _PLACE["closed"]:
        _PLACE["open"] = process


def close_here(process: str) -> None:
    """Said by the server at its start: this process never opens the keys. There is no way back."""
    _PLACE["closed"], _PLACE["open"] = process, ""


def key_path() -> Path:
    """The key file."""
    return keys_dir() / "exchange.json"


def own_keys() -> OwnKeys:
    """The keys, for whoever may hold them. Raises `KeyMissing`."""
    if _PLACE["closed"] or not _PLACE["open"]:
        raise KeyMissing("The keys of the exchange are opened by the worker only, not by this process.")
    try:
        raw = json.loads(read_closed(key_path()))
    except HomeError:
        raise KeyMissing("The keys of the exchange are not readable here. Run `wellknit node init`, or recover them.") from None  # fmt: skip
    found = [_read(entry, raw["node"]) for entry in raw["keys"]]
    return OwnKeys(raw["node"], {k.kid: k for k in found}, datetime.fromisoformat(raw["since"]))


def _read(entry: dict[str, Any], node: str) -> NodeKey:
    until = datetime.fromisoformat(entry["until"]) if entry["until"] else None
    return key_of(entry["jwk"], owner=node, state=entry["state"], until=until)


def make_keys(node: str, *, now: datetime | None = None) -> bool:
    """The first two keys of a node; True when they were made. An existing file is never touched."""
    if key_path().exists():
        return False
    fresh = [new_key(node, use) for use in ("sig", "enc")]
    _write(OwnKeys(node, {k.kid: k for k in fresh}, now or datetime.now(UTC)))
    return True


def rotate_keys(*, keep_days: int, now: datetime | None = None) -> OwnKeys:
    """Two fresh keys. The old ones go on opening and verifying for `keep_days`; what has ended is dropped."""
    held, at = own_keys(), now or datetime.now(UTC)
    until = at + timedelta(days=keep_days)
    kept = {}
    for key in held.keys.values():
        if key.state == "active":
            kept[key.kid] = NodeKey(key.kid, key.owner, key.use, key.key, "retired", until)
        elif key.until is not None and key.until > at:
            kept[key.kid] = key
    fresh = [new_key(held.node, use) for use in ("sig", "enc")]
    turned = OwnKeys(held.node, {**kept, **{k.kid: k for k in fresh}}, at)
    _write(turned)
    return turned


def _write(held: OwnKeys) -> None:
    """Replace the file whole: written beside it, flushed, renamed; readable by its owner only."""
    body = {
        "node": held.node,
        "since": held.since.isoformat(),
        "keys": [
            {"jwk": private_jwk(k), "state": k.state, "until": k.until.isoformat() if k.until else ""}
            for k in held.keys.values()
        ],
    }
    beside = key_path().with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(body, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(key_path())
