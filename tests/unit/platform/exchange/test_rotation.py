"""Keys are turned on one node while messages go on: announced in time, or overslept. Nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.harness.kinds import came
from tests.harness.pair import Pair, PairNode

from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import keys, nodecard, outbox, owncard, peers, trust
from wellknit.platform.exchange.models.peer import PeerCard
from wellknit.platform.identity.models import Membership, Office, User


def officials(node: PairNode) -> list[tuple[Any, Any]]:
    with node.acting("owner"):
        office = Office.objects.get(pk=node.office)
        people = [User.objects.create_user(f"{n}@example.org", n.title()) for n in ("one", "two")]
        for person in people:
            Membership.objects.create(
                user=person, office=office, role="exchange_official", since=datetime.now(UTC)
            )
    return [(p.pk, office.pk) for p in people]


@contextmanager
def seen(node: PairNode, who: tuple[Any, Any]) -> Iterator[Any]:
    from wellknit.platform.access.viewer import open_session, viewer_scope

    with node.acting("web"), viewer_scope(open_session(*who)) as viewer:
        yield viewer


def send(node: PairNode, word: str) -> None:
    with node.speaking() as viewer:
        outbox.queue("test.plain", to="mm" if node.code == "th" else "th", body={"word": word}, by=viewer)


def confirm(node: PairNode, who: Any, digits: str) -> PeerCard:
    with seen(node, who) as viewer:
        return trust.confirm(trust.waiting(viewer)[0], digits, by=viewer)


def weeks_pass(days: int) -> None:
    """The calendar of this node's keys, moved back."""
    held = json.loads(keys.key_path().read_text())
    for entry in held["keys"]:
        for name in ("since", "until"):
            if entry[name]:
                entry[name] = (datetime.fromisoformat(entry[name]) - timedelta(days=days)).isoformat()
    keys.key_path().write_text(json.dumps(held))


@pytest.fixture
def vouching(pair: Pair) -> list[Any]:
    with pair.th.acting():
        owncard.init()
    return officials(pair.mm)


def test_an_announced_key_travels_as_a_message(pair: Pair, vouching: list[Any]) -> None:
    telling = officials(pair.th)[0]
    with pair.th.acting():
        turned, digits = owncard.turn(), owncard.own().digits
    with seen(pair.th, telling) as viewer:
        assert len(nodecard.tell_peers(by=viewer)) == 1
    send(pair.th, "with the old key")
    pair.settle()
    with pair.mm.acting():
        before = peers.seal_key("th").kid
        assert PeerCard.objects.get().state == "arrived" and peers.get("th").heard_at
    assert confirm(pair.mm, vouching[0], digits).state == "half_confirmed"
    assert confirm(pair.mm, vouching[1], digits).state == "pinned"
    with pair.mm.acting():
        assert peers.seal_key("th").kid in turned.keys and peers.seal_key("th").kid != before
        pinned = peers.keys()
        assert turned.next_sign and turned.next_sign.key.kid in pinned
    send(pair.mm, "to the new key")
    send(pair.th, "still with the old key")
    pair.settle()
    assert {w for w, _n, _o in came(pair.mm)} == {"with the old key", "still with the old key"}
    assert [w for w, _n, _o in came(pair.th)] == ["to the new key"]


def test_an_overslept_announcement_delays_and_loses_nothing(pair: Pair, vouching: list[Any]) -> None:
    with pair.th.acting():
        owncard.turn()
        weeks_pass(31)
        text, digits = owncard.text(), owncard.own().digits
    send(pair.th, "nobody there knows the key")
    pair.settle(rounds=2)
    assert came(pair.mm) == []
    with seen(pair.mm, vouching[0]) as viewer:
        assert trust.propose(text, own_code="mm", by=viewer).endorsed
    assert cards.same_digits(digits, confirm(pair.mm, vouching[1], digits).fingerprint)
    pair.settle()
    assert [w for w, _n, _o in came(pair.mm)] == ["nobody there knows the key"]
