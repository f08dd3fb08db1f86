"""What every command shares: how it is declared, started, reports progress, and fails in one sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home, HomeError
from wellknit.lib.postgres import ClusterError

Run = Callable[[argparse.Namespace], int | None]


class Failed(Exception):
    """A command could not do what it was asked; the message is one sentence for the operator."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def command(
    sub: Any,
    name: str,
    run: Run,
    *,
    tells: str,
    example: str,
    role: str = "",
    database: bool = True,
    makes: bool = False,
    acts: bool = False,
) -> argparse.ArgumentParser:
    """Declare a command.

    `tells` and `example` are its help. `role`: the database role it runs as; Django is set up with it
    ("" = no Django). `database`: whether the node's own cluster has to be up. `makes`: it may find
    no node yet and make one. `acts`: it reads or changes data in somebody's name, so it takes --as
    (see `wellknit.commands.acting`).
    """
    parser: argparse.ArgumentParser = sub.add_parser(
        name,
        help=tells,
        description=tells[0].upper() + tells[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if acts:
        parser.add_argument(
            "--as", dest="as_email", metavar="EMAIL", help="whose act this is; it is recorded"
        )
        parser.add_argument("--office", metavar="CODE", help="acting for which office, if she has several")
    parser.set_defaults(run=run, role=role, database=database, makes=makes)
    return parser


def group(sub: Any, name: str, *, tells: str) -> Any:
    """A command with verbs of its own (`wellknit db start`); returns where to declare them.

    Two wings may bring verbs of one command: the second finds what the first began.
    """
    if name in sub.choices:
        return sub.choices[name].get_default("verbs")
    parser = sub.add_parser(name, help=tells, description=tells[0].upper() + tells[1:] + ".")

    def missing(_args: argparse.Namespace) -> int:
        parser.print_help(sys.stderr)
        return 2

    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    parser.set_defaults(run=missing, role="", database=False, makes=False, verbs=verbs)
    return verbs


def run_command(args: argparse.Namespace) -> int:
    """Bring up what the command needs, run it, and make a sentence of what goes wrong."""
    try:
        with _needed(args):
            return int(args.run(args) or 0)
    except (Failed, KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if args.debug:
            traceback.print_exc()
        raise Failed(sentence_of(error)) from error


@contextlib.contextmanager
def _needed(args: argparse.Namespace) -> Iterator[None]:
    home = Home.find()
    if args.database and not args.makes and not home.is_set_up:
        raise Failed(
            f"There is no node {home.node} in {home.root}. Run `wellknit setup`, or set WELLKNIT_HOME."
        )
    needs_cluster = args.database and not home.external
    with Cluster(home).running() if needs_cluster else contextlib.nullcontext():
        if args.role:
            django_as(args.role)
        try:
            yield
        finally:
            _hang_up()


def django_as(role: str) -> None:
    """Set Django up with its default connection in this role."""
    os.environ["WELLKNIT_ROLE"] = role
    import django

    django.setup()


def _hang_up() -> None:
    """Close this process's own connections, so that it does not count as somebody still working."""
    if "django.db" not in sys.modules or "DJANGO_SETTINGS_MODULE" not in os.environ:
        return
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def sentence_of(error: BaseException) -> str:
    """One sentence for an operator. A database's own words may quote a value, so only known ones pass."""
    if isinstance(error, (HomeError, ClusterError)) or hasattr(error, "sentence"):
        return str(error)
    kind = f"{type(error).__module__}.{type(error).__name__}"
    if kind.endswith("KeyMissing"):
        return str(error)
    if "OperationalError" in kind and "connect" in str(error).lower():
        return "The database does not answer. `wellknit db status` tells more."
    if "UndefinedTable" in kind or "ProgrammingError" in kind:
        return "The database is not as this version expects it. Run `wellknit setup`."
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."
    return f"Something unforeseen happened ({kind}). Run it again as `wellknit --debug …` to see where."


def say(line: str = "") -> None:
    """A line of progress: to stderr, so that what a command produces can be piped on."""
    print(line, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Tell that a long piece of work begins, and how long it took."""
    began = time.monotonic()
    print(f"  {what} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        say(" failed")
        raise
    say(f" {time.monotonic() - began:.1f} s")
