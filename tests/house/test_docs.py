"""What the documentation names exists: files, tests, commands, make targets, variables."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from wellknit.cli import build_parser
from wellknit.lib.home import FOLDERS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / n for n in ("README.md", "SECURITY.md", "CONTRIBUTING.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
# A path in the documentation may be written from any of these; a page's own folder comes first.
PACKAGE = ROOT / "src" / "wellknit"
# `actions/case.py` is a room of a wing, so the wings are such places too.
WINGS = [p.parent for p in sorted(PACKAGE.glob("*/apps.py"))]
FROM = (ROOT, PACKAGE, *WINGS, PACKAGE / "data", PACKAGE / "templates", ROOT / "src", ROOT / "docs")
ENDINGS = r"(?:py|md|toml|sql|svg|png|html|txt|sh|csv|typ|po|scss|ts|mjs)"
NAMED = re.compile(rf"^[\w.*/-]+(?:/|\.{ENDINGS})(?:::\w+)?$")
# Stand-ins: a file somebody is told to make.
EXAMPLE = re.compile(r"NAME|[.-]v2\b|/migrations/")
# Files of a node's home, of a backup and of the operator's machine: they exist where a node runs, not here.
ELSEWHERE = re.compile(
    rf"^(?:(?:{'|'.join(FOLDERS)}|nodes|static|dist|erasures)/|manifest|local\.conf|[./]*media/)"
)
MAKEFILE = (ROOT / "Makefile").read_text()


def spans(text: str) -> Iterator[str]:
    """What is set as code: lines of blocks (fenced or indented) and words between backticks."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def code() -> Iterator[tuple[Path, str]]:
    for page in (p for p in PAGES if p.parent.name != "states"):  # drawings, made from the code
        for span in spans(page.read_text()):
            yield page, span


def exists(page: Path, name: str) -> bool:
    path, _, inside = name.partition("::")
    for folder in (page.parent, *FROM):
        for found in folder.glob(path.rstrip("/")) if "*" in path else [folder / path]:
            if found.exists():
                return not inside or f"def {inside}(" in found.read_text()
    return False


def test_named_files_and_tests_exist() -> None:
    missing = []
    for page, span in code():
        for word in span.split():
            name = word.strip(",;:()'\"")
            inside = "/" in name and not name.startswith(("/", "~", "http"))
            if not inside or not NAMED.match(name) or ELSEWHERE.match(name) or EXAMPLE.search(name):
                continue
            if not exists(page, name):
                missing.append(f"{page.relative_to(ROOT)}: {name}")
    assert not missing, "These are named and not there:\n" + "\n".join(missing)


def test_links_lead_somewhere() -> None:
    missing = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if re.match(r"https?://|#|mailto:", target):
                continue
            if not (page.parent / target.partition("#")[0]).exists():
                missing.append(f"{page.relative_to(ROOT)}: {target}")
    assert not missing, "These links lead nowhere:\n" + "\n".join(missing)


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
    missing = {
        f"{page.relative_to(ROOT)}: make {name}"
        for page, span in code()
        for name in re.findall(r"(?:^|[\s;&])make ([a-z]+)", span)
        if name not in targets
    }
    assert not missing, f"The Makefile has no such target: {sorted(missing)}"


def children(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return {name: sub for group in groups for name, sub in group.choices.items()}


def test_commands_exist() -> None:
    wrong = []
    for page, span in code():
        for words in re.findall(r"(?:^|[\s/;&])wellknit((?: [a-z-]+)+)", span):
            here, said = children(build_parser()), []
            for word in words.split():
                if not here:
                    break
                said.append(word)
                if word not in here:
                    wrong.append(f"{page.relative_to(ROOT)}: wellknit {' '.join(said)}")
                    break
                here = children(here[word])
    assert not wrong, "There is no such command:\n" + "\n".join(wrong)


def test_options_of_commands_exist() -> None:
    known = {o for p in every(build_parser()) for a in p._actions for o in a.option_strings}
    wrong = {
        f"{page.relative_to(ROOT)}: {option}"
        for page, span in code()
        if re.search(r"(?:^|/|\s)wellknit ", span)
        for option in re.findall(r"\s(--[a-z-]+)", span)
        if option not in known
    }
    assert not wrong, f"No command has: {sorted(wrong)}"


def every(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for child in children(parser).values():
        yield from every(child)


def test_variables_are_read_by_the_program() -> None:
    source = "\n".join(p.read_text() for p in (ROOT / "src" / "wellknit").rglob("*.py")) + MAKEFILE
    wrong = {
        f"{page.relative_to(ROOT)}: {name}"
        for page, span in code()
        for name in re.findall(r"\bWELLKNIT_[A-Z_]+\b", span)
        if name not in source
    }
    assert not wrong, f"Nothing reads: {sorted(wrong)}"


@pytest.mark.parametrize("folder", ["docs", "docs/decisions", "docs/steps", "docs/operating"])
def test_the_index_leads_to_every_page(folder: str) -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    pages = [p.relative_to(ROOT / "docs") for p in sorted((ROOT / folder).glob("*.md"))]
    missing = [str(p) for p in pages if f"({p})" not in index and p.name != "README.md"]
    assert not missing, f"Add to docs/README.md: {missing}"


def test_the_picture_shows_the_house_as_it_is() -> None:
    spec = spec_from_file_location("make_architecture", ROOT / "docs" / "make_architecture.py")
    assert spec and spec.loader
    drawing = module_from_spec(spec)
    spec.loader.exec_module(drawing)
    stale = drawing.TARGET.read_text() != drawing.draw()
    assert not stale, "Run `.venv/bin/python docs/make_architecture.py` and look at it"
