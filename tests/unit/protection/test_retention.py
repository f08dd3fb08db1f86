"""What is over goes, what is held stays, and what was erased does not come back with a backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.harness.people import make_member, seen_by
from tests.unit.protection.conftest import Cast, opened
from tests.unit.protection.papers import png, uploaded

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou


@pytest.fixture(autouse=True)
def _ledger(db: Any) -> Iterator[None]:
    folder = db.home.path("keys").parent / "erasures"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def bosses(cast: Cast) -> Any:
    """Two supervisors of the shelter."""
    return [make_member(cast.shelter, "supervisor", name) for name in ("Bua Invented", "Kaew Invented")]


def closed(cast: Cast, years: int = 11) -> Any:
    """A file with a note and a paper, closed so many years ago."""
    from wellknit.protection.actions import case as verbs
    from wellknit.protection.actions import document
    from wellknit.protection.models import Case

    made = opened(cast)
    with cast.as_somying() as viewer:
        verbs.note(made, "ZZNOTEZZ", by=viewer)
        document.add(made, uploaded(png()), by=viewer, title="ZZTITLEZZ", kind="other")
        verbs.close(made, by=viewer, reason="goal_reached")
    with as_role("owner"):
        Case.objects.filter(pk=made.pk).update(closed_on=date.today() - timedelta(days=366 * years))
    return made


def approved(cast: Cast, bosses: Any, case: Any, what: str = "delete") -> Any:
    from wellknit.protection.actions import retention

    with seen_by(bosses[0], cast.shelter) as viewer:
        decision = retention.propose(case, by=viewer, what=what, why="Its time is over.")
    with seen_by(bosses[1], cast.shelter) as viewer:
        return retention.approve(decision, by=viewer)


def carried_out() -> Any:
    from wellknit.protection.sweeping import carry_out_all

    with as_role("owner"):
        return carry_out_all(lambda _line: None)


def left(cursor: Any, case: Any) -> list[str]:
    """Tables that still hold the id of a case or of its person anywhere, the trace and the grave apart."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = []
    for (table,) in cursor.fetchall():
        if table.startswith(("audit_", "vault_tombstone", "protection_retentiondecision")):
            continue
        cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", [f"{case.pk}|{case.person_id}"])
        if cursor.fetchone()[0]:
            found.append(table)
    return found


def test_a_file_is_deleted_by_two_people_and_the_operator(
    cast: Cast, bosses: Any, db: Any, super_cursor: Any
) -> None:
    from wellknit.platform.vault.erasure import lines

    case = closed(cast)
    assert list(db.home.path("files").iterdir())
    assert "protection_note" in left(super_cursor, case)
    approved(cast, bosses, case)
    assert "protection_note" in left(super_cursor, case)  # agreeing deletes nothing yet
    assert carried_out() == (1, 0)
    assert left(super_cursor, case) == []
    assert not list(db.home.path("files").iterdir())
    (line,) = lines()
    assert (line.what, line.id, line.how) == ("protection.case", case.pk, "delete")
    assert carried_out() == (0, 0)


def test_a_file_made_nameless_keeps_what_is_counted(cast: Cast, bosses: Any, super_cursor: Any) -> None:
    from wellknit.lib.names.keys import PersonNames
    from wellknit.protection.models import Case, Note
    from wellknit.protection.queries import people

    case = closed(cast)
    approved(cast, bosses, case, "pseudonymise")
    carried_out()
    with cast.as_somying() as viewer:
        assert people.search(viewer, PersonNames(("Ma Thiri",))) == []
        kept = Case.objects.get(pk=case.pk)
        assert (kept.person.name_native, kept.person.name_latin, kept.person.sex) == (None, None, "female")
        assert Note.objects.get(case=kept).text == "—"
    super_cursor.execute("SELECT count(*) FROM vault_nametoken WHERE person_id = %s", [case.person_id])
    assert super_cursor.fetchone()[0] == 0


def test_a_person_with_another_file_stays_a_person(cast: Cast, bosses: Any) -> None:
    from wellknit.protection.actions import case as verbs
    from wellknit.protection.models import Person

    case = closed(cast)
    with cast.as_somying() as viewer:
        other = verbs.open(
            Person.objects.get(pk=case.person_id), verbs.Opening(age_band="18+", searched=True), by=viewer
        )
    approved(cast, bosses, case)
    carried_out()
    with cast.as_somying():
        assert Person.objects.get(pk=other.person_id).name_latin == "Ma Thiri"


def test_nobody_decides_alone_too_early_or_against_a_hold(cast: Cast, bosses: Any) -> None:
    from wellknit.protection.actions import retention
    from wellknit.protection.models import LegalHold

    young = closed(cast, years=2)
    with seen_by(bosses[0], cast.shelter) as viewer, pytest.raises(NotNow, match="10 years"):
        retention.propose(young, by=viewer, what="delete", why="Its time is over.")
    case = closed(cast)
    with seen_by(bosses[0], cast.shelter) as viewer:
        with pytest.raises(NotValid):
            retention.propose(case, by=viewer, what="delete", why=" ")
        decision = retention.propose(case, by=viewer, what="delete", why="Its time is over.")
        with pytest.raises(NotNow, match="already"):
            retention.propose(
                case, by=viewer, what="keep", why="No, keep it.", keep_until=date.today() + timedelta(9)
            )
        with pytest.raises(NotYou, match="Somebody else"):
            retention.approve(decision, by=viewer)
    with seen_by(bosses[1], cast.shelter) as viewer:
        retention.approve(decision, by=viewer)
        held = retention.hold(case, by=viewer, basis="compensation", reason="Her claim is before the court.")
    assert carried_out() == (0, 1)
    with cast.as_charlie() as viewer, pytest.raises(NotYou):
        retention.propose(case, by=viewer, what="delete", why="Not mine.")
    with seen_by(bosses[0], cast.shelter) as viewer:
        retention.lift(LegalHold.objects.get(pk=held.pk), by=viewer, why="The claim is settled.")
    assert carried_out() == (1, 0)


def test_the_review_list_names_codes_and_holds(cast: Cast, bosses: Any) -> None:
    from wellknit.protection.queries import retention

    case = closed(cast)
    closed(cast, years=2)
    with seen_by(bosses[0], cast.shelter) as viewer:
        (row,) = retention.due(viewer)
    assert (row.case.code, row.held, row.decision) == (case.code, False, None)


def test_a_changed_or_shortened_ledger_is_noticed(cast: Cast, bosses: Any) -> None:
    from wellknit.platform.vault.erasure import LedgerDamaged, after_restore, ledger_path, lines

    for _ in range(2):
        approved(cast, bosses, closed(cast))
    carried_out()
    whole = ledger_path().read_text().splitlines(keepends=True)
    assert len(list(lines())) == 2
    assert ledger_path().stat().st_mode & 0o777 == 0o600
    for text, said in (
        (whole[1:], "Line 1"), ([whole[0].replace("delete", "keep!!"), whole[1]], "Line 1"), ([whole[0], "nonsense\n"], "Line 2"),
    ):  # fmt: skip
        ledger_path().write_text("".join(text))
        with pytest.raises(LedgerDamaged, match=said):
            list(lines())
    ledger_path().write_text(whole[0])
    with as_role("owner"), pytest.raises(LedgerDamaged, match="knows of 2 erasures"):
        after_restore(lambda _line: None)


@pytest.mark.slow
def test_a_restored_backup_raises_nothing_that_was_erased(
    cast: Cast, bosses: Any, db: Any, program: Any, tmp_path: Path, super_cursor: Any
) -> None:
    """A real backup, an erasure after it, a real restore: the dump holds her, the restored node does not."""
    import psycopg

    from wellknit.platform.vault.erasure import ledger_path

    case, other = closed(cast), opened(cast)
    kept = tmp_path / "kept"
    kept.mkdir()
    folder = program("backup", str(kept)).stdout.strip()
    approved(cast, bosses, case)
    assert program("retention", "carry-out").stdout.startswith("1 files done")
    # The database is lost: an empty one takes its place, in the same home.
    from django.db import connections

    connections.close_all()
    _emptied(db)
    ledger = ledger_path()
    ledger.rename(ledger.with_suffix(".away"))
    forgotten = program("restore", folder)
    assert forgotten.returncode == 1 and f"Copy the lost node's ledger to {ledger}" in forgotten.stderr
    ledger.with_suffix(".away").rename(ledger)
    done = program("restore", folder)
    assert done.returncode == 0, done.stderr
    assert "1 erasures in the ledger, 1 done again" in done.stderr
    with psycopg.connect(db.dsn("superuser"), autocommit=True) as fresh:
        cursor = fresh.cursor()
        assert left(cursor, case) == []
        assert "protection_case" in left(cursor, other)
    assert not list(db.home.path("files").iterdir())
    assert "1 erasures" in program("erasures", "check").stdout


def _emptied(db: Any) -> None:
    import psycopg

    with psycopg.connect(db.dsn("superuser"), autocommit=True) as admin:
        owner = admin.execute(
            "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
        ).fetchone()[0]
        admin.execute("DROP SCHEMA public CASCADE")
        admin.execute(f"CREATE SCHEMA public AUTHORIZATION {owner}")


def test_corrections_are_asked_and_decided_with_a_reason(cast: Cast, bosses: Any) -> None:
    from wellknit.protection.actions import correction

    case = opened(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid) as caught:
            correction.ask(case, by=viewer, about="colour", words=" ")
        assert set(caught.value.errors) == {"about", "words"}
        asked = correction.ask(
            case, by=viewer, about="birth", words="I was born in the year of the horse, not the goat."
        )
        with pytest.raises(NotYou):
            correction.decide(asked, by=viewer, verb="make", why="Yes.")
    with seen_by(bosses[0], cast.shelter) as viewer:
        with pytest.raises(NotValid):
            correction.decide(asked, by=viewer, verb="make", why="")
        decided = correction.decide(
            asked, by=viewer, verb="note", why="The passport says otherwise; both stand in the file."
        )
        assert decided.outcome == "noted"
        with pytest.raises(NotNow):
            correction.decide(asked, by=viewer, verb="refuse", why="Again.")


def test_rows_with_a_mere_time_limit_are_swept(cast: Cast, super_cursor: Any) -> None:
    from wellknit.protection.sweeping import sweep

    opened(cast)
    super_cursor.execute("UPDATE access_viewersession SET opened_at = now() - interval '3 years'")
    super_cursor.execute("SELECT count(*) FROM access_viewersession")
    before = super_cursor.fetchone()[0]
    with as_role("owner"):
        assert sweep(lambda _line: None) == before > 0
