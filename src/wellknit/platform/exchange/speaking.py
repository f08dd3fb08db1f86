"""In whose name this node speaks: its own code, and the offices whose service persons take and send messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wellknit.platform.access.jobs import service_person
from wellknit.platform.access.refusals import NotNow
from wellknit.platform.access.viewer import NoViewer, close_session, open_session
from wellknit.platform.exchange.kinds import UnknownKind, kind_of

Item = TypeVar("Item")


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


class Speakers:
    """Viewer sessions of service persons, one for each office a piece of work concerns."""

    def __init__(self) -> None:
        self.main = speaking_office()
        self._keys: dict[UUID, str] = {}

    def office(self, kind: str, journey: UUID | None) -> UUID:
        """Which office a message concerns: what its kind says, else the one that speaks for the node."""
        try:
            ask = kind_of(kind).office
        except UnknownKind:
            return self.main
        return (ask(journey) if ask else None) or self.main

    def key(self, office: UUID) -> str:
        """The session's key, opened when first asked for. For an office that is closed speaks the one that speaks for
        the node: one closed door must not keep every other message out."""
        if office not in self._keys:
            try:
                self._keys[office] = open_session(service_person(office), office, via="exchange", hours=2)
            except NoViewer:
                if office == self.main:
                    raise
                self._keys[office] = self.key(self.main)
        return self._keys[office]

    def runs(
        self, items: Iterable[Item], about: Callable[[Item], tuple[str, UUID | None]]
    ) -> Iterator[tuple[str, list[Item]]]:
        """The items in their order, cut wherever the office changes: (session key, items). about: kind and journey."""
        named = [(self.office(*about(item)), item) for item in items]
        for office, found in groupby(named, key=lambda pair: pair[0]):
            yield self.key(office), [item for _office, item in found]

    def close(self) -> None:
        """End the sessions."""
        for key in set(self._keys.values()):
            close_session(key)


@contextmanager
def speaking() -> Iterator[Speakers]:
    """The sessions for a piece of work; raises NotNow when no office speaks for this node."""
    speakers = Speakers()
    try:
        yield speakers
    finally:
        speakers.close()


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
