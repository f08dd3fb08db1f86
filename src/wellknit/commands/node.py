"""`wellknit setup`: from nothing to a node that can be served; safe to run again after an upgrade."""

from __future__ import annotations

import argparse
from typing import Any

from wellknit.commands.frame import Failed, command, django_as, say, step
from wellknit.lib.charters import read_charter
from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home
from wellknit.lib.noderoles import ensure_node, external_admin_dsn


def register(sub: Any) -> None:
    """Add `setup`."""
    parser = command(
        sub,
        "setup",
        setup,
        tells="make this node ready: files, keys, database, roles, tables, walls, static files",
        makes=True,
        example="WELLKNIT_NODE=la WELLKNIT_CHARTER=la wellknit setup",
    )
    parser.add_argument("--no-static", action="store_true", help="leave out the files for the browser")


def setup(args: argparse.Namespace) -> None:
    """Everything in order; each part leaves alone what is already right."""
    home = Home.find().prepare()
    read_charter(home)
    home.keep_charter()
    home.secret("django", create=True)
    say(f"Node {home.node} (charter {home.charter}) in {home.root}")
    with step("roles and database"):
        ensure_node(home, external_admin_dsn(home) if home.external else Cluster(home).admin_dsn())
    with step("keys"):
        django_as("owner")
        make_keys()
    with step("tables"):
        migrate()
    with step("walls"):
        raise_walls()
    if not args.no_static:
        with step("files for the browser"):
            collect_static()


def make_keys() -> None:
    """First keys of the vault, the name tokens, the sealer and the exchange; existing ones are never touched."""
    from wellknit.commands.cards import make_card
    from wellknit.platform.audit.sealer import make_key
    from wellknit.platform.vault.keyring import keys_dir, make_ring

    make_ring(keys_dir() / "vault.json")
    make_ring(keys_dir() / "tokens.json")
    make_key()
    make_card()


def migrate() -> None:
    """Bring the tables up to this version, as their owner."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def raise_walls() -> None:
    """Functions, row security, grants and the roles' permissions."""
    from wellknit.platform.access.apply import apply

    apply()


def collect_static() -> None:
    """Copy the built front end to where the server takes it from, compressed and named by content."""
    from django.conf import settings
    from django.core.management import call_command

    built = settings.PACKAGE / "static" / "built"
    if not built.is_dir():
        raise Failed("The front end is not built yet. Run `make setup`, or `make static`.")
    call_command("collectstatic", interactive=False, verbosity=0)
