"""The trace: written with what it tells, chained by a key apart, and every later edit named."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection
from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.platform.audit.record import record
from wellknit.platform.audit.sealer import checkpoint, seal_pending
from wellknit.platform.audit.verify import Report, verify


@pytest.fixture
def trail(db: Any) -> Any:
    """Thirty sealed events of Alice, with a signed checkpoint."""
    office = make_office()
    alice = make_member(office, "social_worker")
    for number in range(30):
        with seen_by(alice, office):
            record("case.read", note={"number": number})
    with as_role("sealer"):
        while seal_pending():
            pass
        checkpoint()
    return alice


def check() -> Report:
    with as_role("sealer"):
        return verify()


def edit(cursor: Any, sql: str, *values: Any) -> None:
    """As a superuser who switches the append-only triggers off."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(sql, values)
    cursor.execute("SET session_replication_role = DEFAULT")


def test_a_whole_trace_is_green(trail: Any) -> None:
    report = check()
    assert report.green
    assert report.sealed >= 30
    assert report.waiting == 0


def test_the_event_fails_with_what_it_tells(db: Any) -> None:
    office = make_office()
    alice = make_member(office, "social_worker")
    with pytest.raises(RuntimeError), seen_by(alice, office):
        record("case.read", note={"lost": True})
        raise RuntimeError
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE note @> '{\"lost\": true}'")
        assert cursor.fetchone()[0] == 0


def test_the_actor_is_the_viewer_whatever_the_page_says(db: Any) -> None:
    office = make_office()
    alice = make_member(office, "social_worker")
    with seen_by(alice, office):
        record("case.read")
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT actor_id, office_id FROM audit_event WHERE event = 'case.read'")
        assert cursor.fetchone() == (alice.pk, office.pk)


def test_the_web_role_neither_writes_nor_changes_events_by_itself(db: Any, web_cursor: Any) -> None:
    for sql in (
        "INSERT INTO audit_event (id, at, event, target_kind, fields, note) VALUES (gen_random_uuid(), now(), 'x', '', '{}', '{}')",
        "UPDATE audit_event SET event = 'x'",
        "DELETE FROM audit_event",
        "SELECT wk_audit_write(NULL, NULL, 'x', '', NULL, NULL, '{}', '{}')",
        "SELECT * FROM audit_link",
    ):
        with pytest.raises(Exception, match="permission denied"):
            web_cursor.execute(sql)


def test_even_the_owner_cannot_change_an_event_without_switching_the_guard_off(
    trail: Any, owner_cursor: Any
) -> None:
    for sql in ("UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_link"):
        with pytest.raises(Exception, match="append-only"):
            owner_cursor.execute(sql)


@pytest.mark.parametrize(
    "column, value",
    [
        ("event", "case.closed"),
        ("actor_id", "00000000-0000-4000-8000-000000000001"),
        ("at", "2020-01-01T00:00:00Z"),
        ("note", json.dumps({"number": 999})),
        ("xid", "1"),
        ("case_id", "00000000-0000-4000-8000-000000000002"),
    ],
)
def test_an_edited_row_is_named(trail: Any, super_cursor: Any, column: str, value: str) -> None:
    super_cursor.execute("SELECT event_id FROM audit_link WHERE position = 12")
    (event,) = super_cursor.fetchone()
    edit(super_cursor, f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, event)
    report = check()
    assert [f.place for f in report.findings if str(event) in f.place], report


def test_a_removed_row_is_named(trail: Any, super_cursor: Any) -> None:
    super_cursor.execute("SELECT event_id FROM audit_link WHERE position = 7")
    (event,) = super_cursor.fetchone()
    edit(super_cursor, "DELETE FROM audit_event WHERE id = %s", event)
    assert any("row 7" in f.place and "removed" in f.what for f in check().findings)


def test_recomputed_hashes_without_the_key_are_found(trail: Any, super_cursor: Any) -> None:
    """A superuser edits a row and writes fresh, unkeyed digests from there to the end."""
    super_cursor.execute("SELECT position, event_id FROM audit_link WHERE position >= 10 ORDER BY position")
    links = super_cursor.fetchall()
    edit(super_cursor, "UPDATE audit_event SET event = 'nothing.happened' WHERE id = %s", links[0][1])
    before = b""
    for position, event in links:
        super_cursor.execute("SELECT to_jsonb(e)::text FROM audit_event e WHERE id = %s", [event])
        before = hashlib.sha256(before + super_cursor.fetchone()[0].encode()).digest()
        edit(super_cursor, "UPDATE audit_link SET mac = %s WHERE position = %s", before, position)
    report = check()
    assert any("row 10 " in f.place for f in report.findings)
    assert any("checkpoint" in f.place for f in report.findings)


def test_a_cut_off_end_is_found_by_the_checkpoint(trail: Any, super_cursor: Any) -> None:
    edit(super_cursor, "DELETE FROM audit_link WHERE position > 20")
    edit(super_cursor, "DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_link)")
    assert any("checkpoint" in f.place and "gone" in f.what for f in check().findings)


def test_a_forged_checkpoint_is_found(trail: Any, db: Any) -> None:
    (path,) = db.home.path("checkpoints").glob("*.json")
    body = json.loads(path.read_text())
    body["position"] = 5
    path.write_text(json.dumps(body))
    assert any("signature" in f.what for f in check().findings)


def test_the_sealer_leaves_open_transactions_alone(db: Any, owner_cursor: Any, role_cursor: Any) -> None:
    """A row whose transaction is still open is chained after it commits, never skipped."""
    other = role_cursor("owner")
    write = "SELECT wk_audit_write(NULL, NULL, %s, '', NULL, NULL, '{}', '{}')"
    other.execute("BEGIN")
    other.execute(write, ["slow.one"])
    owner_cursor.execute(write, ["quick.one"])
    with as_role("sealer"):
        seal_pending()
    other.execute("COMMIT")
    with as_role("sealer"):
        while seal_pending():
            pass
    report = check()
    assert report.green
    assert report.waiting == 0


def test_reading_the_trace_needs_the_permission(trail: Any) -> None:
    from wellknit.platform.audit.models import Event

    office = make_office("audit-office", kind="ministry")
    auditor = make_member(office, "auditor", "Ada Auditor")
    with seen_by(auditor, office):
        assert Event.objects.filter(event="case.read").count() == 30
    nurse = make_member(office, "nurse", "Nina Nurse")
    with seen_by(nurse, office):
        assert Event.objects.filter(event="case.read").count() == 0


def test_no_event_without_a_viewer(db: Any) -> None:
    with pytest.raises(DatabaseError, match="no viewer"):
        record("case.read")
