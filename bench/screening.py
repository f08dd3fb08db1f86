"""A screening submitted end to end, against a bare INSERT of the same bytes; sixteen writers with and without
the sealer at work; and what a server process weighs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

from bench.harness import BenchNode
from bench.rows import Row, median

SECONDS = 6.0
WRITERS = 16


def measure(node: BenchNode) -> list[Row]:
    """Rates, then weight."""
    from tests.harness.people import key_of, make_member, make_office

    border, shelter = make_office("bench-border", kind="immigration"), make_office("bench-shelter")
    officers = [make_member(border, "first_responder", f"Officer {n}") for n in range(WRITERS)]
    keys = [key_of(user, border) for user in officers]
    submit = _submitter(shelter)
    alone, bare = [], []
    for _ in range(3):
        alone.append(_rate(lambda: submit(keys[0])))
        bare.append(_bare(node))
    ratio = median(alone) / median(bare)
    rows = [
        Row("a screening with its referral, one writer", f"{median(alone):.0f}/s", f"{median(bare):.0f}/s bare INSERT "
            "and commit of the same bytes", ratio, "reported", None),
    ]  # fmt: skip
    return [*rows, *_sixteen(node, submit, keys), _weight(node)]


def _submitter(shelter: Any) -> Callable[[str], None]:
    from wellknit.lib.screening import Age
    from wellknit.platform.access.viewer import viewer_scope
    from wellknit.protection.actions.screening import Told, set_in_force, submit

    questions = set_in_force("first-contact").questions
    answers = {code: "yes" for code, q in questions.items() if q.kind == "yes_no" and q.element}
    told = Told(
        indicator_set="first-contact", answers=answers, age=Age(24), sex="female", agrees="yes", language="my",
        nationality="MM", identity={"name_native": "မသီရိ", "name_latin": "Ma Thiri"},
    )  # fmt: skip

    def once(key: str) -> None:
        with viewer_scope(key) as viewer:
            submit(told, by=viewer, to_office=shelter)

    return once


def _rate(work: Callable[[], object], seconds: float = SECONDS) -> float:
    for _ in range(3):
        work()
    began, done = perf_counter(), 0
    while perf_counter() - began < seconds:
        work()
        done += 1
    return done / (perf_counter() - began)


def _bare(node: BenchNode) -> float:
    """One INSERT of as many bytes as a screening, a referral, a clock and three events take, and its commit."""
    with node.owner() as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS bench_bare (id uuid PRIMARY KEY, body bytea)")
        body = os.urandom(2600)
        return _rate(lambda: owner.execute("INSERT INTO bench_bare VALUES (%s, %s)", [uuid4(), body]))


def _sixteen(node: BenchNode, submit: Callable[[str], None], keys: list[str]) -> list[Row]:
    with_sealer, without = [], []
    for _ in range(3):
        without.append(_together(submit, keys))
        node.run("audit", "seal")
        sealer = subprocess.Popen(
            [sys.executable, "-m", "wellknit.cli", "audit", "seal", "--forever"], env=node.env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        sleep(1.5)
        with_sealer.append(_together(submit, keys))
        sealer.terminate()
        sealer.wait(30)
    one, other = median(with_sealer), median(without)
    what = f"screenings by {WRITERS} writers, audit chained by the sealer beside them"
    return [Row(what, f"{one:.0f}/s", f"{other:.0f}/s unchained", one / other, "≥ 0.8", one / other >= 0.8)]


def _together(submit: Callable[[str], None], keys: list[str], seconds: float = SECONDS) -> float:
    from django.db import connections

    done = [0] * len(keys)
    stop = threading.Event()

    def work(number: int) -> None:
        try:
            while not stop.is_set():
                submit(keys[number])
                done[number] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(keys))]
    began = perf_counter()
    for thread in threads:
        thread.start()
    sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(done) / (perf_counter() - began)


def _weight(node: BenchNode) -> Row:
    """The heaviest process of a real server after three hundred pages."""
    import requests
    from tests.harness.server import free_port

    from wellknit.commands.serve import server_command

    port = free_port()
    server = subprocess.Popen(server_command("127.0.0.1", port), env={**node.env, "WELLKNIT_ROLE": "web"},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait(lambda: requests.get(f"http://localhost:{port}/health/", timeout=2).ok)
        for _ in range(300):
            requests.get(f"http://localhost:{port}/account/sign-in/", timeout=10)
        heaviest = max(_resident(pid) for pid in _family(server.pid)) / 1024
    finally:
        server.terminate()
        server.wait(20)
    return Row(
        "a server process after 300 pages", f"{heaviest:.0f} MB", "", None, "≤ 300 MB", heaviest <= 300
    )


def _wait(ready: Callable[[], bool]) -> None:
    for _ in range(150):
        try:
            if ready():
                return
        except OSError:
            pass
        sleep(0.2)
    raise RuntimeError("the server did not come up")


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        path = f"/proc/{parent}/task/{parent}/children"
        found += [int(child) for child in Path(path).read_text().split()]
    return found


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
