"""`wellknit clocks`: what an operator does with the time limits of the protection wing."""

from __future__ import annotations

import argparse
from typing import Any

from wellknit.commands.frame import Failed, command, group, say


def register(sub: Any) -> None:
    """Add `clocks recompute`."""
    clocks = group(sub, "clocks", tells="the time limits of this node")
    command(
        clocks, "recompute", recompute_clocks, role="owner",
        tells="count every running clock again after a calendar was changed",
        example="wellknit clocks recompute",
    )  # fmt: skip


def recompute_clocks(_args: argparse.Namespace) -> None:
    """Tells the trace that it was done; fails with the years that nobody has entered."""
    from django.db import connection

    from wellknit.protection.recompute import recompute

    done = recompute(lambda line: say(f"  {line}"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_audit_write(NULL, NULL, 'clocks.recomputed', '', NULL, NULL, '{}',"
            " jsonb_build_object('by', 'operator', 'moved', %s::int))",
            [done.moved],
        )
    print(f"{done.looked_at:,} clocks looked at, {done.moved:,} moved")
    if done.missing:
        lines = [
            f"{sentence} {clocks:,} clocks stay as they are." for sentence, clocks in done.missing.items()
        ]
        raise Failed("\n".join(lines))
