"""Kinds of message for tests alone. What arrives is written into the audit of the receiving node, once each.

`python -m tests.harness.kinds COMMAND …` is the program with these kinds known.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from pydantic import BaseModel

MARK = "ZZBODYZZ"


class Note(BaseModel):
    """A word and a number."""

    word: str
    number: int = 0
    attachment: str = ""


def take(message: Any, _viewer: Any) -> None:
    """Write it down where a test finds it: in the same transaction as the inbox."""
    from wellknit.platform.audit.record import record
    from wellknit.platform.exchange.kinds import NotYet, Refuse

    word = message.body["word"]
    if word == "refuse":
        raise Refuse("not_here", "The test refuses this word.")
    if word == "fail":
        raise ValueError(MARK)
    if word == "before" and not _has("first"):
        raise NotYet
    note = {"word": word, "number": message.body["number"], "own": message.own}
    record("test.came", case=message.journey, note=note)


def _has(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM exchange_received WHERE state = 'applied' AND kind = 'test.note'"
        )
        return bool(cursor.fetchone()[0]) and bool(word)


def check(message: Any) -> None:
    """A consent that a test may end: the word says so."""
    from wellknit.platform.access.refusals import NotShared

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('wellknit.test_stop', true)")
    if message.body.get("word") == "forbidden":
        raise NotShared("The consent does not cover this.")


def register() -> None:
    """Make the kinds known in this process."""
    from wellknit.platform.exchange.kinds import Kind, message_kind

    message_kind(Kind("test.note", {1: Note}, True, take, check=check))
    message_kind(Kind("test.plain", {1: Note}, False, take))
    message_kind(Kind("test.danger", {1: Note}, True, take, priority=True))


@contextmanager
def known() -> Iterator[None]:
    """The kinds for one test: whoever looks at all kinds afterwards in this process finds those of the program alone."""
    from wellknit.platform.exchange import kinds

    before = dict(kinds._KINDS)
    register()
    try:
        yield
    finally:
        kinds._KINDS.clear()
        kinds._KINDS.update(before)


def came(node: Any) -> list[tuple[str, int, bool]]:
    """(word, number, own) of what a node took, in the order in which it did."""
    rows = node.owner("SELECT note FROM audit_event WHERE event = 'test.came' ORDER BY seq")
    return [(r[0]["word"], r[0]["number"], r[0]["own"]) for r in rows]


def main() -> int:
    """The program, with the kinds registered once Django is set up."""
    from wellknit.commands import frame

    before = frame.django_as

    def django_as(role: str) -> None:
        before(role)
        register()

    frame.django_as = django_as
    from wellknit.cli import main as program

    return program(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
