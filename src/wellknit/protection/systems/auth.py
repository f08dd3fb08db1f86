"""Who calls: an office, by its key. What it does is done in the name of the office's service person.

The key is checked at the door on every call, so that one that was taken back opens nothing from the next
call on. The viewer session behind it is kept for a while in this process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.http import HttpRequest
from ninja.security import HttpBearer

from wellknit.platform.access.jobs import service_person
from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.viewer import (
    NoViewer,
    Viewer,
    close_session,
    hash_key,
    open_session,
    viewer_scope,
)
from wellknit.protection.systems.limits import callers, strangers

MAX_BYTES = 64 * 1024
KEPT_FOR = 20 * 60.0  # shorter than the idle limit of a viewer session


class TooLarge(Exception):
    """More was sent than any screening needs."""


@dataclass(frozen=True)
class Caller:
    """The office behind a call. `scopes`: what its key may do.

    `earlier`: digest, status and answer of the same call (by its Idempotency-Key), if it was made before.
    """

    token_id: UUID
    office_id: UUID
    person_id: UUID
    scopes: frozenset[str]
    earlier: tuple[str, int, str] | None = None


class OfficeKey(HttpBearer):
    """`Authorization: Bearer wk_…`. `scope` "" takes any key that opens."""

    def __init__(self, scope: str = "") -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Size first, then the key: what is refused costs us nothing."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise TooLarge
        found: Caller | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller, or None (401). Raises `TooMany`, `NotYou` for a key that may not do this."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        hashed = hash_key(token[:200])
        known = hashed.hex() in callers.buckets
        if known:
            callers.take(hashed.hex())
        else:
            strangers.check(address)
        caller = look_up(hashed, request.headers.get("Idempotency-Key", "")[:64])
        if caller is None:
            callers.buckets.pop(hashed.hex(), None)
            strangers.take(address)
            return None
        if not known:
            callers.take(hashed.hex())
        if self.scope and self.scope not in caller.scopes:
            raise NotYou("This key may not do that. Ask the administrator of your office for one that may.")
        return caller


def look_up(hashed: bytes, call: str) -> Caller | None:
    """Who holds this key, asked at the door; None for one that opens nothing."""
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT * FROM wk_token(%s, %s)", [hashed, call])
        row = cursor.fetchone()
    if row is None:
        return None
    token, office, person, scopes, digest, status, answer = row
    earlier = (digest, status, answer) if digest else None
    return Caller(token, office, person or service_person(office), frozenset(scopes or ()), earlier)


_sessions: dict[UUID, tuple[str, float]] = {}
_guard = threading.Lock()


@contextmanager
def acting(caller: Caller) -> Iterator[Viewer]:
    """One transaction in the name of the office's service person."""
    with viewer_scope(_live_key(caller)) as viewer:
        yield viewer


def _live_key(caller: Caller) -> str:
    """A session key that the database still knows; opened anew when it has run out or the node was restarted."""
    kept = _sessions.get(caller.token_id)
    if kept is not None and time.monotonic() < kept[1] and _is_live(kept[0]):
        return kept[0]
    with _guard:
        again = _sessions.get(caller.token_id)
        if again is not None and again is not kept:
            return again[0]
        if kept is not None:
            close_session(kept[0])
        key = open_session(caller.person_id, caller.office_id, via="api", hours=1)
        if len(_sessions) > 1000:
            _sessions.clear()
        _sessions[caller.token_id] = (key, time.monotonic() + KEPT_FOR)
        return key


_checked: dict[str, float] = {}


def _is_live(key: str) -> bool:
    # Asked once a minute: a session can be closed from elsewhere, and asking each time would double the cost.
    now = time.monotonic()
    if now - _checked.get(key, -61.0) < 60.0:
        return True
    try:
        with viewer_scope(key):
            pass
    except NoViewer:
        return False
    if len(_checked) > 1000:
        _checked.clear()
    _checked[key] = now
    return True


def forget() -> None:
    """Drop what this process keeps (tests; after a restore)."""
    _sessions.clear()
    _checked.clear()
    callers.buckets.clear()
    strangers.buckets.clear()
