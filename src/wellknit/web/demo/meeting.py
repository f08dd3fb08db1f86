"""Two invented officials of this node vouch for another demo node, with the functions their page uses."""

from __future__ import annotations

from django.utils import timezone

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import owncard, peers, trust
from wellknit.platform.exchange.models.peer import PeerCard
from wellknit.platform.exchange.states import CardState
from wellknit.web.demo.cast import StaffSpec
from wellknit.web.demo.seeding import playing
from wellknit.web.demo.stage import here


def vouch(text: bytes) -> str:
    """Pin a card: one official brings it, the other types the digits that were read out. Says what was done."""
    read = cards.read(text, timezone.now())
    first, second = here().officials
    if _pinned(read):
        return f"{read.card.name} is known: {read.digits}"
    waits = PeerCard.objects.filter(fingerprint=read.fingerprint, state=CardState.HALF).exists()
    if not waits:
        _propose(text, read, first)
    with playing(second.email, second.office, timezone.now()) as viewer:
        found = next(c for c in trust.waiting(viewer) if c.fingerprint == read.fingerprint)
        trust.confirm(found, read.digits, by=viewer)
    return f"{read.card.name} is vouched for by {first.name} and {second.name}: {read.digits}"


def _pinned(read: cards.Read) -> bool:
    known = peers.get(read.card.code)
    pinned = PeerCard.objects.filter(peer=known, state=CardState.PINNED, fingerprint=read.fingerprint)
    return known is not None and known.state == "trusted" and pinned.exists()


def _propose(text: bytes, read: cards.Read, first: StaffSpec) -> None:
    """A demo node that was thrown away and made anew has other keys: the old trust is ended first."""
    try:
        with playing(first.email, first.office, timezone.now()) as viewer:
            trust.propose(text, own_code=owncard.code(), by=viewer)
    except NotNow:
        with playing(first.email, first.office, timezone.now()) as viewer:
            trust.stop(trust.peer(viewer, read.card.code), by=viewer)
        with playing(first.email, first.office, timezone.now()) as viewer:
            trust.propose(text, own_code=owncard.code(), by=viewer)
