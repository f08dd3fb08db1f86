"""Tokens renewed under a fresh key: whoever was found before is found after, and the old key is gone."""

from __future__ import annotations

import argparse
from typing import Any

from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.lib.names.keys import PersonNames
from wellknit.platform.vault.keyring import token_ring
from wellknit.protection.commands import recount, rotate
from wellknit.protection.queries import people


def test_rotation_keeps_everybody_findable(cast: Any, owner_cursor: Any) -> None:
    file = opened(cast)
    before = token_ring()
    owner_cursor.execute("SELECT token FROM vault_nametoken")
    old = {row[0] for row in owner_cursor.fetchall()}
    with as_role("owner"):
        rotate(argparse.Namespace())
    after = token_ring()
    assert set(after.keys) == {before.current + 1}
    owner_cursor.execute("SELECT token FROM vault_nametoken")
    assert not old & {row[0] for row in owner_cursor.fetchall()}
    with cast.as_somying() as viewer:
        assert [f.person.pk for f in people.search(viewer, PersonNames(("Ma Thiri",)))] == [file.person_id]
    with as_role("owner"):
        recount(argparse.Namespace())
