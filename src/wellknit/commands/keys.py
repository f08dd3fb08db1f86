"""`wellknit keys`: a fresh key, values sealed again with it, and two envelopes for the safe."""

from __future__ import annotations

import argparse
import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wellknit.commands.frame import Failed, command, group, say
from wellknit.lib import escrow
from wellknit.lib.home import Home, write_once


def register(sub: Any) -> None:
    """Add the verbs of `keys`."""
    verbs = group(sub, "keys", tells="the node's keys: rotate, reseal, escrow, recover")
    turn = command(
        verbs,
        "rotate",
        rotate,
        role="owner",
        tells="add a fresh key that writes from now on, and seal what is stored again with it",
        example="wellknit keys rotate",
    )
    turn.add_argument(
        "--later", action="store_true", help="only add the key; `keys reseal` does the rest at night"
    )
    again = "seal again what an older key sealed; may be stopped and gone on with"
    command(verbs, "reseal", reseal, role="owner", tells=again, example="wellknit keys reseal")
    give = command(
        verbs,
        "escrow",
        put_in_escrow,
        database=False,
        tells="write all keys of this node into two envelopes, each worthless alone",
        example="wellknit keys escrow /media/one/a.json /media/two/b.json",
    )
    take = command(
        verbs,
        "recover",
        recover,
        database=False,
        tells="put the keys of two envelopes into a home that has none",
        example="wellknit keys recover /media/one/a.json /media/two/b.json",
    )
    for name in ("one", "two"):
        give.add_argument(name, type=Path)
        take.add_argument(name, type=Path)


def rotate(args: argparse.Namespace) -> None:
    """Old keys go on reading until nothing needs them; they are never deleted here."""
    from wellknit.platform.vault.keyring import add_key, keys_dir

    ring = add_key(keys_dir() / "vault.json")
    say(f"Key {ring.current} writes from now on. Put it in escrow: wellknit keys escrow …")
    if not args.later:
        reseal(args)


def reseal(_args: argparse.Namespace) -> None:
    """Row by row and only where nobody has written meanwhile, so it can run beside the pages."""
    from wellknit.platform.vault.rotation import reseal_all

    total = reseal_all(lambda table, count: say(f"  {table}: {count:,}"))
    print(f"{total:,} values sealed again")


def put_in_escrow(args: argparse.Namespace) -> None:
    """Each envelope on its own medium, for two different people."""
    home = Home.find()
    if args.one.resolve().parent == args.two.resolve().parent:
        raise Failed("The two envelopes have to go to two different places.", 2)
    for target in (args.one, args.two):
        if target.exists():
            raise Failed(f"{target} is there already; escrow overwrites nothing.")
    files = {p.name: p.read_bytes() for p in sorted(home.path("keys").iterdir()) if p.is_file()}
    if not files:
        raise Failed(f"There are no keys in {home.path('keys')}. Run `wellknit setup` first.")
    packed = json.dumps(
        {name: base64.b64encode(content).decode() for name, content in files.items()}
    ).encode()
    day = datetime.now(UTC).date().isoformat()
    for target, text in zip(
        (args.one, args.two), escrow.split(packed, label=home.node, date=day), strict=True
    ):
        write_once(target, text)
    print(f"{len(files)} key files in two envelopes: {args.one} and {args.two}.")
    print("Keep them with two different people.")


def recover(args: argparse.Namespace) -> None:
    """Only into a home without keys: what is there may be needed to read what is stored."""
    home = Home.find().prepare()
    if any(home.path("keys").iterdir()):
        raise Failed(f"{home.path('keys')} holds keys already; move them away first.")
    try:
        packed = escrow.join(args.one.read_text(), args.two.read_text())
    except escrow.EscrowError as error:
        raise Failed(str(error)) from error
    files = json.loads(packed)
    for name, content in files.items():
        if Path(name).name != name:
            raise Failed("An envelope names a file outside the keys' folder; nothing was written.")
        target = home.path("keys", name)
        write_once(target, base64.b64decode(content).decode().rstrip("\n"))
    print(f"{len(files)} key files are in {home.path('keys')} again.")
