"""How PostgreSQL reads as the web role: by index, never through a whole large table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from tests.unit.protection.conftest import opened

from wellknit.protection.models import Case, Note, Person, Stay, WorklistRow
from wellknit.protection.queries.worklist import Filters, _narrow

LARGE = ("protection_worklistrow", "protection_case", "protection_person", "protection_stay", "protection_note",
         "access_grant", "vault_nametoken", "audit_event")  # fmt: skip


@pytest.fixture
def large(cast: Any, owner_cursor: Any) -> Any:
    """Twenty thousand cases of another office around one of ours; statistics up to date."""
    file = opened(cast)
    owner_cursor.execute(
        "CREATE TEMP TABLE numbers AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS file FROM generate_series(1, 20000) n"
    )
    other = cast.elsewhere.pk
    owner_cursor.execute(
        "INSERT INTO protection_person (id, office_id, sex, nationality, languages, created_at, version)"
        " SELECT person, %s, 'female', 'MM', '{}', now(), 1 FROM numbers", [other],
    )  # fmt: skip
    owner_cursor.execute(
        "INSERT INTO protection_case (id, code, person_id, office_id, jurisdiction, state, exploitation, age_band,"
        " presumed_child, opened_on, opened_by_id, closure_reason, version, changed_at)"
        " SELECT file, 'X' || n, person, %s, 'TH', 'open', '', '18+', false, current_date, person, '', 1, now() FROM numbers",
        [other],
    )
    owner_cursor.execute(
        "INSERT INTO access_grant (id, case_id, person_id, office_id, basis, since)"
        " SELECT gen_random_uuid(), file, person, %s, 'opened', now() FROM numbers", [other],
    )  # fmt: skip
    owner_cursor.execute(
        "INSERT INTO protection_worklistrow (id, case_id, office_id, code, state, mine, nationality, age_band,"
        " presumed_child, identification, place, next_rule, opened_on, changed_at)"
        " SELECT gen_random_uuid(), file, %s, 'X' || n, 'open', true, 'MM', '18+', false, '', '', '', current_date, now() FROM numbers",
        [other],
    )
    owner_cursor.execute(
        "INSERT INTO protection_note (id, case_id, text, at, by_id, by_office_id)"
        " SELECT gen_random_uuid(), file, '', now(), person, %s FROM numbers", [other],
    )  # fmt: skip
    owner_cursor.execute(
        "INSERT INTO protection_stay (id, case_id, kind, custodial, legal_basis, voluntary, source, began_on, recorded_at,"
        " recorded_by_id, version) SELECT gen_random_uuid(), file, 'shelter', false, 'own_choice', 'yes',"
        " 'facility_record', current_date, now(), person, 1 FROM numbers"
    )
    for table in LARGE:
        owner_cursor.execute(f"ANALYZE {table}")
    yield file


def plan(query: Any) -> str:
    sql, params = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def whole(text: str) -> list[str]:
    return [
        line.strip() for line in text.splitlines() if "Seq Scan" in line and any(t in line for t in LARGE)
    ]


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(due="late"), Filters(nationality="MM"), Filters(identification="begun")]
)
def test_the_worklist_reads_by_index(large: Any, cast: Any, filters: Filters) -> None:
    with cast.as_somying() as viewer:
        found = _narrow(WorklistRow.objects.filter(office_id=viewer.office_id), filters).order_by(
            "next_due", "id"
        )[:50]
        text = plan(found)
    assert not whole(text), text


def test_one_case_reads_by_index(large: Any, cast: Any) -> None:
    with cast.as_somying():
        for query in (
            Case.objects.filter(pk=large.pk).select_related("person"),
            Person.objects.filter(pk=large.person_id),
            Stay.objects.filter(case_id=large.pk),
            Note.objects.filter(case_id=large.pk),
            Case.objects.filter(person_id__in=[large.person_id]),
        ):
            text = plan(query)
            assert not whole(text), text


def test_the_search_function_reads_by_index(large: Any, cast: Any, owner_cursor: Any) -> None:
    owner_cursor.execute("SELECT prosrc, proconfig FROM pg_proc WHERE proname = 'wk_search_names'")
    _source, settings = owner_cursor.fetchone()
    assert any(s.startswith("search_path=") for s in settings)
    assert "enable_seqscan=off" in settings
