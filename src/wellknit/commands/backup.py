"""`wellknit backup` and `restore`: the database and the sealed files; never the keys.

A backup opens nothing without the keys, and the keys are not in it (two-envelope escrow keeps them).
It is written by a role that sees past row security: a dump thinned out by it would be a silent loss.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import tarfile
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import wellknit
from wellknit.commands import node
from wellknit.commands.frame import Failed, command, django_as, say, step
from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home

PARTS = ("database.dump", "files.tar")
# Replayed after every restore, so that what was deleted stays deleted; the incarnation number is raised
# so that no message number is used twice. `after_restore(say)` of whichever of these are there.
AFTER = ("wellknit.platform.vault.erasure", "wellknit.platform.exchange.incarnation")


def register(sub: Any) -> None:
    """Add `backup` and `restore`."""
    out = command(
        sub,
        "backup",
        backup,
        tells="write the database and the sealed files into a new folder",
        example="wellknit backup /backups",
    )
    out.add_argument("to", type=Path, help="existing folder; the backup gets a folder of its own in it")
    back = command(
        sub,
        "restore",
        restore,
        makes=True,
        tells="fill an empty node from a backup and replay what was erased since",
        example="WELLKNIT_HOME=/srv/new wellknit restore /backups/demo-20261121T170000Z",
    )
    back.add_argument("source", type=Path, metavar="from")
    back.add_argument(
        "--nothing-was-erased", action="store_true",
        help="the lost node never erased anything, so there is no erasure ledger to bring",
    )  # fmt: skip


def backup(args: argparse.Namespace) -> None:
    """A folder is complete when its manifest is there: it is written last."""
    home = Home.find()
    if not args.to.is_dir():
        raise Failed(f"{args.to} is no folder.", 2)
    moment = datetime.now(UTC)
    target = args.to / f"{home.node}-{moment:%Y%m%dT%H%M%SZ}"
    target.mkdir(mode=0o700)
    with step("database"):
        _run_tool(home, "pg_dump", "backup", ["--format=custom", f"--file={target / 'database.dump'}"])
    with step("sealed files"), tarfile.open(target / "files.tar", "w") as tar:
        tar.add(home.path("files"), arcname="files")
    manifest = {
        "node": home.node,
        "charter": home.charter,
        "at": moment.isoformat(),
        "version": getattr(wellknit, "__version__", ""),
        "sha256": {name: _digest(target / name) for name in PARTS},
    }
    for name in PARTS:
        (target / name).chmod(0o600)
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(target)


def restore(args: argparse.Namespace) -> None:
    """Into an empty database only; then tables and walls of this version, then the erasures since."""
    home = Home.find().prepare()
    manifest = _checked(args.source, home)
    home.secret("django", create=True)
    with step("roles and database"):
        node.ensure_node(home, node.external_admin_dsn(home) if home.external else Cluster(home).admin_dsn())
    with psycopg.connect(home.dsn("owner")) as connection:
        if connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone():
            raise Failed("The database of this node is not empty. Restore into a new WELLKNIT_HOME.")
    if not any(home.path("keys").iterdir()):
        raise Failed(
            "This home has no keys, so nothing restored could be read. First: wellknit keys recover …"
        )
    _check_ledger(home, told=args.nothing_was_erased)
    home.keep_charter()
    with step("database"):
        options = ["--exit-on-error", "--no-owner", "--no-privileges", "--schema=public"]
        _run_tool(home, "pg_restore", "owner", [*options, str(args.source / "database.dump")])
    with step("sealed files"), tarfile.open(args.source / "files.tar") as tar:
        tar.extractall(home.path("files").parent, filter="data")
    django_as("owner")
    with step("tables and walls of this version"):
        node.migrate()
        node.raise_walls()
    for name in AFTER:
        if find_spec(name.rpartition(".")[0]) and find_spec(name):
            import_module(name).after_restore(say)
    say(f"Restored as of {manifest['at']}. Check it: wellknit audit verify")


def _check_ledger(home: Home, *, told: bool) -> None:
    """Before anything comes back: a backup holds people who were erased after it was made."""
    ledger = home.path("keys").parent / "erasures" / "ledger"
    if ledger.exists() or told:
        return
    raise Failed(
        f"This home has no erasure ledger, so whoever was erased since the backup would come back."
        f" Copy the lost node's ledger to {ledger} and restore again;"
        " only if that node never erased anything: --nothing-was-erased."
    )


def _checked(source: Path, home: Home) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((source / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise Failed(f"{source} is no complete backup: its manifest is missing or damaged.", 2) from error
    if (manifest["node"], manifest["charter"]) != (home.node, home.charter):
        raise Failed(
            f"The backup is of node {manifest['node']} under the charter {manifest['charter']};"
            f" this is node {home.node} under {home.charter}."
        )
    for name in PARTS:
        if _digest(source / name) != manifest["sha256"].get(name):
            raise Failed(f"{source / name} is not what was backed up: its digest differs.")
    return manifest


def _run_tool(home: Home, name: str, role: str, options: list[str]) -> None:
    """pg_dump or pg_restore as a role; the password goes through the environment, not the arguments."""
    program, env = Cluster(home).program(name)
    parts = conninfo_to_dict(home.dsn(role))
    env["PGPASSWORD"] = str(parts.pop("password", ""))
    if role == "owner":
        parts.pop("options", None)
    command_line = [program, f"--dbname={make_conninfo('', **parts)}", *options]
    umask = os.umask(0o077)
    try:
        done = subprocess.run(command_line, env=env, capture_output=True, text=True, check=False)
    finally:
        os.umask(umask)
    if done.returncode:
        # The tools' own messages name tables, not values.
        raise Failed(f"{name} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[0]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
