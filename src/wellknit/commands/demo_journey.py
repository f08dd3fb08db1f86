"""`wellknit demo journey`: a full return through the pages of the demo's nodes, as different people, with the time of each step."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wellknit.commands.frame import Failed, command, say
from wellknit.commands.serve import is_free
from wellknit.lib.charters import FOLDER
from wellknit.lib.home import Home

if TYPE_CHECKING:
    from wellknit.web.demo.nodes import DemoNode

AGREE = 20.0  # seconds until the last message is there and both sides show the same
ON_PAPER = "th-cn"
BETWEEN_NODES = "th-mm"


def register(verbs: Any) -> None:
    """Add `demo journey`."""
    walk = command(
        verbs, "journey", journey, makes=True, tells="walk one person home, step by step, through the pages of both nodes",
        example="wellknit demo journey --corridor th-mm\n  wellknit demo journey --partner paper",
    )  # fmt: skip
    walk.add_argument(
        "--corridor", help=f"from where to where (default {BETWEEN_NODES}; on paper {ON_PAPER})"
    )
    walk.add_argument(
        "--port", type=int, default=8000, help="first port, where the demo does not run already"
    )
    walk.add_argument(
        "--name", nargs=2, default=("", ""), metavar=("OWN", "LATIN"),
        help="her invented name in its own script and in Latin letters (default: made up anew each time)",
    )  # fmt: skip
    walk.add_argument(
        "--partner", choices=("node", "paper"), default="node",
        help="paper: the other country has no node, and its steps are written down with who said so",
    )  # fmt: skip


def journey(args: argparse.Namespace) -> int:
    """Status 0 when it ends and every node prints the same digest; 1 with a sentence when not."""
    from wellknit.web.demo.desk import Stuck
    from wellknit.web.demo.player import Play
    from wellknit.web.demo.running import Fell

    corridor = args.corridor or (ON_PAPER if args.partner == "paper" else BETWEEN_NODES)
    codes = _sides(corridor)[: 1 if args.partner == "paper" else 2]
    try:
        with _up(codes, args.port) as nodes:
            began = time.monotonic()
            play = Play(corridor, nodes[0], nodes[1] if len(nodes) > 1 else None, print, tuple(args.name))
            play.play()
            print(f"     {play.code}: home after {time.monotonic() - began:.1f} s; the slowest step took {play.slowest:.1f} s")  # fmt: skip
            return _compare(nodes, play.code)
    except (Stuck, Fell) as error:
        raise Failed(str(error)) from None


def _sides(corridor: str) -> list[str]:
    sides = corridor.lower().split("-")
    if len(sides) != 2 or not (FOLDER.parent / "corridors" / f"{corridor.lower()}.toml").exists():
        raise Failed(f"There is no corridor {corridor!r}. `wellknit corridor list` shows them; one is {BETWEEN_NODES}.", 2)  # fmt: skip
    return sides


@contextmanager
def _up(codes: list[str], port: int) -> Iterator[list[DemoNode]]:
    """The nodes, running: those of the demo that runs already, else our own for the length of the block."""
    from wellknit.commands.demo import make_ready
    from wellknit.web.demo.nodes import DemoNode, NoSuchNode, chosen, says_of
    from wellknit.web.demo.running import running, runs_already

    there = runs_already(Home.find().root)
    try:
        if there:
            missing = [code for code in codes if code not in there]
            if missing:
                raise Failed(f"The demo that runs has no node {' and '.join(missing)}. Stop it, or start it with --nodes {' '.join(codes)}.")  # fmt: skip
            yield [DemoNode(code, there[code], says_of(code)) for code in codes]
            return
        nodes = chosen(codes, port=port, host="127.0.0.1", is_free=is_free)
    except NoSuchNode as error:
        raise Failed(str(error), 2) from None
    make_ready(nodes)
    say(f"Starting {', '.join(node.name for node in nodes)} …")
    with running(nodes):
        yield nodes


def _compare(nodes: list[DemoNode], code: str) -> int:
    """What each node prints of the journey. The last message may still be on its way."""
    deadline = time.monotonic() + AGREE
    while True:
        found = _digests(nodes, code)
        if len(set(found)) == 1 and found[0]:
            break
        if time.monotonic() > deadline:
            break
        time.sleep(0.5)
    for node, digest in zip(nodes, found, strict=True):
        print(f"     {node.name:<12} {digest or 'knows no such journey'}")
    if len(set(found)) != 1 or not found[0]:
        raise Failed(f"The nodes do not show the same journey {code}.")
    return 0


def _digests(nodes: list[DemoNode], code: str) -> list[str]:
    """`wellknit journey digest`, asked of each node by its own program."""
    from wellknit.web.demo.running import PROGRAM

    asked = [
        subprocess.Popen(
            [*PROGRAM, "journey", "digest", code], env=node.environ(), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )
        for node in nodes
    ]  # fmt: skip
    return [child.communicate()[0].strip() for child in asked]
