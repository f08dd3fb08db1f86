"""`wellknit demo`: invented countries to play with, each on a node of its own, on this machine only."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellknit.commands import demo_journey, node
from wellknit.commands.frame import Failed, command, group, say
from wellknit.commands.serve import arguments, is_free, is_public
from wellknit.lib.home import Home
from wellknit.lib.processes import die_with_parent

if TYPE_CHECKING:
    from wellknit.web.demo.nodes import DemoNode
    from wellknit.web.demo.running import Part

POPULATION = "wellknit.web.demo"


def register(sub: Any) -> None:
    """Add the verbs of `demo`."""
    verbs = group(
        sub, "demo", tells="invented countries to play with: prepare them, serve them, walk a journey"
    )
    ready = command(
        verbs, "prepare", prepare, makes=True, tells="set up the demo's nodes, fill them, let them vouch for each other",
        example="wellknit demo prepare --nodes th mm kh secretariat",
    )  # fmt: skip
    _which(ready)
    ready.add_argument("--port", type=int, default=8000, help="first port; each node takes the next free one")
    ready.add_argument("--alone", action="store_true", help="only the node that WELLKNIT_NODE names")
    ready.add_argument("--empty", action="store_true", help="offices and people only, no cases")
    ready.add_argument("--no-static", action="store_true", help="leave out the files for the browser")
    play = command(
        verbs, "serve", serve, makes=True, tells="serve them; one click changes the role you play",
        example="wellknit demo serve --port 8010",
    )  # fmt: skip
    arguments(play)
    _which(play)
    _register_meeting(verbs)
    demo_journey.register(verbs)


def _which(parser: argparse.ArgumentParser) -> None:
    from wellknit.web.demo.nodes import USUAL

    parser.add_argument(
        "--nodes", nargs="+", default=list(USUAL), metavar="CODE", help=f"which (default: {' '.join(USUAL)})"
    )


def _register_meeting(verbs: Any) -> None:
    meeting = command(
        verbs, "meet", meet, role="web", tells="two invented officials of this node vouch for the other nodes' cards",
        example="WELLKNIT_NODE=demo wellknit demo meet card.json",
    )  # fmt: skip
    meeting.add_argument("cards", nargs="+", type=Path, metavar="CARD")


# -- Preparing


def prepare(args: argparse.Namespace) -> None:
    """Every node set up and filled, side by side; then each vouches for the others."""
    if find_spec(POPULATION) is None:
        raise Failed("This version brings no invented population.")
    if args.alone:
        return _prepare_here(args)
    from wellknit.web.demo.running import runs_already

    nodes = _nodes(args)
    if runs_already(Home.find().root):
        return say("The demo runs already; nothing was changed.")
    _prepare(nodes, static=not args.no_static, empty=args.empty)


def _prepare(nodes: list[DemoNode], *, static: bool, empty: bool = False) -> None:
    began = time.monotonic()
    alone = ["demo", "prepare", "--alone", *(["--empty"] if empty else [])]
    # The files for the browser are shared by all; one of them is enough to make them.
    _together([(n, alone if static and n is nodes[0] else [*alone, "--no-static"]) for n in nodes])
    _introduce(nodes)
    say(f"  ready after {time.monotonic() - began:.0f} s")


def make_ready(nodes: list[DemoNode]) -> None:
    """Prepared where they were not; and each card says where the node answers today, else there are new cards."""
    if any(not n.home.is_set_up for n in nodes):
        return _prepare(nodes, static=True)
    moved = [n for n in nodes if n.card().get("address") != n.address]
    if moved:
        say("Some nodes answer at another port than before: new cards, compared by two officials each.")
        _together([(n, ["node", "init"]) for n in moved])
    if moved or not all(n.knows(o) for n in nodes for o in nodes if o is not n):
        _introduce(nodes)


def _prepare_here(args: argparse.Namespace) -> None:
    """One node: set-up, then the invented population."""
    from wellknit.web import demo

    _mark()
    node.setup(args)
    demo.prepare(say, empty=args.empty)


def _nodes(args: argparse.Namespace) -> list[DemoNode]:
    from wellknit.web.demo.nodes import NoSuchNode, chosen

    try:
        return chosen(args.nodes, port=args.port, host=getattr(args, "host", "127.0.0.1"), is_free=is_free)
    except NoSuchNode as error:
        raise Failed(str(error), 2) from None


def _together(work: list[tuple[DemoNode, list[str]]]) -> None:
    """The same program for several nodes side by side, each in its own environment; what they say carries the node."""
    from wellknit.web.demo.running import PROGRAM

    children = [
        (each, subprocess.Popen(
            [*PROGRAM, *words], env=each.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent,  # noqa: PLW1509 no threads yet
        ))
        for each, words in work
    ]  # fmt: skip
    tellers = [threading.Thread(target=_tell_on, args=(each.charter, child)) for each, child in children]
    for teller in tellers:
        teller.start()
    fallen = [each.name for each, child in children if child.wait()]
    for teller in tellers:
        teller.join(5)
    if fallen:
        raise Failed(f"This did not work for: {', '.join(fallen)}. What it said stands above.")


def _tell_on(charter: str, child: subprocess.Popen[str]) -> None:
    for line in child.stderr or ():
        say(f"{charter}: {line.rstrip()}")


def _introduce(nodes: list[DemoNode]) -> None:
    """Cards exchanged and confirmed by two invented officials on each side."""
    _together(
        [
            (n, ["demo", "meet", *(str(o.card_path) for o in nodes if o is not n)])
            for n in nodes
            if len(nodes) > 1
        ]
    )


def meet(args: argparse.Namespace) -> None:
    """The first official brings each card, the second one compares the digits; as on the officials' page."""
    from wellknit.web.demo.meeting import vouch
    from wellknit.web.demo.nodes import note_met

    _mark()
    for file in args.cards:
        say(f"  {vouch(file.read_bytes())}")
    note_met(Home.find(), args.cards)


# -- Serving


def serve(args: argparse.Namespace) -> None:
    """All nodes until Ctrl-C or SIGTERM. A part that is killed is started again; when it keeps falling, all stop."""
    from wellknit.web.demo.running import Fell, running, runs_already, watch

    if is_public(args.host) and not os.environ.get("WELLKNIT_OPEN_DEMO"):
        raise Failed(
            "The demo lets everybody play every role. To serve it beyond this machine all the same,"
            " set WELLKNIT_OPEN_DEMO=1 and WELLKNIT_HOSTS."
        )
    nodes = _nodes(args)
    there = runs_already(Home.find().root)
    if there:
        told = ", ".join(f"{code} at http://localhost:{port}/" for code, port in there.items())
        raise Failed(f"The demo runs already: {told}")
    make_ready(nodes)
    signal.signal(signal.SIGTERM, _stopped)
    try:
        with running(nodes) as parts:
            _first_journeys(nodes)
            _tell(nodes, parts)
            watch(parts, say)
    except KeyboardInterrupt:
        say("Stopped.")
    except Fell as error:
        raise Failed(str(error)) from None


def _stopped(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _first_journeys(nodes: list[DemoNode]) -> None:
    """Two people on their way and a meeting to come, so that both sides have something to do; only where nobody is on
    the way yet."""
    from wellknit.web.demo.agenda import plan_meeting
    from wellknit.web.demo.desk import Stuck
    from wellknit.web.demo.player import Play, nobody_on_the_way
    from wellknit.web.demo.script import BEGUN

    with_cases = [n for n in nodes if n.has_cases][:2]
    if len(with_cases) < 2:
        return
    sender, receiver = with_cases
    try:
        if nobody_on_the_way(sender):
            for until in BEGUN:
                play = Play(f"{sender.charter}-{receiver.charter}", sender, receiver, lambda _line: None)
                play.play(until)
                say(f"  {play.code} is on its way from {sender.name} to {receiver.name}")
            plan_meeting(sender, str(receiver.says["country"]))
    except Stuck as error:
        say(f"  The journey to begin with stopped: {error}")


def _tell(nodes: list[DemoNode], parts: list[Part]) -> None:
    """One page: which address is whose, what it costs, what to try."""
    from wellknit.web.demo.running import memory_mb

    say()
    for each in nodes:
        say(f"  {each.name:<20} {each.url:<26} {'cases, journeys, the plan' if each.has_cases else 'the plan; no person is known there'}")  # fmt: skip
    used = memory_mb(parts)
    say(f"  {len(parts)} processes{f', {used} MB of memory' if used else ''} and one PostgreSQL.")
    if sum(each.has_cases for each in nodes) > 1:
        say()
        say(
            "  Try: a window for each country. Here the social worker of a shelter, there the focal point and the case"
        )
        say(
            "  worker; in both, *Between countries*. Each moves only the steps of its own side, and sees the other's."
        )
        say("  A whole return, step by step, in another terminal: wellknit demo journey")
    say()
    say("  Ctrl-C stops everything.")


def _mark() -> None:
    """The demo shows that it is one; a node with a real charter of its own never becomes one by accident."""
    from wellknit.web.demo.nodes import is_demo

    home = Home.find()
    if not is_demo(home.node) and not os.environ.get("WELLKNIT_DEMO"):
        raise Failed(
            f"Node {home.node} is not the demo. Set WELLKNIT_DEMO=1 only if it may be filled with inventions."
        )
    os.environ["WELLKNIT_DEMO"] = "1"
