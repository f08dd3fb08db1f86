"""After every migration, as the owner: functions, walls, grants and the roles' permissions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from wellknit.platform.access.models import RolePermission
from wellknit.platform.access.rolefiles import role_permissions
from wellknit.platform.access.walls import statements

PLATFORM = Path(__file__).resolve().parents[1]

# Who may call what. Everything else is for the owner alone.
WEB_FUNCTIONS = (
    "wk_person()", "wk_office()", "wk_country()", "wk_may(text)", "wk_viewer()", "wk_holds(uuid)", "wk_reaches_person(uuid)", "wk_alert_holders(uuid, text)",
    "wk_first_grant(uuid, uuid, text)", "wk_give_grant(uuid, uuid, text, timestamptz)", "wk_end_grant(uuid)",
    "wk_break_glass(text, bytea, uuid)", "wk_ask_elsewhere(bigint[], uuid)",
    "wk_audit(text, text, uuid, uuid, text[], jsonb)", "wk_audit_signin(text, uuid)",
    "wk_put_name_tokens(uuid, bigint[], int)", "wk_search_names(bigint[], int, real[])",
    "wk_hold_form(uuid, uuid, text, bytea)", "wk_take_held(uuid)",
)  # fmt: skip
DOOR_FUNCTIONS = (
    "wk_open_session(bytea, uuid, uuid, text, int)", "wk_close_session(bytea)", "wk_touch_session(bytea)",
    "wk_offices_of(uuid)", "wk_service_person(uuid)",
)  # fmt: skip


def sql_files() -> Iterator[Path]:
    """SQL of the platform in order of its arrows, then of each wing that is switched on."""
    for room in ("audit", "vault", "access", "exchange"):
        yield from sorted((PLATFORM / room / "sql").glob("*.sql"))
    for config in apps.get_app_configs():
        folder = Path(config.path) / "sql"
        if folder.parent.parent != PLATFORM and config.name.startswith("wellknit."):
            yield from sorted(folder.glob("*.sql"))


def fact_views() -> list[tuple[str, str]]:
    """(role, view): what each wing's AppConfig opens to the web role and to the facts role."""
    return [pair for c in apps.get_app_configs() for pair in getattr(c, "fact_views", ())]


def web_functions() -> tuple[str, ...]:
    """Functions the web role may call: the platform's and those a wing's AppConfig names."""
    extra = [f for c in apps.get_app_configs() for f in getattr(c, "web_functions", ())]
    return (*WEB_FUNCTIONS, *extra)


def named_by_wings(what: str) -> tuple[str, ...]:
    """What an AppConfig opens to another role: `door_functions`, `worker_functions`, `worker_tables`."""
    return tuple(f for c in apps.get_app_configs() for f in getattr(c, what, ()))


@transaction.atomic
def apply() -> None:
    """Put up everything that is not a table. Safe to run again; needs the owner's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute("SET LOCAL client_min_messages = warning")
        for path in sql_files():
            cursor.execute(path.read_text())
        role = settings.HOME.role_name
        _grant(cursor, role("web"), role("door"), role("sealer"), role("worker"))
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role("facts")}"')
        for of_role, view in fact_views():
            cursor.execute(f'GRANT SELECT ON {view} TO "{role(of_role)}"')
        for line in statements(role("web")):
            cursor.execute(line)
    sync_roles()


def _grant(cursor: Any, web: str, door: str, sealer: str, worker: str) -> None:
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{web}", "{door}", "{sealer}", "{worker}"')
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.proname LIKE 'wk\\_%%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f'REVOKE ALL ON FUNCTION {function} FROM PUBLIC, "{web}", "{door}", "{worker}"')
    cursor.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{web}"')
    for function in web_functions():
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{web}"')
    for function in (*DOOR_FUNCTIONS, *named_by_wings("door_functions")):
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{door}"')
    _grant_jobs(cursor, web, worker)
    _grant_exchange(cursor, worker)
    cursor.execute(f'GRANT SELECT ON audit_event TO "{sealer}"')
    cursor.execute(f'GRANT SELECT, INSERT ON audit_link TO "{sealer}"')
    # The sealer is not a viewer: it reads every row of the trace and nothing else.
    cursor.execute("DROP POLICY IF EXISTS sealer ON audit_event")
    cursor.execute(f'CREATE POLICY sealer ON audit_event TO "{sealer}" USING (true)')
    cursor.execute("DROP POLICY IF EXISTS sealer ON audit_link")
    cursor.execute(f'CREATE POLICY sealer ON audit_link TO "{sealer}" USING (true) WITH CHECK (true)')


def _grant_jobs(cursor: Any, web: str, worker: str) -> None:
    """Pages may ask for jobs, which hold ids only; the worker keeps the book, and asks what wings name."""
    cursor.execute(f'GRANT SELECT, INSERT ON procrastinate_jobs, procrastinate_events TO "{web}"')
    for function in named_by_wings("worker_functions"):
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{worker}"')
    for table in named_by_wings("worker_tables"):
        # Closed to pages; the worker sees every row, because what it moves has no viewer.
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{worker}"')
        cursor.execute(f'DROP POLICY IF EXISTS worker ON "{table}"')
        cursor.execute(f'CREATE POLICY worker ON "{table}" TO "{worker}" USING (true) WITH CHECK (true)')
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{worker}"')
    cursor.execute(
        "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate%'"
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(f'GRANT USAGE ON SEQUENCE "{sequence}" TO "{worker}"')


def _grant_exchange(cursor: Any, worker: str) -> None:
    """The tables of the exchange are the worker's: it seals and opens. A page has only what a wall opens."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND relname LIKE 'exchange\\_%%'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{worker}"')
        cursor.execute(f'DROP POLICY IF EXISTS worker ON "{table}"')
        cursor.execute(f'CREATE POLICY worker ON "{table}" TO "{worker}" USING (true) WITH CHECK (true)')


def sync_roles() -> None:
    """Make the table of role permissions equal to the data files."""
    wanted = set(role_permissions())
    have = {(r.role, r.permission): r.pk for r in RolePermission.objects.all()}
    RolePermission.objects.filter(pk__in=[pk for key, pk in have.items() if key not in wanted]).delete()
    RolePermission.objects.bulk_create(
        [RolePermission(role=role, permission=p) for role, p in sorted(wanted - have.keys())]
    )
