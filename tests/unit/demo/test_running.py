"""The demo's nodes on one machine: names, ports, parts that fall, and a browser without script."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from wellknit.web.demo import running
from wellknit.web.demo.desk import Stuck, read_page
from wellknit.web.demo.nodes import NoSuchNode, chosen, is_demo, met_before, note_met
from wellknit.web.demo.running import Fell, Part

FORM = """<html><body><script>var form = "<form method=post>";</script><h1>Take the step</h1>
<div class="govuk-error-summary"><div><h2>Something is missing</h2><a href="#day">Give a day.</a></div></div>
<form method="post" action="/take/"><input type="hidden" name="csrfmiddlewaretoken" value="abc">
<input name="day" value="1 2 2026"><textarea name="words">
two
lines</textarea>
<input type="radio" name="channel" value="letter" id="a"><label for="a">A letter</label>
<input type="radio" name="channel" value="call" id="b" checked><label for="b">A call</label>
<select name="place"><option value="">Choose</option><option value="p1" selected>The bridge</option></select>
<input type="checkbox" name="sure" value="on"><input type="file" name="photo"><button>Take it</button></form>
<form action="/search/"><input name="q"></form><a href="/border/step/1/take/accept/">Accept</a></body></html>"""


def every_port(_host: str, _port: int) -> bool:
    return True


def test_each_node_has_a_name_and_a_port_of_its_own(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path))
    monkeypatch.setenv("WELLKNIT_NODE", "elsewhere")
    nodes = chosen(
        ["th", "MM", "th", "secretariat"], port=8000, host="127.0.0.1", is_free=lambda _h, p: p != 8001
    )
    assert [(n.node, n.port) for n in nodes] == [
        ("demo", 8000),
        ("demo_mm", 8002),
        ("demo_secretariat", 8003),
    ]
    assert [n.has_cases for n in nodes] == [True, True, False]
    env = nodes[1].environ(WELLKNIT_ROLE="web")
    assert (env["WELLKNIT_NODE"], env["WELLKNIT_CHARTER"], env["WELLKNIT_ROLE"]) == ("demo_mm", "mm", "web")
    assert env["WELLKNIT_ADDRESS"] == "http://127.0.0.1:8002" and env["WELLKNIT_DEMO"] == "1"
    assert all(is_demo(n.node) for n in nodes) and not is_demo("mm")
    assert nodes[0].card() == {}


@pytest.mark.parametrize(("code", "says"), [("xx", "no charter"), ("cn", "on paper")])
def test_who_runs_no_node_is_said(code: str, says: str) -> None:
    with pytest.raises(NoSuchNode, match=says):
        chosen([code], port=8000, host="127.0.0.1", is_free=every_port)


def test_which_cards_were_compared_is_kept(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path))
    th, mm = chosen(["th", "mm"], port=8000, host="127.0.0.1", is_free=every_port)
    for node in (th, mm):
        node.home.prepare()
    mm.card_path.write_text("a card")
    assert not th.knows(mm)
    note_met(th.home, [mm.card_path])
    assert th.knows(mm) and len(met_before(th.home)) == 1
    mm.card_path.write_text("another card")
    assert not th.knows(mm)


def test_a_part_that_falls_is_started_again_and_not_for_ever(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path))
    (node,) = chosen(["th"], port=8000, host="127.0.0.1", is_free=every_port)
    node.home.prepare()
    part = Part(node, "worker", [sys.executable, "-c", "raise SystemExit('no room left')"], "worker")
    said: list[str] = []
    part.start()
    with pytest.raises(
        Fell, match=r"The worker of Thailand ended 4 times in a minute; .*It said: no room left"
    ):
        running.watch([part], said.append, pause=0.05)
    assert said == ["The worker of Thailand ended; it is started again."] * running.TRIES
    running.stop([part])


def test_what_a_killed_part_leaves_behind_is_ended_before_it_starts_again(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path))
    (node,) = chosen(["th"], port=8000, host="127.0.0.1", is_free=every_port)
    node.home.prepare()
    note = tmp_path / "grandchild"
    script = (
        "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    part = Part(node, "server", [sys.executable, "-c", script], "web")
    part.start()
    first = _number_in(note)
    assert part.process is not None
    part.process.kill()
    part.process.wait()
    assert _lives(first)
    note.unlink()
    running._again(part, lambda _sentence: None)
    second = _number_in(note)
    assert not _lives(first) and _lives(second)
    running.stop([part])
    assert not _lives(second)


def _number_in(note: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if note.exists() and note.read_text():
            return int(note.read_text())
        time.sleep(0.02)
    raise AssertionError("It never began.")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_demo_that_died_is_not_taken_for_one_that_runs(tmp_path: Path) -> None:
    assert running.runs_already(tmp_path) == {}
    note = tmp_path / "demo-running.json"
    note.write_text(json.dumps({"pid": os.getpid(), "ports": {"th": 1}}))
    assert running.runs_already(tmp_path) == {}
    note.write_text("half a no")
    assert running.runs_already(tmp_path) == {}


def test_a_page_is_read_as_a_browser_would_send_it() -> None:
    page = read_page("http://localhost:8000/step/", 422, FORM)
    form = page.form("words")
    assert form.action == "/take/"
    assert form.values == {
        "csrfmiddlewaretoken": ["abc"], "day": ["1 2 2026"], "words": ["two\nlines"], "channel": ["call"],
        "place": ["p1"],
    }  # fmt: skip
    assert form.choose("place", "The br") == "p1"
    assert {name for name, _labels in form.choices.items()} == {"channel", "place", "sure"}
    assert page.link(r"/take/accept/$") == "/border/step/1/take/accept/"
    assert "Give a day." in page.wrong and "var form" not in page.text
    with pytest.raises(Stuck, match="no form for nothing: Something is missing"):
        page.form("nothing")
    with pytest.raises(Stuck, match="offers no"):
        form.choose("place", "The moon")
