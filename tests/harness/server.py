"""A real server process on this worker's node, for browsers and for the bench."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.node import TestNode
from tests.harness.run import environment

from wellknit.commands.serve import server_command
from wellknit.lib.processes import die_with_parent


@dataclass(frozen=True)
class LiveServer:
    """Where it answers, and what it has written."""

    url: str
    log: Path
    process_id: int


@contextmanager
def serving(node: TestNode, **more: str) -> Iterator[LiveServer]:
    """A server until the end of the block; `more` goes into its environment (WELLKNIT_DEMO="1", …)."""
    port = free_port()
    log = node.run / f"server-{port}.log"
    collect_static(node)
    env = {**os.environ, **environment(node.run, node.home.node), **more}
    with log.open("wb") as out:
        child = subprocess.Popen(
            server_command("127.0.0.1", port), env=env, stdout=out, stderr=out, preexec_fn=die_with_parent
        )
    try:
        _wait(child, f"http://127.0.0.1:{port}/health/", log)
        yield LiveServer(f"http://localhost:{port}", log, child.pid)
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()


def collect_static(node: TestNode) -> None:
    """The files for the browser as a real server has them, collected once a run."""
    done_before = node.run / "static-collected"
    if done_before.exists():
        return
    env = {**os.environ, **environment(node.run, node.home.node)}
    command = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The files for the browser could not be collected:\n{done.stderr[-2000:]}")
    done_before.touch()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(child: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server did not come up:\n{log.read_text()[-3000:]}")
