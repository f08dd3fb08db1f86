"""`wellknit db`: the node's own PostgreSQL, started, stopped, looked at."""

from __future__ import annotations

import argparse
import os
from typing import Any

from wellknit.commands.frame import Failed, command, group
from wellknit.lib.cluster import Cluster
from wellknit.lib.home import ROLES, Home


def register(sub: Any) -> None:
    """Add the verbs of `db`."""
    verbs = group(sub, "db", tells="the node's own PostgreSQL: start, stop, status, psql")
    command(
        verbs,
        "start",
        start,
        tells="start it and leave it running",
        example="wellknit db start",
        database=False,
    )
    command(verbs, "stop", stop, tells="stop it", example="wellknit db stop", database=False)
    command(
        verbs,
        "status",
        status,
        tells="say whether it runs and where",
        example="wellknit db status",
        database=False,
    )
    psql = command(
        verbs, "psql", open_psql, tells="open psql as one of the roles", example="wellknit db psql facts"
    )
    psql.add_argument("role_name", nargs="?", default="web", choices=[*ROLES, "superuser"], metavar="ROLE")
    psql.add_argument("rest", nargs=argparse.REMAINDER, help="handed to psql, as in: facts -c 'select 1'")


def _cluster() -> Cluster:
    home = Home.find()
    if home.external:
        raise Failed("DATABASE_URL names another server; it is started and stopped there.")
    return Cluster(home)


def start(_args: argparse.Namespace) -> None:
    """Start the cluster and leave it running."""
    cluster = _cluster()
    print("started" if cluster.ensure_running() else "was running already", "on", cluster.socket)


def stop(_args: argparse.Namespace) -> None:
    """Stop the cluster."""
    print("stopped" if _cluster().stop() else "was not running")


def status(_args: argparse.Namespace) -> int:
    """Print what is known; exit code 1 when it does not run."""
    told = _cluster().status()
    print(f"running   {'yes, process ' + str(told.pid) if told.running else 'no'}")
    print(f"version   {told.major or 'not made yet'}")
    print(f"files     {told.data}")
    print(f"socket    {told.socket}")
    return 0 if told.running else 1


def open_psql(args: argparse.Namespace) -> None:
    """Open psql with the role's own password; what it may see, the walls decide."""
    home = Home.find()
    cluster = Cluster(home)
    superuser = args.role_name == "superuser"
    if superuser and home.external:
        raise Failed("DATABASE_URL names another server; open psql there.")
    dsn = cluster.admin_dsn(home.database) if superuser else home.dsn(args.role_name)
    program, env = cluster.program("psql")
    # The password goes through the environment: arguments of a process are readable by everybody.
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(dsn)
    env |= {"PGPASSWORD": str(parts.pop("password", "")), "TERM": os.environ.get("TERM", "dumb")}
    env |= {key: os.environ[key] for key in ("HOME", "LANG", "PAGER") if key in os.environ}
    code = os.spawnve(os.P_WAIT, program, [program, make_conninfo("", **parts), *args.rest], env)
    if code:
        raise Failed("psql ended with an error.")
