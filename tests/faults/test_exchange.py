"""Two real nodes on loopback, each a server and a worker, and what may happen to them in between."""

from __future__ import annotations

import http.client
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import requests
from tests.harness.kinds import MARK, came
from tests.harness.pair import Pair, PairNode, until

from wellknit.platform.exchange import outbox

JOURNEYS = 3


def fill(node: PairNode, to: str, numbers: range, journeys: list[UUID]) -> None:
    """Messages of these numbers in every journey, one after another as officials would."""
    with node.speaking() as viewer:
        for number in numbers:
            for journey in journeys:
                outbox.queue(
                    "test.note",
                    to=to,
                    body={"word": journey.hex, "number": number},
                    journey=journey,
                    by=viewer,
                )


def open_at(node: PairNode) -> int:
    return int(node.owner("SELECT count(*) FROM exchange_outgoing WHERE state IN ('waiting', 'sent')")[0][0])


def hurry(*nodes: PairNode) -> None:
    """Nobody waits for a back-off in a test."""
    for node in nodes:
        node.owner("UPDATE exchange_line SET next_at = NULL")
        node.owner(
            "UPDATE exchange_outgoing SET next_at = queued_at WHERE state = 'sent' AND next_at > now()"
        )
        node.owner("UPDATE exchange_arrival SET next_at = at WHERE NOT done AND tries < 3")


def all_through(*nodes: PairNode) -> bool:
    """Whether nothing is on its way any more; rings where something is."""
    hurry(*nodes)
    for node in nodes:
        with node.acting():
            from wellknit.platform.exchange.worker import look

            look()
    return not any(open_at(node) for node in nodes)


def in_order_and_once(node: PairNode, journeys: list[UUID], each: int) -> None:
    """Every message of every journey, once, in its order."""
    found = came(node)
    for journey in journeys:
        assert [n for word, n, _own in found if word == journey.hex] == list(range(each)), journey
    assert len(found) == each * len(journeys)


def silent(node: PairNode) -> None:
    """`wellknit exchange reconcile` has nothing to say."""
    done = node.program("exchange", "reconcile")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_killed_at_every_point_of_a_delivery(pair: Pair, tmp_path: Path) -> None:
    """kill -9 at seven places, one after the other, each time started again: nothing lost, nothing twice.

    Whoever is started again carries the next plug, so some die while they mend what the last death left.
    """
    journeys = [uuid4() for _ in range(JOURNEYS)]
    sent = 0

    def plug(point: str) -> dict[str, str]:
        return {"WELLKNIT_EXCHANGE_FAIL": f"{point}:{tmp_path / point}"}

    def more() -> int:
        fill(pair.th, "mm", range(sent, sent + 2), journeys)
        return sent + 2

    pair.mm.serve(**plug("stored"))
    for node, points in (
        (pair.mm, ("applied", "committed", "answered")),
        (pair.th, ("signed", "posted", "settled")),
    ):
        other = pair.th if node is pair.mm else pair.mm
        steady = other.work()
        for point in points:
            sent = more()
            victim = node.work(**plug(point))
            until(lambda mark=tmp_path / point: _died(pair, mark), 40, f"the kill at {point}")
            assert victim.wait(10) == -9
        last = node.work()
        until(lambda: all_through(pair.th), 40, "the delivery")
        for child in (steady, last):
            child.terminate()
            child.wait(20)
    assert (tmp_path / "stored").exists()
    in_order_and_once(pair.mm, journeys, sent)
    equal_books(pair)


def _died(pair: Pair, mark: Path) -> bool:
    """Whether the plug was pulled; rings, so that it can be."""
    all_through(pair.th)
    return mark.exists()


def equal_books(pair: Pair) -> None:
    """What each sent is what the other got, by digest and place."""
    from wellknit.platform.exchange.comparing import books, differing

    since = datetime(2020, 1, 1, tzinfo=UTC)
    with pair.th.speaking():
        here = books("mm", since).sums()
    with pair.mm.speaking():
        there = books("th", since).sums()
    assert differing(here, there) == []


@contextmanager
def line_between(target: int) -> Iterator[Any]:
    """A wire that can be cut: everything to its port goes on to `target` while `wire["up"]`."""
    wire: dict[str, Any] = {"up": True, "cuts": 0}
    door = socket.create_server(("127.0.0.1", 0))
    wire["port"] = door.getsockname()[1]

    def carry(one: socket.socket, other: socket.socket) -> None:
        try:
            while wire["up"] and (some := one.recv(4096)):
                if wire.get("cut_after") and random.random() < wire["cut_after"]:
                    wire["cuts"] += 1
                    break
                other.sendall(some)
        except OSError:
            pass
        for side in (one, other):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()

    def listen() -> None:
        while True:
            try:
                came_in, _ = door.accept()
            except OSError:
                return
            if not wire["up"]:
                came_in.close()
                continue
            try:
                out = socket.create_connection(("127.0.0.1", target), timeout=10)
            except OSError:
                came_in.close()
                continue
            for pair_of in ((came_in, out), (out, came_in)):
                threading.Thread(target=carry, args=pair_of, daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield wire
    finally:
        wire["up"] = False
        door.close()


def test_a_line_that_is_cut_again_and_again(pair: Pair) -> None:
    """Cut in the middle of requests and of answers, then for the whole of a batch of work, then up again."""
    journeys = [uuid4() for _ in range(JOURNEYS)]
    pair.mm.serve()
    pair.mm.work()
    random.seed(4)
    with line_between(pair.mm.port) as wire:
        pair.th.owner("UPDATE exchange_peer SET address = %s", f"http://127.0.0.1:{wire['port']}")
        wire["cut_after"] = 0.15
        fill(pair.th, "mm", range(6), journeys)
        pair.th.work()
        until(lambda: wire["cuts"] >= 3 or all_through(pair.th), 20, "the cuts")
        wire["up"] = False
        fill(pair.th, "mm", range(6, 10), journeys)
        time.sleep(1)
        wire["up"], wire["cut_after"] = True, 0
        until(lambda: all_through(pair.th), 30, "the delivery")
        in_order_and_once(pair.mm, journeys, 10)
        pair.th.serve()  # the other side's answer has to reach it
        silent(pair.th)


JSON = "application/cloudevents+json"
NOT_OURS: list[tuple[dict[str, str], bytes, int]] = [
    ({"Content-Type": "text/plain"}, b"[]", 415),
    ({"Content-Type": JSON}, b"{", 400),
    ({"Content-Type": JSON}, b"[" * 100_000, 400),
    ({"Content-Type": "application/cloudevents-batch+json"}, b"[]", 400),
]


def test_fifty_megabytes_are_refused_before_they_are_read(pair: Pair) -> None:
    """The answer comes after the headers; nothing of the body was taken, and it says what to do."""
    pair.mm.serve()
    line = http.client.HTTPConnection("127.0.0.1", pair.mm.port, timeout=20)
    line.putrequest("POST", "/exchange/v1/inbox")
    line.putheader("Content-Type", "application/cloudevents+json")
    line.putheader("Content-Length", str(50_000_000))
    line.endheaders()
    line.send(MARK.encode())
    answer = line.getresponse()
    said = answer.read()
    assert answer.status == 413
    assert b"stick" in said and MARK.encode() not in said
    line.close()
    for headers, body, status in NOT_OURS:
        refused = requests.post(
            f"{pair.mm.address}/exchange/v1/inbox", data=body, headers=headers, timeout=20
        )
        assert (refused.status_code, set(refused.json())) == (status, {"error"})
    assert pair.mm.owner("SELECT count(*) FROM exchange_arrival") == [(0,)]


def test_the_logs_and_jobs_hold_no_content(pair: Pair) -> None:
    """A message that makes its receiver fail with its content in the error; then logs and jobs are searched."""
    with pair.th.speaking() as viewer:
        outbox.queue("test.note", to="mm", body={"word": "fail", "attachment": MARK}, by=viewer)
    pair.mm.serve()
    pair.mm.work()
    pair.th.work()
    until(lambda: pair.mm.owner("SELECT 1 FROM exchange_arrival WHERE code = 'ValueError'"), 30, "the fault")
    for log in pair.mm.run.glob("*.log"):
        assert MARK not in log.read_text(), log
    for node in (pair.th, pair.mm):
        assert not any(
            MARK in str(row) for row in node.owner("SELECT args, task_name FROM procrastinate_jobs")
        )
    listed = pair.mm.program("exchange", "status").stdout
    assert "from th" in listed and "ValueError" in listed and MARK not in listed


def test_restored_from_yesterdays_backup(pair: Pair, tmp_path: Path) -> None:
    """`wellknit backup`, a day of work, the database gone, `wellknit restore`, `wellknit exchange reconcile`."""
    journeys = [uuid4()]
    for node in (pair.th, pair.mm):
        node.serve()
        node.work()
    fill(pair.th, "mm", range(2), journeys)
    until(lambda: all_through(pair.th), 30, "the first day")
    assert pair.th.program("backup", str(tmp_path)).returncode == 0
    fill(pair.th, "mm", range(2, 4), journeys)
    fill(pair.mm, "th", range(2), journeys)
    until(lambda: all_through(pair.th, pair.mm), 30, "the second day")

    pair.th.stop()
    with psycopg.connect(pair.th.dsn("superuser"), autocommit=True) as gone:
        gone.execute("DROP SCHEMA public CASCADE")
        gone.execute("CREATE SCHEMA public")
    back = pair.th.program("restore", "--nothing-was-erased", str(next(tmp_path.glob("*Z"))))
    assert back.returncode == 0, back.stderr
    assert "nothing is sent to 1 nodes before" in back.stderr
    assert came(pair.th) == []
    pair.th.serve()
    pair.th.work()
    fill(pair.th, "mm", range(4, 5), journeys)
    time.sleep(1)
    assert open_at(pair.th) == 1  # it waits for the comparing

    told = pair.th.program("exchange", "reconcile")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "2 messages of ours were lost here (mended)" in told.stdout
    assert "2 messages of its own were lost here (mended)" in told.stdout
    until(lambda: all_through(pair.th, pair.mm), 30, "the rest")
    assert [n for _w, n, _o in came(pair.mm)] == list(range(5))
    assert sorted((n, own) for _w, n, own in came(pair.th)) == [(0, False), (1, False), (2, True), (3, True)]
    silent(pair.th)
    silent(pair.mm)
