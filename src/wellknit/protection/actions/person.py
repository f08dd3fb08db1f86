"""Recording and correcting who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Person
from wellknit.protection.names import put_tokens
from wellknit.protection.permissions import OPEN_CASES, WRITE_CASES, check_may


@dataclass(frozen=True)
class Who:
    """What is known of somebody. At least one form of the name, or the note that she gives none.

    `birth`: PartialDate.serialise(), or None. `unnamed` is for a baby, or a person who will not say.
    """

    sex: str
    name_native: str = ""
    name_latin: str = ""
    aliases: tuple[str, ...] = ()
    birth: str | None = None
    nationality: str = ""
    languages: tuple[str, ...] = ()
    contact: Mapping[str, Any] = field(default_factory=dict)
    unnamed: bool = False

    def check(self) -> None:
        """Raise `NotValid` when there is nothing to find the person by and nobody says why."""
        if not (self.name_native.strip() or self.name_latin.strip() or self.unnamed):
            sentence = _(
                "Give the name in its own script or in Latin letters, or tick that no name is known."
            )
            raise NotValid(sentence, {"name_native": sentence})


_FIELDS = ("name_native", "name_latin", "birth", "sex", "nationality", "aliases", "languages", "contact")


def register(who: Who, *, by: Viewer) -> Person:
    """A new person of this office; inside the transaction that opens her case (it grants the reach)."""
    check_may(by, OPEN_CASES)
    who.check()
    person = Person(office_id=by.office_id)
    _fill(person, who)
    person.save(force_insert=True)
    return person


@transaction.atomic
def correct(person: Person, who: Who, *, by: Viewer, version: int) -> Person:
    """Change what is known; search follows. Raises `Conflict` when somebody else was faster."""
    check_may(by, WRITE_CASES)
    who.check()
    fresh = locked(person, version, disputed=_FIELDS)
    changed = [n for n in _FIELDS if _differs(fresh, who, n)]
    _fill(fresh, who)
    fresh.version += 1
    fresh.save()
    put_tokens(fresh)
    record("person.corrected", target=fresh, fields=changed)
    return fresh


def _fill(person: Person, who: Who) -> None:
    person.name_native = who.name_native.strip() or None
    person.name_latin = who.name_latin.strip() or None
    person.aliases = list(who.aliases) or None
    person.birth = who.birth
    person.contact = dict(who.contact) or None
    person.sex, person.nationality = who.sex, who.nationality
    person.languages = list(who.languages)


def _differs(person: Person, who: Who, name: str) -> bool:
    old, new = getattr(person, name), getattr(who, name)
    if isinstance(new, tuple):
        new = list(new)
    return bool((old or None) != (new or None))
