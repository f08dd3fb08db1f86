"""The walls between the rooms, read from the imports of the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "wellknit"
WINGS = ("protection", "justice", "plan", "prevention", "evidence")
# Inside the platform the arrows go one way: exchange, access, audit, vault, identity.
PLATFORM = ("exchange", "access", "audit", "vault", "identity")
# What another wing may import of a wing: the front door for justice, the back door for evidence.
DOORS = {("justice", "protection"): ("api",), ("evidence", "*"): ("facts",)}
ROOMS_MAY_NOT = {
    "states": ("django", "wellknit.platform", "wellknit.protection", "wellknit.plan"),
    "models": (".actions", ".queries", ".views", ".forms", ".policies", ".permissions"),
    "policies": (
        ".actions",
        ".queries",
        ".views",
        ".forms",
        ".permissions",
        "wellknit.platform.access.viewer",
    ),
    "permissions": (".actions", ".queries", ".views", ".forms"),
    "actions": (".views", ".forms", ".queries", "django.shortcuts", "django.template"),
    "queries": (".views", ".forms", ".actions", "django.shortcuts", "django.template"),
}


def files() -> Iterator[Path]:
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts and "node_modules" not in path.parts:
            yield path


def module(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: relative import; write the whole path"
            base = node.module or ""
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def place(name: str) -> tuple[str, str]:
    """(floor, rest): lib, platform.access, protection, web, …"""
    parts = name.split(".")
    if len(parts) < 2 or parts[0] != "wellknit":
        return "", ""
    if parts[1] == "platform" and len(parts) > 2:
        return f"platform.{parts[2]}", ".".join(parts[3:])
    return parts[1], ".".join(parts[2:])


def complaint(importer: str, imported: str) -> str | None:
    here, _ = place(importer)
    there, room = place(imported)
    if not here or not there or here == there:
        return None
    if here == "lib":
        return "lib knows nobody: move the function up, or give lib plain values"
    if here.startswith("platform."):
        if there == "commands" and importer.endswith(".commands"):
            return None  # the frame of the program's commands, which each part fills
        if there in (*WINGS, "web", "commands"):
            return "platform knows no wing: let the wing register what it has"
        if there.startswith("platform."):
            mine, yours = PLATFORM.index(here[9:]), PLATFORM.index(there[9:])
            return (
                "inside platform arrows go exchange → access → audit → vault → identity"
                if yours < mine
                else None
            )
    if here in WINGS and there in WINGS:
        doors = DOORS.get((here, there)) or DOORS.get((here, "*"), ())
        return (
            None
            if room.split(".")[0] in doors
            else f"{here} may not know {there}; use its door or do without"
        )
    if here in WINGS and there == "web":
        return "web knows the wings, never the other way: register a menu entry, a panel or a page"
    return None


def test_arrows_go_one_way() -> None:
    wrong = []
    for path in files():
        name = module(path)
        for line, imported in imports(path):
            said = complaint(name, imported)
            if said:
                wrong.append(f"{path.relative_to(SRC)}:{line} imports {imported}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", sorted(ROOMS_MAY_NOT))
def test_rooms_keep_to_themselves(room: str) -> None:
    wrong = []
    for path in files():
        parts = path.relative_to(SRC).with_suffix("").parts
        if len(parts) < 2 or parts[0] not in WINGS or parts[1] != room:
            continue
        for line, imported in imports(path):
            if room == "states" and imported.startswith(f"wellknit.{parts[0]}.states_"):
                continue  # a long table of moves may be cut in two
            for forbidden in ROOMS_MAY_NOT[room]:
                full = f"wellknit.{parts[0]}{forbidden}" if forbidden.startswith(".") else forbidden
                if imported == full or imported.startswith(full + "."):
                    wrong.append(
                        f"{path.relative_to(SRC)}:{line} imports {imported}, which a {room} room may not"
                    )
    assert not wrong, "\n".join(wrong)


def test_nobody_gets_a_model_by_its_name() -> None:
    """`apps.get_model("protection.Person")` would be a window through a wall."""
    wrong = [str(p) for p in files() if ".get_model(" in p.read_text() and p.parts[-2] != "access"]
    assert not wrong, wrong


def test_no_country_in_code() -> None:
    names = ("Thailand", "Myanmar", "Cambodia", "Viet Nam", "Vietnam", "Lao PDR", "China")
    wrong = []
    for path in files():
        if "demo" in path.parts or "data" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and part.value in {
                        "TH",
                        "MM",
                        "KH",
                        "LA",
                        "VN",
                        "CN",
                        *names,
                    }:
                        wrong.append(f"{path.relative_to(SRC)}:{node.lineno} compares with {part.value!r}")
    assert not wrong, "A country is data: put the difference into its charter or corridor.\n" + "\n".join(
        wrong
    )


def test_views_touch_no_objects() -> None:
    wrong = []
    for path in files():
        parts = path.relative_to(SRC).parts
        if (
            parts[0] in WINGS
            and ("views" in parts or parts[-1] in {"views.py", "forms.py"})
            and ".objects" in path.read_text()
        ):
            wrong.append(str(path.relative_to(SRC)))
    assert not wrong, f"Reading is for queries, writing for actions: {wrong}"


def lengths() -> Iterator[tuple[str, int, int]]:
    for path in files():
        parts = path.relative_to(SRC).parts
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                limit = 25 if "views" in parts else 40
                yield (
                    f"{path.relative_to(SRC)}:{node.lineno} {node.name}",
                    (node.end_lineno or 0) - node.lineno + 1,
                    limit,
                )


def test_functions_are_short() -> None:
    long = [
        f"{where}: {length} lines (at most {limit})" for where, length, limit in lengths() if length > limit
    ]
    assert not long, "\n".join(long)


def test_files_are_short() -> None:
    long = [f"{p.relative_to(SRC)}: {n}" for p in files() if (n := len(p.read_text().splitlines())) > 400]
    assert not long, "At most 400 lines a file: " + ", ".join(long)
