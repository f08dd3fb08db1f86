"""`wellknit serve`: the pages, with the sealer beside them, until somebody stops it."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from wellknit.commands.frame import Failed, command, say
from wellknit.lib.processes import die_with_parent, end_group

THREADS = 4  # two for each core; the pool has a connection for each
WAIT = 60.0  # seconds for the first answer, on a busy machine


def register(sub: Any) -> None:
    """Add `serve`."""
    parser = command(
        sub,
        "serve",
        serve,
        tells="serve this node's pages, and seal the audit beside them",
        example="wellknit serve --port 8443",
    )
    arguments(parser)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options `serve` and `demo serve` share."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000, help="default 8000")
    parser.add_argument(
        "--workers", type=int, default=1, help="server processes (default 1; one carries a country)"
    )
    parser.add_argument("--no-sealer", action="store_true", help="the sealer runs elsewhere, as its own user")


def serve(args: argparse.Namespace) -> None:
    """Run until SIGTERM or Ctrl-C; if the server or the sealer ends by itself, everything stops."""
    refuse_dangerous(args.host)
    refuse_busy(args.host, args.port)
    with running(args.host, args.port, workers=args.workers, sealer=not args.no_sealer) as children:
        try:
            say(f"Wellknit answers at {url(args.host, args.port)}   (Ctrl-C stops it)")
            _until_something_ends(children)
        except KeyboardInterrupt:
            pass  # asked to stop before the waiting had begun


def refuse_dangerous(host: str) -> None:
    """DEBUG shows pages with values; the demo lets anybody play any role. Neither leaves this machine."""
    from django.conf import settings

    if is_public(host):
        if settings.DEBUG:
            raise Failed("WELLKNIT_DEBUG is on: it is served on 127.0.0.1 only.")
        if settings.DEMO and not os.environ.get("WELLKNIT_OPEN_DEMO"):
            raise Failed(
                "The demo lets everybody play every role. To serve it beyond this machine all the same,"
                " set WELLKNIT_OPEN_DEMO=1 and WELLKNIT_HOSTS."
            )


def is_public(host: str) -> bool:
    """Whether others than this machine can reach the address."""
    if host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


def refuse_busy(host: str, port: int) -> None:
    """Say so before anything is started when the port is taken."""
    if not is_free(host, port):
        raise Failed(f"Port {port} on {host} is taken or not allowed. Choose another with --port.")


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def url(host: str, port: int) -> str:
    """The address to type; passkeys want the name localhost, not the number."""
    shown = host if is_public(host) else "localhost"
    return f"http://{shown}:{port}/"


def server_command(host: str, port: int, workers: int = 1) -> list[str]:
    """The server's command line; threads over WSGI, flat latency (docs/decisions)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "wellknit.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), "--respawn-failed-workers"),
        *("--workers-kill-timeout", "10", "--log-level", "error", "--no-access-log"),
    ]


@contextlib.contextmanager
def running(
    host: str, port: int, *, workers: int = 1, sealer: bool = True
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The server, answering, and the sealer as child processes; both are stopped at the end."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        if sealer:
            children.append(
                _start([sys.executable, "-m", "wellknit.cli", "audit", "seal", "--forever"], "sealer")
            )
        children.append(_start(server_command(host, port, workers), "web"))
        _wait_for(host, port, children)
        yield children
    finally:
        for child in reversed(children):
            child.terminate()
        for child in reversed(children):
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
            end_group(child)


def _start(command: list[str], role: str) -> subprocess.Popen[bytes]:
    # Its own session: Ctrl-C reaches us, and we stop the children in order.
    return subprocess.Popen(
        command,
        env={**os.environ, "WELLKNIT_ROLE": role},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 no threads here yet
    )


def _wait_for(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
    reach = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 only to ask ourselves
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise Failed("The server or the sealer ended at once; what it said stands above.")
        try:
            # An answer of any kind will do: behind a proxy even /health/ is sent on to https.
            urllib.request.build_opener(_Stay).open(f"http://{reach}:{port}/health/", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise Failed(f"The server did not answer within {WAIT:.0f} seconds.")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow redirects: the answer itself is what we wait for."""

    def redirect_request(self, *_args: Any) -> None:  # type: ignore[override]
        return None


def _until_something_ends(children: list[subprocess.Popen[bytes]]) -> None:
    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("Stopping …")
        return
    raise Failed("The server or the sealer ended by itself; everything was stopped.")
