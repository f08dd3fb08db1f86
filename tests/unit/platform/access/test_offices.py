"""The directory: contacts are shown only once somebody has tried them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.harness.people import make_member, make_office, sign_in

from wellknit.commands.acting import as_role
from wellknit.platform.identity.models import Office

GIVEN = {"name": "Shelter West", "name_local": "ศูนย์ตะวันตก", "kind": "shelter", "jurisdiction": "TH", "province": "West",
         "languages": ["th", "my"], "contact": "0 1234"}  # fmt: skip


@pytest.fixture
def boss(db: Any) -> Any:
    office = make_office("ministry", kind="ministry")
    return office, sign_in(Client(), make_member(office, "office_administrator", "Bo Boss"), office)


def test_a_contact_is_shown_only_after_it_was_tried(boss: Any) -> None:
    _office, client = boss
    assert client.post("/offices/add/", {**GIVEN, "code": "shelter-west"}).status_code == 302
    with as_role("owner"):
        made = Office.objects.get(code="shelter-west")
    nurse = sign_in(Client(), make_member(made, "nurse", "Nina Nurse"), made)
    assert b"0 1234" not in nurse.get("/offices/").content
    client.post(f"/offices/{made.pk}/confirm/")
    assert b"0 1234" in nurse.get("/offices/").content
    client.post(f"/offices/{made.pk}/", {**GIVEN, "contact": "0 9999"})
    assert b"0 9999" not in nurse.get("/offices/").content


def test_another_administrators_office_is_not_found(boss: Any) -> None:
    other = make_office("elsewhere")
    assert boss[1].get(f"/offices/{other.pk}/").status_code == 404


def test_an_office_that_may_detain_is_marked_by_its_kind(boss: Any) -> None:
    boss[1].post("/offices/add/", {**GIVEN, "code": "post", "kind": "immigration"})
    with as_role("owner"):
        assert Office.objects.get(code="post").may_detain
