"""The Secretariat's node, set up and started: what it must not hold is not hidden there but does not exist."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.harness.othernode import OtherNode, make_node
from tests.harness.server import serving

pytestmark = pytest.mark.slow

# Every page without a parameter, asked by somebody with the Secretariat's roles.
WALK = """
import json
from django.test import Client
from django.urls import get_resolver
from tests.harness.people import make_member, make_office, sign_in
office = make_office("secretariat", kind="secretariat")
user = make_member(office, "secretariat_officer", "Sec Retary")
make_member(office, "exchange_official", "Sec Retary")
client = sign_in(Client(SERVER_NAME="localhost"), user, office)
client.raise_request_exception = False
def pages(resolver, prefix="/"):
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from pages(entry, where)
        elif hasattr(entry.callback, "wk_permission") and "<" not in where and "(" not in where:
            yield where
print(json.dumps({where: client.get(where).status_code for where in pages(get_resolver())}))
"""


@pytest.fixture(scope="module")
def secretariat(node: Any) -> Iterator[OtherNode]:
    yield make_node(node.run, "secretariat")


def test_no_table_of_protection_or_justice_exists(secretariat: OtherNode) -> None:
    with psycopg.connect(secretariat.dsn("superuser")) as connection:
        tables = {
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }
        functions = [
            row[0]
            for row in connection.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'wk%worklist%'")
        ]
    assert "exchange_peer" in tables
    assert any(t.startswith("plan_") for t in tables)
    assert not [t for t in tables if t.startswith(("protection", "justice"))]
    assert not functions


def test_its_card_says_so(secretariat: OtherNode) -> None:
    shown = secretariat.program("node", "show").stderr
    assert "secretariat" in shown and "protection" not in shown


def test_it_starts_and_every_page_answers(secretariat: OtherNode) -> None:
    with serving(secretariat) as server:  # type: ignore[arg-type]
        for path in ("/health/", "/account/sign-in/"):
            with urllib.request.urlopen(server.url + path, timeout=20) as answer:
                assert answer.status == 200
    done = secretariat.python(WALK)
    assert done.returncode == 0, done.stderr[-3000:]
    answers = json.loads(done.stdout.strip().splitlines()[-1])
    assert len(answers) > 15, answers
    assert answers["/"] == 200 and answers["/nodes/"] == 200
    assert not {where: status for where, status in answers.items() if status >= 500}
    assert not [where for where in answers if where.startswith(("/cases", "/referrals", "/journeys"))]
