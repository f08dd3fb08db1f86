"""Peers and what is on its way to and from them."""

from wellknit.platform.exchange.models.peer import Peer, PeerCard, PeerKey

__all__ = ["Peer", "PeerCard", "PeerKey"]
