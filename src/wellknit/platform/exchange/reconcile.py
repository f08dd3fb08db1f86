"""Comparing the books of a line, and mending what differs. A restored node sends nothing before it.

The talk is four kinds of the exchange itself, all in the order of one journey, the round:
`compare` carries sums; `compared` lists what differs; `give` asks for originals; `given` brings them.
It goes over the line, or as files on a stick, like every message.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import outbox
from wellknit.platform.exchange.comparing import (
    MOST_ROWS,
    Books,
    Difference,
    books,
    difference,
    differing,
    digests,
    from_lists,
    to_lists,
)
from wellknit.platform.exchange.giving import parts, take_back
from wellknit.platform.exchange.incarnation import current, line_to
from wellknit.platform.exchange.kinds import Incoming, Kind, Refuse, message_kind
from wellknit.platform.exchange.models.inbox import Round
from wellknit.platform.exchange.models.outbox import Going, Line, Outgoing

__all__ = ["begin", "digests", "register"]

SPAN = timedelta(days=45)  # the originals are kept 60 days; both sides still have these
TURNS = 6
NOBODYS = UUID(int=0)


class Compare(BaseModel):
    """Sums of both books by bin, of messages signed since a moment (seconds since 1970)."""

    since: int = Field(ge=0)
    sums: dict[str, list[str]]


class Compared(BaseModel):
    """The bins that differ, listed; `more`: not all of them."""

    since: int = Field(ge=0)
    bins: list[str]
    lists: dict[str, Any]
    more: bool


class Give(BaseModel):
    """Numbers of messages whose originals were lost: ours (the asker's own) and theirs."""

    ours: list[str]
    theirs: list[str]


class Item(BaseModel):
    """One original. own: the receiver of this wrote it."""

    jws: str
    own: bool
    outcome: str
    code: str


class Given(BaseModel):
    """Originals; `last`: nothing more comes."""

    items: list[Item]
    last: bool


class Nothing(BaseModel):
    """An empty message, in the place of one that was stopped."""


def begin(peer: str, *, by: Viewer) -> UUID:
    """Ask a peer to compare; the id of the round. What differs is mended as the answers come."""
    line_to(peer)
    made = Round.objects.create(peer=peer, incarnation=current(), began_at=timezone.now(), state="asked")
    _compare(made, by)
    return made.pk


def _compare(made: Round, by: Viewer) -> None:
    since = made.began_at - SPAN
    body = {"since": int(since.timestamp()), "sums": books(made.peer, _at(int(since.timestamp()))).sums()}
    outbox.queue("exchange.compare", to=made.peer, body=body, journey=made.pk, by=by)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def on_compare(message: Incoming, viewer: Viewer) -> None:
    """A peer shows its sums: list what differs here."""
    since, theirs = _at(message.body["since"]), message.body["sums"]
    differ = differing(books(message.sender, since).sums(), theirs)
    told, kept = _as_many(message.sender, since, differ)
    body = {
        "since": message.body["since"],
        "bins": told,
        "lists": to_lists(kept),
        "more": len(told) < len(differ),
    }
    outbox.queue("exchange.compared", to=message.sender, body=body, journey=message.journey, by=viewer)


def _as_many(peer: str, since: datetime, bins: list[str]) -> tuple[list[str], Books]:
    """As many bins as fit into one message, and what is in them."""
    whole = books(peer, since, bins)
    told: list[str] = []
    rows = 0
    for name in bins:
        rows += sum(e.bin == name for book in (whole.sent, whole.got) for e in book.values())
        if told and rows > MOST_ROWS:
            break
        told.append(name)
    return told, books(peer, since, told)


def on_compared(message: Incoming, viewer: Viewer) -> None:
    """A peer lists what differs: take its word where it decided, ask for what is lost here, give what is lost there."""
    made = _round(message)
    if made is None:
        return
    try:
        theirs = from_lists(message.body["lists"])
    except (TypeError, ValueError, KeyError):
        raise Refuse("not_valid", _("Its content does not have the agreed form.")) from None
    ours = books(message.sender, _at(message.body["since"]), message.body["bins"])
    found = difference(ours, theirs)
    turns = int(made.found.get("turns", 0)) + 1
    before = made.found.get("first") if turns > 1 else found.counts()
    made.found = {"turns": turns, "first": before, "now": found.counts(), "journeys": found.wings[:20]}
    if not found.mendable and not message.body["more"]:
        return _end(made, "differs" if found.conflict or found.wings else "equal")
    if turns >= TURNS:
        return _end(made, "differs")
    made.save(update_fields=["found"])
    _mend(made, found, viewer)


def _mend(made: Round, found: Difference, viewer: Viewer) -> None:
    _acknowledge(made.peer, found)
    for part in parts(made.peer, found.give_ours, found.give_theirs):
        _queue_given(made, part, last=False, by=viewer)
    if found.ours_back or found.theirs_back:
        body = {"ours": found.ours_back, "theirs": found.theirs_back}
        outbox.queue("exchange.give", to=made.peer, body=body, journey=made.pk, by=viewer)
    else:
        _compare(made, viewer)


def _acknowledge(peer: str, found: Difference) -> None:
    """They decided on these and their word was lost here, or never came."""
    now = timezone.now()
    for entry in found.acknowledge:
        refused = entry.outcome == "refused"
        Outgoing.objects.filter(pk=UUID(entry.id), peer=peer).exclude(state=Going.RECEIVED).update(
            state=Going.REFUSED if refused else Going.RECEIVED, outcome=entry.outcome[:10], code=entry.code[:60],
            digest=entry.digest, seq=entry.seq, body=None, done_at=now,
        )  # fmt: skip


def on_give(message: Incoming, viewer: Viewer) -> None:
    """A peer lost these: give the originals back."""
    made = Round(id=message.journey, peer=message.sender)
    found = list(parts(message.sender, message.body["theirs"], message.body["ours"])) or [[]]
    for number, part in enumerate(found, 1):
        _queue_given(made, part, last=number == len(found), by=viewer)


def _queue_given(made: Round, items: list[dict[str, Any]], *, last: bool, by: Viewer) -> None:
    body = {"items": items, "last": last}
    outbox.queue("exchange.given", to=made.peer, body=body, journey=made.pk, by=by)


def on_given(message: Incoming, viewer: Viewer) -> None:
    """Originals came: put them back, and compare once more when that was all."""
    take_back(message.sender, message.body["items"], viewer)
    made = _round(message)
    if made is not None and message.body["last"]:
        _compare(made, viewer)


def _round(message: Incoming) -> Round | None:
    """The open round this belongs to; None when we asked nothing."""
    found = Round.objects.filter(pk=message.journey or NOBODYS, peer=message.sender, ended_at=None)
    return found.select_for_update().first()


def _end(made: Round, state: str) -> None:
    """Both sides compared. Messages that agree open the line, even where a wing's own content still differs."""
    made.state, made.ended_at = state, timezone.now()
    made.save(update_fields=["state", "ended_at", "found"])
    if state == "equal" or not made.found["now"].get("conflict"):
        Line.objects.filter(peer=made.peer, reconciled__lt=made.incarnation).update(
            reconciled=made.incarnation
        )


def register() -> None:
    """Registers the kinds of the exchange itself."""
    for code, form, receive in (
        ("compare", Compare, on_compare), ("compared", Compared, on_compared),
        ("give", Give, on_give), ("given", Given, on_given), ("void", Nothing, lambda _message, _viewer: None),
    ):  # fmt: skip
        message_kind(Kind(f"exchange.{code}", {1: form}, False, receive))
