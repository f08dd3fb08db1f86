"""Peers and what is on its way to and from them."""

from wellknit.platform.exchange.models.inbox import (
    Arrival,
    Came,
    Incarnation,
    InOrder,
    Received,
    Round,
    Trouble,
)
from wellknit.platform.exchange.models.outbox import Going, Line, Outgoing, OutOrder
from wellknit.platform.exchange.models.peer import Peer, PeerCard, PeerKey

__all__ = [
    "Arrival", "Came", "Going", "InOrder", "Incarnation", "Line", "OutOrder", "Outgoing", "Peer", "PeerCard", "PeerKey",
    "Received", "Round", "Trouble",
]  # fmt: skip
