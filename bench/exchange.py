"""Messages between two nodes: server and worker each, real keys, real commits; beside them the bare limit.

The bare side does for each message what cannot be left out: sign, seal, one commit, one HTTP exchange, open,
verify, one commit, sign a receipt, verify it; with the cryptography library itself and plain statements, in
one process that waits for nobody. `--full` measures with 100,000 waiting (about twenty minutes), else 10,000.

`python -m bench.exchange COMMAND …` is the program with the bench's own kind of message known.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from bench.harness import BenchNode
from bench.rows import Row, median, quantile

KIND = "bench.note"
BODY = {"text": "x" * 600, "number": 1}
JOURNEYS = 200
FEW = 1_000
PORTS = {"th": 8461, "mm": 8462, "bare": 8463}
OFFICE = UUID(int=7)
_TICK = timedelta(milliseconds=1)


def waiting() -> int:
    """How many stand in line where many do."""
    return 100_000 if "--full" in sys.argv else 10_000


class Side:
    """One of the two nodes: its environment, its processes, its database as the owner."""

    def __init__(self, root: Path, env: dict[str, str], code: str) -> None:
        self.code, self.log = code, root / f"exchange-{code}.log"
        self.env = {**env, "WELLKNIT_NODE": f"bench{code}", "WELLKNIT_CHARTER": code, "WELLKNIT_HOSTS": "127.0.0.1,localhost",
                    "WELLKNIT_ADDRESS": f"http://127.0.0.1:{PORTS[code]}", "WELLKNIT_ROLE": "web"}  # fmt: skip
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.run("setup", "--no-static")

    def run(self, *words: str) -> None:
        done = subprocess.run([sys.executable, "-m", "bench.exchange", *words], env=self.env, capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def dsn(self) -> str:
        from wellknit.lib.home import Home

        return Home.find(self.env).dsn("owner")

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def serve(self) -> None:
        from wellknit.commands.serve import server_command

        self._start("server", server_command("127.0.0.1", PORTS[self.code]))

    def work(self) -> None:
        self._start("worker", [sys.executable, "-m", "bench.exchange", "work"])

    def _start(self, name: str, command: list[str]) -> None:
        with self.log.open("ab") as out:
            self.children[name] = subprocess.Popen(command, env=self.env, stdout=out, stderr=out)

    def peak(self) -> int:
        """Largest resident memory of its worker so far, in MB."""
        status = Path(f"/proc/{self.children['worker'].pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def stop(self) -> None:
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            child.wait(30)
        self.children.clear()

    def prepare(self, other: Side) -> None:
        """The office that speaks; the other side trusted."""
        from wellknit.lib.charters import read_charter
        from wellknit.lib.home import Home

        self.ask(
            "INSERT INTO identity_office (id, code, name, name_local, kind, jurisdiction, province, languages, may_detain,"
            " contact, contact_confirmed_by) VALUES (%s, %s, 'Bench', '', 'ministry', 'TH', '', '{}', false, '', '')",
            OFFICE, read_charter(Home.find(self.env))["exchange"]["offices"][0],
        )  # fmt: skip
        card = json.loads(Home.find(other.env).path("keys", "card.json").read_text())["card"]
        said = json.loads(base64.urlsafe_b64decode(card.split(".")[1] + "=="))
        peer = uuid4()
        self.ask(
            "INSERT INTO exchange_peer (id, code, name, country, wings, time_zone, offices, address, protocol, state, state_at)"
            " VALUES (%s, %s, %s, %s, %s, 'UTC', %s, %s, '{1}', 'trusted', now())",
            peer, other.code, said["name"], said["country"], said["wings"], said["offices"], said["address"],
        )  # fmt: skip
        for entry in said["keys"]:
            jwk = entry["jwk"]
            self.ask("INSERT INTO exchange_peerkey (id, peer_id, kid, use, jwk, state) VALUES (%s, %s, %s, %s, %s, 'active')",
                     uuid4(), peer, jwk["kid"], jwk["use"], json.dumps(jwk))  # fmt: skip

    def fill(self, count: int) -> None:
        """Messages in the outbox, sealed as `outbox.queue` seals them."""
        from wellknit.lib.home import Home
        from wellknit.platform.vault.keyring import _read
        from wellknit.platform.vault.sealing import seal

        ring = _read(Home.find(self.env).path("keys", "vault.json"))
        body = json.dumps(BODY, separators=(",", ":")).encode()
        journeys = [uuid4() for _ in range(JOURNEYS)]
        columns = "id, peer, kind, personal, priority, journey, state, body, digest, seq, incarnation, attempts, outcome, code, reason, queued_at, next_at"
        with psycopg.connect(self.dsn()) as connection, connection.cursor() as cursor:
            began = cursor.execute("SELECT now() - interval '1 hour'").fetchone()[0]  # type: ignore[index]
            with cursor.copy(f"COPY exchange_outgoing ({columns}) FROM STDIN") as copy:
                for number in range(count):
                    key = uuid4()
                    at = began.replace(microsecond=0) + number * _TICK
                    copy.write_row((key, "mm", KIND, True, False, journeys[number % JOURNEYS], "waiting",
                                    seal(body, code="X020", row=str(key), ring=ring), "", 0, 0, 0, "", "", "", at, at))  # fmt: skip
        self.ask("ANALYZE exchange_outgoing")

    def open_ones(self) -> int:
        return int(
            self.ask("SELECT count(*) FROM exchange_outgoing WHERE state IN ('waiting', 'sent')")[0][0]
        )

    def empty(self) -> None:
        for table in ("outgoing", "outorder", "arrival", "received", "inorder", "line"):
            self.ask(f"TRUNCATE exchange_{table}")


@contextmanager
def pair(node: BenchNode) -> Iterator[tuple[Side, Side]]:
    """Both sides, trusting each other, beside the bench's own node in the same cluster."""
    th, mm = Side(node.root, node.env, "th"), Side(node.root, node.env, "mm")
    th.prepare(mm)
    mm.prepare(th)
    try:
        yield th, mm
    finally:
        th.stop()
        mm.stop()


def measure(node: BenchNode) -> list[Row]:
    """Rate beside the bare limit; cost with few and with many waiting; memory of a long drain."""
    with pair(node) as (th, mm):
        bares = [bare_rate(th, 300)]
        mm.serve()
        mm.work()
        few = drain(th, mm, FEW)
        bare = median([*bares, bare_rate(th, 300), bare_rate(th, 300)])
        one = lone(th)
        many, left = start_of(th, mm, waiting())
        rows = [
            Row("sealed messages from outbox to receipt, two nodes", f"{few:.0f}/s", f"{bare:.0f}/s bare", few / bare, "≥ 0.50", few / bare >= 0.5),
            Row(f"the same with {waiting():,} waiting beside {FEW:,}", f"{1000 / many:.2f} ms", f"{1000 / few:.2f} ms", few / many, "≤ 1.25", few / many <= 1.25),
        ]  # fmt: skip
        took = finish(th)
        peak = max(th.peak(), mm.peak())
        rows.append(Row(f"drain of {left:,} more, the larger worker's peak memory", f"{peak} MB", f"{left / took:.0f}/s", None, "< 300 MB", peak < 300))  # fmt: skip
        assert th.ask("SELECT count(*) FROM exchange_outgoing WHERE state = 'received'")[0][0] == waiting()
    return [*rows, accepting(one, bare), chaos()]


def drain(th: Side, mm: Side, count: int) -> float:
    """Messages a second from the first signed to the last receipt; the last of three runs, both sides warm."""
    rate = 0.0
    th.work()
    for _ in range(3):
        th.empty()
        mm.empty()
        th.fill(count)
        _ringing(th, lambda: th.open_ones() == 0)
        rate = _rate(th)
    return rate


def lone(th: Side) -> float:
    """Seconds of one message by itself, from the bell to the receipt in the sender's book; the median of 15."""
    th.empty()
    took = []
    for _ in range(15):
        th.fill(1)
        began = time.time()
        _ring(th)
        while th.open_ones():
            time.sleep(0.005)
        ((done,),) = th.ask("SELECT extract(epoch FROM max(done_at)) FROM exchange_outgoing")
        took.append(float(done) - began)
    return median(took)


def start_of(th: Side, mm: Side, count: int) -> tuple[float, int]:
    """(messages a second over the first 2,000 of many, how many are left)."""
    th.empty()
    mm.empty()
    th.fill(count)
    first = min(2_000, count)
    _ringing(th, lambda: th.open_ones() <= count - first)
    return _rate(th), th.open_ones()


def finish(th: Side) -> float:
    """Seconds until nothing is open any more."""
    return _ringing(th, lambda: th.open_ones() == 0)


def _ringing(th: Side, check: Any) -> float:
    """Ring for the worker as `queue` does, and wait; seconds."""
    began = time.perf_counter()
    _ring(th)
    while not check():
        time.sleep(0.05)
        if time.perf_counter() - began > 3600:
            raise RuntimeError("the messages did not go")
        _ring(th)
    return time.perf_counter() - began


def _ring(th: Side) -> None:
    th.ask(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock) SELECT 'exchange', 'exchange.deliver',"
        " '{\"peer\": \"mm\"}', 'exchange.deliver.mm' ON CONFLICT DO NOTHING"
    )


def _rate(th: Side) -> float:
    """By the sender's own book: messages a second between the first signature and the last receipt so far."""
    ((count, seconds),) = th.ask(
        "SELECT count(*), extract(epoch FROM max(done_at) - min(sealed_at)) FROM exchange_outgoing WHERE state = 'received'"
    )
    return float(count) / float(seconds)


# --- the bare side ----------------------------------------------------------------------------------


def bare_app(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The same server, with nothing behind it."""
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "500")])
    return [b"r" * 500]


def bare_rate(th: Side, count: int) -> float:
    """Messages a second of one process that only does what must be done."""
    from wellknit.commands.serve import server_command

    command = ["bench.exchange:bare_app" if word.endswith(":application") else word for word in server_command("127.0.0.1", PORTS["bare"])]  # fmt: skip
    server = subprocess.Popen(command, env=th.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    line = _connected(PORTS["bare"])
    th.ask("CREATE TABLE bare (id uuid PRIMARY KEY, sealed bytea)")
    payload = json.dumps({"claims": ["x" * 20] * 12, "body": BODY}).encode()
    payload += b" " * (-len(payload) % 1024)
    with psycopg.connect(th.dsn(), autocommit=True) as one, psycopg.connect(th.dsn(), autocommit=True) as two:
        began = time.perf_counter()
        for _ in range(count):
            _bare(payload, line, one, two)
        took = time.perf_counter() - began
    line.close()
    server.terminate()
    server.wait(30)
    th.ask("DROP TABLE bare")
    return count / took


def _connected(port: int) -> http.client.HTTPConnection:
    for _ in range(200):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port)
            line.connect()
            line.request("POST", "/", b"x")
            line.getresponse().read()
            return line
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the bare server did not come up")


def _bare(payload: bytes, line: http.client.HTTPConnection, one: Any, two: Any) -> None:
    sealed = base64.urlsafe_b64encode(_seal(payload))
    one.execute("INSERT INTO bare VALUES (%s, %s)", [uuid4(), sealed])
    line.request("POST", "/", sealed)
    line.getresponse().read()
    _open(base64.urlsafe_b64decode(sealed), len(payload))
    two.execute("INSERT INTO bare VALUES (%s, %s)", [uuid4(), sealed])
    receipt = payload[:400]
    _K["sign"].public_key().verify(_K["sign"].sign(receipt), receipt)


def _keys() -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return {"sign": Ed25519PrivateKey.generate(), "box": X25519PrivateKey.generate()}


_K: dict[str, Any] = _keys()


def _seal(payload: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    signed = base64.urlsafe_b64encode(payload) + _K["sign"].sign(payload)
    once = X25519PrivateKey.generate()
    secret = once.exchange(_K["box"].public_key())
    return once.public_key().public_bytes_raw() + AESGCM(secret).encrypt(b"0" * 12, signed, None)


def _open(sealed: bytes, size: int) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret = _K["box"].exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    signed = AESGCM(secret).decrypt(b"0" * 12, sealed[32:], None)
    payload = base64.urlsafe_b64decode(signed[:-64])
    _K["sign"].public_key().verify(signed[-64:], payload)
    assert len(payload) == size


# --- two parts that are tests, larger ----------------------------------------------------------------


def chaos() -> Row:
    """10,000 messages both ways under random faults with a fixed seed."""
    began = time.perf_counter()
    fine = _tested("tests/unit/platform/exchange/test_chaos.py", CHAOS_MESSAGES="10000")
    took = time.perf_counter() - began
    return Row("10,000 messages under random faults end in agreement", "yes" if fine else "no", f"{took:.0f} s", None, "yes", fine)  # fmt: skip


def accepting(one: float, bare: float) -> Row:
    """Accepting a referral from another country, from the viewer's scope to the commit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "times"
        if not _tested("tests/journeys/test_accept_time.py", ACCEPT_TIMES=str(file)):
            return Row("accept a referral", "failed", "", None, "< 10", False)
        p95 = quantile(json.loads(file.read_text()), 0.95)
    return Row("accept a referral, p95", f"{1000 * p95:.0f} ms", f"{1000 * one:.0f} ms one exchange end to end ({1000 / bare:.1f} ms bare)", p95 / one, "< 10", p95 / one < 10)  # fmt: skip


def _tested(path: str, **more: str) -> bool:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WELLKNIT_", "DJANGO_"))}
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", path], env={**env, **more}, capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        print(done.stdout[-3000:], file=sys.stderr)
    return done.returncode == 0


# --- the program with the bench's kind ---------------------------------------------------------------


def _program() -> int:
    from pydantic import BaseModel

    from wellknit.commands import frame

    class Note(BaseModel):
        text: str
        number: int

    before = frame.django_as

    def django_as(role: str) -> None:
        before(role)
        from wellknit.platform.exchange.kinds import Kind, message_kind

        message_kind(Kind(KIND, {1: Note}, True, lambda _message, _viewer: None))

    frame.django_as = django_as
    from wellknit.cli import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_program())
