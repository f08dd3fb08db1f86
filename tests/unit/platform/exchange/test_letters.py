"""The page and the command of what stands still."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.harness.kinds import MARK
from tests.harness.people import make_member, make_office, seen_by, sign_in

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.exchange import letters


@pytest.fixture
def stuck(db: Any, owner_cursor: Any) -> Iterator[dict[str, Any]]:
    """A refused message out, one that waits, a parked one in, an arrival that fails, and trouble."""
    from django.utils import timezone

    from wellknit.platform.exchange.models import Arrival, Outgoing, Peer, Received, Trouble

    now = timezone.now()
    made = {name: uuid4() for name in ("refused", "waiting", "parked", "failing", "trouble")}
    with as_role("owner"):
        Peer.objects.create(code="mm", name="MM", country="MM", wings=["protection"], time_zone="UTC", protocol=[1],
                            state="trusted", state_at=now)  # fmt: skip
        common = {
            "peer": "mm",
            "kind": "test.note",
            "personal": True,
            "priority": False,
            "queued_at": now,
            "next_at": now,
        }
        Outgoing.objects.create(id=made["refused"], state="refused", code="not_valid", done_at=now, **common)
        Outgoing.objects.create(id=made["waiting"], attempts=6, body={"word": MARK}, **common)
        Received.objects.create(id=made["parked"], peer="mm", message=uuid4(), kind="other.kind", version=1, seq=0, incarnation=1,
                                digest="", state="parked", code="unknown_kind", sent_at=now, came_at=now)  # fmt: skip
        Arrival.objects.create(id=made["failing"], source="mm", message=uuid4(), digest="x", event="x", at=now, tries=3,
                               code="ValueError", next_at=now)  # fmt: skip
        Trouble.objects.create(
            id=made["trouble"], source="vn", code="unknown_node", day=now.date(), last_at=now
        )
    yield made


def operator() -> tuple[Any, Any]:
    office = make_office("it-unit", kind="ministry")
    return make_member(office, "node_operator", "Oo Operator"), office


def test_the_page_lists_them_with_a_reason_and_no_content(stuck: dict[str, Any]) -> None:
    user, office = operator()
    page = sign_in(Client(), user, office).get("/letters/")
    text = page.content.decode()
    assert page.status_code == 200
    for sentence in (
        "does not have the agreed form",
        "not known yet",
        "Nobody has vouched",
        "tried 6 times",
        "ValueError",
    ):
        assert sentence in text, sentence
    assert MARK not in text
    home = sign_in(Client(), user, office).get("/").content.decode()  # what is only counted is no letter
    assert "4 messages stand still" in home


def test_who_may_not_watch_sees_nothing(stuck: dict[str, Any]) -> None:
    office = make_office()
    user = make_member(office, "social_worker")
    assert sign_in(Client(), user, office).get("/letters/").status_code == 403
    with seen_by(user, office) as viewer, pytest.raises(NotYou):
        letters.again(stuck["waiting"], by=viewer)


def test_try_again_and_give_up_with_words(stuck: dict[str, Any], owner_cursor: Any) -> None:
    user, office = operator()
    client = sign_in(Client(), user, office)
    assert client.post(f"/letters/{stuck['waiting']}/again/").status_code == 302
    short = client.post(f"/letters/{stuck['waiting']}/give-up/", {"words": "no"})
    assert short.status_code == 200 and b"few words" in short.content
    for name in ("waiting", "parked", "failing", "trouble"):
        given = client.post(f"/letters/{stuck[name]}/give-up/", {"words": f"sent by letter {MARK}"})
        assert given.status_code == 302, name
    owner_cursor.execute(
        "SELECT state, body IS NULL, words IS NOT NULL FROM exchange_outgoing WHERE id = %s",
        [stuck["waiting"]],
    )
    assert owner_cursor.fetchone() == ("stopped", True, True)
    owner_cursor.execute("SELECT state, code FROM exchange_received")
    assert owner_cursor.fetchone() == ("refused", "given_up")
    owner_cursor.execute("SELECT code, done FROM exchange_arrival")
    assert owner_cursor.fetchone() == ("given_up", False)
    owner_cursor.execute("SELECT count(*) FROM exchange_trouble")
    assert owner_cursor.fetchone() == (0,)
    owner_cursor.execute("SELECT event, note::text FROM audit_event WHERE event LIKE 'letter.%'")
    events = owner_cursor.fetchall()
    assert sorted(e for e, _n in events) == ["letter.given_up"] * 4 + ["letter.tried_again"]
    assert not any(MARK in note for _e, note in events)
    with seen_by(user, office) as viewer:
        with pytest.raises(NotNow):
            letters.again(uuid4(), by=viewer)
        with pytest.raises(NotValid):
            letters.give_up(stuck["refused"], " ", by=viewer)
