"""The viewer: on whose behalf the database is read, and the one transaction in which it happens.

A viewer is a person acting for one office. She is not named by an id (an injected `set_config`
would make anybody any office) but by an unguessable key that a definer function resolves against
`access_viewersession`; the database stores only the key's hash. The setting is SET LOCAL: it ends
with the transaction, so a pooled connection never carries it to the next person.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotYou
from wellknit.platform.identity.models import Office


class NoViewer(RuntimeError):
    """Something asked the database about people without saying on whose behalf."""


class Nested(RuntimeError):
    """A viewer scope was opened inside another; one of the two would leak into the other."""


@dataclass(frozen=True)
class Viewer:
    """A person acting for one office, with the permissions her roles there give.

    `jurisdiction` is the ISO 3166-1 alpha-2 code of the office's country.
    """

    person_id: UUID
    office_id: UUID
    office_code: str
    office_name: str
    jurisdiction: str
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether one of her roles carries this permission."""
        return permission in self.permissions

    def require(self, *permissions: str) -> None:
        """Raise `NotYou` unless every permission is held."""
        missing = [p for p in permissions if p not in self.permissions]
        if missing:
            raise NotYou(
                _("Your role at this office does not include this (%(what)s). Ask your office administrator.")
                % {"what": ", ".join(missing)}
            )


_current: ContextVar[Viewer | None] = ContextVar("wellknit_viewer", default=None)


def current_viewer() -> Viewer:
    """The viewer of the scope we are in; raises `NoViewer` outside one."""
    viewer = _current.get()
    if viewer is None:
        raise NoViewer("This page or job reads about people but opened no viewer_scope.")
    return viewer


def hash_key(key: str) -> bytes:
    """What the database stores of a session key."""
    return hashlib.sha256(key.encode()).digest()


@contextmanager
def viewer_scope(key: str) -> Iterator[Viewer]:
    """One durable transaction in the name of whoever holds `key`, through to the end of rendering.

    Raises `NoViewer` when the key is empty, unknown, closed or expired; `Nested` inside another
    scope or another transaction (a savepoint's setting would outlive it).
    """
    if _current.get() is not None or connection.in_atomic_block:
        raise Nested("viewer_scope opened inside another scope or transaction.")
    if not key:
        raise NoViewer("viewer_scope needs a session key.")
    with transaction.atomic(durable=True):
        viewer = _resolve(key)
        token = _current.set(viewer)
        try:
            yield viewer
        finally:
            _current.reset(token)


def _resolve(key: str) -> Viewer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wellknit.viewer', %s, true)", [key])
        cursor.execute("SELECT * FROM wk_viewer()")
        row = cursor.fetchone()
    if row is None:
        raise NoViewer("This session is closed or has run out.")
    person, office, code, office_name, country, name, roles, permissions = row
    return Viewer(
        person_id=person,
        office_id=office,
        office_code=code,
        office_name=office_name,
        jurisdiction=country,
        name=name,
        roles=frozenset(roles or ()),
        permissions=frozenset(permissions or ()),
    )


def open_session(user_id: UUID, office_id: UUID, *, via: str = "web", hours: int = 10) -> str:
    """A new viewer session for a person in an office; returns the key, which is stored nowhere.

    Runs over the `door` connection: the web role itself cannot open sessions, so SQL injected into
    a page cannot make itself somebody. Raises `NotYou` when she is no (longer a) member there.
    """
    key = secrets.token_urlsafe(32)
    with connections["door"].cursor() as cursor:
        cursor.execute(
            "SELECT wk_open_session(%s, %s, %s, %s, %s)", [hash_key(key), user_id, office_id, via, hours]
        )
        row = cursor.fetchone()
    if not row or not row[0]:
        raise NotYou(_("You are not a member of this office at the moment."))
    return key


def close_session(key: str) -> None:
    """End a viewer session at once (sign-out); safe to call twice."""
    if not key:
        return
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT wk_close_session(%s)", [hash_key(key)])


def touch_session(key: str) -> bool:
    """Push the idle limit on; False when the session has ended meanwhile."""
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT wk_touch_session(%s)", [hash_key(key)])
        row = cursor.fetchone()
    return bool(row and row[0])


def offices_of(user_id: UUID) -> list[Office]:
    """The offices somebody works in today, by name; asked at the door, before there is a viewer."""
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT id, code, name, jurisdiction FROM wk_offices_of(%s)", [user_id])
        rows = cursor.fetchall()
    return [Office(id=i, code=c, name=n, jurisdiction=j) for i, c, n, j in rows]
