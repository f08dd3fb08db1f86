"""Identification on the page under each country's procedure, which is data: blind members, an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from tests.harness.people import make_office
from tests.journeys.desk import Desk, opened

GROUNDS = {"acts": ["recruitment"], "means": ["deception"], "purposes": ["forced_labour"]}


def procedures(kind: str) -> list[str]:
    from wellknit.lib.policydata import load_all
    from wellknit.lib.policykinds import PROCEDURES

    return [p.id for p in load_all(PROCEDURES, settings.DATA) if p.kind == kind]


@pytest.fixture
def under() -> Iterator[Any]:
    """under("two_blind_members") puts the node under a procedure of that kind."""
    changed: list[Any] = []

    def put(kind: str) -> None:
        known = procedures(kind)
        if not known:
            pytest.skip(f"No country's file has a procedure of the kind {kind}.")
        change = override_settings(CHARTER={**settings.CHARTER, "procedure": known[0]})
        change.enable()
        changed.append(change)

    yield put
    for change in reversed(changed):
        change.disable()


@pytest.fixture
def case(db: Any) -> tuple[str, Desk]:
    """A case and who carries it."""
    border = Desk(
        make_office("border-east", kind="border_guard", may_detain=True), "first_responder", "Nok Invented"
    )
    shelter = Desk(make_office("shelter-east"), "social_worker", "Mali Invented")
    return opened(border, shelter), shelter


def begun(case: str, shelter: Desk, team: Any) -> str:
    shelter.send(
        "reach_give",
        case,
        office=str(team.pk),
        basis="identification",
        ground="legal_duty",
        reason="Two identify, says the procedure.",
    )
    shelter.send("identification_begin", case)
    found = re.search(r"/identification/([0-9a-f-]{36})/opinion/", shelter.see("identification", case))
    assert found
    return found[1]


def test_blind_members_read_each_other_only_when_both_have_written(
    case: tuple[str, Desk], under: Any
) -> None:
    under("two_blind_members")
    team = make_office("mdt-centre", kind="mdt")
    first, second = Desk(team, "mdt_member", "Member A"), Desk(team, "mdt_member", "Member B")
    identification = begun(*case, team)
    for desk, kind, words in ((first, "police", "What A saw."), (second, "social_worker", "What B saw.")):
        assert "What A saw." not in second.see("identification", case[0])
        desk.send("opinion", identification, member_kind=kind, view="recognised", reasons=words, **GROUNDS)
    assert "What A saw." in second.see("identification", case[0])


def test_one_authority_names_the_article(case: tuple[str, Desk], under: Any) -> None:
    under("authority_by_article")
    ministry = make_office("ministry", kind="ministry")
    authority = Desk(ministry, "identification_authority", "Thep Invented")
    identification = begun(*case, ministry)
    sent = {"result": "recognised", "version": "1", "reasons": "As she told.", **GROUNDS}
    page = authority.send("decide", identification, status=422, **sent).content.decode()
    assert "Name the article" in page
    authority.send("decide", identification, article="Article 2", **sent)
    assert "Article 2" in case[1].see("identification", case[0])


def test_pending_says_what_is_missing(case: tuple[str, Desk]) -> None:
    team = make_office("mdt-centre", kind="mdt")
    chair = Desk(team, "mdt_chair", "Ratri Invented")
    identification = begun(*case, team)
    page = chair.send("decide", identification, result="pending", version="1", status=422).content.decode()
    assert "Say what is missing" in page
    chair.send("decide", identification, result="pending", version="1", missing=["interpreter"])
    assert "A suitable interpreter" in case[1].see("identification", case[0])
