"""The node a test worker works on: a copy of one template that was set up as any node is.

Setting up takes seconds, so the stopped template is kept in `build/test-template/` under a hash of
everything it was made from; the next run unpacks it. Each worker gets its own database and keys.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tests.harness.cleaning import Cleaner
from tests.harness.run import CHECKOUT, TEMPLATE, environment

from wellknit.lib.cluster import Cluster
from wellknit.lib.home import Home
from wellknit.lib.noderoles import ensure_database
from wellknit.lib.postgres import find_binaries

SOURCE = CHECKOUT / "src" / "wellknit"
CACHE = CHECKOUT / "build" / "test-template"
# What the template depends on. A view may change without a new template; a model may not.
MADE_FROM = (
    "settings.py", "*/migrations/*.py", "platform/**/*.py", "platform/**/*.sql", "*/sql/*.sql", "*/models.py",
    "*/models/**/*.py", "*/apps.py", "lib/walls.py", "lib/home.py", "lib/noderoles.py", "lib/cluster.py",
    "commands/node.py", "commands/cards.py", "data/roles/*", "data/charters/th.toml",
)  # fmt: skip


class TestNode:
    """This worker's node: where it is reached, and how it is emptied again."""

    __test__ = False

    def __init__(self, run: Path, worker: str) -> None:
        self.run = run
        self.home = Home.find(environment(run, f"{TEMPLATE}_{worker}"))
        self.cluster = Cluster(self.home, durable=False)
        ensure_template(run)
        self._own_copy()
        self.cleaner = Cleaner(self.cluster.admin_dsn(self.home.database))
        self._keys = self._read_keys()

    def _own_copy(self) -> None:
        with _locked(self.run), psycopg.connect(self.cluster.admin_dsn(), autocommit=True) as admin:
            ensure_database(admin, self.home, self.home.database, template=f"wellknit_{TEMPLATE}")
        of_template = self.home.root / "nodes" / TEMPLATE
        shutil.copytree(of_template, self.home.root / "nodes" / self.home.node, dirs_exist_ok=True)

    def dsn(self, role: str) -> str:
        """Connection string of this worker's database as one of the roles, or as `superuser`."""
        return self.cluster.admin_dsn(self.home.database) if role == "superuser" else self.home.dsn(role)

    def clean(self) -> None:
        """As it was before the test: tables, files and keys."""
        self.cleaner.clean()
        for name in ("checkpoints", "files", "spool", "logs"):
            for left in self.home.path(name).iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        if self._read_keys() != self._keys:
            self._restore_keys()

    def _read_keys(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in self.home.path("keys").iterdir() if p.is_file()}

    def _restore_keys(self) -> None:
        from wellknit.platform.vault.keyring import forget

        for left in self.home.path("keys").iterdir():
            left.unlink()
        for name, content in self._keys.items():
            path = self.home.path("keys", name)
            path.write_bytes(content)
            path.chmod(0o600)
        forget()


def ensure_template(run: Path) -> None:
    """The run's cluster up, with the template database in it; of several workers one does the work."""
    with _locked(run):
        home = Home.find(environment(run, TEMPLATE))
        cluster = Cluster(home, durable=False)
        if (run / "ready").exists():
            cluster.ensure_running()
            return
        home.prepare()
        kept = CACHE / f"{fingerprint(find_binaries(home.root).major)}.tar"
        if kept.exists():
            _unpack(kept, home.root)
        else:
            _make_template(run, cluster)
            _keep(kept, home.root)
        cluster.ensure_running()
        (run / "ready").touch()


def fingerprint(major: int) -> str:
    """A hash of everything the template is made from, the user and PostgreSQL's major version included."""
    digest = hashlib.sha256(f"{os.geteuid()} {sys.version_info[:2]} {major}".encode())
    for path in sorted({p for pattern in MADE_FROM for p in SOURCE.glob(pattern) if p.is_file()}):
        digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes())
    digest.update((CHECKOUT / "requirements" / "run.txt").read_bytes())
    return digest.hexdigest()[:20]


def _make_template(run: Path, cluster: Cluster) -> None:
    """Set the node up by the program itself, as an operator would; a failure is not tried a second time."""
    failure = run / "failed"
    if failure.exists():
        raise RuntimeError(failure.read_text())
    cluster.ensure_running()
    done = subprocess.run(
        [sys.executable, "-m", "wellknit.cli", "--debug", "setup", "--no-static"],
        env={**os.environ, **environment(run, TEMPLATE)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        failure.write_text(f"The test node could not be set up:\n{done.stdout}{done.stderr}")
        raise RuntimeError(failure.read_text())
    cluster.stop("fast")


def _keep(kept: Path, root: Path) -> None:
    """Write the stopped cluster away, whole or not at all, and drop the template before the last three."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
        for part in ("superuser", "pg", "nodes"):
            tar.add(root / part, arcname=part)
    fresh.rename(kept)
    for old in sorted(kept.parent.glob("*.tar"), key=lambda p: p.stat().st_mtime, reverse=True)[3:]:
        old.unlink(missing_ok=True)


def _unpack(kept: Path, root: Path) -> None:
    kept.touch()
    with tarfile.open(kept) as tar:
        # Ours and trusted; owners matter, because PostgreSQL refuses files of somebody else.
        tar.extractall(root, numeric_owner=True, filter="fully_trusted")


@contextmanager
def _locked(run: Path) -> Iterator[None]:
    with (run / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
