"""`wellknit demo`: an invented country to play with, on this machine only."""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from wellknit.commands import node
from wellknit.commands.frame import Failed, command, django_as, group, say
from wellknit.commands.serve import arguments, is_free, serve
from wellknit.lib.home import Home

# `prepare(say)` fills an empty node with invented offices, people and cases; a second call adds nothing.
POPULATION = "wellknit.web.demo"


def register(sub: Any) -> None:
    """Add the verbs of `demo`."""
    verbs = group(sub, "demo", tells="an invented country to play with: prepare it, serve it")
    ready = command(
        verbs,
        "prepare",
        prepare,
        makes=True,
        tells="set up the node and fill it with invented people",
        example="wellknit demo prepare",
    )
    ready.add_argument("--no-static", action="store_true", help="leave out the files for the browser")
    play = command(
        verbs,
        "serve",
        play_it,
        tells="serve it; one click changes the role you play",
        example="wellknit demo serve --port 8001",
    )
    arguments(play)


def prepare(args: argparse.Namespace) -> None:
    """Set-up, then the invented population."""
    _mark()
    node.setup(args)
    fill = getattr(import_module(POPULATION), "prepare", None) if find_spec(POPULATION) else None
    if fill is None:
        raise Failed("This version brings no invented population.")
    fill(say)


def play_it(args: argparse.Namespace) -> None:
    """Serve the demo on the first free port from the one asked for."""
    _mark()
    django_as("web")
    wanted = args.port
    while not is_free(args.host, args.port) and args.port < wanted + 20:
        args.port += 1
    if args.port != wanted:
        say(f"Port {wanted} is taken; {args.port} is free.")
    serve(args)


def _mark() -> None:
    """The demo shows that it is one; a node with a real charter of its own never becomes one by accident."""
    home = Home.find()
    if home.node != "demo" and not os.environ.get("WELLKNIT_DEMO"):
        raise Failed(
            f"Node {home.node} is not the demo. Set WELLKNIT_DEMO=1 only if it may be filled with inventions."
        )
    os.environ["WELLKNIT_DEMO"] = "1"
