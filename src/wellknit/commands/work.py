"""`wellknit work`: the worker. It keeps the book of jobs as its own role, and does each job as somebody."""

from __future__ import annotations

import argparse
import logging
from typing import Any

from wellknit.commands.frame import command, say


def register(sub: Any) -> None:
    """Add `work`."""
    parser = command(
        sub, "work", work, role="worker",
        tells="do what waits: reminders, escalations, messages between nodes, until it is stopped",
        example="wellknit work --once",
    )  # fmt: skip
    parser.add_argument("--once", action="store_true", help="look round, do what is due now, and stop")
    parser.add_argument("--at-once", type=int, default=4, metavar="N", help="jobs side by side (default 4)")


def work(args: argparse.Namespace) -> None:
    """As the worker's role: a member of the web role, so that a job with a viewer stands behind her walls."""
    from django.conf import settings
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app

    from wellknit.commands.acting import connect_as
    from wellknit.platform.access.register import register as registered
    from wellknit.platform.exchange.keys import open_here

    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    open_here("the worker")
    connect_as("worker")
    for code, look in registered.rounds.items():  # what waited while nobody worked
        say(f"  {code}: {look():,} jobs asked for")
    connector = PsycopgConnector(conninfo=settings.HOME.dsn("worker"))
    with app.replace_connector(connector) as working:
        working.run_worker(
            wait=not args.once,
            concurrency=max(1, args.at_once),
            listen_notify=not args.once,
            fetch_job_polling_interval=1.0,  # a job that waited for a lock is not told of; five seconds are long
            delete_jobs="successful",
        )
    print("nothing waits any more" if args.once else "stopped")
