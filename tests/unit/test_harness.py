"""The ground the other tests stand on: real commits, real walls, and nothing left for the next test."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.harness.people import make_member, make_office, seen_by


def test_without_the_fixture_no_test_reaches_a_database() -> None:
    from wellknit.platform.identity.models import Office

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Office.objects.count()


def test_django_works_as_the_web_role_on_a_database_of_this_worker(db: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("wellknit_test_web", db.home.database)


def test_a_test_commits_for_real(db: Any, super_cursor: Any) -> None:
    north = make_office("north")
    with seen_by(make_member(north, "case-worker"), north) as viewer:
        assert viewer.name == "Alice Invented"
    super_cursor.execute("SELECT count(*) FROM audit_event")
    assert super_cursor.fetchone()[0] >= 2  # the session was opened and closed


def test_and_the_next_one_finds_nothing_of_it(db: Any, super_cursor: Any) -> None:
    for table in ("identity_office", "identity_user", "access_viewersession", "audit_event"):
        super_cursor.execute(f"SELECT count(*) FROM {table}")
        assert super_cursor.fetchone() == (0,), table


def test_tables_that_set_up_filled_are_put_back_as_they_were(db: Any, super_cursor: Any) -> None:
    def content() -> list[Any]:
        super_cursor.execute("SELECT id, role, permission FROM access_rolepermission ORDER BY id")
        return list(super_cursor.fetchall())

    before = content()
    assert before
    super_cursor.execute(
        "UPDATE access_rolepermission SET permission = permission WHERE id = %s", [before[0][0]]
    )
    super_cursor.execute("UPDATE access_rolepermission SET permission = 'x' WHERE id = %s", [before[1][0]])
    db.clean()
    assert content() == before
    super_cursor.execute("DELETE FROM access_rolepermission WHERE id = %s", [before[0][0]])
    db.clean()
    assert content() == before


def test_keys_and_files_are_put_back_too(db: Any) -> None:
    before = db._read_keys()
    db.home.path("keys", "vault.json").write_text("{}")
    db.home.path("checkpoints", "000000000001.json").write_text("{}")
    db.clean()
    assert db._read_keys() == before
    assert not list(db.home.path("checkpoints").iterdir())


def test_a_transaction_left_open_is_named_and_ended(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_office("north")
    cleaner = db.cleaner
    with psycopg.connect(db.dsn("owner")) as forgotten:
        forgotten.execute("SELECT * FROM identity_office FOR UPDATE")
        monkeypatch.setattr("tests.harness.cleaning._CLEAN", _impatient())
        with pytest.raises(AssertionError, match="left a transaction open: wellknit_test_owner"):
            cleaner.clean()
        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("SELECT 1")


def _impatient() -> str:
    from tests.harness import cleaning

    return cleaning._CLEAN.replace("'10s'", "'100ms'")


def test_the_live_server_sees_what_the_test_wrote(live_server: Any) -> None:
    from urllib.request import urlopen

    with urlopen(f"{live_server.url}/health/") as answer:
        assert answer.status == 200
