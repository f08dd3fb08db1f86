"""Django's sessions, kept under the hash of their key: a stolen row of the table opens nothing.

The web role has to read this table before anybody is signed in, so whatever can read it must not be able to
become somebody. The browser holds the key; the table holds what cannot be turned back into it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession


def kept_under(key: str) -> str:
    """What the table says instead of the key: 160 bits of its SHA-256, in the 40 places of the column."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """As Django's own, but for the name under which a session is kept."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key, self._session_key = self._session_key, kept_under(self._session_key or "")
        found: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]
        self._session_key = key if found else None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return super().exists(kept_under(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to save."""
        row = super().create_model_instance(data)
        row.session_key = kept_under(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget the session of this key, or this one."""
        key = session_key or self.session_key
        if key:
            super().delete(kept_under(key))
