"""What is easily forgotten: each test reads the whole house and names what is missing, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from wellknit.commands.docs import machines, pages
from wellknit.platform.access.fieldclass import OWN_APPS, unclassed
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.walls import wall_of
from wellknit.platform.vault.fields import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "wellknit"


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_address_states_what_it_needs() -> None:
    missing = []
    for where, view in patterns():
        if where.startswith("account/"):
            continue  # django-allauth's pages; the middleware asks for sign-in, they hold no case
        if not (hasattr(view, "wk_permission") or hasattr(view, "wk_open")):
            missing.append(where)
    assert not missing, f"Put @page(permission), @open_page(reason) or @signed_in_page(reason) on: {missing}"


def test_every_asked_permission_is_in_the_registry_and_in_a_role() -> None:
    carried = {p for role in roles().values() for p in role["permissions"]}
    asked = {v.wk_permission for _w, v in patterns() if getattr(v, "wk_permission", "")}
    for path in SRC.rglob("permissions.py"):
        asked |= set(re.findall(r'^[A-Z_]+ = "([a-z_]+\.[a-z_]+)"', path.read_text(), re.M))
    assert not asked - carried, (
        f"No role carries: {sorted(asked - carried)}. Add it to a file of data/roles/."
    )


def test_every_field_has_a_class() -> None:
    assert not unclassed(), f"Give each a class (inner `Classes`, or `cls=` on a sealed field): {unclassed()}"


def test_every_model_stands_behind_a_wall() -> None:
    bare = [m._meta.label for m in apps.get_models() if m._meta.managed and wall_of(m) is None]
    assert not bare, f"Declare WALL on: {bare}"


def test_identity_is_sealed() -> None:
    """A field of class identity is encrypted, or it is a token or a hash and its table is closed."""
    from wellknit.lib.fieldclass import FieldClass
    from wellknit.platform.access.fieldclass import class_of
    from wellknit.platform.vault.fields import SealedField

    clear = []
    for model in apps.get_models():
        if model._meta.app_label not in OWN_APPS:
            continue
        for field in model._meta.concrete_fields:
            if class_of(model, field.name) is FieldClass.IDENTITY and not isinstance(field, SealedField):
                wall = wall_of(model)
                if wall is None or wall.verbs:
                    clear.append(f"{model._meta.label}.{field.name}")
    assert not clear, f"Seal these, or close their tables: {clear}"


def test_field_codes_are_frozen() -> None:
    """The code is in the additional data of every stored value: it never moves and is never used again."""
    frozen = dict(
        line.split() for line in (ROOT / "tests/house/field_codes.txt").read_text().splitlines() if line
    )
    for code, place in REGISTRY.items():
        if place.startswith("tests."):
            continue
        assert frozen.get(code) == place, (
            f"Add `{code} {place}` to tests/house/field_codes.txt (codes are never reused)"
        )
    gone = set(frozen) - set(REGISTRY)
    assert not gone, f"A field code was dropped; data sealed under it could not be read: {sorted(gone)}"


def test_every_state_and_role_is_drawn() -> None:
    stale = [str(p.relative_to(ROOT)) for p, text in pages() if not p.exists() or p.read_text() != text]
    assert not stale, f"Run `wellknit docs` and look at: {stale}"


@pytest.mark.parametrize("wing, name, machine", list(machines()), ids=lambda v: str(v)[:30])
def test_every_move_has_an_owner_that_is_a_role(wing: str, name: str, machine: Any) -> None:
    for move in machine.moves:
        assert move.owner in roles(), (
            f"{wing}.{name}: {move.verb} is owned by {move.owner}, which no role file describes"
        )


def test_every_clock_of_a_move_has_a_rule() -> None:
    from django.conf import settings

    from wellknit.lib.policydata import load_all
    from wellknit.lib.policykinds import CLOCKS

    rules = {rule.id for entry in load_all(CLOCKS, settings.DATA) for rule in entry.rules}
    for wing, name, machine in machines():
        for move in machine.moves:
            if wing == "protection" and move.clock:
                assert move.clock in rules, (
                    f"{wing}.{name}: {move.verb} starts clock {move.clock}, which no file has"
                )


def test_every_clock_of_the_protection_chain_is_called_something() -> None:
    from django.conf import settings

    from wellknit.lib.policydata import load_all
    from wellknit.lib.policykinds import CLOCKS
    from wellknit.protection.views import words

    rules = {r.id for entry in load_all(CLOCKS, settings.DATA) if entry.id != "plan" for r in entry.rules}
    assert not rules - set(words.CLOCKS), (
        f"Give these a name in protection/views/words.py, or pages show the code: {sorted(rules - set(words.CLOCKS))}"
    )


def test_data_files_fit_their_schema() -> None:
    from django.conf import settings

    from wellknit.lib.policycheck import check_all

    problems = check_all(settings.DATA)
    assert not problems, "\n".join(map(str, problems))


def test_facts_have_at_most_fifteen_fields() -> None:
    """SPA2 3.1: at most fifteen non-confidential fields are shared."""
    from dataclasses import fields, is_dataclass
    from importlib import import_module

    for path in sorted(SRC.glob("*/facts.py")):
        module = import_module(f"wellknit.{path.parent.name}.facts")
        for thing in vars(module).values():
            if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.__name__:
                names = [f.name for f in fields(thing)]
                assert len(names) <= 15, f"{thing.__name__} has {len(names)} fields"
                assert not {"name", "text", "note", "date", "person_id", "case_id"} & set(names)


def test_every_form_can_be_sent_twice_and_held() -> None:
    """Each POST form carries form_key (double click) and written_by (sign-out in between)."""
    missing = []
    for path in sorted((SRC / "templates").rglob("*.html")):
        if path.name == "gallery.html" or {"account", "mfa", "forms", "_components", "errors"} & set(
            path.parts
        ):
            continue
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.S | re.I):
            if not re.search(r"form_hidden|form_token", form):
                missing.append(f"{path.relative_to(SRC)}: {form[:60]!r}")
    assert not missing, "Add the hidden values of every form:\n" + "\n".join(missing)


def test_visible_words_can_be_translated() -> None:
    bare = []
    for path in sorted((SRC / "templates").rglob("*.html")):
        if path.name in {"gallery.html", "away.html"}:  # for developers; the neutral page of the quick exit
            continue
        text = re.sub(r"<kbd>.*?</kbd>", "", path.read_text(), flags=re.S)
        text = re.sub(
            r"\{%\s*(blocktranslate|blocktrans).*?%\}.*?\{%\s*endblocktrans(late)?\s*%\}",
            "",
            text,
            flags=re.S,
        )
        text = re.sub(
            r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<script.*?</script>|<style.*?</style>|<!--.*?-->",
            "",
            text,
            flags=re.S,
        )
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
        for words in re.findall(r">([^<>]*[A-Za-z]{3,}[^<>]*)<", text):
            if words.strip() and not re.fullmatch(r"\s*(Wellknit|&[a-z]+;|[·–—|/:\s])*\s*", words):
                bare.append(f"{path.relative_to(SRC)}: {words.strip()[:60]!r}")
    assert not bare, "Mark these with {% translate %}:\n" + "\n".join(bare)
