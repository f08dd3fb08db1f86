"""Reading the peers: who they are and which of their keys may be believed. Changing them: `trust`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.exchange.envelope import is_code
from wellknit.platform.exchange.models.peer import Peer, PeerKey
from wellknit.platform.exchange.states import KeyState, PeerState
from wellknit.platform.exchange.suite import NodeKey, key_of

__all__ = ["Peer", "all_peers", "for_country", "get", "heard", "keys", "seal_key", "trusted"]


def all_peers() -> list[Peer]:
    """Every node we know of, by name, whatever its state."""
    return list(Peer.objects.order_by("name"))


def get(code: str) -> Peer | None:
    """A peer by the code of its charter, whatever its state."""
    return Peer.objects.filter(code=code).first() if is_code(code) else None


def trusted(code: str) -> Peer:
    """A peer we may write to; raises NotNow for one nobody vouched for, or that was stopped."""
    found = get(code)
    if found is None or found.state != PeerState.TRUSTED:
        raise NotNow(_("Two officials have not vouched for this node, or its trust was withdrawn."))
    return found


def for_country(country: str) -> Peer | None:
    """The trusted node of a government, or None: then the partner is reached by letter and telephone."""
    return Peer.objects.filter(country=country.upper(), state=PeerState.TRUSTED).first()


def keys() -> dict[str, NodeKey]:
    """Every key ever pinned, by kid, revoked ones too: a refusal should say which it was."""
    found = PeerKey.objects.select_related("peer")
    return {k.kid: key_of(k.jwk, owner=k.peer.code, state=k.state, until=k.until) for k in found}


def seal_key(code: str) -> NodeKey:
    """The key to seal for a trusted peer; raises NotNow."""
    peer = trusted(code)
    found = PeerKey.objects.filter(peer=peer, use="enc", state=KeyState.ACTIVE).first()
    if found is None:
        raise NotNow(_("The other node has shown no key to seal for it."))
    return key_of(found.jwk, owner=peer.code)


def heard(codes: Iterable[str], now: datetime) -> None:
    """Something these nodes signed was believed; written down at most once a minute. For the worker."""
    lately = Q(heard_at=None) | Q(heard_at__lt=now - timedelta(minutes=1))
    Peer.objects.filter(lately, code__in=set(codes)).update(heard_at=now)
