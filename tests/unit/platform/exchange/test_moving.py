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
