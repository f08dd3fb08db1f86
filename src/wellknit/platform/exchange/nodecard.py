"""The kind of message by which a node's new card travels. It changes nothing by itself: two officials do."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.exchange import owncard, peers, trust
from wellknit.platform.exchange.kinds import Incoming, Kind, Refuse, message_kind
from wellknit.platform.exchange.suite import Refused

CODE = "node.card"


class CardBody(BaseModel):
    """The card's file, word for word."""

    model_config = ConfigDict(extra="ignore")
    card: str = Field(max_length=32_000)


def receive(message: Incoming, viewer: Viewer) -> None:
    """Keep it as a proposal, unless it is not the sender's or its old key did not sign it."""
    if message.own:
        return  # our own card, given back after a restore: ours are the keys on disk
    try:
        trust.arrived(message.body["card"], sender=message.sender)
    except Refused as refusal:
        raise Refuse(refusal.code, refusal.sentence) from None


def tell_peers(*, by: Viewer) -> list[UUID]:
    """Put this node's card into the outbox for every node we trust."""
    from wellknit.platform.exchange import outbox

    by.require(trust.TRUST)
    body = {"card": owncard.text()}
    return [
        outbox.queue(CODE, to=p.code, body=body, by=by) for p in peers.all_peers() if p.state == "trusted"
    ]


def register() -> None:
    """Called when the app is ready."""
    message_kind(Kind(CODE, {1: CardBody}, personal=False, receive=receive))
