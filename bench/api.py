"""A screening sent in over HTTP by another system, beside the same verb called in process."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any
from uuid import uuid4

from bench.harness import BenchNode
from bench.rows import Row, median, timed

PAIRS = 500


def measure(node: BenchNode) -> list[Row]:
    """One caller on one line, and one in process, in turn; then what a flood costs."""
    from tests.harness.people import key_of, make_member, make_office, seen_by

    from wellknit.protection.actions import token

    border, shelter = make_office("bench-api-border", kind="immigration"), make_office("bench-api-shelter")
    officer = make_member(border, "first_responder", "Officer Systems")
    admin = make_member(border, "office_administrator", "Adam Systems")
    with seen_by(admin, border) as viewer:
        key = token.issue("bench", token.SCOPES, days=1, by=viewer)[1]
        flooding = token.issue("flood", token.SCOPES, days=1, by=viewer)[1]
    inside = _in_process(key_of(officer, border), shelter)
    with _server(node, WELLKNIT_API_PER_MINUTE="1000000") as port:
        over = _over_http(port, key)
        ours, beside = _in_turn(over, inside)
    ratio = median(beside) / median(ours)
    rows = [
        Row("a screening sent in by another system (HTTP, key checked, idempotent), rate by the median call",
            f"{1 / median(ours):.0f}/s", f"{1 / median(beside):.0f}/s the same verb in process", ratio, "≥ 0.6",
            ratio >= 0.6),
    ]  # fmt: skip
    with _server(node) as port:
        return [*rows, _flood(port, flooding)]


def _in_turn(ours: Callable[[], object], beside: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Call by call in turn, so that whatever else the machine does falls on both alike; seconds of each call."""
    found: tuple[list[float], list[float]] = ([], [])
    for work in (ours, beside) * 10:
        work()
    for _ in range(PAIRS):
        found[0].append(timed(ours))
        found[1].append(timed(beside))
    return found


def _told() -> dict[str, Any]:
    from wellknit.protection.actions.screening import set_in_force

    questions = set_in_force("first-contact").questions
    answers = {code: "yes" for code, q in questions.items() if q.kind == "yes_no" and q.element}
    return {"indicator_set": "first-contact", "answers": answers, "sex": "female", "agrees": "yes", "language": "my",
            "nationality": "MM", "identity": {"name_native": "မသီရိ", "name_latin": "Ma Thiri"}}  # fmt: skip


def _in_process(key: str, shelter: Any) -> Callable[[], object]:
    from wellknit.lib.screening import Age
    from wellknit.platform.access.viewer import viewer_scope
    from wellknit.protection.actions.screening import Told, submit

    told = Told(age=Age(24), **_told())

    def once() -> None:
        with viewer_scope(key) as viewer:
            submit(told, by=viewer, to_office=shelter)

    return once


def _over_http(port: int, key: str) -> Callable[[], object]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({**_told(), "age": {"years": 24}, "to_office": "bench-api-shelter"})

    def once() -> None:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Host": "localhost"}
        line.request("POST", "/api/v1/screenings", body, {**headers, "Idempotency-Key": uuid4().hex})
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {content[:200]!r}")

    return once


def _flood(port: int, key: str) -> Row:
    """What a caller who has had her share costs the server."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    refused, taken = 0, []
    for _ in range(3000):
        began = perf_counter()
        line.request(
            "GET", "/api/v1/codelists", headers={"Authorization": f"Bearer {key}", "Host": "localhost"}
        )
        answer = line.getresponse()
        answer.read()
        if answer.status == 429:
            refused += 1
            taken.append(perf_counter() - began)
    return Row(f"a call that is told to wait (429), {refused:,} of 3,000", f"{median(taken) * 1000:.2f} ms", "", None,
               "reported", None)  # fmt: skip


@contextmanager
def _server(node: BenchNode, **more: str) -> Iterator[int]:
    from tests.harness.server import free_port

    from wellknit.commands.serve import server_command
    from wellknit.lib.processes import die_with_parent

    port = free_port()
    child = subprocess.Popen(
        server_command("127.0.0.1", port), env={**node.env, "WELLKNIT_ROLE": "web", **more}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=die_with_parent,  # noqa: PLW1509
    )  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        child.terminate()
        child.wait(15)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/health/", headers={"Host": "localhost"})
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not come up.")
