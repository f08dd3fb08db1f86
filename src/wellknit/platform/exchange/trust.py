"""Vouching for another government's node: two officials, one fingerprint, and the old key for every change.

Whoever could swap a pinned key would read what is sealed for it. So no list of nodes is believed, a card
that comes by message is only a proposal, and what a page may write stands in definer functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.moves import IllegalMove, Move
from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import CHARTERS
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import peers
from wellknit.platform.exchange.models.peer import Peer, PeerCard
from wellknit.platform.exchange.states import CARD, PEER, CardState, KeyState, PeerState
from wellknit.platform.exchange.suite import Refused
from wellknit.platform.identity.models import User

TRUST = "nodes.trust"
WAITING = (CardState.ARRIVED, CardState.HALF)


@dataclass(frozen=True)
class Line:
    """A node for the officials' list, and who vouched for the card that is pinned."""

    peer: Peer
    digits: str
    vouched: tuple[str, ...]
    on: datetime | None


def overview(viewer: Viewer) -> list[Line]:
    """Every node known here, by name."""
    viewer.require(TRUST)
    pinned = {c.peer_id: c for c in PeerCard.objects.filter(state=CardState.PINNED)}
    names = _names(pinned.values())
    return [_line(one, pinned.get(one.pk), names) for one in peers.all_peers()]


def _line(one: Peer, pinned: PeerCard | None, names: dict[UUID, str]) -> Line:
    if pinned is None:
        return Line(one, "", (), None)
    who = [names.get(i, "") for i in (pinned.first_by_id, pinned.second_by_id) if i]
    return Line(one, cards.digits_of(pinned.fingerprint), tuple(who), pinned.second_at)


def _names(found: Iterable[PeerCard]) -> dict[UUID, str]:
    ids = {i for c in found for i in (c.first_by_id, c.second_by_id) if i}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def vouched(viewer: Viewer, found: PeerCard) -> str:
    """The name of the first official, empty when nobody has vouched yet."""
    viewer.require(TRUST)
    return _names([found]).get(found.first_by_id, "") if found.first_by_id else ""


def said(viewer: Viewer, found: PeerCard) -> cards.Card:
    """What a card says, its signature looked at again. Raises NotValid."""
    viewer.require(TRUST)
    return _stored(found).card


def cards_of(viewer: Viewer, peer: Peer) -> list[PeerCard]:
    """The cards a node has shown, newest first."""
    viewer.require(TRUST)
    return list(PeerCard.objects.filter(peer=peer).order_by("-at"))


def waiting(viewer: Viewer) -> list[PeerCard]:
    """Cards for which an official is missing, oldest first."""
    viewer.require(TRUST)
    return list(PeerCard.objects.filter(state__in=WAITING).select_related("peer").order_by("at"))


def card(viewer: Viewer, card_id: UUID) -> PeerCard:
    """One card; 404 when it is not there."""
    viewer.require(TRUST)
    found = PeerCard.objects.filter(pk=card_id).select_related("peer").first()
    if found is None:
        raise Http404
    return found


def peer(viewer: Viewer, code: str) -> Peer:
    """One node for the officials; 404 when it is not there."""
    viewer.require(TRUST)
    found = peers.get(code)
    if found is None:
        raise Http404
    return found


@transaction.atomic
def propose(text: str | bytes, *, own_code: str, by: Viewer) -> PeerCard:
    """An official hands in a card she got from the other government: the first of two who vouch for it.

    Where the same card came by message already, she is the first to confirm it. Raises NotValid when the
    card cannot be believed, NotNow when the old key did not sign it.
    """
    by.require(TRUST)
    read = _read(text, own_code)
    before = PeerCard.objects.filter(fingerprint=read.fingerprint, state__in=WAITING).first()
    if before is not None and before.state == CardState.HALF:
        raise NotNow(
            _("This card is here already and waits for the second official. Confirm it with its digits.")
        )
    if before is not None:
        return confirm(before, read.digits, by=by)
    known = peers.get(read.card.code)
    endorsed = _check_new(read, known)
    CARD.begin("propose")
    made = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_card_propose(%s, %s, %s, %s)",
                       [made, read.text, list(read.by_previous), endorsed])  # fmt: skip
    found = PeerCard.objects.select_related("peer").get(pk=made)
    if known is None:
        record(PEER.begin("propose").event, target=found.peer, note={"node": found.peer.code})
    record("card.proposed", target=found, note={"node": found.peer.code})
    return found


@transaction.atomic
def confirm(found: PeerCard, typed: str, *, by: Viewer) -> PeerCard:
    """An official has compared the fingerprint with a colleague on the other side and types what she heard.

    The second one, who is never the first, pins the card. Raises NotValid, NotNow.
    """
    by.require(TRUST)
    verb = "confirm_first" if found.state == CardState.ARRIVED else "confirm_second"
    move = _possible(found, verb)
    if found.first_by_id == by.person_id:
        raise NotNow(_("You have vouched for this card already. A second official has to compare it too."))
    if not cards.same_digits(typed, found.fingerprint):
        said = _(
            "These are not the digits of this card. Read them again together; if they differ, refuse it."
        )
        raise NotValid(said, {"fingerprint": said})
    _check_new(_stored(found), found.peer)
    was = found.peer.state
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_card_confirm(%s, %s)", [found.pk, found.fingerprint])
        pinned = bool(cursor.fetchone()[0])  # of two at once the later one pins, whatever she saw
    event = CARD.check(CardState.HALF, "confirm_second").event if pinned else move.event
    record(event, target=found, note={"node": found.peer.code})
    found = PeerCard.objects.select_related("peer").get(pk=found.pk)
    if pinned and was != PeerState.TRUSTED:
        verb = "trust" if was == PeerState.PROPOSED else "trust_again"
        record(PEER.check(was, verb).event, target=found.peer, note={"node": found.peer.code})
    return found


@transaction.atomic
def refuse(found: PeerCard, *, by: Viewer) -> PeerCard:
    """The card is not what the other side read out, or nobody there knows of it."""
    by.require(TRUST)
    move = _possible(found, "refuse")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_card_refuse(%s)", [found.pk])
    record(move.event, target=found, note={"node": found.peer.code})
    return PeerCard.objects.select_related("peer").get(pk=found.pk)


@transaction.atomic
def stop(found: Peer, *, by: Viewer) -> Peer:
    """End the trust in a node at once: all its keys are revoked, nothing is sent to it. One official suffices."""
    by.require(TRUST)
    try:
        move = PEER.check(found.state, "stop")
    except IllegalMove:
        raise NotNow(_("There is no trust in this node that could be ended.")) from None
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_peer_stop(%s)", [found.pk])
    record(move.event, target=found, note={"node": found.code})
    return Peer.objects.get(pk=found.pk)


def arrived(text: str, *, sender: str) -> PeerCard | None:
    """A node's new card that came as a message, kept as a proposal; None when it waits here already.

    Runs in the worker. Raises `Refused` when the card is not the sender's own or no pinned key signed it.
    """
    read = cards.read(text, timezone.now())
    if read.card.code != sender:
        raise Refused("wrong_issuer")
    if not read.endorsed_by(peers.keys(), timezone.now()):
        raise Refused("unknown_key")
    if PeerCard.objects.filter(peer__code=sender, fingerprint=read.fingerprint).exists():
        return None
    CARD.begin("receive")
    return PeerCard.objects.create(
        peer=Peer.objects.get(code=sender), text=read.text, by_previous=list(read.by_previous),
        fingerprint=read.fingerprint, state=CardState.ARRIVED, came_by="message", endorsed=True, at=timezone.now(),
    )  # fmt: skip


def _read(text: str | bytes, own_code: str) -> cards.Read:
    try:
        read = cards.read(text, timezone.now())
    except Refused as refusal:
        raise NotValid(_("This card cannot be believed: %(why)s") % {"why": refusal.sentence}) from None
    if read.card.code == own_code:
        raise NotValid(_("This is the card of this very node. Give it to the others."))
    return read


def _stored(found: PeerCard) -> cards.Read:
    """The card as it was kept, its signature looked at again."""
    try:
        return cards.read_one(found.text, tuple(found.by_previous), timezone.now())
    except Refused as refusal:
        raise NotValid(_("This card cannot be believed: %(why)s") % {"why": refusal.sentence}) from None


def _check_new(read: cards.Read, known: Peer | None) -> bool:
    """Whether the old key signed it; raises NotNow where it has to and did not, or where it is an older card."""
    _check_keys(read)
    _check_charter(read.card)
    if known is None or known.state != PeerState.TRUSTED:
        return False
    pinned = PeerCard.objects.filter(peer=known, state=CardState.PINNED).first()
    if pinned is not None:
        issued = cards.read_one(pinned.text, tuple(pinned.by_previous), datetime.now(UTC)).card.issued
        if read.fingerprint == pinned.fingerprint:
            raise NotNow(_("This card is pinned already."))
        if read.card.issued <= issued:
            raise NotNow(_("This card is older than the one that is pinned. Ask for the newest one."))
    if not read.endorsed_by(peers.keys(), timezone.now()):
        raise NotNow(
            _(
                "This node is known, and the key we pinned did not sign this card. If that key was lost or stolen, end the trust in the node first; then its card is taken as a first one."
            )
        )
    return True


def _check_charter(said: cards.Card) -> None:
    """What our copy of its charter does not say, a card cannot claim: above all that it may hold persons.

    A node of which no charter is here (the list of countries is open) stands on the two officials alone.
    """
    for charter in load_all(CHARTERS, settings.DATA):
        if charter.id == said.code:
            agrees = charter.runs_node and (charter.country or "") == said.country
            if not agrees or not set(said.wings) <= set(charter.wings):
                raise NotNow(
                    _(
                        "This card says more than the charter of that node does here (country, or what it may hold). Bring in the charter's new version first."
                    )
                )


def _check_keys(read: cards.Read) -> None:
    """No key of another node, and none that was revoked here."""
    pinned = peers.keys()
    for kid, key in read.card.node_keys().items():
        if kid in pinned and pinned[kid].owner != read.card.code:
            raise NotValid(_("This card names a key that belongs to another node."))
        if kid in pinned and key.state == "active" and pinned[kid].state == KeyState.REVOKED:
            raise NotNow(
                _("This card names a key that was revoked here. The node has to make new keys first.")
            )


def _possible(found: PeerCard, verb: str) -> Move:
    try:
        return CARD.check(found.state, verb)
    except IllegalMove:
        raise NotNow(_("This card waits for nobody any more.")) from None
