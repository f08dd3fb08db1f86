"""`wellknit check`: policy files, translations, Django's own checks, keys that are due; changes nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from wellknit.commands.frame import Failed, command, django_as


def register(sub: Any) -> None:
    """Add `check`."""
    parser = command(
        sub,
        "check",
        check,
        database=False,
        tells="check the policy files, the translations and the program itself",
        example="wellknit check data",
    )
    parser.add_argument("what", nargs="*", help=f"some of: {', '.join(CHECKS)} (default: all)")


def check(args: argparse.Namespace) -> int:
    """One line a problem; exit code 1 when there is any."""
    unknown = [name for name in args.what if name not in CHECKS]
    if unknown:
        raise Failed(f"There is no check {unknown[0]!r}; there are: {', '.join(CHECKS)}.", 2)
    django_as("web")
    count = 0
    for name in args.what or CHECKS:
        problems = CHECKS[name]()
        count += len(problems)
        for problem in problems:
            print(f"{name}: {problem}")
        if not problems:
            print(f"{name}: in order")
    return 1 if count else 0


def _data() -> list[str]:
    from wellknit.lib.policycheck import check_all

    return [str(problem) for problem in check_all()]


def _translations() -> list[str]:
    from wellknit.commands.translations import problems

    return problems()


def _program() -> list[str]:
    from django.core.checks import ERROR, run_checks

    return [str(message) for message in run_checks() if message.level >= ERROR]


def _migrations() -> list[str]:
    """Models that no migration describes yet, found without asking a database."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        graph=loader.graph
    )
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("wellknit.")}
    return [
        f"{label}: {operation.describe()} (no migration says so: python -m django makemigrations {label})"
        for label in sorted(ours & found.keys())
        for migration in found[label]
        for operation in migration.operations
    ]


def _keys() -> list[str]:
    """Keys of the exchange whose time, by the charter's calendar, has come."""
    from wellknit.platform.exchange import owncard

    day = owncard.overdue()
    return [f"the keys of the exchange were due on {day.date()}: wellknit node rotate"] if day else []


CHECKS: dict[str, Callable[[], list[str]]] = {
    "data": _data,
    "translations": _translations,
    "program": _program,
    "migrations": _migrations,
    "keys": _keys,
}
