"""Many rows in one statement: the same rows as one by one, sealed, and behind the same walls."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import Error
from tests.harness.people import make_member, make_office, seen_by

from wellknit.platform.vault.many import insert_many


@pytest.fixture
def desk(db: Any) -> Any:
    office = make_office("bulk-north")
    return office, make_member(office, "social_worker", "Bulk Invented")


def _people(office_id: Any) -> list[Any]:
    from wellknit.protection.models import Person

    return [
        Person(office_id=office_id, name_native="မ\"သီ\\ရိ'", aliases=["a\nb", "{c}"], sex="female", nationality="MM",
               languages=["my", "th"]),
        Person(office_id=office_id, name_latin="Second", sex="not_known"),
    ]  # fmt: skip


def test_what_goes_in_comes_out_and_the_table_holds_no_name(desk: Any, super_cursor: Any) -> None:
    from wellknit.protection.models import Person

    office, user = desk
    given = _people(office.pk)
    with seen_by(user, office):
        assert insert_many(given) == 2 and insert_many([]) == 0
        found = {p.pk: p for p in Person.objects.filter(pk__in=[p.pk for p in given])}
    assert found == {}, "nobody reaches a person without a case"
    super_cursor.execute(
        "SELECT name_native, languages, version FROM protection_person ORDER BY name_native IS NULL"
    )
    first, second = super_cursor.fetchall()
    assert first[1] == ["my", "th"] and second[0] is None and second[1] == [] and second[2] == 1
    from wellknit.platform.vault.keyring import vault_ring
    from wellknit.platform.vault.sealing import unseal

    plain = unseal(bytes(first[0]), code="P001", row=str(given[0].pk), ring=vault_ring())
    assert plain.decode() == given[0].name_native and "သီ".encode() not in bytes(first[0])


def test_the_walls_look_at_each_row(desk: Any) -> None:
    office, user = desk
    with pytest.raises(Error, match="row-level security"), seen_by(user, office):
        insert_many([*_people(office.pk), *_people(uuid4())])


def test_what_is_too_long_is_refused_and_not_cut(desk: Any) -> None:
    office, user = desk
    people = _people(office.pk)
    people[0].nationality = "X" * 13
    with pytest.raises(Error, match="too long"), seen_by(user, office):
        insert_many(people)
