"""`wellknit docs`: draw what is made from the code: states, roles, kinds of message. A house test finds them stale."""

from __future__ import annotations

import argparse
import json
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
        tells="write docs/states/, docs/roles.md and the kinds in docs/exchange.md anew from tables, files and code",
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
    yield DOCS / "exchange.md", exchange_page()


def machines() -> Iterator[tuple[str, str, Any]]:
    """(wing, name, machine) of every wing in the tree, switched on or not, and of the platform's parts."""
    for path in sorted([*SRC.glob("*/states.py"), *SRC.glob("platform/*/states.py")]):
        wing = path.parent.name
        module = ".".join(path.relative_to(SRC).with_suffix("").parts)
        found = import_module(f"wellknit.{module}").MACHINES
        named = found.items() if isinstance(found, dict) else ((m.name.lower(), m) for m in found)
        for name, machine in named:
            yield wing, name, machine


def exchange_page() -> str:
    """The page of the exchange with the form of every kind of message, between its two marks."""
    from wellknit.platform.exchange.kinds import all_kinds

    before, _mark, rest = (DOCS / "exchange.md").read_text().partition(_KINDS)
    after = rest.partition(_END)[2]
    return before + _KINDS + "\n\n" + "\n".join(map(_kind_section, all_kinds())) + "\n" + _END + after


_KINDS, _END = "<!-- kinds -->", "<!-- end of kinds -->"


def _kind_section(kind: Any) -> str:
    """One kind: what it is about, whether it waits, the JSON Schema of each version."""
    about = "says something about a person" if kind.personal else "says nothing about a person"
    waits = "waits for nothing" if kind.priority else "keeps its order"
    lines = [f"### `{kind.code}`", "", f"It {about}; it {waits}.", ""]
    for version, model in sorted(kind.versions.items(), reverse=True):
        schema = json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False, sort_keys=True)
        lines += [f"Version {version}:", "", "```json", schema, "```", ""]
    return "\n".join(lines)


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
