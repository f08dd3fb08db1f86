"""Blind tokens: made with a key, stored by a definer function, found in reach and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names.keys import Kind, PersonNames
from wellknit.platform.vault import tokens
from wellknit.platform.vault.tokens import TokenKeys

RING = TokenKeys(1, {1: b"first generation, thirty-two byte"})
BOTH = TokenKeys(2, {1: RING.keys[1], 2: b"second generation, thirty-two by"})
SOMCHAI = PersonNames(("สมชาย ศรีสุข", "Somchai Srisuk"), 1990)
THIRI = PersonNames(("သီရိဝင်း", "Thiri Win"), 1999)


# -- Keys


def test_a_token_is_a_signed_64_bit_number_that_depends_on_everything() -> None:
    first = RING.token(1, (Kind.PART, "SuMSa"))
    assert -(2**63) <= first < 2**63
    assert first == RING.token(1, (Kind.PART, "SuMSa"))
    others = [
        BOTH.token(2, (Kind.PART, "SuMSa")),
        RING.token(1, (Kind.WHOLE, "SuMSa")),
        RING.token(1, (Kind.PART, "SuMSi")),
        TokenKeys(1, {1: b"another key, also thirty-two bytes"}).token(1, (Kind.PART, "SuMSa")),
    ]
    assert first not in others
    assert len(set(others)) == len(others)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_different_keys_have_different_tokens(one: str, other: str) -> None:
    assert (RING.token(1, (Kind.PART, one)) == RING.token(1, (Kind.PART, other))) == (one == other)


def test_a_short_key_or_a_missing_generation_is_refused() -> None:
    with pytest.raises(ValueError, match="escrow"):
        TokenKeys(2, RING.keys)
    with pytest.raises(ValueError, match="32"):
        TokenKeys(1, {1: b"short"})


def test_a_key_does_not_print_itself() -> None:
    assert "first generation" not in repr(RING)


def test_a_question_is_asked_in_every_live_generation() -> None:
    assert len(tokens.tokens_asked(["Somchai"], 1990, BOTH)) == 2 * len(
        tokens.tokens_asked(["Somchai"], 1990, RING)
    )


# -- In the database


@pytest.fixture
def shelter(db: Any) -> Any:
    from tests.harness.people import make_office

    return make_office("shelter-north")


@pytest.fixture
def worker(shelter: Any) -> Any:
    from tests.harness.people import make_member

    return make_member(shelter, "shelter-worker")


def hold(owner: psycopg.Cursor[Any], office: Any, person: UUID) -> UUID:
    """Give an office reach to a person."""
    owner.execute(
        "INSERT INTO access_grant (id, case_id, person_id, office_id, basis, since)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), %s, %s, 'test', now())",
        [person, office.pk],
    )
    return person


@contextmanager
def at_work(node: Any, user: Any, office: Any) -> Iterator[psycopg.Cursor[Any]]:
    """A web connection of its own with a viewer, one transaction."""
    from tests.harness.people import key_of

    key = key_of(user, office)
    with psycopg.connect(node.dsn("web")) as link, link.cursor() as cursor:
        cursor.execute("SELECT set_config('wellknit.viewer', %s, true)", [key])
        yield cursor


def test_written_names_are_found_in_reach(db: Any, shelter: Any, worker: Any, owner_cursor: Any) -> None:
    somchai, thiri = hold(owner_cursor, shelter, uuid4()), hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, somchai, SOMCHAI, RING)
        tokens.write_tokens(cursor, thiri, THIRI, RING)
        assert tokens.search(cursor, ["Srisook Somchay"], 1991, RING)[0].person_id == somchai
        assert tokens.search(cursor, ["သီရိ ဝင်း"], None, RING)[0].person_id == thiri
        assert tokens.search(cursor, ["Abigail Thornbury"], 1990, RING) == []
        assert tokens.search(cursor, [" "], None, RING) == []


def test_out_of_reach_is_neither_found_nor_written(
    db: Any, shelter: Any, worker: Any, owner_cursor: Any
) -> None:
    from tests.harness.people import make_member, make_office

    elsewhere = make_office("shelter-south")
    stranger = make_member(elsewhere, "shelter-worker", "Bob Invented")
    somchai = hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, somchai, SOMCHAI, RING)
    with at_work(db, stranger, elsewhere) as cursor:
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, RING) == []
        with pytest.raises(psycopg.Error) as refused:
            tokens.write_tokens(cursor, somchai, THIRI, RING)
        assert refused.value.sqlstate == "WK003"


def test_a_grant_that_ended_hides_a_person(db: Any, shelter: Any, worker: Any, owner_cursor: Any) -> None:
    somchai = hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, somchai, SOMCHAI, RING)
    owner_cursor.execute(
        "UPDATE access_grant SET until = now() - interval '1 minute' WHERE person_id = %s", [somchai]
    )
    with at_work(db, worker, shelter) as cursor:
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, RING) == []


@pytest.mark.parametrize("table", ["vault_nametoken", "vault_tokenload", "vault_tokencap"])
def test_the_web_role_cannot_touch_the_tables(db: Any, shelter: Any, worker: Any, table: str) -> None:
    with at_work(db, worker, shelter) as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        cursor.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "call",
    [
        "wk_match_names('{1}', 5)",
        "wk_token_hits('{1}')",
        "wk_store_name_tokens(gen_random_uuid(), '{1}', 1)",
        "wk_recount_tokens()",
        "wk_sweep_tokens()",
        "wk_forget_generation(1)",
        "wk_erase_name_tokens(gen_random_uuid())",
    ],
)
def test_functions_of_the_owner_are_not_for_the_web_role(
    db: Any, shelter: Any, worker: Any, call: str
) -> None:
    with at_work(db, worker, shelter) as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        cursor.execute(f"SELECT * FROM {call}")


def test_without_a_viewer_a_search_raises(web_cursor: Any) -> None:
    with pytest.raises(psycopg.Error) as refused:
        tokens.search(web_cursor, ["Somchai"], None, RING)
    assert refused.value.sqlstate == "WK001"


def test_a_changed_name_leaves_no_old_token(db: Any, shelter: Any, worker: Any, owner_cursor: Any) -> None:
    person = hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, person, SOMCHAI, RING)
        tokens.write_tokens(cursor, person, THIRI, RING)
    owner_cursor.execute("SELECT token FROM vault_nametoken WHERE person_id = %s", [person])
    assert sorted(row[0] for row in owner_cursor.fetchall()) == tokens.tokens_of(THIRI, RING)


def test_rotation_keeps_everybody_findable(db: Any, shelter: Any, worker: Any, owner_cursor: Any) -> None:
    somchai, thiri = hold(owner_cursor, shelter, uuid4()), hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, somchai, SOMCHAI, RING)
        tokens.write_tokens(cursor, thiri, THIRI, RING)
    assert tokens.rotate(owner_cursor, [(somchai, SOMCHAI), (somchai, SOMCHAI)], BOTH) == 2
    with at_work(db, worker, shelter) as cursor:  # in the middle: one is written anew, one is not
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, BOTH)[0].person_id == somchai
        assert tokens.search(cursor, ["Thiri Win"], 1999, BOTH)[0].person_id == thiri
    with pytest.raises(psycopg.Error) as refused:
        tokens.forget(owner_cursor, 1)
    assert refused.value.sqlstate == "WK006"
    tokens.rotate(owner_cursor, [(thiri, THIRI)], BOTH)
    tokens.forget(owner_cursor, 1)
    only_new = TokenKeys(2, {2: BOTH.keys[2]})
    with at_work(db, worker, shelter) as cursor:
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, only_new)[0].person_id == somchai
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, RING) == []


def test_a_name_changed_during_rotation_leaves_the_old_name_nowhere(
    db: Any, shelter: Any, worker: Any, owner_cursor: Any
) -> None:
    person = hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, person, SOMCHAI, RING)
        tokens.write_tokens(cursor, person, THIRI, BOTH)
        assert tokens.search(cursor, ["Somchai Srisuk"], 1990, BOTH) == []


def test_an_erased_person_leaves_no_token(db: Any, shelter: Any, worker: Any, owner_cursor: Any) -> None:
    person = hold(owner_cursor, shelter, uuid4())
    with at_work(db, worker, shelter) as cursor:
        tokens.write_tokens(cursor, person, SOMCHAI, RING)
    assert tokens.erase(owner_cursor, person) == len(tokens.tokens_of(SOMCHAI, RING))
    owner_cursor.execute("SELECT count(*) FROM vault_nametoken")
    assert owner_cursor.fetchone() == (0,)


def test_a_token_of_too_many_is_dropped_and_never_stored_again(db: Any, owner_cursor: Any) -> None:
    """A small node: fifty holders at most. The common part goes, the rare ones stay."""
    many = [uuid4() for _ in range(60)]
    for i, person in enumerate(many):
        owner_cursor.execute("SELECT wk_store_name_tokens(%s, %s, 1)", [person, [7, 1000 + i]])
    found = tokens.recount(owner_cursor)
    assert (found.persons, found.cap, found.dropped) == (60, 50, 1)
    owner_cursor.execute("SELECT count(*) FROM vault_nametoken WHERE token = 7")
    assert owner_cursor.fetchone() == (0,)
    owner_cursor.execute("SELECT wk_store_name_tokens(%s, %s, 1)", [uuid4(), [7, 9]])
    owner_cursor.execute("SELECT token FROM vault_nametoken WHERE token IN (7, 9)")
    assert owner_cursor.fetchall() == [(9,)]


def test_the_writer_that_goes_over_the_cap_marks_the_token_at_once(db: Any, owner_cursor: Any) -> None:
    for _ in range(60):
        owner_cursor.execute("SELECT wk_store_name_tokens(%s, %s, 1)", [uuid4(), [7]])
    owner_cursor.execute("SELECT dropped FROM vault_tokenload WHERE token = 7")
    assert owner_cursor.fetchone() == (True,)
    owner_cursor.execute("SELECT count(*) FROM vault_nametoken WHERE token = 7")
    assert owner_cursor.fetchone() == (51,)  # nothing more was stored; the sweep takes the rest
    assert tokens.sweep(owner_cursor) == 51


@pytest.mark.parametrize(
    ("persons", "cap"), [(0, 50), (10_000, 50), (100_000, 500), (200_000, 1000), (9_000_000, 5000)]
)
def test_the_cap_follows_the_size_of_the_node(owner_cursor: Any, persons: int, cap: int) -> None:
    owner_cursor.execute("SELECT wk_token_cap(%s)", [persons])
    assert owner_cursor.fetchone() == (cap,)


def test_sixteen_writers_of_the_same_common_names_do_not_meet(db: Any, owner_cursor: Any) -> None:
    """Same tokens, same moment, marking included: no deadlock, nothing lost, everybody's own token there."""
    common = list(range(1, 21))

    def write(number: int) -> int:
        with psycopg.connect(db.dsn("owner")) as link, link.cursor() as cursor:
            for turn in range(12):
                own = 10_000 + number * 100 + turn
                order = common if number % 2 else common[::-1]
                cursor.execute("SELECT wk_store_name_tokens(%s, %s, 1)", [uuid4(), [own, *order]])
        return 12

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(write, range(16))) == 192
    owner_cursor.execute("SELECT count(*) FROM vault_nametoken WHERE token >= 10000")
    assert owner_cursor.fetchone() == (192,)
    tokens.sweep(owner_cursor)
    owner_cursor.execute("SELECT max(n) FROM (SELECT count(*) n FROM vault_nametoken GROUP BY token) x")
    assert owner_cursor.fetchone()[0] <= 50 + 16 * 12


def test_the_search_reads_no_table_from_end_to_end(
    db: Any, shelter: Any, worker: Any, owner_cursor: Any
) -> None:
    owner_cursor.execute(
        "INSERT INTO vault_nametoken (token, person_id, generation)"
        " SELECT i % 5000, gen_random_uuid(), 1 FROM generate_series(1, 20000) i"
    )
    owner_cursor.execute("ANALYZE vault_nametoken")
    before = _sequential(owner_cursor)
    with at_work(db, worker, shelter) as cursor:
        cursor.execute("SELECT * FROM wk_search_names('{1,2,3}', 50)")
        cursor.fetchall()
    assert _sequential(owner_cursor) == before


def _sequential(owner: psycopg.Cursor[Any]) -> int:
    """Sequential scans of the token table so far."""
    owner.execute("SELECT pg_stat_force_next_flush()")
    owner.execute("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'vault_nametoken'")
    row = owner.fetchone()
    return int(row[0]) if row else 0
