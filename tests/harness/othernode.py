"""A second node beside the test's own, on the same cluster: another charter, its own database and keys."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.harness.run import CHECKOUT, environment

from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home


@dataclass(frozen=True)
class OtherNode:
    """Where it is; enough of a `TestNode` for `tests.harness.server.serving`."""

    run: Path
    home: Home

    @property
    def environment(self) -> dict[str, str]:
        """What a program of this node needs to know."""
        paths = f"{CHECKOUT / 'src'}:{CHECKOUT}"
        return {**os.environ, **environment(self.run, self.home.node), "PYTHONPATH": paths}

    def program(self, *args: str) -> subprocess.CompletedProcess[str]:
        """The program of this node."""
        return self._run("-m", "wellknit.cli", *args)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """A piece of Python on this node, with Django set up as the web role."""
        return self._run("-c", f"import django\ndjango.setup()\n{code}")

    def dsn(self, role: str) -> str:
        """Connection string of its database as one of the roles, or as `superuser`."""
        return (
            Cluster(self.home).admin_dsn(self.home.database) if role == "superuser" else self.home.dsn(role)
        )

    def _run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *args], env=self.environment, capture_output=True, text=True, check=False
        )


def make_node(run: Path, charter: str, name: str = "") -> OtherNode:
    """Set up by the program itself, as an operator would; the database goes with the run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    made = OtherNode(run, Home.find(environment(run, name or f"{charter}_{worker}")))
    env = {**made.environment, "WELLKNIT_CHARTER": charter}
    done = subprocess.run(
        [sys.executable, "-m", "wellknit.cli", "--debug", "setup", "--no-static"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"The node {charter} could not be set up:\n{done.stdout}{done.stderr}")
    return made
