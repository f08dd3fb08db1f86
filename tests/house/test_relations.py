"""Every page of a case × every role × every relation to the case: holder, let in, break-glass, ended, outside.

Outside and after the end a case is not found, whatever the role; inside, a page answers exactly for
the roles that carry its permission. Verbs have the same permission (tests/house/verbs.csv) and the
same walls, so what a page cannot reach its verb cannot change (tests/unit/protection).
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.harness.people import make_member, make_office, seen_by, sign_in

from wellknit.platform.access.rolefiles import roles

RELATIONS = ("holder", "let_in", "break_glass", "ended", "outside")
NOT_FOUND = {"ended", "outside"}


def pages(resolver: Any = None, prefix: str = "/") -> list[tuple[str, str]]:
    """(pattern, permission) of every page whose only parameter is a case."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += pages(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            pattern = prefix + str(entry.pattern)
            permission = getattr(entry.callback, "wk_permission", "")
            if permission and pattern.count("<") == 1 and "<uuid:case_id>" in pattern:
                found.append((pattern, permission))
    return found


@pytest.fixture
def file(db: Any) -> Any:
    """A case held by a shelter."""
    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    office = make_office("holder")
    worker = make_member(office, "social_worker", "Hol Der")
    with seen_by(worker, office) as viewer:
        made = case.open(Who(sex="female", name_latin="Zznamezz"), case.Opening("18+", True), by=viewer)
    return office, made


def related(relation: str, role: str, file: Any, cursor: Any) -> Client:
    """A browser of somebody of this role in an office that stands so to the case."""
    holder, case = file
    office = holder if relation == "holder" else make_office(relation.replace("_", "-"))
    user = make_member(office, role, f"Any {relation.replace('_', ' ').title()}")
    person = user.pk if relation == "break_glass" else None
    until = {"ended": "now() - interval '1 minute'", "break_glass": "now() + interval '3 hours'"}.get(
        relation, "NULL"
    )
    if relation not in {"holder", "outside"}:
        cursor.execute(
            "INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)"
            f" VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, now() - interval '1 hour', {until})",
            [case.pk, case.person_id, office.pk, person, relation],
        )
    client = sign_in(Client(), user, office)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("role", sorted(roles()))
def test_reach_and_role_decide_together(
    db: Any, file: Any, owner_cursor: Any, settings: Any, role: str
) -> None:
    settings.DEMO = True  # the fresh proof has its own tests
    carried, wrong = set(roles()[role]["permissions"]), []
    for relation in RELATIONS:
        client = related(relation, role, file, owner_cursor)
        for pattern, permission in pages():
            if permission not in carried:
                continue  # tests/house/test_truth.py: 403 for these
            path = pattern.replace("<uuid:case_id>", str(file[1].pk))
            status = client.get(path).status_code
            if relation in NOT_FOUND and status not in {403, 404}:
                wrong.append(f"{relation}: {path} answered {status}")
            if status >= 500:
                wrong.append(f"{relation}: {path} failed with {status}")
            if relation == "holder" and status == 404 and "cases.read" in carried:
                wrong.append(f"{relation}: {path} was not found")
    assert not wrong, "\n".join(wrong)
