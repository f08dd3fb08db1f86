"""`wellknit erasures`: the ledger of what was erased, checked and done again."""

from __future__ import annotations

import argparse
from typing import Any

from wellknit.commands.frame import command, group


def register(sub: Any) -> None:
    """Add `erasures check` and `erasures replay`."""
    verbs = group(sub, "erasures", tells="the ledger of what was erased for good")
    command(
        verbs, "check", check, role="owner", example="wellknit erasures check",
        tells="say how many erasures the ledger holds and whether it is as it was written",
    )  # fmt: skip
    command(
        verbs, "replay", replay, role="owner", example="wellknit erasures replay",
        tells="erase again what the ledger says was erased; harmless when nothing came back",
    )  # fmt: skip


def check(_args: argparse.Namespace) -> None:
    """Reads every line; a damaged one is a refusal with its number."""
    from wellknit.platform.vault.erasure import ledger_path, lines

    print(f"{sum(1 for _line in lines()):,} erasures in {ledger_path()}, each as it was written")


def replay(_args: argparse.Namespace) -> None:
    """The same as after a restore."""
    from wellknit.platform.vault.erasure import replay as again

    print(f"{again():,} erasures done that this database did not know")
