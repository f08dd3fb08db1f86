"""`wellknit docs`: draw what is made from the code: states, roles. A house test finds them stale."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from wellknit.commands.frame import command, django_as, say

SRC = Path(__file__).resolve().parents[1]
DOCS = SRC.parents[1] / "docs"


def register(sub: Any) -> None:
    """Add `docs`."""
    command(
        sub,
        "docs",
        write,
        database=False,
        tells="write docs/states/ and docs/roles.md anew from the tables and the role files",
        example="wellknit docs",
    )


def write(_args: argparse.Namespace) -> None:
    """Overwrites what is made; touches nothing else."""
    django_as("web")
    for path, text in pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            say(f"  {path.relative_to(DOCS.parent)}")


def pages() -> Iterator[tuple[Path, str]]:
    """Every made page with its text."""
    for wing, name, machine in machines():
        text = f"# {machine.name} ({wing})\n\n```mermaid\n{machine.to_mermaid()}```\n"
        yield DOCS / "states" / f"{wing}-{name}.md", text
    yield DOCS / "roles.md", roles_page()


def machines() -> Iterator[tuple[str, str, Any]]:
    """(wing, name, machine) of every wing in the tree, switched on or not, and of the platform's parts."""
    for path in sorted([*SRC.glob("*/states.py"), *SRC.glob("platform/*/states.py")]):
        wing = path.parent.name
        module = ".".join(path.relative_to(SRC).with_suffix("").parts)
        found = import_module(f"wellknit.{module}").MACHINES
        named = found.items() if isinstance(found, dict) else ((m.name.lower(), m) for m in found)
        for name, machine in named:
            yield wing, name, machine


def roles_page() -> str:
    """Every role with the sentence for whoever grants it, and what it carries."""
    from wellknit.platform.access.rolefiles import roles

    lines = ["# Roles", "", "Made from `src/wellknit/data/roles/` by `wellknit docs`.", ""]
    for code, role in sorted(roles().items(), key=lambda pair: str(pair[1]["name"])):
        carried = ", ".join(f"`{p}`" for p in role["permissions"])
        apart = ", ".join(role.get("never_with", ())) or "none"
        lines += [f"## {role['name']} (`{code}`)", "", role["sentence"], "", f"Carries: {carried}", "",
                  f"Never together with: {apart}", ""]  # fmt: skip
    return "\n".join(lines)
