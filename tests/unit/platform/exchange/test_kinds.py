"""Kinds of message: which version a peer is written to, what may be carried to whom, what travels as a card."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from tests.harness.exchange import Node, pin

from wellknit.platform.access.refusals import NotNow, NotShared
from wellknit.platform.exchange import kinds, nodecard, peers
from wellknit.platform.exchange.kinds import (
    Incoming,
    Kind,
    UnknownKind,
    check_may_carry,
    kind_of,
    message_kind,
)


class First(BaseModel):
    model_config = ConfigDict(extra="ignore")
    word: str


class Second(First):
    more: int = 0


def kind(**more: Any) -> Kind:
    given: dict[str, Any] = {
        "code": "test.word",
        "versions": {1: First},
        "personal": True,
        "receive": lambda m, v: None,
    }
    return Kind(**{**given, **more})


@pytest.fixture(autouse=True)
def _put_back(monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))


def peer(*wings: str, protocol: tuple[int, ...] = (1,)) -> Any:
    return SimpleNamespace(code="x", wings=list(wings), protocol=list(protocol))


def test_nothing_about_a_person_goes_to_a_node_without_protection() -> None:
    check_may_carry(kind(), peer("protection", "plan"))
    check_may_carry(kind(personal=False), peer("plan"))
    for wings in ((), ("plan", "evidence"), ("justice",)):
        with pytest.raises(NotShared):
            check_may_carry(kind(), peer(*wings))


def test_a_peer_is_written_to_in_the_newest_form_it_knows() -> None:
    two = kind(versions={1: First, 2: Second}, downgrade=lambda body: {"word": body["word"]})
    body = {"word": "a", "more": 3}
    assert two.body_for(body, [1, 2]) == (2, body)
    assert two.body_for(body, [1]) == (1, {"word": "a"})
    assert two.body_for(body, [3]) == (2, body), "a later protocol understands the one before"
    with pytest.raises(NotShared):
        kind(versions={2: Second}).body_for(body, [1])


def test_bodies_are_checked_and_unknown_members_ignored() -> None:
    assert kind().read(1, {"word": "a", "later": True}) == {"word": "a"}
    with pytest.raises(ValidationError):
        kind().read(1, {"word": 1})
    with pytest.raises(KeyError):
        kind().read(2, {"word": "a"})


def test_what_cannot_be_a_kind_is_refused_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "PROTOCOL", 2)
    for wrong in ({}, {0: First}, {3: First}, {1: First, 2: Second}):
        with pytest.raises(ValueError, match=r"test\.word"):
            message_kind(kind(versions=wrong))
    message_kind(kind())
    assert kind_of("test.word").newest == 1
    with pytest.raises(UnknownKind):
        kind_of("nobody.knows")


def test_keys_of_peers(db: Any) -> None:
    mm, sec = Node("mm"), Node("secretariat")
    pin(mm)
    pin(sec, wings=("plan",), country="", state="stopped")
    assert peers.seal_key("mm").kid == mm.seal.kid and peers.keys()[mm.sign.kid].owner == "mm"
    for code in ("secretariat", "nobody"):
        with pytest.raises(NotNow):
            peers.seal_key(code)
    assert peers.for_country("mm") and peers.for_country("TH") is None
    assert [p.code for p in peers.all_peers()] == ["mm", "secretariat"]


def test_a_card_that_is_not_the_senders_is_refused(db: Any) -> None:
    from wellknit.platform.exchange import card as cards
    from wellknit.platform.exchange.keys import Held, OwnKeys

    node, at = Node("mm"), datetime.now(UTC)
    pin(node)
    held = OwnKeys("la", (Held(Node("la").sign, at), Held(Node("la").seal, at)), at)
    facts = {
        "code": "la",
        "name": "L",
        "country": "LA",
        "wings": [],
        "time_zone": "UTC",
        "offices": [],
        "address": "",
        "protocol": [1],
    }
    message = Incoming(uuid4(), "mm", nodecard.CODE, 1, None, {"card": cards.write(facts, held)}, at)
    with pytest.raises(kinds.Refuse) as refusal:
        nodecard.receive(message, None)  # type: ignore[arg-type]
    assert refusal.value.code == "wrong_issuer"
    nodecard.receive(Incoming(uuid4(), "mm", nodecard.CODE, 1, None, {"card": "x"}, at, own=True), None)  # type: ignore[arg-type]


def test_a_peer_was_heard_at_most_once_a_minute(db: Any) -> None:
    from wellknit.commands.acting import as_role

    pin(Node("mm"))
    at = datetime(2026, 6, 1, tzinfo=UTC)
    with as_role("worker"):
        for second in (0, 30, 90):
            peers.heard(["mm"], at.replace(minute=second // 60, second=second % 60))
            seen = peers.get("mm")
            assert seen and seen.heard_at == at.replace(minute=second // 60, second=0 if second < 60 else 30)
