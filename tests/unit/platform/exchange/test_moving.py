"""Messages from one node's outbox into the other's books, in one process with two real databases."""

from __future__ import annotations

from uuid import uuid4

from tests.harness.kinds import came
from tests.harness.pair import Pair

from wellknit.platform.exchange import outbox


def send(node, word: str, number: int = 0, *, kind: str = "test.note", journey=None, basis=None):
    other = "mm" if node.code == "th" else "th"
    with node.speaking() as viewer:
        return outbox.queue(
            kind, to=other, body={"word": word, "number": number}, journey=journey, basis=basis, by=viewer
        )


def test_a_message_goes_and_its_receipt_comes(pair: Pair) -> None:
    journey = uuid4()
    for n in range(3):
        send(pair.th, "step", n, journey=journey)
    pair.deliver(pair.th)
    assert came(pair.mm) == [("step", 0, False), ("step", 1, False), ("step", 2, False)]
    rows = pair.th.owner("SELECT state, seq, body, jws IS NOT NULL FROM exchange_outgoing ORDER BY seq")
    assert rows == [("received", n, None, True) for n in (1, 2, 3)]
    with pair.th.speaking() as viewer:
        assert [s.state for s in outbox.of_journey(viewer, journey)] == ["received"] * 3


def test_sent_again_is_received_once(pair: Pair) -> None:
    journey = uuid4()
    send(pair.th, "step", 1, journey=journey)
    kept: list[bytes] = []

    def listen(address: str, payload: bytes):
        kept.append(payload)
        return pair.post(pair.mm)(address, payload)

    pair.deliver(pair.th, post=listen)
    first = pair.post(pair.mm)("", kept[0])
    second = pair.post(pair.mm)("", kept[0])
    assert first == second and "receipt" in first.items[0]
    assert came(pair.mm) == [("step", 1, False)]


def test_no_line_then_a_line(pair: Pair) -> None:
    from wellknit.platform.exchange.line import Answer

    send(pair.th, "a", 1)
    pair.deliver(pair.th, post=lambda *_a: Answer("nobody_listens"))
    assert pair.th.owner("SELECT failures, said FROM exchange_line") == [(1, "nobody_listens")]
    pair.deliver(pair.th)
    assert came(pair.mm) == []  # the line rests
    pair.settle()
    assert came(pair.mm) == [("a", 1, False)]


def test_early_ones_wait_for_their_turn(pair: Pair) -> None:
    """The line brings each batch backwards, one at a time; the first is lost the first time."""
    import json

    journey = uuid4()
    for n in range(4):
        send(pair.th, "step", n, journey=journey)
    lost = []

    def backwards(address: str, payload: bytes):
        from wellknit.platform.exchange.line import Answer

        items: list[dict] = []
        for event in reversed(json.loads(payload)):
            if event["id"] not in lost and len(lost) < 1 and event is not None and len(items) == 3:
                lost.append(event["id"])
                continue
            items += pair.post(pair.mm)(address, json.dumps([event]).encode()).items
        return Answer("", tuple(items))

    pair.deliver(pair.th, post=backwards)
    assert came(pair.mm) == []
    assert pair.mm.owner("SELECT count(*) FROM exchange_received WHERE state = 'held'") == [(3,)]
    pair.settle()
    assert [n for _w, n, _o in came(pair.mm)] == [0, 1, 2, 3]
    assert {r[0] for r in pair.th.owner("SELECT state FROM exchange_outgoing")} == {"received"}


def test_a_consent_withdrawn_between(pair: Pair) -> None:
    """Stopped before it is signed: gone. Stopped after: an empty message fills its place."""
    from wellknit.platform.exchange.line import Answer

    journey, consent = uuid4(), uuid4()
    send(pair.th, "one", journey=journey, basis=consent)
    pair.deliver(pair.th, post=lambda *_a: Answer("no_line"))  # signed, not sent
    send(pair.th, "two", journey=journey)
    with pair.th.speaking():
        assert outbox.stop(consent, "Withdrawn.") == 1
    pair.settle()
    assert [w for w, _n, _o in came(pair.mm)] == ["two"]
    with pair.th.speaking() as viewer:
        states = {s.state: s.reason for s in outbox.of_journey(viewer, journey)}
    assert states == {"stopped": "Withdrawn.", "received": ""}


def test_stopped_too_late_says_so(pair: Pair) -> None:
    from wellknit.platform.exchange.line import Answer

    journey, consent = uuid4(), uuid4()
    send(pair.th, "one", journey=journey, basis=consent)

    def answer_lost(address: str, payload: bytes):
        pair.post(pair.mm)(address, payload)
        return Answer("no_answer")

    pair.deliver(pair.th, post=answer_lost)
    with pair.th.speaking():
        assert outbox.stop(consent, "Withdrawn.") == 1
    pair.settle()
    with pair.th.speaking() as viewer:
        (told,) = outbox.of_journey(viewer, journey)
    assert (told.state, told.reason) == ("received", "It had arrived before it could be stopped.")


def test_a_check_that_says_no_stops_it_with_its_sentence(pair: Pair) -> None:
    journey = uuid4()
    send(pair.th, "forbidden", journey=journey)
    send(pair.th, "fine", journey=journey)
    pair.settle()
    assert [w for w, _n, _o in came(pair.mm)] == ["fine"]
    with pair.th.speaking() as viewer:
        assert outbox.of_journey(viewer, journey)[0].reason == "The consent does not cover this."
    assert pair.th.owner("SELECT body, jws FROM exchange_outgoing WHERE state = 'stopped'") == [(None, None)]
