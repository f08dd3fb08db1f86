"""The demo's nodes in a test run: copies of the template under the names the demo uses, and a line one can listen to."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
from tests.harness.node import TestNode, ensure_template
from tests.harness.run import CHECKOUT, environment
from tests.harness.server import free_port

from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home
from wellknit.web.demo.nodes import node_name


class DemoTestNode(TestNode):
    """A copy of the template that `wellknit demo` takes for its own."""

    def __init__(self, run: Path, charter: str) -> None:
        self.run, self.charter = run, charter
        self.home = Home.find(environment(run, node_name(charter)))
        self.cluster = Cluster(self.home, durable=False)
        ensure_template(run)
        self._forget_earlier()
        self._own_copy()
        (self.home.root / "nodes" / self.home.node / "charter").write_text(charter + "\n")
        for name in ("exchange.json", "card.json"):
            self.home.path("keys", name).unlink(missing_ok=True)

    def _forget_earlier(self) -> None:
        """The demo's names are its own: what another module of this run played under them goes first."""
        with psycopg.connect(self.cluster.admin_dsn(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{self.home.database}" WITH (FORCE)'.encode())
        shutil.rmtree(self.home.root / "nodes" / self.home.node, ignore_errors=True)

    def owner(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """A statement as the owner, committed."""
        with psycopg.connect(self.dsn("owner"), autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


def program(run: Path, *words: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    """`wellknit …` in the run's home."""
    env = {**os.environ, **environment(run, "demo"), "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'src'}"}
    command = [sys.executable, "-m", "wellknit.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=timeout)


def free_row(count: int) -> int:
    """A port with `count` free ones from it on."""
    from wellknit.commands.serve import is_free

    while True:
        first = free_port()
        if all(is_free("127.0.0.1", first + step) for step in range(count)):
            return first


@dataclass
class Heard:
    """What went over the line: each request and answer, byte for byte, headers with it."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def listening(target: int) -> Iterator[Heard]:
    """A machine in the middle: hands every request on to a port of this machine, and writes everything down."""
    heard = Heard(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.requests.append(f"{self.requestline}\n{self.headers}".encode() + body)
            line = http.client.HTTPConnection("127.0.0.1", target, timeout=30)
            given = {name: self.headers[name] for name in ("Content-Type", "Accept")}
            line.request("POST", self.path, body, given)
            answer = line.getresponse()
            content = answer.read()
            heard.answers.append(str(answer.headers).encode() + content)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
