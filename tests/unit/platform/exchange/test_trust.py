"""Pinning another node's keys takes two officials, the digits read out, and the old key for every change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import peers, trust
from wellknit.platform.exchange.keys import Held, OwnKeys
from wellknit.platform.exchange.models.peer import Peer, PeerCard, PeerKey
from wellknit.platform.exchange.suite import Refused, new_key

FACTS = {
    "code": "mm", "name": "Myanmar", "country": "MM", "wings": ["protection", "plan"], "time_zone": "Asia/Yangon",
    "offices": ["ministry"], "address": "http://localhost:8002", "protocol": [1],
}  # fmt: skip
START = datetime.now(UTC) - timedelta(days=10)


def fresh(code: str = "mm", at: datetime = START) -> OwnKeys:
    return OwnKeys(code, tuple(Held(new_key(code, use), at) for use in ("sig", "enc")), at)


def turned(held: OwnKeys, at: datetime) -> OwnKeys:
    """What `rotate_keys` does, without a file."""
    ends = at + timedelta(days=90)
    old = [Held(h.key, h.since, ends) for h in held.held]
    return OwnKeys(held.node, (*old, Held(new_key(held.node, "sig"), at + timedelta(days=30)),
                               Held(new_key(held.node, "enc"), at)), at)  # fmt: skip


@pytest.fixture
def officials(db: Any) -> Any:
    office = make_office("ministry", kind="ministry")
    return [
        (make_member(office, "exchange_official", name), office) for name in ("One Official", "Two Official")
    ]


@contextmanager
def seen(who: Any) -> Iterator[Any]:
    with seen_by(*who) as viewer:
        yield viewer


def propose(who: Any, text: str) -> PeerCard:
    with seen(who) as viewer:
        return trust.propose(text, own_code="th", by=viewer)


def confirm(who: Any, found: PeerCard, typed: str | None = None) -> PeerCard:
    with seen(who) as viewer:
        return trust.confirm(
            trust.card(viewer, found.pk), typed or cards.digits_of(found.fingerprint), by=viewer
        )


def pin(officials: Any, held: OwnKeys, **more: Any) -> PeerCard:
    return confirm(officials[1], propose(officials[0], cards.write({**FACTS, **more}, held)))


def test_two_officials_pin_a_card(officials: Any, owner_cursor: Any) -> None:
    held = fresh()
    found = propose(officials[0], cards.write(FACTS, held))
    assert peers.for_country("MM") is None
    with pytest.raises(NotNow):
        confirm(officials[0], found)
    with pytest.raises(NotValid):
        confirm(officials[1], found, "12345 " * 8)
    digits = cards.digits_of(found.fingerprint).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert confirm(officials[1], found, digits).state == "pinned"
    peer = peers.for_country("mm")
    assert peer and (peer.code, peer.wings, peer.offices) == ("mm", ["protection", "plan"], ["ministry"])
    assert set(peers.keys()) == set(held.keys) and peers.seal_key("mm").kid == next(
        k.kid for k in held.keys.values() if k.use == "enc"
    )
    owner_cursor.execute(
        "SELECT event FROM audit_event WHERE event LIKE 'card.%' OR event LIKE 'node.%' ORDER BY seq"
    )
    assert [e for (e,) in owner_cursor.fetchall()] == [
        "node.proposed",
        "card.proposed",
        "card.pinned",
        "node.trusted",
    ]


def test_a_change_needs_the_old_key(officials: Any) -> None:
    held = fresh()
    pin(officials, held)
    with pytest.raises(NotNow, match="did not sign"):
        propose(officials[0], cards.write(FACTS, fresh(at=START + timedelta(days=1))))
    later = turned(held, START + timedelta(days=2))
    assert pin(officials, later).state == "pinned"
    assert {k.state for k in PeerKey.objects.filter(kid__in=held.keys)} == {"retired"}
    assert peers.seal_key("mm").kid in later.keys and peers.seal_key("mm").kid not in held.keys
    with pytest.raises(NotNow, match="older"):
        propose(officials[0], cards.write(FACTS, held))
    assert PeerCard.objects.filter(state="pinned").count() == 1


def test_a_stolen_key_is_ended_by_one_and_new_keys_are_a_first_card(officials: Any) -> None:
    held = fresh()
    pin(officials, held)
    with seen(officials[0]) as viewer:
        assert trust.stop(trust.peer(viewer, "mm"), by=viewer).state == "stopped"
    with pytest.raises(NotNow):
        peers.seal_key("mm")
    assert {k.state for k in peers.keys().values()} == {"revoked"}
    with pytest.raises(NotNow, match="revoked here"):
        propose(officials[0], cards.write(FACTS, OwnKeys("mm", held.held, START + timedelta(days=1))))
    assert pin(officials, fresh(at=START + timedelta(days=2))).peer.state == "trusted"


def test_a_card_by_message_is_only_a_proposal(officials: Any) -> None:
    held = fresh()
    pin(officials, held)
    later = cards.write(
        {**FACTS, "address": "https://elsewhere.example"}, turned(held, START + timedelta(days=2))
    )
    with as_role("worker"):
        found = trust.arrived(later, sender="mm")
        assert found and trust.arrived(later, sender="mm") is None
        for wrong in (cards.write(FACTS, fresh()), cards.write({**FACTS, "code": "la"}, fresh("la"))):
            with pytest.raises(Refused):
                trust.arrived(wrong, sender="mm")
    assert Peer.objects.get(code="mm").address == "http://localhost:8002"
    assert confirm(officials[1], found).state == "half_confirmed"
    assert confirm(officials[0], found).state == "pinned"
    assert Peer.objects.get(code="mm").address == "https://elsewhere.example"


def test_a_page_cannot_write_past_the_functions(officials: Any, web_cursor: Any) -> None:
    import psycopg

    found = propose(officials[0], cards.write(FACTS, fresh()))
    for statement in (
        "UPDATE exchange_peercard SET state = 'pinned'", "UPDATE exchange_peerkey SET jwk = '{}'",
        "DELETE FROM exchange_peer", f"SELECT wk_card_pin('{found.peer_id}', 'x')",
        f"SELECT wk_card_confirm('{found.pk}', '{found.fingerprint}')",
    ):  # fmt: skip
        with pytest.raises(psycopg.Error):
            web_cursor.execute(statement)


def test_others_may_not(officials: Any) -> None:
    nobody = (make_member(officials[0][1], "social_worker", "No Body"), officials[0][1])
    with pytest.raises(NotYou):
        propose(nobody, cards.write(FACTS, fresh()))


def test_handing_in_the_same_card_twice_is_said(officials: Any) -> None:
    text = cards.write(FACTS, fresh())
    propose(officials[0], text)
    with pytest.raises(NotNow, match="Confirm it"):
        propose(officials[1], text)


@pytest.mark.parametrize("claim", [
    {"code": "secretariat", "country": "", "wings": ["plan", "protection"]}, {"code": "cn", "country": "CN", "wings": ["plan"]},
    {"country": "LA"}, {"wings": ["protection", "everything"]},
], ids=str)  # fmt: skip
def test_a_card_cannot_claim_more_than_the_charter(officials: Any, claim: dict[str, Any]) -> None:
    """Else the Secretariat's card, or somebody's in its name, could ask for persons."""
    facts = {**FACTS, **claim}
    with pytest.raises(NotNow, match="charter"):
        propose(officials[0], cards.write(facts, fresh(facts["code"])))


def test_a_country_beyond_the_charters_stands_on_two_officials(officials: Any) -> None:
    assert pin(officials, fresh("xx"), code="xx", country="XX", name="Beyond").peer.wings == [
        "protection",
        "plan",
    ]


def test_ones_own_card_is_for_the_others(officials: Any) -> None:
    with pytest.raises(NotValid):
        propose(officials[0], cards.write({**FACTS, "code": "th"}, fresh("th")))


def test_a_card_is_whole_or_refused() -> None:
    held = fresh()
    text = cards.write(FACTS, held)
    assert cards.read(text, datetime.now(UTC)).card.country == "MM"
    for at in range(10, len(text) - 10, 37):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        try:
            read = cards.read(changed, datetime.now(UTC))
        except Refused:
            continue
        assert read.fingerprint == cards.read(text, datetime.now(UTC)).fingerprint
    with pytest.raises(Refused):
        cards.read(text, START - timedelta(days=1))
    private = {**FACTS, "keys": []}
    with pytest.raises(Refused):
        cards.read(cards.write(private, OwnKeys("mm", held.held[:1], START)), datetime.now(UTC))


def test_digits_are_eight_groups_of_five() -> None:
    groups = cards.digits_of("ab" * 32).split()
    assert [len(g) for g in groups] == [5] * 8
    assert cards.same_digits("-".join(groups), "ab" * 32) and not cards.same_digits("", "ab" * 32)
