"""The page of other governments' nodes: two officials in two browsers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.harness.people import make_member, make_office, sign_in

from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import owncard
from wellknit.platform.exchange.keys import Held, OwnKeys
from wellknit.platform.exchange.models.peer import PeerCard
from wellknit.platform.exchange.suite import new_key


@pytest.fixture
def browsers(db: Any, settings: Any) -> list[Client]:
    settings.DEMO = True  # fresh proof has its own tests
    office = make_office("ministry", kind="ministry")
    people = [make_member(office, "exchange_official", n) for n in ("One Official", "Two Official")]
    return [sign_in(Client(), p, office) for p in people]


def their_card() -> str:
    at = datetime.now(UTC)
    held = OwnKeys("mm", tuple(Held(new_key("mm", u), at) for u in ("sig", "enc")), at)
    return cards.write({**owncard.facts(), "code": "mm", "name": "Myanmar", "country": "MM"}, held)


def test_two_officials_pin_a_card_on_the_page(browsers: list[Client]) -> None:
    one, two = browsers
    text = their_card()
    digits = cards.read(text, datetime.now(UTC)).digits
    assert b"No node is known yet" in one.get("/nodes/").content
    assert b"cannot be believed" in one.post("/nodes/add/", {"card": text.replace("e", "f", 5)}).content
    page = one.post("/nodes/add/", {"card": text}).headers["Location"]
    assert b"second official has to compare" in one.get(page).content
    assert "a card waits for the second official" in two.get("/").content.decode(), "the home page says so"
    seen = two.get(page).content.decode()
    assert "One Official" in seen and digits not in seen, "she types what she hears"
    assert "not the digits" in two.post(page, {"fingerprint": "1 2 3"}).content.decode()
    assert two.post(page, {"fingerprint": digits}).headers["Location"] == "/nodes/"
    listed = two.get("/nodes/").content.decode()
    assert digits in listed and "One Official, Two Official" in listed and owncard.own().digits in listed
    assert two.post("/nodes/mm/stop/").status_code == 302
    assert "trust ended" in one.get("/nodes/").content.decode()


def test_a_card_can_be_refused(browsers: list[Client]) -> None:
    one, two = browsers
    page = one.post("/nodes/add/", {"card": their_card()}).headers["Location"]
    assert two.get(page + "refuse/").status_code == 200 and two.get("/nodes/mm/stop/").status_code == 200
    assert two.post(page + "refuse/").status_code == 302
    assert PeerCard.objects.get().state == "refused"
    assert two.post(page, {"fingerprint": "1"}).status_code == 409


def test_others_see_nothing_of_it(db: Any) -> None:
    office = make_office()
    client = sign_in(Client(), make_member(office, "social_worker"), office)
    assert client.get("/nodes/").status_code == 403
    assert b"Other governments" not in client.get("/").content


def test_keys_that_are_due_are_said_on_the_home_page(browsers: list[Client], monkeypatch: Any) -> None:
    assert "should have been turned" not in browsers[0].get("/").content.decode()
    monkeypatch.setattr(owncard, "due", lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert "should have been turned by" in browsers[0].get("/").content.decode()
