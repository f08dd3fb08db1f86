"""The program: help everywhere, one sentence when something is wrong, and no way round the walls."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wellknit import cli
from wellknit.commands import serve
from wellknit.commands.frame import Failed, sentence_of
from wellknit.lib.home import HomeError

Program = Callable[..., subprocess.CompletedProcess[str]]


def parsers(
    parser: argparse.ArgumentParser, path: str = "wellknit"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and verb with its parser."""
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from parsers(child, f"{path} {name}")


ALL = dict(parsers(cli.build_parser()))
VERBS = {
    path: p
    for path, p in ALL.items()
    if not any(isinstance(a, argparse._SubParsersAction) for a in p._actions)
}


@pytest.mark.parametrize("path", sorted(VERBS))
def test_every_command_has_help_with_an_example(path: str) -> None:
    parser = VERBS[path]
    assert parser.description
    assert "example" in (parser.epilog or "").lower()
    assert path in (parser.epilog or "")
    assert parser.get_default("run")


@pytest.mark.parametrize(
    "words", [[], ["db"], ["audit"], ["nonsense"], ["facts", "table"], ["db", "psql", "boss"]]
)
def test_asked_wrongly_is_exit_code_2_and_says_how(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = cli.main(words)
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    told = capsys.readouterr().err
    assert "usage" in told
    assert "Traceback" not in told


def test_a_failure_is_one_sentence_without_the_program_s_insides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_args: argparse.Namespace) -> None:
        raise ValueError("Ma Invented, born 1999")

    parser = argparse.ArgumentParser()
    parser.set_defaults(run=fail, role="", database=False)
    monkeypatch.setattr(cli, "build_parser", lambda: parser)
    assert cli.main([]) == 1
    told = capsys.readouterr().err
    assert "Invented" not in told  # an exception's text may quote a person
    assert len(told.strip().splitlines()) == 1
    assert cli.main(["--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_known_trouble_is_told_in_its_own_words() -> None:
    assert sentence_of(HomeError("The folder is open to others.")) == "The folder is open to others."
    assert "wellknit db status" in sentence_of(
        type("OperationalError", (Exception,), {})("could not connect")
    )
    assert sentence_of(OSError(28, "No space left on device", "/x")) == "No space left on device: /x."


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("127.0.0.1", False),
        ("localhost", False),
        ("::1", False),
        ("0.0.0.0", True),
        ("::", True),
        ("node.example", True),
    ],
)
def test_which_addresses_others_can_reach(host: str, public: bool) -> None:
    assert serve.is_public(host) is public


def test_debug_and_demo_are_not_served_beyond_this_machine(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WELLKNIT_OPEN_DEMO", raising=False)
    serve.refuse_dangerous("0.0.0.0")
    settings.DEMO = True
    with pytest.raises(Failed, match="WELLKNIT_OPEN_DEMO"):
        serve.refuse_dangerous("0.0.0.0")
    serve.refuse_dangerous("127.0.0.1")
    settings.DEBUG = True
    monkeypatch.setenv("WELLKNIT_OPEN_DEMO", "1")
    with pytest.raises(Failed, match="WELLKNIT_DEBUG"):
        serve.refuse_dangerous("0.0.0.0")


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Failed, match="--port"):
            serve.refuse_busy("127.0.0.1", taken.getsockname()[1])


def test_a_node_without_a_wing_has_no_command_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path))
    monkeypatch.setenv("WELLKNIT_CHARTER", "secretariat")
    assert not any("protection" in name for name in cli.command_modules())


def test_help_works_even_where_the_home_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLKNIT_NODE", "Not A Name")
    assert "wellknit.commands.db" in list(cli.command_modules())


def test_a_home_without_a_node_is_not_made_by_asking_it_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WELLKNIT_HOME", str(tmp_path / "empty"))
    assert cli.main(["audit", "verify"]) == 1
    assert "wellknit setup" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()


# --- on a real node -------------------------------------------------------------------------------


def test_setting_up_again_changes_nothing(program: Program, db: Any) -> None:
    keys = {p.name: p.read_bytes() for p in db.home.path("keys").iterdir()}
    done = program("setup", "--no-static")
    assert done.returncode == 0, done.stderr
    assert {p.name: p.read_bytes() for p in db.home.path("keys").iterdir()} == keys


def test_status_and_psql_speak_of_this_node(program: Program, db: Any) -> None:
    assert "running   yes" in program("db", "status").stdout
    done = program("db", "psql", "facts", "-At", "-c", "select current_user, current_database()")
    assert done.stdout.strip() == f"wellknit_test_facts|{db.home.database}", done.stderr


def test_an_empty_trail_is_green_in_words_and_for_programs(program: Program) -> None:
    assert program("audit", "verify").stdout.startswith("green: 0 rows")
    assert json.loads(program("audit", "verify", "--json").stdout) == {
        "sealed": 0,
        "waiting": 0,
        "findings": [],
    }


def test_rotating_adds_a_key_and_keeps_the_old(program: Program, db: Any) -> None:
    done = program("keys", "rotate")
    assert done.returncode == 0, done.stderr
    ring = json.loads(db.home.path("keys", "vault.json").read_text())
    assert (ring["current"], sorted(ring["keys"])) == (2, ["1", "2"])


def test_escrow_and_recovery_give_the_same_keys(program: Program, db: Any, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    envelopes = [str(tmp_path / "one" / "a"), str(tmp_path / "two" / "b")]
    assert program("keys", "escrow", *envelopes).returncode == 0
    assert program("keys", "escrow", *envelopes).returncode == 1  # overwrites nothing
    assert "different places" in program("keys", "escrow", str(tmp_path / "c"), str(tmp_path / "d")).stderr
    fresh = {"WELLKNIT_HOME": str(tmp_path / "home"), "WELLKNIT_NODE": "again"}
    assert program("keys", "recover", *reversed(envelopes), env=fresh).returncode == 0
    found = {p.name: json.loads(p.read_text()) for p in (tmp_path / "home/nodes/again/keys").iterdir()}
    assert found == {p.name: json.loads(p.read_text()) for p in db.home.path("keys").iterdir()}
    assert "already" in program("keys", "recover", *envelopes, env=fresh).stderr


def test_as_nobody_and_as_a_stranger_is_refused(db: Any) -> None:
    from wellknit.commands.acting import acting

    with pytest.raises(Failed, match="--as"), acting(argparse.Namespace(as_email="", office=None)):
        pass
    with (
        pytest.raises(Failed, match="no account"),
        acting(argparse.Namespace(as_email="x@example.org", office=None)),
    ):
        pass


def test_as_somebody_opens_a_session_of_hers_and_closes_it(db: Any, super_cursor: Any) -> None:
    from tests.harness.people import make_member, make_office

    from wellknit.commands.acting import acting

    north, south = make_office("north"), make_office("south")
    alice = make_member(north, "case-worker")
    with acting(argparse.Namespace(as_email=alice.email.upper(), office=None)) as viewer:
        assert (viewer.person_id, viewer.office_code) == (alice.pk, "north")
    make_member(south, "case-worker")
    with (
        pytest.raises(Failed, match="north, south"),
        acting(argparse.Namespace(as_email=alice.email, office=None)),
    ):
        pass
    with acting(argparse.Namespace(as_email=alice.email, office="south")) as viewer:
        assert viewer.office_code == "south"
    super_cursor.execute("SELECT via, closed_at IS NOT NULL FROM access_viewersession")
    assert super_cursor.fetchall() == [("cli", True)] * 2
    super_cursor.execute("SELECT count(*) FROM audit_event WHERE event = 'session.opened'")
    assert super_cursor.fetchone() == (2,)


@pytest.mark.slow
def test_a_backup_holds_no_keys_and_is_checked_before_it_is_restored(
    program: Program, db: Any, tmp_path: Path
) -> None:
    from tests.harness.people import make_office

    make_office("north")
    kept = tmp_path / "kept"
    kept.mkdir()
    done = program("backup", str(kept))
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    assert {p.name for p in folder.iterdir()} == {"database.dump", "files.tar", "manifest.json"}
    assert not any(key in (folder / "files.tar").read_bytes() for key in (b"vault.json", b"sealer.json"))
    done = program("restore", str(folder))
    assert "not empty" in done.stderr
    (folder / "files.tar").write_bytes(b"changed")
    assert "digest differs" in program("restore", str(folder)).stderr


@pytest.mark.slow
def test_serving_answers_seals_and_leaves_nothing_behind(db: Any) -> None:
    from tests.harness.run import environment
    from tests.harness.server import free_port

    port = free_port()
    env = {**os.environ, **environment(db.run, db.home.node)}
    child = subprocess.Popen(
        [sys.executable, "-m", "wellknit.cli", "serve", "--port", str(port)],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stderr is not None
        assert f"http://localhost:{port}/" in child.stderr.readline()
        children = Path("/proc", str(child.pid), "task", str(child.pid), "children")
        started = [int(pid) for pid in children.read_text().split()]
        assert len(started) == 2  # the server and the sealer
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
        assert not [pid for pid in started if Path("/proc", str(pid)).exists()]
    finally:
        child.kill()
        child.communicate()
