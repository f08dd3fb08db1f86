"""Between a person's sealed names and the blind tokens by which she is found."""

from __future__ import annotations

from django.db import connection

from wellknit.lib.dates import PartialDate
from wellknit.lib.names.keys import PersonNames
from wellknit.platform.vault.keyring import token_ring
from wellknit.platform.vault.tokens import TokenKeys, write_tokens
from wellknit.protection.models import Person


def birth_of(person: Person) -> PartialDate | None:
    """The birth as it was told, or None."""
    return PartialDate.deserialise(person.birth) if person.birth else None


def names_of(person: Person) -> PersonNames:
    """All forms of her name, opened."""
    birth = birth_of(person)
    forms = [form for form in (person.name_native, person.name_latin, *(person.aliases or ())) if form]
    return PersonNames(forms=tuple(forms), birth_year=birth.year if birth and birth.is_known else None)


def put_tokens(person: Person) -> None:
    """Write the tokens of her names anew; needs her in reach."""
    with connection.cursor() as cursor:
        write_tokens(cursor, person.pk, names_of(person), token_keys())


def token_keys() -> TokenKeys:
    """The node's keys of name tokens, all live generations."""
    ring = token_ring()
    return TokenKeys(ring.current, ring.keys)
