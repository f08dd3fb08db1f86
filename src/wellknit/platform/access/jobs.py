"""Jobs: work done later, in somebody's name. A job carries ids only; what they mean it reads as her.

`@job("clock.remind")` makes a task whose function gets a viewer: the service person of the office the job
names, through a session opened at the door and closed afterwards. There is no other way to write a job
that reads about people, so a job without a viewer raises before it reads anything. A job is asked for in
the transaction of what it follows from and disappears with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.builtin_tasks import remove_old_jobs
from procrastinate.contrib.django import app

from wellknit.platform.access.register import register
from wellknit.platform.access.viewer import NoViewer, Viewer, close_session, open_session, viewer_scope

Work = Callable[..., Any]

KEPT_HOURS = 30 * 24
# Short codes and numbers beside ids: no sentence and no name fits this.
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")


class NotAnId(ValueError):
    """A job was given something that is neither an id nor a code; job arguments lie in clear in a table."""


def service_person(office_id: UUID) -> UUID:
    """The service person of an office, made when she is not there yet; asked at the door."""
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT wk_service_person(%s)", [office_id])
        found: UUID | None = cursor.fetchone()[0]
    if found is None:
        raise NoViewer("This office is closed or was never there; nobody can act for it.")
    return found


@contextmanager
def acting_for(office_id: UUID | None, *, via: str = "job") -> Iterator[Viewer]:
    """A viewer scope in the name of an office's service person, for the length of a block."""
    if office_id is None:
        raise NoViewer("A job needs an office in whose name it works.")
    key = open_session(service_person(office_id), office_id, via=via, hours=1)
    try:
        with viewer_scope(key) as viewer:
            yield viewer
    finally:
        close_session(key)


def check_ids(values: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a job as they may be stored: ids as text, codes, numbers. Raises `NotAnId`."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, UUID):
            kept[name] = str(value)
        elif isinstance(value, bool | int) or (
            isinstance(value, str) and (_is_id(value) or _CODE.fullmatch(value))
        ):
            kept[name] = value
        else:
            raise NotAnId(f"{name} of a job is no id and no code: a job carries ids only.")
    return kept


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


class Job:
    """A task in an office's name. `later(office_id=…, …)` asks for it; the worker runs it."""

    def __init__(self, name: str, work: Work) -> None:
        self.work = work
        self.task = app.task(
            name=name, queue="house", retry=RetryStrategy(max_attempts=5, exponential_wait=5)
        )(self.run)

    def run(self, office_id: str | None = None, **ids: Any) -> Any:
        """What the worker calls."""
        with acting_for(UUID(office_id) if office_id else None) as viewer:
            return self.work(viewer, **check_ids(ids))

    def later(self, *, office_id: UUID, once: str = "", **ids: Any) -> None:
        """Ask for it, in this transaction. `once`: while one with this word waits, a second is not asked for."""
        values = check_ids({"office_id": office_id, **ids})
        ask_once(self.task, once or None, values)


def job(name: str) -> Callable[[Work], Job]:
    """Make a job of a function whose first argument is the viewer."""

    def make(work: Work) -> Job:
        return Job(name, work)

    return make


def ask_once(task: Any, once: str | None, values: dict[str, Any]) -> bool:
    """Put a job into the book; False when the same one is waiting there already."""
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        with transaction.atomic():
            task.configure(queueing_lock=once).defer(**values)
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="*/5 * * * *")
@app.task(name="house.round", queue="house", queueing_lock="house.round", pass_context=False)
def make_the_round(timestamp: int = 0) -> None:
    """Every five minutes: let each wing look for what has fallen due."""
    for look in register.rounds.values():
        look()


@app.periodic(cron="30 18 * * *")
@app.task(name="house.night", queue="house", queueing_lock="house.night", pass_context=False)
def make_the_night(timestamp: int = 0) -> None:
    """Once a day, at half past six in the evening UTC: after midnight in the region, when few people wait."""
    for work in register.nights.values():
        work()


@app.periodic(cron="45 18 * * *")
@app.task(name="house.tidy_jobs", queue="house", queueing_lock="house.tidy_jobs", pass_context=True)
async def tidy_jobs(context: JobContext, timestamp: int = 0) -> None:
    """Jobs that failed or were called off stay a month for whoever asks why; those done go when they are done."""
    await remove_old_jobs(
        context, max_hours=KEPT_HOURS, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )


def as_worker(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Rows for the worker's own eyes (ids and codes); only the worker's process has this connection."""
    with connections["worker"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
