"""Between a person's sealed names and the blind tokens by which she is found."""

from __future__ import annotations

from wellknit.lib.dates import PartialDate
from wellknit.lib.names.keys import PersonNames
from wellknit.platform.vault.tokens import put_name_tokens
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
    put_name_tokens(person.pk, names_of(person))
