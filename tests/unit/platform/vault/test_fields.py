"""Sealed fields in the database: what is stored, what is refused, and rotation under way."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.platform.access.models import Draft
from wellknit.platform.vault.fields import Sealed
from wellknit.platform.vault.keyring import add_key, keys_dir, vault_ring
from wellknit.platform.vault.rotation import reseal_all
from wellknit.platform.vault.sealing import NotOpened, key_number

SECRET = {"name": "ZZNAMEZZ ชื่อ", "age": 17}


@pytest.fixture
def draft(db: Any) -> Any:
    office = make_office()
    alice = make_member(office, "social_worker")
    with seen_by(alice, office):
        made = Draft.objects.create(user_id=alice.pk, path="/x/", content=SECRET)
    return made, alice, office


def stored(cursor: Any, pk: Any) -> bytes:
    cursor.execute("SELECT content FROM access_draft WHERE id = %s", [pk])
    return bytes(cursor.fetchone()[0])


def test_the_database_never_sees_it(draft: Any, super_cursor: Any) -> None:
    made, alice, office = draft
    raw = stored(super_cursor, made.pk)
    assert b"ZZNAMEZZ" not in raw
    with seen_by(alice, office):
        assert Draft.objects.get(pk=made.pk).content == SECRET


def test_it_opens_only_when_asked(draft: Any) -> None:
    made, alice, office = draft
    with seen_by(alice, office):
        fresh = Draft.objects.get(pk=made.pk)
        assert isinstance(fresh.__dict__["content"], Sealed)
        assert "ZZ" not in repr(fresh.__dict__["content"])
        assert Draft.objects.values_list("content", flat=True)[0].__class__ is Sealed


def test_it_cannot_be_filtered_or_updated_in_a_query(draft: Any) -> None:
    _made, alice, office = draft
    with seen_by(alice, office):
        with pytest.raises(TypeError, match="sealed"):
            Draft.objects.filter(content=SECRET).count()
        with pytest.raises(TypeError, match="sealed"):
            Draft.objects.update(content=SECRET)


def test_a_value_copied_to_another_row_does_not_open(draft: Any, super_cursor: Any) -> None:
    made, alice, office = draft
    other = uuid4()
    super_cursor.execute(
        "INSERT INTO access_draft (id, user_id, path, content, saved_at)"
        " SELECT %s, user_id, '/y/', content, now() FROM access_draft WHERE id = %s",
        [other, made.pk],
    )
    with seen_by(alice, office), pytest.raises(NotOpened):
        Draft.objects.get(pk=other).content


def test_saving_an_unopened_value_leaves_it_alone(draft: Any, super_cursor: Any) -> None:
    made, alice, office = draft
    before = stored(super_cursor, made.pk)
    with seen_by(alice, office):
        fresh = Draft.objects.get(pk=made.pk)
        fresh.path = "/z/"
        fresh.save()
    assert stored(super_cursor, made.pk) == before


def test_rotation_seals_again_and_everything_still_opens(draft: Any, super_cursor: Any) -> None:
    made, alice, office = draft
    old = stored(super_cursor, made.pk)
    ring = add_key(keys_dir() / "vault.json")
    assert key_number(old) != ring.current
    with seen_by(alice, office):
        assert Draft.objects.get(pk=made.pk).content == SECRET
    with as_role("owner"):
        assert reseal_all() == 1
        assert reseal_all() == 0
    assert key_number(stored(super_cursor, made.pk)) == vault_ring().current
    with seen_by(alice, office):
        assert Draft.objects.get(pk=made.pk).content == SECRET


def test_nobody_reads_anothers_draft(draft: Any) -> None:
    _made, _alice, office = draft
    bob = make_member(office, "social_worker", "Bob Both")
    with seen_by(bob, office):
        assert Draft.objects.count() == 0
