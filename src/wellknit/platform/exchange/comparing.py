"""Both sides' books of one line, as sums and as lists: what is compared, and what a difference means.

A message counts when the other side's last word on it is known here, or when it came in and was decided on;
what is still on its way is no difference. Messages fall into 256 bins by their journey, so that equal books
of any size are compared in one small message and only bins that differ are listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wellknit.platform.exchange.models.inbox import Came, Received
from wellknit.platform.exchange.models.outbox import Going, Outgoing

# Refusals that left no row at the other side.
UNWRITTEN = ("other_digest", "place_taken", "old_incarnation")
MOST_ROWS = 4000  # in one list; the next turn brings the rest

_wings: list[Callable[[str], Mapping[UUID, str]]] = []


def digests(give: Callable[[str], Mapping[UUID, str]]) -> None:
    """Register what a wing compares besides: `give(peer)` is {journey: digest}, equal on both nodes.

    Called with a viewer: the service person of the office that speaks for the node.
    """
    if give not in _wings:
        _wings.append(give)


@dataclass(frozen=True)
class Entry:
    """A message in one of the two books. at: when it was queued or decided, by this node's clock."""

    id: str
    digest: str
    journey: str
    seq: int
    settled: bool
    outcome: str
    code: str
    at: float

    @property
    def bin(self) -> str:
        """The first two signs of its journey, or of its own number where it has none."""
        return (self.journey or self.id)[:2]


@dataclass
class Books:
    """What one side sent to the other, what it got from it, and its wings' digests."""

    sent: dict[str, Entry] = field(default_factory=dict)
    got: dict[str, Entry] = field(default_factory=dict)
    wings: dict[str, str] = field(default_factory=dict)

    def sums(self) -> dict[str, list[str]]:
        """By bin: count and digest of what was sent, got, and of the wings."""
        parts = (
            [(e.bin, _line(e)) for e in self.sent.values() if e.settled],
            [(e.bin, _line(e)) for e in self.got.values()],
            [(journey[:2], f"{journey} {digest}") for journey, digest in self.wings.items()],
        )
        found: dict[str, list[str]] = {}
        for number, lines in enumerate(parts):
            for name, text in _by_bin(lines).items():
                found.setdefault(name, ["", "", ""])[number] = text
        return found


def _line(entry: Entry) -> str:
    return f"{entry.journey} {entry.seq} {entry.id} {entry.digest}"


def _by_bin(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    bins: dict[str, list[str]] = {}
    for name, line in lines:
        bins.setdefault(name, []).append(line)
    return {name: f"{len(found)}:{hashlib.sha256(chr(10).join(sorted(found)).encode()).hexdigest()[:32]}"
            for name, found in bins.items()}  # fmt: skip


def books(peer: str, since: datetime, bins: Iterable[str] | None = None) -> Books:
    """This node's books of a line, from messages signed since then; of some bins only, or of all."""
    wanted = None if bins is None else set(bins)
    kept = Books(wings=_wing_digests(peer, wanted))
    sent = Outgoing.objects.filter(peer=peer, sealed_at__gte=since).exclude(kind__startswith="exchange.")
    for row in sent.values_list("id", "digest", "journey", "seq", "state", "outcome", "code", "queued_at"):
        settled = row[4] == Going.RECEIVED or (row[4] == Going.REFUSED and row[6] not in UNWRITTEN)
        _put(kept.sent, Entry(str(row[0]), row[1], str(row[2] or ""), row[3], settled, row[5], row[6], row[7].timestamp()), wanted)  # fmt: skip
    got = Received.objects.filter(peer=peer, sent_at__gte=since).exclude(kind__startswith="exchange.")
    for message, digest, journey, seq, state, code, came_at in got.exclude(state=Came.HELD).values_list(
        "message", "digest", "journey", "seq", "state", "code", "came_at"
    ):
        _put(kept.got, Entry(str(message), digest, str(journey or ""), seq, True, state, code, came_at.timestamp()), wanted)  # fmt: skip
    return kept


def _put(into: dict[str, Entry], entry: Entry, bins: set[str] | None) -> None:
    if bins is None or entry.bin in bins:
        into[entry.id] = entry


def _wing_digests(peer: str, bins: set[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for give in _wings:
        for journey, digest in give(peer).items():
            if bins is None or str(journey)[:2] in bins:
                found[str(journey)] = hashlib.sha256(
                    f"{found.get(str(journey), '')} {digest}".encode()
                ).hexdigest()
    return found


def differing(ours: Mapping[str, list[str]], theirs: Mapping[str, list[str]]) -> list[str]:
    """Bins whose sums differ; what one side sent is what the other got."""
    nothing = ["", "", ""]
    return sorted(
        name for name in {*ours, *theirs}
        if ours.get(name, nothing) != [theirs.get(name, nothing)[n] for n in (1, 0, 2)]
    )  # fmt: skip


@dataclass
class Difference:
    """What the two books do not share, seen from here. Lists hold message numbers; wings journeys.

    acknowledge: they decided on it and our book does not know. ours_back, theirs_back: lost here.
    give_ours, give_theirs: lost there. conflict: one number with two digests. wings: journeys whose content differs.
    """

    acknowledge: list[Entry] = field(default_factory=list)
    ours_back: list[str] = field(default_factory=list)
    theirs_back: list[str] = field(default_factory=list)
    give_ours: list[str] = field(default_factory=list)
    give_theirs: list[str] = field(default_factory=list)
    conflict: list[str] = field(default_factory=list)
    wings: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(found) for name, found in vars(self).items() if found}

    @property
    def mendable(self) -> bool:
        """Whether asking and giving can help."""
        return any((self.acknowledge, self.ours_back, self.theirs_back, self.give_ours, self.give_theirs))


def difference(ours: Books, theirs: Books) -> Difference:
    """Compare two lists of the same bins."""
    found = Difference()
    for message, entry in theirs.got.items():
        mine = ours.sent.get(message)
        if mine is None:
            found.ours_back.append(message)
        elif not mine.settled:
            found.acknowledge.append(entry)
        elif mine.digest != entry.digest:
            found.conflict.append(message)
    for message, entry in theirs.sent.items():
        mine = ours.got.get(message)
        if mine is None and entry.settled:
            found.theirs_back.append(message)
        elif mine is not None and entry.settled and mine.digest != entry.digest:
            found.conflict.append(message)
    found.give_theirs = [m for m in ours.got if m not in theirs.sent]
    found.give_ours = [m for m, entry in ours.sent.items() if entry.settled and m not in theirs.got]
    shared = {*ours.wings, *theirs.wings}
    found.wings = sorted(j for j in shared if ours.wings.get(j) != theirs.wings.get(j))
    return found


def to_lists(kept: Books) -> dict[str, Any]:
    """Books as they travel."""
    return {
        "sent": [list(vars(e).values()) for e in kept.sent.values()],
        "got": [list(vars(e).values()) for e in kept.got.values()],
        "wings": kept.wings,
    }


def from_lists(found: Mapping[str, Any]) -> Books:
    """Books as they came; raises TypeError or ValueError when they do not fit."""
    made = {name: {str(row[0]): Entry(*row) for row in found[name]} for name in ("sent", "got")}
    return Books(made["sent"], made["got"], dict(found["wings"]))
