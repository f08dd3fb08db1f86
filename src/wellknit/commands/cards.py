"""`wellknit node`: this node's card and keys, and vouching for the nodes of others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellknit.commands.acting import acting
from wellknit.commands.frame import Failed, command, group, say

if TYPE_CHECKING:
    from wellknit.platform.access.viewer import Viewer
    from wellknit.platform.exchange.models.peer import PeerCard


def register(sub: Any) -> None:
    """Add the verbs of `node`."""
    verbs = group(sub, "node", tells="this node's card and keys, and the nodes of other governments")
    command(
        verbs, "init", init, role="owner", database=False, tells="make the first keys and the card; keep what is there",
        example="WELLKNIT_ADDRESS=https://node.example wellknit node init",
    )  # fmt: skip
    show = command(
        verbs, "show", show_card, role="web", database=False, tells="print this node's card and its fingerprint",
        example="wellknit node show --to card.json",
    )  # fmt: skip
    show.add_argument("--to", type=Path, metavar="FILE", help="write the card into a file to hand over")
    turn = command(
        verbs, "rotate", rotate, role="owner", database=False, tells="new keys, announced in a new card; old ones go on for the charter's days",
        example="wellknit node rotate",
    )  # fmt: skip
    turn.add_argument(
        "--at-once", action="store_true", help="a key was stolen: sign with the new one from now on"
    )
    tell = "send this node's card to every node it trusts"
    command(verbs, "tell", tell_peers, role="web", acts=True, tells=tell, example="wellknit node tell --as name@ministry.example")  # fmt: skip
    _register_trust(verbs)


def _register_trust(verbs: Any) -> None:
    trust = command(
        verbs, "trust", trust_card, role="web", acts=True, tells="vouch for another node's card; it takes two officials",
        example="wellknit node trust card.json --as one@ministry.example\n"
        "  wellknit node trust --confirm mm --fingerprint '12345 67890 …' --as two@ministry.example",
    )  # fmt: skip
    trust.add_argument(
        "file", nargs="?", type=Path, help="the card as it was handed over; you are the first official"
    )
    trust.add_argument("--confirm", metavar="CODE", help="code of the node whose card you compared")
    trust.add_argument("--fingerprint", metavar="DIGITS", help="as the other side read it to you")
    stop = command(
        verbs, "distrust", distrust, role="web", acts=True, tells="end the trust in a node at once and revoke its keys",
        example="wellknit node distrust mm --as one@ministry.example",
    )  # fmt: skip
    stop.add_argument("code")
    command(
        verbs,
        "peers",
        peers_list,
        role="owner",
        tells="list the nodes known here",
        example="wellknit node peers",
    )


def init(_args: argparse.Namespace) -> None:
    """What `setup` does too."""
    say("keys and card are made" if make_card() else "keys and card are there already")


def make_card() -> bool:
    """Keys and card of the exchange, where the charter runs a node."""
    from django.conf import settings

    from wellknit.platform.exchange import keys, owncard

    if not settings.CHARTER.get("exchange"):
        return False
    keys.open_here("node init")
    return owncard.init()


def show_card(args: argparse.Namespace) -> None:
    """The card on the screen or in a file, and what to read out on the telephone."""
    from wellknit.platform.exchange import owncard

    read = owncard.own()
    if args.to:
        args.to.write_text(owncard.text())
        say(f"The card is in {args.to}.")
    else:
        print(owncard.text())
    say(f"keys due     {owncard.due().date()}")
    _describe(read)


def _describe(read: Any) -> None:
    card = read.card
    say(f"node         {card.code} ({card.name})")
    say(f"wings        {', '.join(card.wings)}")
    say(f"address      {card.address or 'none: by file only'}")
    print(f"fingerprint  {read.digits}")


def rotate(args: argparse.Namespace) -> None:
    """Whoever runs this is the user that may read the keys."""
    from wellknit.platform.exchange import keys, owncard

    keys.open_here("node rotate")
    held = owncard.turn(at_once=args.at_once)
    waits = held.next_sign
    say(
        f"The new signing key signs from {waits.since.date()}." if waits else "The new signing key signs now."
    )
    say("Put the keys in escrow (wellknit keys escrow …), and tell the others: wellknit node tell --as …")
    _describe(owncard.own())


def tell_peers(args: argparse.Namespace) -> None:
    """It arrives there as a proposal that two officials compare."""
    from wellknit.platform.exchange.nodecard import tell_peers as tell

    with acting(args) as viewer:
        print(f"{len(tell(by=viewer))} nodes are told")


def trust_card(args: argparse.Namespace) -> None:
    """The first official brings the file; the second confirms with the digits read out to her."""
    if bool(args.file) == bool(args.confirm):
        raise Failed(
            "Give the card's file (first official), or --confirm CODE with --fingerprint (second).", 2
        )
    with acting(args) as viewer:
        found = _propose(args.file, viewer) if args.file else _confirm(args, viewer)
        print(f"card of {found.peer.code}: {_SAYS[str(found.state)]}")


_SAYS = {
    "half_confirmed": "one official vouches for it; a second one confirms it with the fingerprint",
    "pinned": "pinned; two officials vouched for it",
}


def _propose(file: Path, viewer: Viewer) -> PeerCard:
    from wellknit.platform.exchange import card as cards
    from wellknit.platform.exchange import owncard, trust

    found = trust.propose(file.read_bytes(), own_code=owncard.code(), by=viewer)
    say(f"fingerprint  {cards.digits_of(found.fingerprint)}")
    return found


def _confirm(args: argparse.Namespace, viewer: Viewer) -> PeerCard:
    from wellknit.platform.exchange import trust

    if not args.fingerprint:
        raise Failed("Type the digits the other side read to you: --fingerprint '…'.", 2)
    found = [c for c in trust.waiting(viewer) if c.peer.code == args.confirm]
    if not found:
        raise Failed(f"No card of {args.confirm} waits to be confirmed.")
    return trust.confirm(found[-1], args.fingerprint, by=viewer)


def distrust(args: argparse.Namespace) -> None:
    """One official is enough; coming back takes a card with new keys and two."""
    from wellknit.platform.exchange import trust

    with acting(args) as viewer:
        trust.stop(trust.peer(viewer, args.code), by=viewer)
        print(f"node {args.code}: its keys are revoked, nothing is sent to it")


def peers_list(_args: argparse.Namespace) -> None:
    """Code, state, address; for the operator."""
    from wellknit.platform.exchange import peers

    for peer in peers.all_peers():
        print(f"{peer.code:<14} {peer.state:<9} {peer.country or '--'}  {peer.address or 'by file'}")
