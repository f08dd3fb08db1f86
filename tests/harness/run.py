"""One test run: its own home in a temporary folder, known to every process of the run, gone at the end.

The folder is announced in the environment, so that pytest's workers and the programs under test all
find the same cluster. A watcher holds the other end of a pipe: when pytest ends, by itself, by
Ctrl-C or by `kill -9`, the pipe closes and the watcher stops the cluster and removes the folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from wellknit.lib.home import ROLES, write_once

CHECKOUT = Path(__file__).resolve().parents[2]
VARIABLE = "WELLKNIT_TEST_RUN"
TEMPLATE = "test"

_watcher: subprocess.Popen[bytes] | None = None


def announce() -> Path:
    """Point this process at the run's home, making the run if we are its first process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    known = os.environ.get(VARIABLE)
    run = Path(known) if known and Path(known).is_dir() else _begin()
    for name in list(os.environ):
        if name.startswith("WELLKNIT_") or name in ("DATABASE_URL", "CREDENTIALS_DIRECTORY"):
            del os.environ[name]
    os.environ.update(environment(run, f"{TEMPLATE}_{worker}"))
    return run


def environment(run: Path, node: str) -> dict[str, str]:
    """What a process of this run needs to know: the home, its node, and roles shared with the template."""
    return {
        VARIABLE: str(run),
        "DJANGO_SETTINGS_MODULE": "wellknit.settings",
        "WELLKNIT_HOME": str(run / "home"),
        "WELLKNIT_NODE": node,
        "WELLKNIT_ROLE_PREFIX": f"wellknit_{TEMPLATE}",
        "WELLKNIT_SECRETS": str(run / "secrets"),
        "WELLKNIT_STATIC": str(run / "static"),
        "WELLKNIT_PLAIN_HTTP": "1",
        "WELLKNIT_ROLE": "web",
    }


def _begin() -> Path:
    """Make the folder and set the watcher beside it."""
    global _watcher
    shm = Path("/dev/shm")
    roomy = shm.is_dir() and os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > 2 * 2**30
    run = Path(tempfile.mkdtemp(prefix="wk-", dir=shm if roomy else "/tmp"))
    run.chmod(0o711 if os.geteuid() == 0 else 0o700)
    (run / "static").mkdir()
    secrets = run / "secrets"
    secrets.mkdir(mode=0o700)
    for name in ("django", *(f"db-{role}" for role in ROLES)):
        # The same in every run, because the cached template holds their verifiers. The socket is closed.
        write_once(secrets / name, hashlib.sha256(f"test {CHECKOUT} {name}".encode()).hexdigest())
    _watcher = subprocess.Popen(
        [
            "/bin/sh",
            "-c",
            'trap "" INT TERM HUP; read _; exec "$@"',
            "sh",
            sys.executable,
            "-m",
            "tests.harness.run",
            str(run),
        ],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'src'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return run


def end() -> None:
    """Let the watcher clean up and wait for it; does nothing in the other processes of the run."""
    if _watcher is not None and _watcher.stdin is not None:
        _watcher.stdin.close()
        _watcher.wait(60)


def clean_up(run: Path) -> None:
    """Stop the run's cluster and remove everything it made."""
    from wellknit.lib.cluster import Cluster
    from wellknit.lib.home import Home

    home = Home.find({"WELLKNIT_HOME": str(run / "home")})
    if home.path("pg", "data").exists():
        Cluster(home).stop("immediate")
    if not str(home.socket_folder).startswith(str(run)):
        shutil.rmtree(home.socket_folder, ignore_errors=True)
    shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    clean_up(Path(sys.argv[1]))
