"""The viewer scope: without it nothing is read, and it never leaks to the next person."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.harness.people import key_of, make_member, make_office, seen_by

from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.viewer import (
    Nested,
    NoViewer,
    close_session,
    current_viewer,
    open_session,
    touch_session,
    viewer_scope,
)
from wellknit.platform.access.walls import guarded_tables
from wellknit.protection.models import Case


@pytest.fixture
def alice(db: Any) -> Any:
    office = make_office()
    return make_member(office, "social_worker"), office


def test_every_guarded_table_raises_or_is_empty_without_a_viewer(db: Any, web_cursor: Any) -> None:
    for table, wall in guarded_tables().items():
        if not wall.guarded:
            continue
        try:
            web_cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert web_cursor.fetchone()[0] == 0, table
        except psycopg.Error as error:
            assert error.sqlstate in {"WK001", "42501"}, (table, error)


def test_a_page_that_forgot_its_viewer_raises_as_soon_as_there_is_a_row(
    alice: Any, owner_cursor: Any
) -> None:
    from wellknit.platform.identity.models import Office

    with pytest.raises(DatabaseError, match="no viewer"):
        list(Office.objects.all())
    with pytest.raises(NoViewer):
        current_viewer()


@pytest.mark.parametrize("key", ["", "guess", "'; DROP TABLE access_grant; --"])
def test_no_key_no_scope(db: Any, key: str) -> None:
    with pytest.raises(NoViewer), viewer_scope(key):
        pass


def test_an_injected_setting_does_not_make_anybody_an_office(alice: Any, web_cursor: Any) -> None:
    """The setting holds a key, not an id: knowing the ids of a person and an office opens nothing."""
    user, office = alice
    for guess in (str(user.pk), str(office.pk), office.code, ""):
        web_cursor.execute("SELECT set_config('wellknit.viewer', %s, false)", [guess])
        with pytest.raises(psycopg.Error, match="no viewer"):
            web_cursor.execute("SELECT wk_office()")


def test_the_web_role_cannot_open_a_session_itself(alice: Any, web_cursor: Any) -> None:
    user, office = alice
    with pytest.raises(psycopg.Error, match="permission denied"):
        web_cursor.execute("SELECT wk_open_session('k', %s, %s, 'web', 1)", [user.pk, office.pk])
    with pytest.raises(psycopg.Error, match="permission denied"):
        web_cursor.execute("SELECT * FROM access_viewersession")
    with pytest.raises(psycopg.Error, match="permission denied"):
        web_cursor.execute("INSERT INTO access_grant (id) VALUES (gen_random_uuid())")


def test_a_scope_ends_with_its_transaction(alice: Any) -> None:
    with seen_by(*alice) as viewer:
        assert viewer.office_id == alice[1].pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULLIF(current_setting('wellknit.viewer', true), '')")
        assert cursor.fetchone()[0] is None


def test_nesting_is_refused(alice: Any) -> None:
    key = key_of(*alice)
    with viewer_scope(key), pytest.raises(Nested), viewer_scope(key):
        pass
    with transaction.atomic(), pytest.raises(Nested), viewer_scope(key):
        pass


def test_a_closed_an_expired_and_an_idle_session_are_nobody(alice: Any, super_cursor: Any) -> None:
    for end in ("closed_at = now()", "expires_at = now()", "idle_until = now()"):
        key = key_of(*alice)
        super_cursor.execute(f"UPDATE access_viewersession SET {end}")
        with pytest.raises(NoViewer), viewer_scope(key):
            pass
        assert touch_session(key) is False


def test_closing_twice_is_fine(alice: Any) -> None:
    key = key_of(*alice)
    close_session(key)
    close_session(key)
    with pytest.raises(NoViewer), viewer_scope(key):
        pass


def test_a_fourth_session_ends_the_oldest(alice: Any) -> None:
    keys = [key_of(*alice) for _ in range(4)]
    with pytest.raises(NoViewer), viewer_scope(keys[0]):
        pass
    for key in keys[1:]:
        with viewer_scope(key):
            pass


def test_only_members_come_in(alice: Any) -> None:
    user, _office = alice
    elsewhere = make_office("elsewhere")
    with pytest.raises(NotYou):
        open_session(user.pk, elsewhere.pk)


def test_an_ended_role_ends_its_permissions_at_once(alice: Any, super_cursor: Any) -> None:
    key = key_of(*alice)
    with viewer_scope(key) as viewer:
        assert viewer.may("cases.read")
    super_cursor.execute(
        "UPDATE identity_membership SET since = now() - interval '2 h', until = now() - interval '1 h'"
    )
    with viewer_scope(key) as viewer:
        assert not viewer.may("cases.read")
        with pytest.raises(NotYou):
            viewer.require("cases.read")


def test_an_administrator_gives_no_role_to_herself_and_none_in_another_office(db: Any) -> None:
    from django.utils import timezone

    from wellknit.platform.identity.models import Membership

    office, other = make_office(), make_office("other")
    boss = make_member(office, "office_administrator", "Bo Boss")
    bob = make_member(office, "nurse", "Bob Both")
    for user, where in ((boss, office), (bob, other)):
        with pytest.raises(DatabaseError, match="row-level security"), seen_by(boss, office):
            Membership.objects.create(user=user, office=where, role="auditor", since=timezone.now())
    with seen_by(boss, office):
        Membership.objects.create(user=bob, office=office, role="social_worker", since=timezone.now())


def test_a_nurse_gives_nobody_a_role(db: Any) -> None:
    from django.utils import timezone

    from wellknit.platform.identity.models import Membership

    office = make_office()
    nurse, bob = make_member(office, "nurse", "Nina Nurse"), make_member(office, "nurse", "Bob Both")
    with pytest.raises(DatabaseError, match="row-level security"), seen_by(nurse, office):
        Membership.objects.create(user=bob, office=office, role="auditor", since=timezone.now())


def test_nothing_of_a_case_without_reach(alice: Any) -> None:
    with seen_by(*alice):
        assert Case.objects.count() == 0
