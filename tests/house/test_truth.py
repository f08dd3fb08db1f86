"""Truth tables: every page × every role, every verb × its permission.

The pages' table is computed from two sources that do not know each other: what a page demands and
what a role file gives. The verbs' table is a file an official can read (tests/house/verbs.csv).
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.harness.people import make_member, make_office, sign_in

from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.viewer import Viewer

HERE = Path(__file__).parent
SRC = HERE.parents[1] / "src" / "wellknit"
SAMPLES = {"uuid": str(uuid4()), "int": "1", "slug": "x", "str": "x", "path": "x"}


def pages(resolver: Any = None, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """(address with sample values, permission) of every page that demands one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "wk_permission", ""):
            yield _filled(prefix + str(entry.pattern)), entry.callback.wk_permission


def _filled(pattern: str) -> str:
    import re

    path = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", pattern)
    path = re.sub(r"<(\w+):\w+>", lambda m: SAMPLES.get(m[1], "x"), path)
    path = re.sub(r"<\w+>", "x", path)
    return path.replace("^", "").replace("$", "").replace("\\.", ".")


@pytest.mark.parametrize("role", sorted(roles()))
def test_every_page_opens_for_who_carries_its_permission_and_for_nobody_else(db: Any, role: str) -> None:
    office = make_office()
    client = sign_in(Client(), make_member(office, role, "Any Body"), office)
    client.raise_request_exception = False
    carried, wrong = set(roles()[role]["permissions"]), []
    for path, permission in pages():
        status = client.get(path).status_code
        if permission in carried and status in {403, 500}:
            wrong.append(f"{path}: {status}, although {role} carries {permission}")
        if permission not in carried and status != 403:
            wrong.append(f"{path}: {status}, although {role} does not carry {permission}")
    assert not wrong, "\n".join(wrong)


# --- verbs ------------------------------------------------------------------------------------------


class Anything:
    """Stands for any argument: the permission is asked before anything is done with it."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *_args: Any, **_more: Any) -> Anything:
        return Anything()

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __str__(self) -> str:
        return "anything"


def verbs() -> Iterator[tuple[str, Any]]:
    """Every public function of an actions room that acts `by` somebody."""
    for wing in ("protection",):
        for path in sorted((SRC / wing / "actions").glob("*.py")):
            module = import_module(f"wellknit.{wing}.actions.{path.stem}")
            for name, function in vars(module).items():
                if (
                    name.startswith("_")
                    or not inspect.isfunction(function)
                    or function.__module__ != module.__name__
                ):
                    continue
                if "by" in inspect.signature(function).parameters:
                    yield f"{wing}.{path.stem}.{name}", function


def table() -> dict[str, list[str]]:
    """verb → permissions, any of which opens it; `depends` names in `why` who decides instead."""
    with (HERE / "verbs.csv").open() as source:
        rows = list(csv.DictReader(source))
    assert all(row["why"] for row in rows if row["permission"] == "depends"), "say on what it depends"
    return {row["verb"]: row["permission"].split(" or ") for row in rows}


def viewer_with(permissions: set[str]) -> Viewer:
    return Viewer(uuid4(), uuid4(), "x", "X", "TH", "X", frozenset(), frozenset(permissions))


def call(function: Any, viewer: Viewer) -> None:
    given: dict[str, Any] = {"by": viewer}
    positional = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "by" or parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            given[parameter.name] = Anything()
        else:
            positional.append(Anything())
    inspect.unwrap(function)(*positional, **given)


EVERYTHING = {p for role in roles().values() for p in role["permissions"]}


def test_every_verb_stands_in_the_table() -> None:
    found, listed = {name for name, _f in verbs()}, set(table())
    assert not found - listed, (
        f"Add to tests/house/verbs.csv with the permission it asks: {sorted(found - listed)}"
    )
    assert not listed - found, f"No longer there: {sorted(listed - found)}"


@pytest.mark.parametrize("verb, function", list(verbs()), ids=lambda v: v if isinstance(v, str) else "")
def test_a_verb_asks_its_permission_first(verb: str, function: Any) -> None:
    wanted = set(table().get(verb, ["?"]))
    if wanted == {"depends"}:
        return
    with pytest.raises(NotYou):
        call(function, viewer_with(EVERYTHING - wanted))
    for permission in sorted(wanted):
        try:
            call(function, viewer_with({permission}))
        except NotYou as refused:
            pytest.fail(f"{verb} refuses although {permission} is held: {refused}")
        except Exception:
            pass
