"""The same messages as a file carried by hand, where there is no line. Receipts go back the same way.

A line of JSON each: first who writes to whom, then sealed events, then receipts of what the reader sent
before. A file may be lost, come twice, or come late: everything in it is known again by its number.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.delivery import prepare
from wellknit.platform.exchange.envelope import read_outer, wrap
from wellknit.platform.exchange.inbox import open_arrivals
from wellknit.platform.exchange.incarnation import line_to, must_compare
from wellknit.platform.exchange.intake import NotTaken, read_events, store
from wellknit.platform.exchange.intake import answers as answers_to
from wellknit.platform.exchange.keys import OwnKeys, own_keys
from wellknit.platform.exchange.limits import BATCH, REQUEST
from wellknit.platform.exchange.models.inbox import Came, Received
from wellknit.platform.exchange.models.outbox import Going, Outgoing
from wellknit.platform.exchange.models.peer import Peer
from wellknit.platform.exchange.receipt import Outcome, own_outcome, sign_receipt
from wellknit.platform.exchange.receipting import answer_item, receipt_of
from wellknit.platform.exchange.receipts import settle
from wellknit.platform.exchange.sealer import weigh
from wellknit.platform.exchange.speaking import Speakers, alone, own_code, speaking
from wellknit.platform.exchange.suite import Refused, write_json

FORM = "wellknit-stick-1"
RECEIPTS_OF = timedelta(days=30)
MOST = 100_000  # messages in one file


@dataclass(frozen=True)
class Carried:
    """What a file holds."""

    messages: int = 0
    receipts: int = 0


@dataclass
class Taken:
    """What of a file was taken: messages, receipts that could be believed, and what waits to be opened.

    refused: how often for which reason, by code.
    """

    messages: int = 0
    receipts: int = 0
    waiting: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, code: str, times: int) -> None:
        """Count what was not taken."""
        if times:
            self.refused[code] = self.refused.get(code, 0) + times


def export(code: str, path: Path) -> Carried:
    """Write everything that waits for a peer, and the receipts of what it sent, into a new closed file.

    Raises NotNow (nobody vouched for that node), FileExistsError. What is written stays in the outbox until
    its receipt comes back.
    """
    peer, own = peers.trusted(code), own_keys()
    messages = receipts = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out, speaking() as speakers, alone(f"deliver {code}") as mine:
        if not mine:
            raise NotNow(_("Messages are going to this node at the moment. Try again in a minute."))
        out.write(write_json({"form": FORM, "from": own.node, "to": code}) + b"\n")
        for events in _events(peer, own, speakers):
            messages += len(events)
            out.writelines(write_json({"event": event}) + b"\n" for event in events)
        for item in _receipts(code, own):
            receipts += 1
            out.write(write_json({"answer": item}) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    return Carried(messages, receipts)


def _events(peer: Peer, own: OwnKeys, speakers: Speakers) -> Iterator[list[dict[str, str]]]:
    """Batches of sealed events: each message once, checked and signed as for the line."""
    to_key = peers.seal_key(peer.code)
    only, written = must_compare(line_to(peer.code)), 0
    # What rests only because it was tried a moment ago goes onto the stick too.
    resting = Outgoing.objects.filter(peer=peer.code, state=Going.SENT, next_at__gt=timezone.now())
    resting.update(next_at=F("queued_at"))
    begun = timezone.now()
    while written < MOST:
        # What is written is put off, so the next look finds the others.
        due = weigh(peer.code, begun, system_only=only, at_most=BATCH)
        if not due:
            return
        written += len(due)
        ready = prepare(peer, own, due, speakers)
        yield [wrap(r.jws, message=str(r.id), sender=own.node, to_key=to_key) for r in ready]


def _receipts(code: str, own: OwnKeys) -> Iterator[dict[str, Any]]:
    """Receipts of what the peer sent in the last month; more than it needs, because a file may be lost."""
    now = timezone.now()
    rows = Received.objects.filter(peer=code, done_at__gte=now - RECEIPTS_OF).exclude(state=Came.HELD)
    for row in rows.defer("jws", "words").order_by("done_at").iterator(500):
        text = row.receipt or sign_receipt(receipt_of(row, own.node, now), sign_key=own.sign)
        yield answer_item(str(row.message), text, "", done=True)


def take(path: Path) -> tuple[str, Taken]:
    """Read a file: (code of the sender, what of it was taken). Raises NotValid for a file of another kind."""
    taken = Taken()
    with path.open("rb") as file:
        sender = _header(file.readline(4096))
        batch: list[dict[str, Any]] = []
        answers: list[dict[str, Any]] = []
        for line in file:
            entry = _entry(line)
            if "event" in entry:
                batch.append(entry["event"])
            else:
                answers.append(entry["answer"])
            if len(batch) == BATCH:
                _take_events(sender, batch, taken)
                batch = []
            if len(answers) == 500:
                _take_answers(sender, answers, taken)
                answers = []
        _take_events(sender, batch, taken)
        _take_answers(sender, answers, taken)
    return sender, taken


def _header(line: bytes) -> str:
    with contextlib.suppress(ValueError):
        said = json.loads(line)
        if isinstance(said, dict) and said.get("form") == FORM and said.get("to") == own_code():
            return peers.trusted(str(said.get("from"))).code
    raise NotValid(_("This file was not written for this node by `wellknit exchange export`."))


def _entry(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line) if len(line) <= REQUEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("event", found.get("answer")), dict):
        raise NotValid(_("The file is damaged. Have it written again."))
    return found


def _take_answers(sender: str, answers: list[dict[str, Any]], taken: Taken) -> None:
    """A receipt counts when it could be believed, also one of a message that was settled before."""
    found = settle(sender, answers, asked=set(), now=timezone.now())
    taken.receipts += len(answers) - found.bad
    taken.refuse("bad_receipt", found.bad)


def _take_events(sender: str, events: list[dict[str, Any]], taken: Taken) -> None:
    """What was changed on its way is left out and counted; the others are stored, opened, and counted by outcome."""
    whole = [event for event in events if _is_whole(event, taken)]
    if not whole:
        return
    try:
        named, found = read_events(whole)
        if named != sender:
            raise NotValid(_("The file is damaged. Have it written again."))
        arrivals, refused = store(sender, found)
    except NotTaken as error:
        raise NotValid(error.sentence) from None
    open_arrivals()
    for item in answers_to(arrivals, refused, patience=0):
        outcome, code = (
            own_outcome(item["receipt"]) if "receipt" in item else (item["state"], item.get("code", ""))
        )
        if outcome == Outcome.REFUSED:
            taken.refuse(code, 1)
        elif outcome == "waiting":
            taken.waiting += 1
        else:
            taken.messages += 1


def _is_whole(event: dict[str, Any], taken: Taken) -> bool:
    try:
        read_outer(event)
    except Refused as error:
        taken.refuse(error.code, 1)
        return False
    return True
