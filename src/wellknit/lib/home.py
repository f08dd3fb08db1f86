"""Where a node keeps its files, who may read them, and how its database is reached.

One home holds one PostgreSQL cluster (`pg`, `run`) and, under `nodes/<node>`, what belongs to a
single node: its keys and passwords, its checkpoints, uploaded files, logs and spool. Two nodes on
one machine (a rehearsal of the exchange) therefore never read each other's keys by accident.

Nothing here touches the disk before `prepare()` or `secret(create=True)`: reading the settings, as
every tool does, leaves no trace.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets as randomness
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]

# Folder -> whether it belongs to one node. All are closed to other users (0700), see `prepare`.
FOLDERS: dict[str, bool] = {
    "pg": False,
    "run": False,
    "keys": True,
    "secrets": True,
    "checkpoints": True,
    "files": True,
    "logs": True,
    "spool": True,
}

# The roles of a node in its database, each with what it is there for. `cluster.ensure_node` makes them.
ROLES: dict[str, str] = {
    "owner": "owns the tables, changes them, and lends its eyes to the definer functions",
    "web": "serves pages; owns nothing and sees rows only through the walls",
    "door": "opens and closes viewer sessions, nothing else",
    "worker": "keeps the book of jobs and the exchange between nodes; with a viewer it works behind the walls as web does",
    "sealer": "chains the audit",
    "facts": "reads rows without identity for statistics",
    "backup": "reads everything for a dump, changes nothing",
}

SOCKET_PORT = 5432
SOCKET_LIMIT = 107  # bytes in sockaddr_un.sun_path on Linux, less the closing zero
_NODE = re.compile(r"[a-z][a-z0-9_]{0,30}")


class HomeError(Exception):
    """The home cannot be used as it is; the message is a sentence for whoever operates the node."""


@dataclass(frozen=True)
class Server:
    """How a PostgreSQL server is reached, without saying as whom.

    `host` is a name, an address or the folder of a unix socket; `options` are libpq's own
    (sslmode, sslrootcert, …).
    """

    host: str
    port: int
    options: tuple[tuple[str, str], ...] = ()

    def dsn(self, user: str, password: str, database: str) -> str:
        """A libpq connection string (key=value form, quoted)."""
        pairs = [
            ("host", self.host),
            ("port", str(self.port)),
            ("user", user),
            ("password", password),
            ("dbname", database),
            *self.options,
        ]
        return " ".join(f"{key}={_quoted(value)}" for key, value in pairs)


@dataclass(frozen=True)
class Home:
    """The files of one node. `root` may hold several nodes; `database` and `prefix` name its roles."""

    root: Path
    node: str = "demo"
    environ: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def find(environ: Mapping[str, str] | None = None) -> Home:
        """The home the environment points at: WELLKNIT_HOME and WELLKNIT_NODE, else the defaults.

        Root's default lies under /var/lib, because its own home is closed to the unprivileged user
        that runs PostgreSQL; anybody else's under XDG_STATE_HOME. Both carry a hash of the checkout,
        so two checkouts on one machine keep apart.
        """
        env = os.environ if environ is None else environ
        node = env.get("WELLKNIT_NODE") or "demo"
        if not _NODE.fullmatch(node):
            raise HomeError(
                f"WELLKNIT_NODE is {node!r}; a node is named by a small letter and up to 30 small"
                " letters, digits or underscores."
            )
        given = env.get("WELLKNIT_HOME")
        root = Path(given).expanduser().resolve() if given else _default_root(env)
        kept = tuple((k, v) for k, v in sorted(env.items()) if k in _KEPT)
        return Home(root, node, kept)

    @cached_property
    def _env(self) -> dict[str, str]:
        return dict(self.environ)

    # --- folders -------------------------------------------------------------------------------

    def path(self, name: str, *parts: str) -> Path:
        """A folder of this home by its short name (`FOLDERS`), or something inside it."""
        if name not in FOLDERS:
            raise HomeError(f"There is no folder {name!r} in a home; there are {', '.join(FOLDERS)}.")
        base = self.root / "nodes" / self.node if FOLDERS[name] else self.root
        return base.joinpath(name, *parts)

    def prepare(self) -> Home:
        """Make the folders where they are missing, with their modes, and refuse unsafe ones.

        Root's own folders are passable but not listable (0711), because PostgreSQL runs as somebody
        else and has to reach its data; everything under a node is 0700.
        """
        outer = 0o711 if os.geteuid() == 0 else 0o700
        for folder in (self.root, self.root / "run", self.root / "nodes"):
            _make(folder, outer)
        _make(self.root / "nodes" / self.node, 0o700)
        for name, of_node in FOLDERS.items():
            if of_node:
                _make(self.path(name), 0o700)
        return self

    @property
    def charter(self) -> str:
        """Code of this node's charter: what was written at set-up, else WELLKNIT_CHARTER, else `th`.

        Raises when the two disagree: a database made under one charter holds what another forbids.
        """
        wanted = self._env.get("WELLKNIT_CHARTER", "")
        try:
            written = (self.root / "nodes" / self.node / "charter").read_text().strip()
        except OSError:
            return wanted or "th"
        if wanted and wanted != written:
            raise HomeError(
                f"Node {self.node} was set up under the charter {written!r}, but WELLKNIT_CHARTER says"
                f" {wanted!r}. Use another WELLKNIT_NODE for another charter."
            )
        return written

    @property
    def is_set_up(self) -> bool:
        """Whether a set-up has begun here: everything else refuses to work on an empty folder."""
        return (self.root / "nodes" / self.node / "charter").exists()

    def keep_charter(self) -> str:
        """Write down the charter at set-up; returns its code."""
        code = self.charter
        target = self.root / "nodes" / self.node / "charter"
        if not target.exists():
            target.write_text(code + "\n")
        return code

    # --- secrets -------------------------------------------------------------------------------

    def secret(self, name: str, *, create: bool = False, folder: str = "secrets") -> str:
        """A secret by name; `create` makes a random one (384 bits) the first time it is asked for.

        WELLKNIT_SECRETS, or systemd's CREDENTIALS_DIRECTORY, may hold it instead: on a real node each
        service runs as its own user and is handed only what it needs. Raises `HomeError` when it is
        missing or when others may read it.
        """
        for given in ("WELLKNIT_SECRETS", "CREDENTIALS_DIRECTORY"):
            outside = Path(self._env[given], name) if self._env.get(given) else None
            if outside and outside.is_file():
                return read_closed(outside)
        file = self.path(folder, name)
        if not file.exists():
            if not create:
                raise HomeError(f"The secret {name!r} is not in {file.parent}. Run `wellknit setup` first.")
            write_once(file, randomness.token_urlsafe(48))
        return read_closed(file)

    # --- database ------------------------------------------------------------------------------

    @property
    def database(self) -> str:
        """Name of this node's database."""
        return self._env.get("WELLKNIT_DATABASE") or f"wellknit_{self.node}"

    def role_name(self, role: str) -> str:
        """The role's name in PostgreSQL; roles are shared by a cluster, so they carry the node's name."""
        if role not in ROLES:
            raise HomeError(f"There is no database role {role!r}; there are {', '.join(ROLES)}.")
        return f"{self._env.get('WELLKNIT_ROLE_PREFIX') or f'wellknit_{self.node}'}_{role}"

    @property
    def external(self) -> str:
        """DATABASE_URL of another server's administrator, or empty for our own cluster."""
        return self._env.get("DATABASE_URL", "")

    @property
    def socket_folder(self) -> Path:
        """Folder of the cluster's unix socket, outside the home when its path would be too long."""
        inside = self.root / "run" / "pg"
        if len(os.fsencode(inside / f".s.PGSQL.{SOCKET_PORT}")) <= SOCKET_LIMIT:
            return inside
        return Path("/tmp", f"wellknit-{os.geteuid()}-{_short(self.root)}")  # noqa: S108 owner is checked

    @property
    def server(self) -> Server:
        """The server that holds this node's database."""
        if not self.external:
            return Server(str(self.socket_folder), SOCKET_PORT)
        return parse_url(self.external)[0]

    def dsn(self, role: str) -> str:
        """Connection string of this node's database as one of its roles."""
        return self.server.dsn(self.role_name(role), self.secret(f"db-{role}"), self.database)

    def database_settings(self, role: str) -> dict[str, Any]:
        """Django's DATABASES entry for a role; the web role gets psycopg's own pool.

        Before set-up the password is empty, so that settings can be read by tools that open nothing.
        """
        try:
            password = self.secret(f"db-{role}")
        except HomeError:
            if self.path("secrets", f"db-{role}").exists():
                raise
            password = ""
        server = self.server
        options: dict[str, Any] = dict(server.options)
        options["application_name"] = f"wellknit-{role}"
        if role == "web":
            # Without a pool one request in six gets through in the same time.
            options["pool"] = {"min_size": 1, "max_size": 6, "timeout": 5, "max_idle": 300}
        elif role == "door":
            # Asked on every call of another system: a fresh SCRAM exchange costs twenty times the question.
            options["pool"] = {"min_size": 0, "max_size": 4, "timeout": 5, "max_idle": 300}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.database,
            "USER": self.role_name(role),
            "PASSWORD": password,
            "HOST": server.host,
            "PORT": str(server.port),
            "OPTIONS": options,
            "CONN_MAX_AGE": 0,
            # A server that was stopped and started again costs one probe, not one failed page.
            "CONN_HEALTH_CHECKS": True,
        }


_KEPT = frozenset(
    {
        "WELLKNIT_CHARTER",
        "WELLKNIT_DATABASE",
        "WELLKNIT_ROLE_PREFIX",
        "WELLKNIT_SECRETS",
        "CREDENTIALS_DIRECTORY",
        "DATABASE_URL",
    }
)


def database_settings(role: str) -> dict[str, Any]:
    """`Home.database_settings` of the home the environment points at."""
    return Home.find().database_settings(role)


def role_name(role: str) -> str:
    """`Home.role_name` of the home the environment points at."""
    return Home.find().role_name(role)


def parse_url(url: str) -> tuple[Server, str, str, str]:
    """A `postgresql://` address taken apart: server, user, password, database."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.username:
        raise HomeError("DATABASE_URL has to look like postgresql://admin:password@host:5432/postgres.")
    try:
        port = parts.port or SOCKET_PORT
    except ValueError as error:
        raise HomeError("The port in DATABASE_URL is not a number.") from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "") or "localhost"
    server = Server(host, port, tuple(sorted(options.items())))
    database = unquote(parts.path.lstrip("/")) or "postgres"
    return server, unquote(parts.username), unquote(parts.password or ""), database


def read_closed(file: Path) -> str:
    """The text of a secret file, refused when anybody but its owner can read it."""
    try:
        found = file.stat()
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise HomeError(f"{file} can be read by other users of this machine. Run: chmod 600 '{file}'")
        return file.read_text(encoding="utf-8").strip()
    except PermissionError as error:
        raise HomeError(f"{file} belongs to another user; this program may not read it.") from error
    except FileNotFoundError as error:
        raise HomeError(f"{file} is missing. Run `wellknit setup` first.") from error


def write_once(file: Path, text: str) -> None:
    """Write a closed file unless it is there already; of two writers at once the first one wins."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{randomness.token_hex(6)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, file)  # fails when somebody was faster, and then theirs is the secret
        except FileExistsError:
            return
    finally:
        fresh.unlink(missing_ok=True)


def _make(folder: Path, mode: int) -> None:
    """Make a folder with exactly this mode, and refuse one that somebody else can write to."""
    try:
        if not folder.parent.exists():
            _make(folder.parent, mode)
        folder.mkdir(mode=mode)
        folder.chmod(mode)  # the umask may have taken bits away
        return
    except FileExistsError:
        pass
    except PermissionError as error:
        raise HomeError(
            f"{folder} cannot be made: this user may not write there. Set WELLKNIT_HOME."
        ) from error
    except OSError as error:
        raise HomeError(f"{folder} cannot be made: {error.strerror}.") from error
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise HomeError(f"{folder} belongs to another user. Run as that user, or set WELLKNIT_HOME.")
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise HomeError(f"{folder} can be changed by other users of this machine. Run: chmod 700 '{folder}'")
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)


def _default_root(env: Mapping[str, str]) -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/wellknit", _short(CHECKOUT))
    state = env.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "wellknit" / _short(CHECKOUT)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _quoted(value: str) -> str:
    """A value of libpq's key=value form: single quotes and backslashes escaped."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
