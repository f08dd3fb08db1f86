"""The program `wellknit`: everything an operator does with a node, in plain words.

Commands live in `wellknit/commands/`; a wing adds its own in `<wing>/commands.py` with
`def register(sub)`. Only the wings of this node's charter are asked, so a node without a wing has
no command of it either. Exit codes: 0 done, 1 could not be done, 2 asked for wrongly.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from wellknit.commands.frame import Failed, run_command
from wellknit.lib.charters import wings_of
from wellknit.lib.home import Home, HomeError

OWN = (
    "node",
    "cards",
    "serve",
    "demo",
    "db",
    "audit",
    "keys",
    "facts",
    "backup",
    "checks",
    "translations",
    "docs",
    "people",
    "work",
    "erasures",
    "corridors",
)
PLATFORM = ("identity", "access", "vault", "audit", "exchange")


def command_modules() -> Iterator[str]:
    """Names of the modules that register commands on this node, ours first."""
    yield from (f"wellknit.commands.{name}" for name in OWN)
    try:
        wings = wings_of(Home.find())
    except (HomeError, OSError, ValueError, KeyError):
        wings = ()  # the command itself will say what is wrong; help has to work even then
    for package in (
        *(f"wellknit.platform.{part}" for part in PLATFORM),
        *(f"wellknit.{w}" for w in (*wings, "web")),
    ):
        folder = Path(__file__).parent.joinpath(*package.split(".")[1:])
        if (folder / "commands.py").exists() and find_spec(package):
            yield f"{package}.commands"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line of this node."""
    parser = argparse.ArgumentParser(
        prog="wellknit",
        description="Run and look after a Wellknit node.",
        epilog="Each command has its own help with an example: wellknit COMMAND --help",
    )
    parser.add_argument("--debug", action="store_true", help="show where in the program something failed")
    sub = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in command_modules():
        import_module(name).register(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Entry of the program; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellknit.settings")
    parser = build_parser()
    given = list(sys.argv[1:] if argv is None else argv)
    args = parser.parse_args([a for a in given if a != "--debug"])
    args.debug = "--debug" in given  # wherever somebody thinks of it
    if not hasattr(args, "run"):
        parser.print_help(sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return run_command(args)
    except Failed as failed:
        print(f"wellknit: {failed}", file=sys.stderr)
        return failed.code
    except KeyboardInterrupt:
        print("wellknit: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `wellknit … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _terminated(_number: int, _frame: object) -> None:
    """Being told to end is no reason to leave a database or half a file behind."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
