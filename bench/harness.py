"""A node of the bench's own: real cluster, real roles, this process speaking as the web role."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


class BenchNode:
    """Set up by the program as any node is; gone when the bench ends."""

    def __init__(self, root: Path) -> None:
        self.root = root
        keep = {k: v for k, v in os.environ.items() if not k.startswith("WELLKNIT_")}
        self.env = {**keep, "WELLKNIT_HOME": str(root), "WELLKNIT_NODE": "bench", "WELLKNIT_DEMO": "1",
                    "WELLKNIT_HOSTS": "localhost,testserver", "DJANGO_SETTINGS_MODULE": "wellknit.settings"}  # fmt: skip

    def run(self, *words: str) -> str:
        """One command of the program; raises with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "wellknit.cli", *words],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"wellknit {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def owner(self) -> psycopg.Connection[Any]:
        """A connection of the owner: past the walls, for loading and for the bare side."""
        from wellknit.lib.home import Home

        # Parameters bound on the client and no prepared plans: the way Django's own statements travel.
        return psycopg.connect(Home.find().dsn("owner"), autocommit=True, cursor_factory=psycopg.ClientCursor)


@contextmanager
def bench_node() -> Iterator[BenchNode]:
    """The node for the length of a block."""
    root = Path(os.environ.get("WELLKNIT_BENCH_HOME", "/var/tmp/wellknit-bench"))
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    root.chmod(0o711)
    node = BenchNode(root)
    node.run("db", "start")
    try:
        node.run("setup")
        os.environ.update({k: v for k, v in node.env.items() if k.startswith(("WELLKNIT_", "DJANGO_"))})
        os.environ["WELLKNIT_ROLE"] = "web"
        import django

        django.setup()
        yield node
    finally:
        node.run("db", "stop")
        shutil.rmtree(root, ignore_errors=True)
