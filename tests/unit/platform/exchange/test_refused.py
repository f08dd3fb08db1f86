"""What is not sent, not believed, not taken; and that each refusal tells why, and nothing about a person."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.harness.kinds import MARK, came
from tests.harness.pair import Pair
from tests.unit.platform.exchange.test_moving import send

from wellknit.platform.access.refusals import NotNow, NotShared, NotValid
from wellknit.platform.exchange import intake, outbox
from wellknit.platform.exchange.line import Answer


def states(node: Any) -> list[tuple[str, str]]:
    return node.owner("SELECT state, code FROM exchange_outgoing ORDER BY queued_at")


def without_protection(pair: Pair) -> None:
    pair.th.owner("UPDATE exchange_peer SET wings = '{plan,evidence}' WHERE code = 'mm'")


def test_nothing_personal_is_queued_for_a_node_without_protection(pair: Pair) -> None:
    without_protection(pair)
    with pytest.raises(NotShared):
        send(pair.th, "x")
    send(pair.th, "plain", kind="test.plain")
    pair.settle()
    assert came(pair.mm) == [("plain", 0, False)]


def test_nor_sealed_when_a_row_stands_there_all_the_same(pair: Pair) -> None:
    """The sealer asks by itself: a row put there by hand, or queued before the other node lost its wing."""
    send(pair.th, "x")
    without_protection(pair)
    posted: list[bytes] = []
    pair.deliver(pair.th, post=lambda _a, payload: posted.append(payload) or Answer("no_line"))
    assert posted == []
    assert pair.th.owner("SELECT state, jws FROM exchange_outgoing") == [("stopped", None)]


def test_who_is_not_trusted_is_not_written_to(pair: Pair) -> None:
    pair.th.owner("UPDATE exchange_peer SET state = 'stopped'")
    with pytest.raises(NotNow):
        send(pair.th, "x")


def test_sizes(pair: Pair) -> None:
    with pair.th.speaking() as viewer, pytest.raises(NotValid):
        outbox.queue("test.note", to="mm", body={"word": "x", "attachment": "A" * 2_000_100}, by=viewer)
    with pair.th.speaking() as viewer:
        outbox.queue("test.note", to="mm", body={"word": "big", "attachment": "A" * 1_900_000}, by=viewer)
    pair.settle()
    assert came(pair.mm) == [("big", 0, False)]


def test_a_body_of_another_form_is_not_queued_and_not_quoted(pair: Pair) -> None:
    with pair.th.speaking() as viewer, pytest.raises(NotValid) as said:
        outbox.queue("test.note", to="mm", body={"word": {"name": MARK}}, by=viewer)
    assert MARK not in str(said.value)


def test_refused_by_its_kind_and_the_order_goes_on(pair: Pair) -> None:
    journey = uuid4()
    send(pair.th, "refuse", journey=journey)
    send(pair.th, "next", journey=journey)
    pair.settle()
    assert states(pair.th) == [("refused", "not_here"), ("received", "")]
    assert came(pair.mm) == [("next", 0, False)]
    assert pair.mm.owner("SELECT reason FROM exchange_received WHERE state = 'refused'") == [
        ("The test refuses this word.",)
    ]


def test_refused_and_sent_again(pair: Pair) -> None:
    """As the page asks for it: a copy under a new number, in a new place of the order."""
    from wellknit.platform.exchange import kinds

    message = send(pair.th, "later", 1, journey=uuid4())
    kept = kinds._KINDS["test.note"]
    kinds._KINDS["test.note"] = replace(kept, receive=lambda _m, _v: refuse())
    pair.deliver(pair.th)
    kinds._KINDS["test.note"] = kept
    assert states(pair.th) == [("refused", "not_here")]
    pair.th.owner("UPDATE exchange_outgoing SET code = 'again' WHERE id = %s", message)
    pair.settle()
    assert sorted(states(pair.th)) == [("received", ""), ("stopped", "")]
    assert came(pair.mm) == [("later", 1, False)]


def refuse() -> None:
    from wellknit.platform.exchange.kinds import Refuse

    raise Refuse("not_here", "Not today.")


def test_a_fault_of_ours_holds_the_journey_and_shows(pair: Pair) -> None:
    """Nothing is acknowledged, nothing of the error's text is kept, and the rest of the world goes on."""
    journey = uuid4()
    send(pair.th, "fail", journey=journey)
    send(pair.th, "after", journey=journey)
    send(pair.th, "elsewhere", journey=uuid4())
    pair.deliver(pair.th)
    assert came(pair.mm) == [("elsewhere", 0, False)]
    assert [s for s, _c in states(pair.th)] == ["sent", "sent", "received"]
    assert pair.mm.owner("SELECT code FROM exchange_arrival WHERE NOT done") == [("ValueError",)]


def test_given_up_by_the_receiver(pair: Pair) -> None:
    journey = uuid4()
    send(pair.th, "fail", journey=journey)
    send(pair.th, "after", journey=journey)
    pair.deliver(pair.th)
    pair.mm.owner("UPDATE exchange_arrival SET code = 'given_up', next_at = now() WHERE NOT done")
    pair.settle()
    assert states(pair.th) == [("refused", "given_up"), ("received", "")]
    assert came(pair.mm) == [("after", 0, False)]


def test_the_same_number_with_another_content(pair: Pair) -> None:
    """Signed by the right key, but not the message that was taken under this number."""
    message = send(pair.th, "first", journey=uuid4())
    pair.deliver(pair.th)
    pair.th.owner(
        "UPDATE exchange_outgoing SET state = 'waiting', jws = NULL, outcome = '', next_at = queued_at"
    )
    with pair.th.acting():
        from wellknit.platform.exchange.models import Outgoing

        row = Outgoing.objects.get(pk=message)
        row.body = {"word": "second"}
        row.save()
    pair.settle()
    assert states(pair.th) == [("refused", "other_digest")]
    assert came(pair.mm) == [("first", 0, False)]


def test_unknown_kinds_are_parked_and_opened_later(pair: Pair) -> None:
    from wellknit.platform.exchange import kinds

    journey = uuid4()
    send(pair.th, "later", journey=journey)
    kept = kinds._KINDS["test.note"]

    def forgetful(address: str, payload: bytes) -> Answer:
        del kinds._KINDS["test.note"]
        try:
            return pair.post(pair.mm)(address, payload)
        finally:
            kinds._KINDS["test.note"] = kept

    pair.deliver(pair.th, post=forgetful)
    assert pair.th.owner("SELECT state, outcome FROM exchange_outgoing") == [("received", "parked")]
    assert came(pair.mm) == []
    with pair.mm.acting():
        from wellknit.platform.exchange.inbox import open_arrivals

        open_arrivals()
    assert came(pair.mm) == [("later", 0, False)]


def test_a_version_nobody_knows_here_is_parked_and_the_order_goes_on(pair: Pair) -> None:
    """Signed as version 9 by a newer program; what follows it in the journey is taken."""
    from wellknit.platform.exchange import kinds

    journey = uuid4()
    kept = kinds._KINDS["test.note"]
    kinds._KINDS["test.note"] = replace(kept, versions={9: next(iter(kept.versions.values()))})
    pair.th.owner("UPDATE exchange_peer SET protocol = '{9}'")
    send(pair.th, "new", 1, journey=journey)
    try:
        pair.deliver(pair.th, post=lambda *_a: Answer("no_line"))
    finally:
        kinds._KINDS["test.note"] = kept
    send(pair.th, "old", 2, journey=journey)
    pair.settle()
    assert pair.mm.owner("SELECT code FROM exchange_received WHERE state = 'parked'") == [
        ("unknown_version",)
    ]
    assert came(pair.mm) == [("old", 2, False)]
    assert {s for s, _c in states(pair.th)} == {"received"}


def test_what_never_waits_overtakes_and_may_ask_to_wait(pair: Pair) -> None:
    journey = uuid4()
    send(pair.th, "first", 1, journey=journey)
    send(pair.th, "danger", 2, kind="test.danger", journey=journey)
    send(pair.th, "before", 3, kind="test.danger", journey=journey)
    pair.settle()
    # The alarm went first; the one that speaks of what had not come yet waited for it.
    assert [w for w, _n, _o in came(pair.mm)] == ["danger", "first", "before"]


@pytest.mark.parametrize(
    "change, status",
    [
        (lambda e: {**e, "type": "other"}, 400),
        (lambda e: {**e, "subject": "a name"}, 400),
        (lambda e: {**e, "id": "1"}, 400),
        (lambda e: {**e, "data": "A" * 4_000_001}, 413),
        (lambda e: [e, {**e, "source": "urn:wellknit:node:vn"}], 400),
        (lambda e: [e, e], 400),
        (lambda e: [], 400),
    ],
)
def test_the_door_takes_only_events_of_the_agreed_form(pair: Pair, change: Any, status: int) -> None:
    event = {"specversion": "1.0", "id": str(uuid4()), "source": "urn:wellknit:node:th", "type": "wellknit.sealed",
             "datacontenttype": "application/jose", "data": "a.b.c.d.e"}  # fmt: skip
    with pytest.raises(intake.NotTaken) as refused:
        intake.read_events(change(event))
    assert refused.value.status == status


def _tampered(payload: bytes, part: int) -> bytes:
    """One character of one part of the sealed data changed."""
    events = json.loads(payload)
    parts = events[0]["data"].split(".")
    at = len(parts[part]) // 2
    parts[part] = parts[part][:at] + ("A" if parts[part][at] != "A" else "B") + parts[part][at + 1 :]
    events[0]["data"] = ".".join(parts)
    return json.dumps(events).encode()


@pytest.mark.parametrize("part", range(5))
def test_a_changed_sign_in_any_part(pair: Pair, part: int) -> None:
    """It is refused with a reason, nothing is acknowledged, and the message itself comes through afterwards."""
    send(pair.th, "whole", journey=uuid4())
    hints: list[dict[str, Any]] = []

    def on_the_way(address: str, payload: bytes) -> Answer:
        answer = pair.post(pair.mm)(address, _tampered(payload, part))
        hints.extend(answer.items)
        return answer

    pair.deliver(pair.th, post=on_the_way)
    assert hints[0]["state"] == "refused" and hints[0]["code"]
    assert came(pair.mm) == []
    assert pair.mm.owner("SELECT source, times FROM exchange_trouble") == [("th", 1)]
    pair.settle()
    assert came(pair.mm) == [("whole", 0, False)]


def test_a_revoked_key(pair: Pair) -> None:
    send(pair.th, "x")
    pair.mm.owner("UPDATE exchange_peerkey SET state = 'revoked'")
    pair.deliver(pair.th)
    assert pair.mm.owner("SELECT code FROM exchange_trouble") == [("revoked_key",)]
    assert came(pair.mm) == []
    assert states(pair.th) == [("sent", "revoked_key")]


def test_a_key_nobody_pinned(pair: Pair) -> None:
    from wellknit.platform.exchange.keys import key_path, make_keys

    send(pair.th, "x")
    with pair.th.acting():
        key_path().unlink()
        make_keys("th")
    pair.deliver(pair.th)
    assert pair.mm.owner("SELECT code FROM exchange_trouble") == [("unknown_key",)]


def test_a_sender_whose_trust_ended(pair: Pair) -> None:
    send(pair.th, "x")
    pair.mm.owner("UPDATE exchange_peer SET state = 'stopped'")
    pair.deliver(pair.th)
    assert pair.mm.owner("SELECT count(*) FROM exchange_arrival") == [(0,)]
    assert states(pair.th) == [("sent", "stopped_node")]


def test_from_the_future_and_too_late(pair: Pair, monkeypatch: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from wellknit.platform.exchange import delivery, inbox

    real = timezone.now
    send(pair.th, "early", journey=uuid4())
    monkeypatch.setattr(delivery.timezone, "now", lambda: real() + timedelta(hours=1))

    def then_and_now(address: str, payload: bytes) -> Answer:
        monkeypatch.setattr(inbox.timezone, "now", real)
        return pair.post(pair.mm)(address, payload)

    pair.deliver(pair.th, post=then_and_now)
    assert pair.mm.owner("SELECT code FROM exchange_trouble") == [("from_the_future",)]
    pair.th.owner("UPDATE exchange_outgoing SET jws = NULL, next_at = now()")
    pair.settle()
    assert came(pair.mm) == [("early", 0, False)]


def test_put_again_into_a_box_for_somebody_else(pair: Pair) -> None:
    """A message to one government, sealed for another: the address inside is not the reader's."""
    pair.th.owner("UPDATE exchange_peer SET code = 'vn'")  # signed for vn, and sealed with mm's key
    with pair.th.speaking() as viewer:
        outbox.queue("test.note", to="vn", body={"word": "for vn"}, by=viewer)
    with pair.th.acting():
        from wellknit.platform.exchange.delivery import deliver

        deliver("vn", post=pair.post(pair.mm))
    assert pair.mm.owner("SELECT code FROM exchange_trouble") == [("not_for_us",)]
    assert came(pair.mm) == []


def test_a_full_disk_under_the_inbox_as_an_error_of_the_database(pair: Pair) -> None:
    pair.mm.owner(
        "CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
    )
    pair.mm.owner("CREATE TRIGGER full_now BEFORE INSERT ON exchange_arrival EXECUTE FUNCTION disk_is_full()")
    send(pair.th, "x")
    try:
        pair.deliver(pair.th)
    finally:
        pair.mm.owner("DROP FUNCTION disk_is_full() CASCADE")
    assert pair.th.owner("SELECT said FROM exchange_line") == [("http_507",)]
    pair.settle()
    assert came(pair.mm) == [("x", 0, False)]


def test_bodies_are_nowhere_in_clear(pair: Pair) -> None:
    send(pair.th, MARK, journey=uuid4())
    pair.deliver(pair.th, post=lambda *_a: Answer("no_line"))
    pair.settle()
    for node in (pair.th, pair.mm):
        for table in ("exchange_outgoing", "exchange_received", "exchange_arrival", "procrastinate_jobs"):
            for row in node.owner(f"SELECT t::text FROM {table} t"):
                assert MARK not in row[0] and MARK.encode().hex() not in row[0]


def test_too_much_waits_already(pair: Pair) -> None:
    """One sender cannot fill the disk: past a bound she is told to come later, and nothing is lost."""
    pair.mm.owner(
        "INSERT INTO exchange_arrival (id, source, message, digest, event, at, done, answer, code, tries, next_at)"
        " SELECT gen_random_uuid(), 'th', gen_random_uuid(), n::text, 'x', now(), false, '', '', 0, now() + interval '1 day'"
        " FROM generate_series(1, 5000) n"
    )
    send(pair.th, "x")
    pair.deliver(pair.th)
    assert pair.th.owner("SELECT said FROM exchange_line") == [("http_429",)]
    pair.mm.owner("DELETE FROM exchange_arrival")
    pair.settle()
    assert came(pair.mm) == [("x", 0, False)]


def test_too_many_requests_from_one_address() -> None:
    intake._asked.clear()
    with pytest.raises(intake.NotTaken) as refused:
        for _ in range(2000):
            intake._slow_down("192.0.2.1", "th")
    assert refused.value.status == 429
    intake._slow_down("192.0.2.1", "mm")
    intake._asked.clear()
