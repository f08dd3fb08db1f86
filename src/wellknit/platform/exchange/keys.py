"""This node's own private keys of the exchange: one file, opened by the worker's process and by nobody else.

`keys/exchange.json` holds for each key its private JWK, since when it is used and when it stops. The
server's process says at its start that it never opens the file (`close_here`), and then it cannot be talked
into it; on a real node the file belongs to the worker's system user besides (docs/operating).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wellknit.lib.home import HomeError, read_closed
from wellknit.platform.exchange.suite import NodeKey, Refused, key_of, new_key, private_jwk
from wellknit.platform.vault.keyring import KeyMissing, keys_dir

_PLACE = {"closed": "", "open": ""}


@dataclass(frozen=True)
class Held:
    """One key in the file: used from `since`; opens and verifies until `until` (None: no end set)."""

    key: NodeKey
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class OwnKeys:
    """The keys of this node at one moment. `held`: all of them, those announced for later included."""

    node: str
    held: tuple[Held, ...]
    at: datetime

    @property
    def keys(self) -> dict[str, NodeKey]:
        """By kid, as `open_` asks for them."""
        return {h.key.kid: h.key for h in self.held}

    @property
    def sign(self) -> NodeKey:
        """The key that signs now: the newest whose day has come."""
        mine = sorted((h for h in self.held if h.key.use == "sig"), key=lambda h: h.since)
        begun = [h for h in mine if h.since <= self.at] or mine[:1]  # a clock set back finds the first one
        return replace(begun[-1].key, state="active", until=None)

    @property
    def next_sign(self) -> Held | None:
        """A signing key that is announced and does not sign yet."""
        return next((h for h in self.held if h.key.use == "sig" and h.since > self.at), None)

    @property
    def since(self) -> datetime:
        """When the keys were last turned."""
        return max((h.since for h in self.held if h.key.use == "enc"), default=self.at)


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


def own_keys(now: datetime | None = None) -> OwnKeys:
    """The keys as they are used now, for whoever may hold them. Raises `KeyMissing`."""
    if _PLACE["closed"] or not _PLACE["open"]:
        raise KeyMissing("The keys of the exchange are opened by the worker only, not by this process.")
    try:
        raw = json.loads(read_closed(key_path()))
        held = tuple(_read(entry, raw["node"]) for entry in raw["keys"])
    except HomeError:
        raise KeyMissing(
            "The keys of the exchange are not readable here. Run `wellknit node init`, or recover them."
        ) from None
    except (ValueError, KeyError, Refused):
        raise KeyMissing("The keys of the exchange are damaged. Recover them from escrow.") from None
    return OwnKeys(raw["node"], held, now or datetime.now(UTC))


def _read(entry: dict[str, Any], node: str) -> Held:
    until = datetime.fromisoformat(entry["until"]) if entry["until"] else None
    key = key_of(entry["jwk"], owner=node, state="retired" if until else "active", until=until)
    return Held(key, datetime.fromisoformat(entry["since"]), until)


def make_keys(node: str, *, now: datetime | None = None) -> bool:
    """The first two keys of a node; True when they were made. An existing file is never touched."""
    if key_path().exists():
        return False
    at = now or datetime.now(UTC)
    _write(OwnKeys(node, tuple(Held(new_key(node, use), at) for use in ("sig", "enc")), at))
    return True


def rotate_keys(
    *, announce_days: int, old_keys_days: int, stolen: bool = False, now: datetime | None = None
) -> OwnKeys:
    """Two fresh keys; what has ended is dropped, and what was announced and never used.

    The new sealing key opens at once, the new signing key signs after `announce_days`: until the others
    have compared and pinned it, they would refuse what it signs. Old keys end `old_keys_days` after that;
    but a `stolen` signing key ends now. What was sealed to the old key is opened to its end all the same.
    """
    at = now or datetime.now(UTC)
    held = own_keys(at)
    begins = at + timedelta(days=announce_days)
    ends = begins + timedelta(days=old_keys_days)
    kept = [h for h in held.held if (h.until is None or h.until > at) and h.since <= at]
    turned = [_retired(h, at if stolen and h.key.use == "sig" else ends) for h in kept]
    fresh = [Held(new_key(held.node, "sig"), begins), Held(new_key(held.node, "enc"), at)]
    made = OwnKeys(held.node, (*turned, *fresh), at)
    _write(made)
    return made


def _retired(held: Held, ends: datetime) -> Held:
    """Its end, unless an earlier one was set before."""
    until = min(held.until or ends, ends)
    return Held(replace(held.key, state="retired", until=until), held.since, until)


def _write(held: OwnKeys) -> None:
    """Replace the file whole: written beside it, flushed, renamed; readable by its owner only."""
    body = {
        "node": held.node,
        "keys": [
            {
                "jwk": private_jwk(h.key),
                "since": h.since.isoformat(),
                "until": h.until.isoformat() if h.until else "",
            }
            for h in held.held
        ],
    }
    beside = key_path().with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(body, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(key_path())
