"""A node put back from a backup, books compared and mended, and the same messages on a stick."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.harness.kinds import came
from tests.harness.pair import Pair, PairNode
from tests.unit.platform.exchange.test_moving import send

from wellknit.platform.access.refusals import NotValid, Refusal

TABLES = (
    "exchange_outgoing", "exchange_outorder", "exchange_line", "exchange_arrival", "exchange_received",
    "exchange_inorder", "exchange_trouble", "exchange_incarnation", "exchange_round",
)  # fmt: skip


def compare(pair: Pair, node: PairNode) -> tuple[str, dict[str, Any]]:
    """What `wellknit exchange reconcile` starts; both sides then do what their workers would."""
    other = pair.mm if node is pair.th else pair.th
    with node.speaking() as viewer:
        from wellknit.platform.exchange import reconcile

        asked = reconcile.begin(other.code, by=viewer)
    for _ in range(8):
        pair.deliver(node)
        pair.deliver(other)
    (row,) = node.owner("SELECT state, found FROM exchange_round WHERE id = %s", asked)
    return row


def back_up(node: PairNode) -> None:
    """A copy of the exchange's tables, and the moment at which it was made."""
    with psycopg.connect(node.dsn("superuser"), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS yesterday")
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS yesterday.{table}")
            connection.execute(f"CREATE TABLE yesterday.{table} AS TABLE public.{table}")
        connection.execute("DROP TABLE IF EXISTS yesterday.moment")
        connection.execute("CREATE TABLE yesterday.moment AS SELECT clock_timestamp() AS at")


def restore(node: PairNode) -> None:
    """The tables as they were; the trace forgets what came since, as a restored database would."""
    with psycopg.connect(node.dsn("superuser")) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            connection.execute(f"DELETE FROM public.{table}")
            connection.execute(f"INSERT INTO public.{table} SELECT * FROM yesterday.{table}")
        connection.execute(
            "DELETE FROM audit_event WHERE event = 'test.came' AND at > (SELECT at FROM yesterday.moment)"
        )
    with node.acting("owner"):
        from wellknit.platform.exchange.incarnation import after_restore

        after_restore(lambda _line: None)


def test_books_that_agree(pair: Pair) -> None:
    for n in range(3):
        send(pair.th, "a", n, journey=uuid4())
        send(pair.mm, "b", n, journey=uuid4())
    pair.settle()
    state, found = compare(pair, pair.th)
    assert (state, found["first"]) == ("equal", {})
    assert compare(pair, pair.mm)[0] == "equal"


def test_a_node_restored_from_yesterday(pair: Pair) -> None:
    """Both directions went on after the backup; afterwards both have everything once, and the order goes on."""
    journey = uuid4()
    send(pair.th, "th", 1, journey=journey)
    send(pair.mm, "mm", 1, journey=journey)
    pair.settle()
    back_up(pair.th)
    send(pair.th, "th", 2, journey=journey)
    send(pair.mm, "mm", 2, journey=journey)
    pair.settle()
    send(pair.th, "th", 3, journey=journey)
    pair.settle()
    restore(pair.th)
    assert came(pair.th) == [("mm", 1, False)]

    send(pair.th, "th", 4, journey=journey)
    pair.deliver(pair.th)
    assert pair.th.owner("SELECT state FROM exchange_outgoing WHERE body IS NOT NULL") == [("waiting",)]

    state, found = compare(pair, pair.th)
    assert state == "equal"
    assert found["first"] == {"ours_back": 2, "theirs_back": 1}
    pair.settle()
    # Its own steps come back marked as its own; all in the order of the other side's clock.
    assert came(pair.th) == [("mm", 1, False), ("mm", 2, False), ("th", 2, True), ("th", 3, True)]
    assert came(pair.mm) == [("th", 1, False), ("th", 2, False), ("th", 3, False), ("th", 4, False)]
    send(pair.mm, "mm", 3, journey=journey)
    send(pair.th, "th", 5, journey=journey)
    pair.settle()
    assert came(pair.th)[-1] == ("mm", 3, False)
    assert came(pair.mm)[-1] == ("th", 5, False)
    assert compare(pair, pair.th) == ("equal", {"turns": 1, "first": {}, "now": {}, "journeys": []})
    assert compare(pair, pair.mm)[0] == "equal"


def test_what_was_under_way_at_the_backup(pair: Pair) -> None:
    """Signed and unacknowledged in the backup; it had arrived meanwhile, or it had not."""
    from wellknit.platform.exchange.line import Answer

    journey = uuid4()
    send(pair.th, "one", 1, journey=journey)
    pair.deliver(pair.th, post=lambda *_a: Answer("no_line"))
    back_up(pair.th)
    pair.settle()
    restore(pair.th)
    state, found = compare(pair, pair.th)
    assert (state, found["first"]) == ("equal", {"acknowledge": 1})
    send(pair.th, "two", 2, journey=journey)
    pair.settle()
    assert [w for w, _n, _o in came(pair.mm)] == ["one", "two"]


def test_what_cannot_be_rebuilt_after_a_restore_is_said(pair: Pair, monkeypatch: Any) -> None:
    """A journey that began after the backup: its file is gone here, and there somebody waits."""
    from wellknit.platform.exchange import kinds

    back_up(pair.th)
    send(pair.th, "one", 1, journey=uuid4())
    pair.settle()
    restore(pair.th)
    note = kinds._KINDS["test.note"]

    def without_file(message: Any, viewer: Any) -> None:
        if message.own:
            raise kinds.Refuse("unknown_journey", "Not known here.")
        note.receive(message, viewer)

    monkeypatch.setitem(kinds._KINDS, "test.note", replace(note, receive=without_file))
    assert compare(pair, pair.th)[0] == "equal"
    assert came(pair.mm) == [("one", 1, False)] and came(pair.th) == []
    assert pair.th.owner("SELECT source, code, times FROM exchange_trouble") == [("mm", "not_rebuilt", 1)]
    told = pair.th.program("exchange", "status").stdout
    assert "open the files again" in told


def test_the_other_side_lost_its_books(pair: Pair) -> None:
    """A peer that was restored without telling: whoever compares gives it back what it lost."""
    journey = uuid4()
    send(pair.th, "one", 1, journey=journey)
    pair.settle()
    with psycopg.connect(pair.mm.dsn("superuser")) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM exchange_received")
        connection.execute("DELETE FROM exchange_inorder")
        connection.execute("DELETE FROM audit_event WHERE event = 'test.came'")
    state, found = compare(pair, pair.th)
    assert (state, found["first"]) == ("equal", {"give_ours": 1})
    assert came(pair.mm) == [("one", 1, False)]


def test_what_is_erased_leaves_no_text_and_the_books_agree(pair: Pair) -> None:
    journey, other = uuid4(), uuid4()
    for one in (journey, other):
        send(pair.th, "one", 1, journey=one)
        send(pair.mm, "back", 1, journey=one)
    pair.settle()
    with pair.th.acting("owner"):
        from wellknit.platform.exchange import outbox

        assert outbox.forget([journey]) == 2
    kept = pair.th.owner(
        "SELECT journey FROM exchange_outgoing WHERE jws IS NOT NULL UNION ALL SELECT journey FROM exchange_received"
        " WHERE jws IS NOT NULL"
    )
    assert kept == [(other,), (other,)]
    assert compare(pair, pair.th)[0] == "equal"


def test_journeys_that_say_different_things(pair: Pair, monkeypatch: Any) -> None:
    from wellknit.platform.exchange import comparing, reconcile

    journey = uuid4()
    said = {"th": "x", "mm": "y"}
    monkeypatch.setattr(comparing, "_wings", [])
    reconcile.digests(lambda peer: {journey: said["mm" if peer == "th" else "th"]})
    state, found = compare(pair, pair.th)
    assert (state, found["journeys"]) == ("differs", [str(journey)])
    said["mm"] = "x"
    assert compare(pair, pair.th)[0] == "equal"


def carry(pair: Pair, sender: PairNode, path: Path) -> None:
    other = pair.mm if sender is pair.th else pair.th
    with sender.acting():
        from wellknit.platform.exchange import stick

        stick.export(other.code, path)
    with other.acting():
        from wellknit.platform.exchange import stick

        stick.take(path)
        stick.take(path)  # twice does no harm


def test_a_stick_both_ways_with_no_line_at_all(pair: Pair, tmp_path: Path) -> None:
    journey = uuid4()
    for n in range(70):
        send(pair.th, "go", n, journey=journey)
    send(pair.mm, "come", 0, journey=journey)
    carry(pair, pair.th, tmp_path / "1")
    assert [n for _w, n, _o in came(pair.mm)] == list(range(70))
    carry(pair, pair.mm, tmp_path / "2")
    assert {r[0] for r in pair.th.owner("SELECT state FROM exchange_outgoing")} == {"received"}
    carry(pair, pair.th, tmp_path / "3")
    assert {r[0] for r in pair.mm.owner("SELECT state FROM exchange_outgoing")} == {"received"}
    assert came(pair.th) == [("come", 0, False)]
    assert b"go" not in (tmp_path / "1").read_bytes().split(b"\n")[0]
    assert (tmp_path / "1").stat().st_mode & 0o077 == 0


def test_a_file_for_somebody_else_is_refused(pair: Pair, tmp_path: Path) -> None:
    with pair.th.acting():
        from wellknit.platform.exchange import stick

        stick.export("mm", tmp_path / "f")
        with pytest.raises(NotValid):
            stick.take(tmp_path / "f")
        (tmp_path / "g").write_bytes(b"no stick of ours\n")
        with pytest.raises(NotValid):
            stick.take(tmp_path / "g")


def damaged(path: Path, part: str, name: str, *signs: str) -> None:
    """The first entries of that part as a bad stick gives them back, a sign more or another in each."""
    head, *lines = path.read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    for entry, sign in zip([e for e in entries if part in e], signs, strict=False):
        text = entry[part][name]
        entry[part][name] = text + sign if sign < " " else text[:-9] + sign * 9
    path.write_text("\n".join([head, *map(json.dumps, entries)]) + "\n")


def test_a_damaged_stick_says_what_of_it_was_refused(pair: Pair, tmp_path: Path) -> None:
    from wellknit.platform.exchange import stick

    for n in range(3):
        send(pair.th, "go", n)
    with pair.th.acting():
        stick.export("mm", tmp_path / "1")
    damaged(tmp_path / "1", "event", "data", "A", "\0")
    with pair.mm.acting():
        sender, found = stick.take(tmp_path / "1")
        assert (sender, found.messages, found.refused) == ("th", 1, {"tampered": 2})
        stick.export("th", tmp_path / "2")
    again = pair.mm.program("exchange", "import", str(tmp_path / "1"))
    assert again.returncode == 1, again.stderr
    assert "1 messages and 0 receipts from th\n2 refused (tampered): " in again.stdout
    damaged(tmp_path / "2", "answer", "receipt", "A")
    with pair.th.acting():
        _sender, found = stick.take(tmp_path / "2")
        assert (found.receipts, found.refused) == (0, {"bad_receipt": 1})
    assert {r[0] for r in pair.th.owner("SELECT state FROM exchange_outgoing")} == {"sent"}


@pytest.mark.parametrize("sender", ["th\0", "\ud800", "x" * 50, "TH"])
def test_a_stick_of_an_impossible_sender_is_refused(pair: Pair, tmp_path: Path, sender: str) -> None:
    from wellknit.platform.exchange import stick

    (tmp_path / "f").write_text(json.dumps({"form": stick.FORM, "from": sender, "to": "mm"}) + "\n")
    with pair.mm.acting(), pytest.raises(Refusal):
        stick.take(tmp_path / "f")


def test_a_node_nobody_knows_is_named_with_those_that_are_known(pair: Pair, tmp_path: Path) -> None:
    for words in (("export", "nosuch", str(tmp_path / "f")), ("reconcile", "nosuch")):
        told = pair.th.program("exchange", *words)
        assert told.returncode == 2
        assert "There is no node nosuch; known: " in told.stderr
        assert "mm" in told.stderr


def test_comparing_by_stick(pair: Pair, tmp_path: Path) -> None:
    """A restored node without a line: the whole talk goes as files."""
    send(pair.th, "one", 1, journey=uuid4())
    pair.settle()
    with pair.th.acting("owner"):
        from wellknit.platform.exchange.incarnation import begin_anew

        begin_anew()
    send(pair.th, "two", 2, journey=uuid4())
    with pair.th.speaking() as viewer:
        from wellknit.platform.exchange import reconcile

        reconcile.begin("mm", by=viewer)
    for n in range(3):
        carry(pair, pair.th, tmp_path / f"t{n}")
        carry(pair, pair.mm, tmp_path / f"m{n}")
    assert pair.th.owner("SELECT state FROM exchange_round") == [("equal",)]
    assert [w for w, _n, _o in came(pair.mm)] == ["one", "two"]


def test_the_program_compares_and_is_silent(pair: Pair) -> None:
    """`wellknit exchange reconcile` against a peer whose server and worker run."""
    send(pair.th, "one", 1, journey=uuid4())
    pair.th.serve()
    pair.mm.serve()
    pair.mm.work()
    first: subprocess.CompletedProcess[str] = pair.th.program("exchange", "reconcile")
    # The message that still waited went along with the asking.
    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    assert came(pair.mm) == [("one", 1, False)]
    assert pair.th.program("exchange", "status").stdout.startswith("mm ")
