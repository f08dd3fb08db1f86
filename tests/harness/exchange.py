"""Other nodes for tests: their keys, and pinning them as two officials would have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wellknit.commands.acting import as_role
from wellknit.platform.exchange.suite import NodeKey, new_key

PERSONAL = ("protection", "justice", "plan", "prevention", "evidence")


@dataclass
class Node:
    """A node that exists only as its keys: `sign` and `seal` are private."""

    code: str
    sign: NodeKey = field(init=False)
    seal: NodeKey = field(init=False)

    def __post_init__(self) -> None:
        self.sign, self.seal = new_key(self.code, "sig"), new_key(self.code, "enc")


def pin(node: Node, *, wings: tuple[str, ...] = PERSONAL, state: str = "trusted", **more: Any) -> Any:
    """A peer with this node's keys pinned, as it stands after two officials vouched for it."""
    from django.utils import timezone

    from wellknit.platform.exchange.models.peer import Peer, PeerKey

    given = {
        "name": node.code.upper(), "country": node.code.upper()[:2], "time_zone": "UTC", "offices": ["ministry"],
        "address": f"http://{node.code}.invalid", "protocol": [1], **more,
    }  # fmt: skip
    with as_role("owner"):
        peer = Peer.objects.create(
            code=node.code, wings=list(wings), state=state, state_at=timezone.now(), **given
        )
        for key in (node.sign, node.seal):
            PeerKey.objects.create(peer=peer, kid=key.kid, use=key.use, jwk=key.public)
    return peer
