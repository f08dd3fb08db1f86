"""`wellknit exchange`: what the operator of a node does with its messages: look, carry, compare."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from wellknit.commands.acting import acting, connect_as
from wellknit.commands.frame import Failed, command, group, say

PATIENCE = 90  # seconds for a peer's answers; its worker may be busy


def register(sub: Any) -> None:
    """Add the verbs of `exchange`."""
    verbs = group(sub, "exchange", tells="messages between this node and those of other governments")
    out = command(
        verbs, "export", export, role="worker", tells="write what waits for a node, and receipts for it, into a file to carry",
        example="wellknit exchange export mm /media/stick/to-mm.wk",
    )  # fmt: skip
    out.add_argument("peer", help="code of the other node")
    out.add_argument("file", type=Path, help="a new file")
    back = command(
        verbs, "import", take, role="worker", tells="take a file that another node wrote; twice does no harm",
        example="wellknit exchange import /media/stick/from-mm.wk",
    )  # fmt: skip
    back.add_argument("file", type=Path)
    compare = command(
        verbs, "reconcile", reconcile, role="worker",
        tells="compare the books with other nodes and mend what differs; says nothing when both agree",
        example="wellknit exchange reconcile mm",
    )  # fmt: skip
    compare.add_argument("peer", nargs="?", help="code of the other node (default: every trusted one)")
    compare.add_argument(
        "--restored", action="store_true",
        help="the database was put back by other means than `wellknit restore`: begin a new incarnation first",
    )  # fmt: skip
    compare.add_argument("--only-ask", action="store_true", help="ask, and do not wait: for a file to carry")
    look = command(
        verbs, "status", status, role="worker", acts=True, tells="how each line is doing, and what stands still and why",
        example="wellknit exchange status\n  wellknit exchange status --give-up ID --because 'sent by letter' --as name@ministry.example",
    )  # fmt: skip
    look.add_argument("--again", type=UUID, metavar="ID", help="try this one again (with --as)")
    look.add_argument("--give-up", type=UUID, metavar="ID", help="end this one for good (with --as)")
    look.add_argument("--because", default="", metavar="WORDS", help="why it is given up")


def _as_worker() -> None:
    """These commands are the worker's: they may open the keys."""
    from wellknit.platform.exchange.keys import open_here

    open_here("wellknit exchange")
    connect_as("worker")


def _known(code: str) -> None:
    """A misspelt code is no question of trust."""
    from wellknit.platform.exchange import peers

    if peers.get(code) is None:
        known = ", ".join(sorted(peer.code for peer in peers.all_peers())) or "none"
        raise Failed(f"There is no node {code}; known: {known}.", 2)


def export(args: argparse.Namespace) -> None:
    """A file on a stick; what is in it stays in the outbox until its receipt comes back."""
    from wellknit.platform.exchange import stick

    _as_worker()
    _known(args.peer)
    try:
        found = stick.export(args.peer, args.file)
    except FileExistsError:
        raise Failed(f"{args.file} is there already; name a new file.", 2) from None
    print(f"{found.messages:,} messages and {found.receipts:,} receipts for {args.peer}")


def take(args: argparse.Namespace) -> int:
    """The other way; the receipts go back with the next file. 1 when something in it was refused."""
    from wellknit.platform.exchange import reasons, stick

    _as_worker()
    sender, found = stick.take(args.file)
    print(f"{found.messages:,} messages and {found.receipts:,} receipts from {sender}")
    if found.waiting:
        print(f"{found.waiting:,} messages wait to be opened by the worker")
    for code, times in sorted(found.refused.items()):
        print(f"{times:,} refused ({code}): {reasons.sentence(code)}")
    say(f"Their receipts go back with the next file: wellknit exchange export {sender} FILE")
    return 1 if found.refused else 0


def reconcile(args: argparse.Namespace) -> int:
    """Nothing and 0 when both sides agree. Otherwise what differed; 1 when it still does, or nobody answered."""
    from wellknit.platform.exchange import incarnation, peers

    _as_worker()
    if args.peer:
        _known(args.peer)
    if args.restored:
        say(f"  incarnation {incarnation.begin_anew()}")
    codes = [args.peer] if args.peer else [p.code for p in peers.all_peers() if p.state == "trusted"]
    return max([_reconcile(code, wait=not args.only_ask) for code in codes], default=0)


def _reconcile(code: str, *, wait: bool) -> int:
    from wellknit.platform.access.viewer import viewer_scope
    from wellknit.platform.exchange import delivery, peers
    from wellknit.platform.exchange import reconcile as books
    from wellknit.platform.exchange.speaking import speaking

    peers.trusted(code)
    with speaking() as speakers, viewer_scope(speakers.key(speakers.main)) as viewer:
        asked = books.begin(code, by=viewer)
    delivery.resume(code)
    if not wait:
        print(f"{code}: asked; carry it with `wellknit exchange export {code} FILE`")
        return 1
    return _watch(code, asked)


def _watch(code: str, asked: UUID) -> int:
    """Work on the round ourselves, beside whatever worker runs, until it has ended."""
    from wellknit.platform.exchange import delivery, reasons
    from wellknit.platform.exchange.inbox import open_arrivals
    from wellknit.platform.exchange.models.inbox import Round
    from wellknit.platform.exchange.models.outbox import Line

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        delivery.deliver(code)
        open_arrivals()
        found = Round.objects.get(pk=asked)
        if found.ended_at is not None:
            _tell(code, found.found)
            return 0 if found.state == "equal" else 1
        line = Line.objects.filter(peer=code).first()
        if line is not None and line.failures:
            print(f"{code}: {reasons.sentence(line.said)} It is compared as soon as there is a line.")
            return 1
        time.sleep(0.2)
    print(f"{code}: no answer within {PATIENCE} seconds; it is compared when one comes.")
    return 1


_WORDS = {
    "acknowledge": "of ours it had and its word was lost here",
    "ours_back": "of ours were lost here",
    "theirs_back": "of its own were lost here",
    "give_ours": "of ours were lost there",
    "give_theirs": "of its own were lost there",
    "conflict": "have one number and two contents",
    "wings": "journeys differ in what they say",
}


def _tell(code: str, found: dict[str, Any]) -> None:
    """What differed at first, and what still does; counts and numbers of journeys only."""
    first, now = found.get("first") or {}, found.get("now") or {}
    for name, count in first.items():
        state = "differs" if now.get(name) else "mended"
        print(f"{code}: {count:,} {'' if name == 'wings' else 'messages '}{_WORDS[name]} ({state})")
    for journey in found.get("journeys", ()):
        print(f"{code}: journey {journey} differs")


def status(args: argparse.Namespace) -> None:
    """Lines and letters; with --again or --give-up an act in somebody's name."""
    from wellknit.platform.exchange import letters

    _as_worker()
    if args.again or args.give_up:
        with acting(args) as viewer:
            if args.again:
                letters.again(args.again, by=viewer)
            else:
                letters.give_up(args.give_up, args.because, by=viewer)
        say("done")
        return
    _lines()
    for letter in letters.stuck():
        way = "to" if letter.side == "out" else "from"
        print(f"{letter.id}  {letter.at:%Y-%m-%d %H:%M}  {way} {letter.peer:<12} {letter.kind or letter.state:<24} {letter.reason}")  # fmt: skip


def _lines() -> None:
    from wellknit.platform.exchange import peers, reasons
    from wellknit.platform.exchange.incarnation import line_to, must_compare
    from wellknit.platform.exchange.models.outbox import Outgoing

    for peer in peers.all_peers():
        waiting = Outgoing.objects.filter(peer=peer.code, state__in=("waiting", "sent")).count()
        if peer.state != "trusted":
            print(f"{peer.code:<14} {peer.state}, {waiting:,} waiting")
            continue
        line = line_to(peer.code)
        said = "must compare first" if must_compare(line) else reasons.sentence(line.said) or "in order"
        print(f"{peer.code:<14} {waiting:,} waiting, {said}")
