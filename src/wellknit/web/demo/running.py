"""The demo's nodes as processes: a server, a worker and a sealer each, watched, started again, stopped together."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wellknit.commands.serve import server_command
from wellknit.lib.processes import die_with_parent, end_group
from wellknit.web.demo.nodes import DemoNode

Say = Callable[[str], None]
WAIT = 90.0  # seconds for every node's first answer, on a busy machine
TRIES = 3  # so often a part that was killed is started again before everything stops
PROGRAM = (sys.executable, "-m", "wellknit.cli")


class Fell(Exception):
    """A part ended and would not stay up, or never answered; the message is a sentence."""


@dataclass
class Part:
    """One process of one node. ``role``: the database role it starts as."""

    node: DemoNode
    name: str
    command: list[str]
    role: str
    process: subprocess.Popen[bytes] | None = None
    fell: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """Where it writes; codes only, as everywhere."""
        return self.node.home.path("logs", f"demo-{self.name}.log")

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches us, and we stop the parts in order."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, env=self.node.environ(WELLKNIT_ROLE=self.role), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509
            )  # fmt: skip

    def sweep(self) -> None:
        """Nothing of it goes on alone: also what it had started itself."""
        if self.process:
            end_group(self.process)

    def last_words(self) -> str:
        """Where its log is, and its last line."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return f"It said: {lines[-1]} (log: {self.log})" if lines else f"Its log: {self.log}"

    def ended(self) -> bool:
        """Whether it is not running any more."""
        return self.process is not None and self.process.poll() is not None


def parts_of(node: DemoNode) -> list[Part]:
    """The three processes of a node."""
    return [
        Part(node, "sealer", [*PROGRAM, "audit", "seal", "--forever"], "sealer"),
        Part(node, "worker", [*PROGRAM, "work"], "worker"),
        Part(node, "server", server_command(node.host, node.port), "web"),
    ]


@contextmanager
def running(nodes: list[DemoNode]) -> Iterator[list[Part]]:
    """All nodes up and answering for the length of a block; everything is stopped after it."""
    parts = [part for node in nodes for part in parts_of(node)]
    try:
        for part in parts:
            part.start()
        wait_for(nodes, parts)
        with noted(nodes):
            yield parts
    finally:
        stop(parts)


def wait_for(nodes: list[DemoNode], parts: list[Part]) -> None:
    """Until every server answers. Raises Fell."""
    deadline = time.monotonic() + WAIT
    waiting = list(nodes)
    while waiting:
        for part in parts:
            if part.ended():
                raise Fell(f"The {part.name} of {part.node.name} ended at once. {part.last_words()}")
        waiting = [node for node in waiting if not answers(node.address)]
        if waiting and time.monotonic() > deadline:
            raise Fell(f"{waiting[0].name} did not answer within {WAIT:.0f} seconds.")
        time.sleep(0.1)


def answers(address: str) -> bool:
    """Whether a server answers there, whatever it says."""
    try:
        urllib.request.urlopen(f"{address}/health/", timeout=5).close()  # noqa: S310 this machine
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def watch(parts: list[Part], say: Say, pause: float = 0.5) -> None:
    """Until we are stopped. A part that was killed is started again; one that keeps falling raises Fell."""
    while True:
        for part in parts:
            if part.ended():
                _again(part, say)
        time.sleep(pause)


def _again(part: Part, say: Say) -> None:
    now = time.monotonic()
    part.fell = [*(at for at in part.fell if now - at < 60), now]
    if len(part.fell) > TRIES:
        raise Fell(
            f"The {part.name} of {part.node.name} ended {len(part.fell)} times in a minute;"
            f" everything was stopped. {part.last_words()}"
        )
    say(f"The {part.name} of {part.node.name} ended; it is started again.")
    part.sweep()
    part.start()


def stop(parts: list[Part]) -> None:
    """Servers first, so that nothing new begins; then workers, who finish what they hold."""
    living = [part.process for part in reversed(parts) if part.process and part.process.poll() is None]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + 20
    for process in living:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        if process.poll() is None:
            process.kill()
    for part in reversed(parts):
        part.sweep()


# -- Who else runs the demo


def _note(root: Path) -> Path:
    return root / "demo-running.json"


@contextmanager
def noted(nodes: list[DemoNode]) -> Iterator[None]:
    """Leave word of what runs where, for a second `demo` command, until the block ends."""
    told = {"pid": os.getpid(), "ports": {node.charter: node.port for node in nodes}}
    note = _note(nodes[0].home.root)
    note.write_text(json.dumps(told))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def runs_already(root: Path) -> dict[str, int]:
    """Ports of the demo that runs in this home, by charter; empty when none does."""
    try:
        told = json.loads(_note(root).read_text())
        os.kill(int(told["pid"]), 0)
        ports = {str(code): int(port) for code, port in told["ports"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return ports if all(answers(f"http://127.0.0.1:{port}") for port in ports.values()) else {}


# -- What it costs


def memory_mb(parts: list[Part]) -> int:
    """Memory of all parts and their children in MiB, shared pages counted once for all who share them; 0 if unknown."""
    sizes = [_proportional(pid) for part in parts if part.process for pid in _family(part.process.pid)]
    return round(sum(sizes) / 1024)


def _family(pid: int) -> list[int]:
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(other for child in below for other in _family(int(child)))]


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
