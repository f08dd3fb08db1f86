"""`wellknit demo journey` on two fresh nodes, and what somebody on the line between them gets to see: nothing."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.harness.demonodes import DemoTestNode, Heard, free_row, listening, program
from tests.harness.server import collect_static

pytestmark = pytest.mark.slow

NATIVE, LATIN = "မမှတ်သားဖူး", "Ma Zzmarked Zznever"
DIGEST = re.compile(r"^     (\S+) +([0-9a-f]{64})$", re.MULTILINE)
CODE = re.compile(r"J-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture(scope="module")
def stage(node: Any) -> Iterator[tuple[Path, dict[str, DemoTestNode], int]]:
    """Two nodes with people and no cases, each vouched for by the other's officials.

    In a home of their own for each worker: the demo's nodes have fixed names, and its browser test may run beside.
    """
    run = node.run / f"journey-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    shutil.copytree(node.run / "secrets", run / "secrets", dirs_exist_ok=True)
    nodes = {charter: DemoTestNode(run, charter) for charter in ("th", "mm")}
    collect_static(node)
    (run / "static").symlink_to(node.run / "static")
    port = free_row(2)
    done = program(
        run, "demo", "prepare", "--nodes", "th", "mm", "--empty", "--no-static", "--port", str(port)
    )
    assert done.returncode == 0, done.stderr
    assert "Thailand is vouched for by Mya and Htun" in done.stderr
    assert "Myanmar is vouched for by Kanya and Thawat" in done.stderr
    yield run, nodes, port
    nodes["th"].cluster.stop()


@pytest.fixture(scope="module")
def walked(stage: Any) -> tuple[str, Heard, Heard]:
    """The whole journey once, with an ear on the line in both directions: what the program said, and what was heard."""
    run, nodes, port = stage
    with listening(port) as to_th, listening(port + 1) as to_mm:
        nodes["th"].owner("UPDATE exchange_peer SET address = %s WHERE code = 'mm'", to_mm.address)
        nodes["mm"].owner("UPDATE exchange_peer SET address = %s WHERE code = 'th'", to_th.address)
        done = program(run, "demo", "journey", "--port", str(port), "--name", NATIVE, LATIN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(to_th.requests) > 5 and len(to_mm.requests) > 5
    return done.stdout, to_th, to_mm


def test_a_person_goes_home_and_both_nodes_say_the_same(walked: Any) -> None:
    told, _to_th, _to_mm = walked
    assert "closes: returned and followed up" in told
    digests = DIGEST.findall(told)
    assert [name for name, _digest in digests] == ["Thailand", "Myanmar"]
    assert digests[0][1] == digests[1][1]


def test_nobody_on_the_line_learns_of_her(stage: Any, walked: Any) -> None:
    told, to_th, to_mm = walked
    marks = _marks(stage[1], told)
    _nothing_shows([*to_th.requests, *to_mm.requests], marks)
    _nothing_shows([*to_th.answers, *to_mm.answers], marks)  # receipts, signed and not sealed


def _marks(nodes: dict[str, DemoTestNode], told: str) -> list[str]:
    """Whatever must not be readable: names, codes, ids, kinds, words somebody wrote, offices."""
    found = CODE.search(told)
    assert found is not None
    codes = [str(row[0]) for n in nodes.values() for row in n.owner("SELECT code FROM protection_case")]
    journeys = [str(row[0]) for row in nodes["th"].owner("SELECT id FROM protection_journey")]
    kinds = [
        str(row[0]) for n in nodes.values() for row in n.owner("SELECT DISTINCT kind FROM exchange_outgoing")
    ]
    assert len(codes) == 2 and {"journey.offered", "journey.moved", "journey.told"} <= set(kinds)
    written = [
        NATIVE,
        LATIN,
        "Zznever",
        "The parents moved",
        "Shelter Centre",
        "country-return",
        "2001-02-14",
    ]
    return [*written, found.group(), *codes, *kinds, "handed_over", *journeys]


def _nothing_shows(wire: list[bytes], marks: list[str]) -> None:
    """Neither in the bytes, nor in what base64 hides, in any spelling of JSON."""
    for seen in wire:
        texts = [seen, *_unpacked(seen)]
        for mark in marks:
            for spelt in (mark.encode(), json.dumps(mark)[1:-1].encode(), mark.encode("utf-16-le")):
                assert not any(spelt in text for text in texts), mark


def _unpacked(seen: bytes) -> Iterator[bytes]:
    for part in re.findall(rb"[A-Za-z0-9_-]{8,}", seen):
        with contextlib.suppress(ValueError):
            yield base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def test_everything_on_the_line_looks_alike(walked: Any) -> None:
    _told, _to_th, to_mm = walked
    events = [event for seen in to_mm.requests for event in json.loads(seen[seen.index(b"[{") :])]
    assert len(events) > 8
    assert {tuple(sorted(event)) for event in events} == {
        ("data", "datacontenttype", "id", "source", "specversion", "type")
    }
    assert {event["type"] for event in events} == {"wellknit.sealed"}
    assert {event["source"] for event in events} == {"urn:wellknit:node:th"}
    # Padded in steps: of some twenty messages of several kinds only a few lengths are seen.
    assert len({len(event["data"]) // 16 for event in events}) <= 5


def test_a_partner_on_paper(stage: Any) -> None:
    run, _nodes, port = stage
    done = program(run, "demo", "journey", "--partner", "paper", "--port", str(port))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "writes down: the other country confirms the nationality" in done.stdout
    assert len(DIGEST.findall(done.stdout)) == 1
    refused = program(run, "demo", "journey", "--corridor", "th-xx")
    assert refused.returncode == 2 and "corridor" in refused.stderr
