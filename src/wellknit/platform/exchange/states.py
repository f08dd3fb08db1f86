"""What may happen to a peer, to the card it shows and to its keys."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move

OFFICIAL = "exchange_official"


class PeerState(StrEnum):
    """Whether we speak with a node: not before two officials vouched for its card."""

    PROPOSED = "proposed"
    TRUSTED = "trusted"
    STOPPED = "stopped"


class CardState(StrEnum):
    """A card on its way to being pinned."""

    ARRIVED = "arrived"
    HALF = "half_confirmed"
    PINNED = "pinned"
    REFUSED = "refused"
    REPLACED = "replaced"


class KeyState(StrEnum):
    """A key seals and signs (active), only opens and verifies (retired), or is refused (revoked)."""

    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


PEER = Machine(
    PeerState,
    (
        Move("propose", (), PeerState.PROPOSED, OFFICIAL, "node.proposed"),
        Move("trust", PeerState.PROPOSED, PeerState.TRUSTED, OFFICIAL, "node.trusted"),
        Move("stop", (PeerState.PROPOSED, PeerState.TRUSTED), PeerState.STOPPED, OFFICIAL, "node.stopped"),
        Move("trust_again", PeerState.STOPPED, PeerState.TRUSTED, OFFICIAL, "node.trusted_again"),
    ),
    initial=PeerState.PROPOSED,
)

CARD = Machine(
    CardState,
    (
        Move("receive", (), CardState.ARRIVED, OFFICIAL, "card.arrived"),
        Move("propose", (), CardState.HALF, OFFICIAL, "card.proposed"),
        Move("confirm_first", CardState.ARRIVED, CardState.HALF, OFFICIAL, "card.confirmed_first"),
        Move("confirm_second", CardState.HALF, CardState.PINNED, OFFICIAL, "card.pinned"),
        Move("refuse", (CardState.ARRIVED, CardState.HALF), CardState.REFUSED, OFFICIAL, "card.refused"),
        Move("replace", CardState.PINNED, CardState.REPLACED, OFFICIAL, "card.replaced"),
    ),
    initial=(CardState.ARRIVED, CardState.HALF),
    final=(CardState.REFUSED, CardState.REPLACED),
)

KEY = Machine(
    KeyState,
    (
        Move("pin", (), KeyState.ACTIVE, OFFICIAL, "key.pinned"),
        Move("retire", KeyState.ACTIVE, KeyState.RETIRED, OFFICIAL, "key.retired"),
        Move("revoke", (KeyState.ACTIVE, KeyState.RETIRED), KeyState.REVOKED, OFFICIAL, "key.revoked"),
    ),
    initial=KeyState.ACTIVE,
    final=KeyState.REVOKED,
)

MACHINES = {"peer": PEER, "card": CARD, "key": KEY}
