"""Two nodes that trust each other: for tests in this process, and as real servers and workers.

`th` and `mm` stand for any two governments. Each has its own copy of the template's database, its own keys
and folders. In this process `node.acting()` makes Django speak as one of them, in the worker's role.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb
from tests.harness.node import SOURCE, TestNode
from tests.harness.run import CHECKOUT, environment
from tests.harness.server import _wait, free_port

from wellknit.commands.serve import server_command
from wellknit.lib.processes import die_with_parent

ALIASES = ("default", "door", "worker")


class PairNode(TestNode):
    """One of the two. `charter` is its code at the other."""

    def __init__(self, run: Path, worker: str, charter: str) -> None:
        super().__init__(run, f"{charter}_{worker}")
        self.code = charter
        (self.home.root / "nodes" / self.home.node / "charter").write_text(charter + "\n")
        self.home.__dict__.pop("_env", None)
        self.charter: dict[str, Any] = tomllib.loads(
            (SOURCE / "data" / "charters" / f"{charter}.toml").read_text()
        )
        self.office = uuid4()
        self.port = free_port()
        self.children: list[subprocess.Popen[bytes]] = []
        for name in ("exchange.json", "card.json"):
            self.home.path("keys", name).unlink(missing_ok=True)
        with self.acting():
            from wellknit.platform.exchange.keys import make_keys

            make_keys(charter)
        self._keys = self._read_keys()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- in this process -----------------------------------------------------------------------

    @contextmanager
    def acting(self, role: str = "worker") -> Iterator[PairNode]:
        """Django is this node, in a role, for a block (this thread only)."""
        from django.conf import settings
        from django.db import connections

        from wellknit.platform.exchange.keys import open_here
        from wellknit.platform.vault.keyring import forget

        open_here("a test")
        kept = {
            name: getattr(settings, name) for name in ("CHARTER", "HOME", "WELLKNIT_KEYS", "WELLKNIT_ADDRESS")
        }
        before = {alias: connections[alias] for alias in ALIASES if alias in connections.settings}
        settings.CHARTER, settings.HOME = self.charter, self.home
        settings.WELLKNIT_KEYS, settings.WELLKNIT_ADDRESS = self.home.path("keys"), self.address
        for alias, as_role in (("default", role), ("door", "door"), ("worker", "worker")):
            _know(alias, self, "worker")
            connections[alias] = connections[_know(f"{self.code}_{as_role}", self, as_role)]
        forget()
        try:
            yield self
        finally:
            for alias in ALIASES:
                if alias in before:
                    connections[alias] = before[alias]
                else:
                    del connections[alias]
            for name, value in kept.items():
                setattr(settings, name, value)
            forget()

    def owner(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """A statement as the owner, committed."""
        with psycopg.connect(self.dsn("owner"), autocommit=True) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def speaking(self) -> Iterator[Any]:
        """The viewer of the office that speaks for this node, in the worker's role."""
        from wellknit.platform.access.jobs import acting_for

        with self.acting(), acting_for(self.office) as viewer:
            yield viewer

    def prepare(self, other: PairNode) -> None:
        """The office that speaks, and the other node trusted."""
        code = self.charter["exchange"]["offices"][0]
        self.owner(
            "INSERT INTO identity_office (id, code, name, name_local, kind, jurisdiction, province, languages, may_detain,"
            " contact, contact_confirmed_by) VALUES (%s, %s, %s, '', 'ministry', %s, '', '{}', false, '', '')",
            self.office, code, code.title(), self.charter.get("country", "TH"),
        )  # fmt: skip
        self.trust(other)

    def trust(self, other: PairNode, *, wings: list[str] | None = None) -> None:
        """As two officials would: the peer and its public keys."""
        with other.acting():
            from wellknit.platform.exchange.keys import own_keys

            public = [h.key for h in own_keys().held]
        peer = uuid4()
        self.owner(
            "INSERT INTO exchange_peer (id, code, name, country, wings, time_zone, offices, address, protocol, state, state_at)"
            " VALUES (%s, %s, %s, %s, %s, 'UTC', %s, %s, '{1}', 'trusted', now())",
            peer, other.code, other.charter["name"], other.charter.get("country", ""),
            other.charter["wings"] if wings is None else wings, other.charter["exchange"]["offices"], other.address,
        )  # fmt: skip
        for key in public:
            self.owner(
                "INSERT INTO exchange_peerkey (id, peer_id, kid, use, jwk, state) VALUES (%s, %s, %s, %s, %s, 'active')",
                uuid4(), peer, key.kid, key.use, Jsonb(key.public),
            )  # fmt: skip

    # --- as processes --------------------------------------------------------------------------

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of this node's processes. Test kinds are known in them too (tests.harness.kinds)."""
        env = {**os.environ, **environment(self.run, self.home.node), "WELLKNIT_ADDRESS": self.address}
        env["PYTHONPATH"] = f"{CHECKOUT}:{CHECKOUT / 'src'}"
        return {**env, "WELLKNIT_HOSTS": "localhost,127.0.0.1", **more}

    def serve(self, **more: str) -> subprocess.Popen[bytes]:
        """Its server; the environment in `more`."""
        log = self.run / f"server-{self.code}.log"
        child = self._start(server_command("127.0.0.1", self.port), log, WELLKNIT_ROLE="web", **more)
        _wait(child, f"{self.address}/health/", log)
        return child

    def work(self, **more: str) -> subprocess.Popen[bytes]:
        """Its worker."""
        log = self.run / f"worker-{self.code}.log"
        return self._start([sys.executable, "-m", "tests.harness.kinds", "work"], log, **more)

    def program(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The program on this node."""
        command = [sys.executable, "-m", "tests.harness.kinds", *words]
        return subprocess.run(
            command, env=self.environ(**more), capture_output=True, text=True, check=False, cwd=CHECKOUT
        )

    def _start(self, command: list[str], log: Path, **more: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            child = subprocess.Popen(
                command,
                env=self.environ(**more),
                stdout=out,
                stderr=out,
                cwd=CHECKOUT,
                preexec_fn=die_with_parent,
            )
        self.children.append(child)
        return child

    def stop(self) -> None:
        """End its processes."""
        for child in self.children:
            child.terminate()
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            if child.poll() is None:
                child.kill()
        self.children.clear()


def _know(alias: str, node: PairNode, role: str) -> str:
    """A connection of a node under a name Django knows."""
    from django.conf import settings
    from django.db import connections

    if alias not in connections.settings:
        entry = {**settings.DATABASES["default"], **node.home.database_settings(role)}
        entry["OPTIONS"] = {k: v for k, v in entry["OPTIONS"].items() if k != "pool"}
        connections.settings[alias] = settings.DATABASES[alias] = entry
        connections.configure_settings(connections.settings)
    return alias


@dataclass
class Pair:
    """Both nodes, ready: `th` and `mm`, each trusting the other."""

    th: PairNode
    mm: PairNode

    def prepare(self) -> None:
        self.th.prepare(self.mm)
        self.mm.prepare(self.th)

    def clean(self) -> None:
        """As before the test: processes, tables, files."""
        from django.db import connections

        for node in (self.th, self.mm):
            node.stop()
        connections.close_all()
        for alias in list(connections.settings):
            if alias.startswith(("th_", "mm_")):
                connections[alias].close()
        for node in (self.th, self.mm):
            node.clean()

    def post(self, to: PairNode) -> Any:
        """A line in this process: what `to`'s server and worker would do, one after the other."""
        from wellknit.platform.exchange.line import Answer, read_answer

        def send(_address: str, payload: bytes) -> Answer:
            with to.acting("web"):
                from wellknit.platform.exchange import intake

                try:
                    sender, events = intake.read_events(json.loads(payload))
                    arrivals, refused = intake.store(sender, events)
                except intake.NotTaken as error:
                    return Answer(f"http_{error.status}")
            with to.acting():
                from wellknit.platform.exchange.inbox import open_arrivals

                open_arrivals()
            with to.acting("web"):
                found = intake.answers(arrivals, refused, patience=0)
            return read_answer(json.dumps(found).encode())

        return send

    def deliver(self, sender: PairNode, *, post: Any = None) -> None:
        """What the sender's worker does for the other."""
        other = self.mm if sender is self.th else self.th
        line = post or self.post(other)
        with sender.acting():
            from wellknit.platform.exchange.delivery import deliver

            deliver(other.code, post=line)

    def settle(self, rounds: int = 20) -> None:
        """Both deliver until nothing is open."""
        for _ in range(rounds):
            for node in (self.th, self.mm):
                node.owner("UPDATE exchange_outgoing SET next_at = queued_at WHERE state = 'sent'")
                node.owner("UPDATE exchange_line SET next_at = NULL")
                node.owner("UPDATE exchange_arrival SET next_at = at WHERE NOT done")
            self.deliver(self.th)
            self.deliver(self.mm)
            if not any(
                n.owner("SELECT 1 FROM exchange_outgoing WHERE state IN ('waiting', 'sent')")
                for n in (self.th, self.mm)
            ):
                return


def make_pair(run: Path, worker: str) -> Pair:
    """Both nodes of this test worker."""
    return Pair(PairNode(run, worker, "th"), PairNode(run, worker, "mm"))


def until(check: Any, seconds: float = 30.0, what: str = "it") -> Any:
    """Wait for something that has to happen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen in {seconds:.0f} s")
