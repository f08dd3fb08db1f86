"""In whose name this node speaks: its own code, and the office the charter names for the exchange."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wellknit.platform.access.jobs import service_person
from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import close_session, open_session


def own_code() -> str:
    """The code other nodes know this one by: its charter's."""
    return str(settings.CHARTER["id"])


def speaking_office() -> UUID:
    """The first office of the charter's `[exchange] offices` that is here and open. Raises NotNow."""
    wanted = list(settings.CHARTER.get("exchange", {}).get("offices", ()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_exchange_office(%s)", [wanted])
        found: UUID | None = cursor.fetchone()[0]
    if found is None:
        raise NotNow(
            _("No office speaks for this node: the charter names none under [exchange] that is open here.")
        )
    return found


@contextmanager
def speaking() -> Iterator[str]:
    """The key of a viewer session of the speaking office's service person, for a piece of work."""
    office = speaking_office()
    key = open_session(service_person(office), office, via="exchange", hours=2)
    try:
        yield key
    finally:
        close_session(key)


@contextmanager
def alone(word: str) -> Iterator[bool]:
    """Whether this process is the only one at a piece of work; PostgreSQL forgets it when we die."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 11))", [f"exchange {word}"])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 11))", [f"exchange {word}"])
