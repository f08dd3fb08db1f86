"""`wellknit names`: the blind tokens of names, counted and renewed."""

from __future__ import annotations

import argparse
from typing import Any

from wellknit.commands.frame import command, group, say
from wellknit.protection import commands_border, commands_clocks, commands_lists


def register(sub: Any) -> None:
    """Add `names rotate` and `names recount`."""
    commands_clocks.register(sub)
    commands_lists.register(sub)
    commands_border.register(sub)
    verbs = group(sub, "names", tells="the blind tokens by which people are found")
    command(
        verbs, "rotate", rotate, role="owner", example="wellknit names rotate",
        tells="write everybody's tokens under a fresh key and forget the old ones; search goes on meanwhile",
    )  # fmt: skip
    command(
        verbs, "recount", recount, role="owner", example="wellknit names recount",
        tells="count how common each token is and drop those that too many share",
    )  # fmt: skip


def rotate(_args: argparse.Namespace) -> None:
    """Both generations answer while it runs; started again after an interruption it goes on from the start."""
    from django.db import connection

    from wellknit.platform.vault import tokens
    from wellknit.platform.vault.keyring import add_key, drop_keys, keys_dir
    from wellknit.protection.models import Person
    from wellknit.protection.names import names_of, token_keys

    ring = add_key(keys_dir() / "tokens.json")
    people = ((person.pk, names_of(person)) for person in Person.objects.order_by("pk").iterator(2000))
    with connection.cursor() as cursor:
        done = tokens.rotate(cursor, people, token_keys(), progress=lambda n: say(f"  {n:,} people"))
        for old in sorted(set(ring.keys) - {ring.current}):
            tokens.forget(cursor, old)
    drop_keys(keys_dir() / "tokens.json")
    print(
        f"{done:,} people under generation {ring.current}; older tokens are forgotten. Put the key in escrow."
    )


def recount(_args: argparse.Namespace) -> None:
    """Worth doing every night; minutes at a million people."""
    from django.db import connection

    from wellknit.platform.vault import tokens

    with connection.cursor() as cursor:
        found = tokens.recount(cursor)
    print(
        f"{found.persons:,} people; a token is kept up to {found.cap:,} holders; {found.removed:,} rows removed"
    )
