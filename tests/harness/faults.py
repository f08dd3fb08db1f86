"""A line that does everything a line should not, and processes that die: by a seed, so that it happens again.

Requests and answers get lost, come twice, late, backwards, cut to one, or with a changed sign; processes
die at every place the program marks for it (`failpoints`). Nothing here looks into the program's tables.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.harness.kinds import came
from tests.harness.pair import Pair, PairNode

WHERE = ("delivery", "inbox", "line", "receipts")


class Died(BaseException):
    """The process is gone; nothing catches this."""


class Chaos:
    """Faults between the two nodes of a pair. `each`: how likely a fault is at each request or place."""

    def __init__(self, pair: Pair, seed: int, each: float = 0.08) -> None:
        self.pair, self.each = pair, each
        self.dice = random.Random(seed)
        self.kept: dict[str, list[bytes]] = {"th": [], "mm": []}
        self.count: dict[str, int] = {}

    def _strikes(self, what: str) -> bool:
        if self.dice.random() >= self.each:
            return False
        self.count[what] = self.count.get(what, 0) + 1
        return True

    def line(self, to: PairNode) -> Any:
        """A `post` for `deliver`."""
        from wellknit.platform.exchange.line import Answer

        plain = self.pair.post(to)

        def send(address: str, payload: bytes) -> Answer:
            if self._strikes("request lost"):
                return Answer("no_line")
            if self._strikes("replayed") and self.kept[to.code]:
                plain(address, self.dice.choice(self.kept[to.code]))
            if self._strikes("kept for later"):
                self.kept[to.code] = [*self.kept[to.code][-20:], payload]
            if self._strikes("in pieces, backwards"):
                return Answer("", tuple(i for e in reversed(json.loads(payload)) for i in plain(address, json.dumps([e]).encode()).items))  # fmt: skip
            if self._strikes("a sign changed"):
                return plain(address, self._changed(payload))
            if self._strikes("twice"):
                plain(address, payload)
            answer = plain(address, payload)
            return Answer("no_answer") if self._strikes("answer lost") else answer

        return send

    def _changed(self, payload: bytes) -> bytes:
        """One character of one message, anywhere in what is sealed."""
        events = json.loads(payload)
        event = self.dice.choice(events)
        at = self.dice.randrange(len(event["data"]))
        other = "A" if event["data"][at] != "A" else "B"
        event["data"] = event["data"][:at] + other + event["data"][at + 1 :]
        return json.dumps(events).encode()

    @contextmanager
    def deaths(self) -> Iterator[None]:
        """Within the block every marked place may be the last."""

        def here(point: str) -> None:
            if self._strikes(f"died at {point}"):
                raise Died(point)

        patches = [patch(f"wellknit.platform.exchange.{module}.here", here) for module in WHERE]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in patches:
                one.stop()

    def play(self, turns: int) -> None:
        """Both sides work, and die, and are started again."""
        for _ in range(turns):
            node = self.dice.choice((self.pair.th, self.pair.mm))
            other = self.pair.mm if node is self.pair.th else self.pair.th
            hurry(node)
            hurry(other)
            try:
                with self.deaths():
                    self.pair.deliver(node, post=self.line(other))
            except Died:
                continue


def hurry(node: PairNode) -> None:
    """Time passes: whatever rests is due."""
    node.owner("UPDATE exchange_line SET next_at = NULL WHERE next_at IS NOT NULL")
    node.owner(
        "UPDATE exchange_outgoing SET next_at = queued_at WHERE state = 'sent' AND next_at > queued_at"
    )
    node.owner("UPDATE exchange_arrival SET next_at = at WHERE NOT done AND next_at > now()")


def queue(node: PairNode, to: str, count: int, journeys: list[UUID], dice: random.Random, *, first: int = 0) -> list[tuple[str, int]]:  # fmt: skip
    """Messages in random journeys; what was sent, by journey in its order. One in fifty never waits."""
    from wellknit.platform.exchange import outbox

    sent = []
    with node.speaking() as viewer:
        for number in range(first, first + count):
            journey = dice.choice(journeys)
            urgent = dice.random() < 0.02
            word = "danger" if urgent else journey.hex
            outbox.queue(
                "test.danger" if urgent else "test.note", to=to, body={"word": word, "number": number},
                journey=journey, by=viewer,
            )  # fmt: skip
            sent.append((word, number))
    return sent


def agree(node: PairNode, sent: list[tuple[str, int]]) -> None:
    """What was sent was taken: everything once, and each journey in its order."""
    found = [(word, number) for word, number, _own in came(node)]
    assert len(found) == len(set(found)), "something was taken twice"
    assert sorted(found) == sorted(sent), "something was lost"
    for journey in {word for word, _n in sent} - {"danger"}:
        assert [n for w, n in found if w == journey] == [n for w, n in sent if w == journey], "out of order"
