"""Our own PostgreSQL cluster: a unix socket, an unprivileged user, passwords for every role.

Nothing listens on the network and nothing is trusted for being local: `pg_hba.conf` has one line
that asks everybody for SCRAM. The log tells when the server started and stopped, never a statement
or a value. Starting is safe to repeat, from two programs at once, and after a crash.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import re
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from wellknit.lib.home import SOCKET_LIMIT, SOCKET_PORT, Home, Server, read_closed, write_once
from wellknit.lib.postgres import Binaries, ClusterError, find_binaries

SUPERUSER = "wellknit_superuser"
PATIENCE = 90.0  # seconds for a start, recovery after a crash included


@dataclass(frozen=True)
class Status:
    """What `wellknit db status` prints."""

    running: bool
    pid: int | None
    major: int | None
    data: Path
    socket: Path


class Cluster:
    """The cluster of one home. `durable=False` is for tests: it trades safety at power loss for speed."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.data = home.path("pg", "data")
        self.socket = home.socket_folder

    # --- for everybody -------------------------------------------------------------------------

    def ensure_running(self) -> bool:
        """Start the cluster, making it first where there is none; True when this call started it."""
        if self._ready():
            return False
        self.home.prepare()
        with self._locked():
            deadline = time.monotonic() + PATIENCE
            while not self._ready():
                if self.postmaster() is None:
                    self._start()
                    return True
                if time.monotonic() > deadline:
                    raise ClusterError(
                        f"PostgreSQL runs but answers nobody. Its log is in {self.data / 'log'}."
                    )
                time.sleep(0.1)
        return False

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """The cluster up for the length of a block; stopped after it if nobody else is using it."""
        started = self.ensure_running()
        try:
            yield
        finally:
            if started and not self._others(patience=2.0):
                self.stop()

    def stop(self, mode: str = "fast") -> bool:
        """Stop the cluster; False when it was not running. `mode` is pg_ctl's (fast, immediate)."""
        with self._locked():
            if self.postmaster() is None:
                return False
            command = [
                self._binaries.program("pg_ctl"),
                "-D",
                str(self.data),
                "-w",
                "-t",
                "60",
                "-m",
                mode,
                "stop",
            ]
            done = self._run(command)
            if done.returncode and self.postmaster() is not None:
                raise ClusterError(f"PostgreSQL did not stop: {_last_line(done.stdout + done.stderr)}")
            return True

    def status(self) -> Status:
        """Whether it runs, as which process, and where its files are."""
        pid = self.postmaster()
        return Status(pid is not None, pid, self.made_by(), self.data, self.socket)

    def admin_dsn(self, database: str = "postgres") -> str:
        """Connection string of the superuser; for set-up, checks of the audit, and tests."""
        password = read_closed(self.home.root / "superuser")
        return Server(str(self.socket), SOCKET_PORT).dsn(SUPERUSER, password, database)

    def program(self, name: str) -> tuple[str, dict[str, str]]:
        """Path and environment of a PostgreSQL program that fits this cluster (psql, pg_dump, …)."""
        return self._binaries.program(name), self._binaries.environment()

    def log_files(self) -> list[Path]:
        """Every log the server wrote; the signature test searches them for personal data."""
        return sorted([*self.data.glob("log/*"), *self.home.path("pg").glob("*.log")])

    def made_by(self) -> int | None:
        """Major version that made the data directory, or None when there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text().split(".")[0])
        except (OSError, ValueError):
            return None

    def postmaster(self) -> int | None:
        """Process id of our server, or None; a stale postmaster.pid whose number was reused is None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except PermissionError as error:
            raise ClusterError(
                f"{self.data} belongs to another user of this machine, who runs this PostgreSQL. Services"
                " with users of their own reach their database by DATABASE_URL."
            ) from error
        except (OSError, ValueError, IndexError):
            return None
        try:
            os.kill(pid, 0)
        except PermissionError:
            pass  # it runs, as somebody else
        except OSError:
            return None
        proc = Path("/proc", str(pid))
        if proc.exists():
            if proc.stat().st_uid != self.data.stat().st_uid:
                return None
            with contextlib.suppress(OSError):
                return pid if os.path.samefile(proc / "cwd", self.data) else None
        return pid

    # --- inside --------------------------------------------------------------------------------

    @cached_property
    def _binaries(self) -> Binaries:
        return find_binaries(self.home.root, self.made_by())

    @cached_property
    def _user(self) -> tuple[int, int] | None:
        """User and group the server runs as under root: its data's owner, else postgres or nobody."""
        if os.geteuid() != 0:
            return None
        for folder in (self.data, self.home.path("pg")):
            if folder.exists() and folder.stat().st_uid != 0:
                return folder.stat().st_uid, folder.stat().st_gid
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return entry.pw_uid, entry.pw_gid
        raise ClusterError("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`.")

    def _run(self, command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user, in a folder it can enter."""
        user, group = self._user or (None, None)
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            env=self._binaries.environment(),
            cwd="/",
            umask=0o077,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            check=False,
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter or stopper at a time."""
        (self.home.root / "run").mkdir(parents=True, exist_ok=True)
        with (self.home.root / "run" / "cluster.lock").open("a") as lock:
            deadline = time.monotonic() + PATIENCE + 30
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise ClusterError(
                            "Another program has been starting PostgreSQL for two minutes."
                        ) from None
                    time.sleep(0.05)
            yield

    def _ready(self) -> bool:
        if self.postmaster() is None:
            return False
        try:
            psycopg.connect(self.admin_dsn(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _others(self, patience: float) -> bool:
        """Whether anybody else stays connected; those who have just hung up get `patience` seconds to go."""
        deadline = time.monotonic() + patience
        try:
            with psycopg.connect(self.admin_dsn(), connect_timeout=5, autocommit=True) as connection:
                while True:
                    row = connection.execute(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                        " AND pid <> pg_backend_pid()"
                    ).fetchone()
                    if not row or not row[0]:
                        return False
                    if time.monotonic() > deadline:
                        return True
                    time.sleep(0.05)
        except psycopg.OperationalError:
            return False

    def _start(self) -> None:
        self._closed_folder(self.home.path("pg"))
        self._closed_folder(self.socket)
        fresh = self.made_by() is None
        if fresh:
            self._make()
        self._write("postgresql.conf", self._settings())
        self._write("pg_hba.conf", "# type database user method\nlocal all all scram-sha-256\n")
        self._run(["rm", "-f", str(self.data / "postmaster.pid")])  # `postmaster()` found nobody behind it
        log = self.home.path("pg", "start.log")
        command = [
            self._binaries.program("pg_ctl"),
            "-D",
            str(self.data),
            "-l",
            str(log),
            "-w",
            "-t",
            "60",
            "start",
        ]
        for attempt in range(5):
            done = self._run(command)
            if done.returncode == 0 and self._ready():
                return self._close_defaults() if fresh else None
            told = self._run(["tail", "-n", "20", str(log)]).stdout
            if "shared memory block" not in told or attempt == 4:
                raise ClusterError(
                    f"PostgreSQL did not start: {_last_line(told or done.stderr)} (log: {log})"
                )
            time.sleep(1)  # children of a killed server are still leaving

    def _make(self) -> None:
        """initdb beside the final place, then rename: half a cluster is never taken for a whole one."""
        fresh = self.home.path("pg", "data.new")
        password = self.home.root / "superuser"
        write_once(password, os.urandom(30).hex())
        self._run(["rm", "-rf", str(fresh)])
        command = [self._binaries.program("initdb"), "-D", str(fresh), "-U", SUPERUSER, "--pwfile=/dev/stdin"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self.durable:
            command.append("--no-sync")
        # The password goes through `cat` and a pipe of the server's own user: it touches no second file.
        shell = 'cat | "$@"'
        done = self._run(["/bin/sh", "-c", shell, "sh", *command], read_closed(password) + "\n")
        if done.returncode == 0:
            done = self._run(["mv", str(fresh), str(self.data)])
        if done.returncode:
            raise ClusterError(
                f"The database files could not be made: {_last_line(done.stderr or done.stdout)}"
            )

    def _close_defaults(self) -> None:
        """The databases every cluster is born with are not a place where the roles of two nodes meet."""
        with psycopg.connect(self.admin_dsn(), autocommit=True) as connection:
            connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")

    def _closed_folder(self, folder: Path) -> None:
        """A folder of the server's user, closed to others; refused when somebody else made it first."""
        if len(os.fsencode(folder / f".s.PGSQL.{SOCKET_PORT}")) > SOCKET_LIMIT and folder == self.socket:
            raise ClusterError(
                f"{folder} is too long a path for a socket. Set WELLKNIT_HOME to a shorter one."
            )
        owner = self._user or (os.geteuid(), os.getegid())
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, *owner)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner[0] or stat.S_IMODE(found.st_mode) & 0o077:
            raise ClusterError(
                f"{folder} belongs to another user or is open to others; PostgreSQL will not use it."
            )
        if self._run(["test", "-x", str(folder)]).returncode:
            raise ClusterError(
                f"PostgreSQL cannot reach {folder}: one of the folders above it is closed to other users."
                " Set WELLKNIT_HOME to a folder outside root's own home."
            )

    def _write(self, name: str, text: str) -> None:
        """Write a file of the data directory as the server's user: root follows no link there."""
        target = str(self.data / name)
        done = self._run(["/bin/sh", "-c", 'cat >"$1.new" && mv "$1.new" "$1"', "sh", target], text)
        if done.returncode:
            raise ClusterError(f"{target} could not be written: {_last_line(done.stderr)}")

    def _settings(self) -> str:
        """postgresql.conf, written anew at every start; the operator's own lines go into `local.conf`."""
        memory = _memory_mb()
        lines = {
            "listen_addresses": "''",
            "port": SOCKET_PORT,
            "unix_socket_directories": "'" + str(self.socket).replace("'", "''") + "'",
            "password_encryption": "'scram-sha-256'",
            "max_connections": 100,
            "shared_buffers": f"{max(64, min(memory // 8, 1024))}MB",
            "effective_cache_size": f"{max(128, memory // 2)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{max(64, min(memory // 16, 512))}MB",
            "max_wal_size": "2GB",
            "wal_compression": "on",
            "random_page_cost": 1.1,
            "jit": "off",  # our statements are short; compiling them costs more than it saves
            "checkpoint_timeout": "15min",
            "idle_in_transaction_session_timeout": "'10min'",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
            "lc_messages": "'C'",
            **_SILENT_LOG,
            **({} if self.durable else _FOR_TESTS),
        }
        body = "\n".join(f"{key} = {value}" for key, value in lines.items())
        return f"# Written by `wellknit` at every start.\n{body}\ninclude_if_exists = 'local.conf'\n"


# An error's text can hold the value that caused it ('invalid input syntax …: "Ma Hla"'), so errors of
# statements stay with the program that asked; the log keeps what concerns the server itself.
_SILENT_LOG: dict[str, str] = {
    "logging_collector": "on",
    "log_directory": "'log'",
    "log_filename": "'postgresql-%a.log'",
    "log_file_mode": "0600",
    "log_rotation_age": "'1d'",
    "log_truncate_on_rotation": "on",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "'none'",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
}

_FOR_TESTS: dict[str, str] = {
    "fsync": "off",
    "dynamic_shared_memory_type": "mmap",  # in the data directory, so that nothing outlives it
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "'10s'",
}


def _memory_mb() -> int:
    """Memory this machine, or its container, may use, in MiB."""
    found = [2048]
    with contextlib.suppress(OSError, AttributeError):
        total = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        found = [int(total[1]) // 1024] if total else found
    with contextlib.suppress(OSError, ValueError):
        found.append(int(Path("/sys/fs/cgroup/memory.max").read_text()) // 2**20)
    return min(found)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (told or lines or ["no reason was given"])[-1]
