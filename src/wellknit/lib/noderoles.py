"""A node's database and its roles: made once, repaired at every set-up, on any PostgreSQL server.

Roles belong to a whole server, so each carries its node's name; each has its own random password
and may connect to its own node's database only. The web role owns nothing; the owner and the backup
role see past row security, the first because its definer functions must, the second because a dump
that row security thinned out would be a silent loss.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from wellknit.lib.home import ROLES, Home, parse_url
from wellknit.lib.postgres import OLDEST, ClusterError

PAST_WALLS = ("owner", "backup")

# Settings a role starts every session with.
HABITS: dict[str, dict[str, str]] = {
    "web": {"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s"},
    "door": {"statement_timeout": "10s", "lock_timeout": "5s"},
    "facts": {"default_transaction_read_only": "on"},
    "backup": {"default_transaction_read_only": "on"},
}


def external_admin_dsn(home: Home, database: str = "") -> str:
    """Connection string of the administrator that DATABASE_URL names."""
    server, user, password, maintenance = parse_url(home.external)
    return server.dsn(user, password, database or maintenance)


def ensure_node(home: Home, admin_dsn: str) -> dict[str, str]:
    """Make or repair the node's roles and database; returns role -> connection string.

    `admin_dsn`: somebody with CREATEROLE and CREATEDB who may give BYPASSRLS (a superuser before
    PostgreSQL 16). Safe to repeat and to run twice at once.
    """
    try:
        with psycopg.connect(admin_dsn, autocommit=True) as admin:
            if admin.info.server_version < OLDEST * 10_000:
                major = admin.info.server_version // 10_000
                raise ClusterError(f"The server runs PostgreSQL {major}; {OLDEST} is the oldest supported.")
            admin.execute("SELECT pg_advisory_lock(hashtext('wellknit setup'))")
            for role in ROLES:
                _ensure_role(admin, home, role)
            ensure_database(admin, home, home.database)
        with psycopg.connect(admin_dsn, dbname=home.database, autocommit=True) as inside:
            _close_schema(inside, home)
    except psycopg.errors.InsufficientPrivilege as error:
        raise ClusterError(
            f"The administrator of this server may not do what a node needs: {error.diag.message_primary}."
            " It takes CREATEDB, CREATEROLE and the right to give BYPASSRLS."
        ) from error
    except psycopg.OperationalError as error:
        raise ClusterError(
            f"The server did not let the administrator in: {str(error).splitlines()[0]}"
        ) from error
    return {role: home.dsn(role) for role in ROLES}


def ensure_database(
    admin: psycopg.Connection[tuple[object, ...]], home: Home, name: str, *, template: str = "template0"
) -> None:
    """Make a database of this node where it is missing and let only the node's roles connect."""
    owner = sql.Identifier(home.role_name("owner"))
    database = sql.Identifier(name)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        how = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            database, owner, sql.Identifier(template)
        )
        if template == "template0":
            how += sql.SQL(" ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
        admin.execute(how)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    everybody = sql.SQL(", ").join(sql.Identifier(home.role_name(role)) for role in ROLES)
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, everybody))


def _ensure_role(admin: psycopg.Connection[tuple[object, ...]], home: Home, role: str) -> None:
    name = home.role_name(role)
    who = sql.Identifier(name)
    found = admin.execute(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s",
        [name],
    ).fetchone()
    if found and (found[0] or (found[1] and role not in PAST_WALLS)):
        raise ClusterError(
            f"The role {name} exists with more rights than it may have. Drop it and set up again."
        )
    past = role in PAST_WALLS
    if not found:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN" + (" BYPASSRLS" if past else "")).format(who))
    elif past and not found[1]:
        admin.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(who))
    # The verifier is computed here: the password itself travels in no statement and no log.
    password = home.secret(f"db-{role}", create=True)
    verifier = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(who, sql.Literal(verifier)))
    for setting, value in HABITS.get(role, {}).items():
        admin.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(who, sql.Identifier(setting), sql.Literal(value))
        )
    if role == "owner":
        superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if superuser and not superuser[0]:
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(who))  # to give it the database
    if role == "worker":
        # The walls are put up for the web role; as its member the worker stands behind the same ones. What only
        # the worker may touch (the exchange, the book of jobs) is granted to it by name.
        web = sql.Identifier(home.role_name("web"))
        admin.execute(sql.SQL("GRANT {} TO {}").format(web, who))
    if role == "backup":
        admin.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(who))


def _close_schema(inside: psycopg.Connection[tuple[object, ...]], home: Home) -> None:
    """Only the owner may make tables; the others may look into the schema, and each table says what for."""
    owner = sql.Identifier(home.role_name("owner"))
    others = sql.SQL(", ").join(sql.Identifier(home.role_name(r)) for r in ROLES if r != "owner")
    inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    inside.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(others))
