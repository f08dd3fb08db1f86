"""`wellknit journey`: whether both nodes show the same journey, without showing anybody."""

from __future__ import annotations

import argparse
import re
from typing import Any

from wellknit.commands.frame import Failed, command, group, say


def register(sub: Any) -> None:
    """Add `journey digest`."""
    verbs = group(sub, "journey", tells="journeys between countries: do both nodes show the same?")
    digest = command(
        verbs, "digest", print_digest, role="owner", example="wellknit journey digest J-4K7M-9XQ2",
        tells="print one line that is the same on both nodes when they show the same journey",
    )  # fmt: skip
    digest.add_argument("code", help="the journey's code, the same in both countries")


def print_digest(args: argparse.Namespace) -> None:
    """Code, state, steps and digest; no name and no content."""
    from wellknit.protection.journeydigest import digest
    from wellknit.protection.models import Journey

    if not re.fullmatch(r"J-[0-9A-Z]{4}-[0-9A-Z]{4}", args.code.upper()):
        raise Failed("This is no code of a journey: it looks like J-4K7M-9XQ2.", 2)
    found = Journey.objects.filter(code=args.code.upper()).exclude(partner="").first()
    if found is None:
        raise Failed(f"No journey between countries has the code {args.code}.")
    say(f"  {found.code}: {found.state}, {found.steps.count()} steps")
    print(digest(found))
