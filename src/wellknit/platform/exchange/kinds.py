"""Kinds of message: what a wing may send, in which form, and who receives it. Wings register by code.

A kind carries a pydantic model for each version it speaks. Versions are those of the protocol in which
the form changed: a peer that speaks protocol 3 is written to in the newest version up to 3. Two versions
are kept side by side (docs/exchange.md, "Versions").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel

from wellknit.platform.access.refusals import NotShared
from wellknit.platform.access.viewer import Viewer

PROTOCOL = 1  # what this program speaks; the one before it is understood for 24 months more
CARRIES_PERSONS = "protection"  # a node without this wing has no law and no tables for a person's data


class UnknownKind(LookupError):
    """Nobody on this node has registered this kind; what arrives of it is parked, not lost."""


class Refuse(Exception):
    """A receiver does not take a message. `code` goes into the receipt, the sentence on our own screen."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class NotYet(Exception):
    """A receiver cannot take a message before another one came (an alarm overtook what it is about). It is held and
    offered again after the next message of the same journey was applied, and at every round of the worker."""


@dataclass(frozen=True)
class Outgoing:
    """A message before it is sealed: to whom (code of the peer), on which basis (a consent's id)."""

    id: UUID
    to: str
    kind: str
    journey: UUID | None
    basis: UUID | None
    body: dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """A message that was opened, verified and fits its form. `own`: ours, given back after a restore."""

    id: UUID
    sender: str
    kind: str
    version: int
    journey: UUID | None
    body: dict[str, Any]
    sent_at: datetime
    own: bool = False


class Other(Protocol):
    """What is asked of a peer here."""

    code: str
    wings: list[str]
    protocol: list[int]


@dataclass(frozen=True)
class Kind:
    """One kind of message, as a wing declares it.

    personal: says something about a person, so it is sealed only for a node that has protection. priority:
    danger, withdrawal, deletion: never waits and keeps no order. check: asked by the worker each time before
    it seals; raises NotShared or NotNow. bare: what of the body goes even then (that a step was taken, without a
    word about the person), so that both sides still show the same; without it the message is stopped. receive: called in the transaction of the inbox as the service
    person of `office(journey)`, or of the office that speaks for this node where that gives None; raises `Refuse`,
    or `NotYet`. office: which office here a journey concerns, asked by the worker outside any viewer scope.
    downgrade: newest form to the one before.
    """

    code: str
    versions: Mapping[int, type[BaseModel]]
    personal: bool
    receive: Callable[[Incoming, Viewer], None]
    priority: bool = False
    check: Callable[[Outgoing], None] | None = None
    bare: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    office: Callable[[UUID | None], UUID | None] | None = None
    downgrade: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    @property
    def newest(self) -> int:
        """The version we write when the other side knows it."""
        return max(self.versions)

    def version_for(self, protocol: Iterable[int]) -> int:
        """The newest version a peer knows; raises NotShared when it knows none of ours."""
        spoken = max(protocol, default=0)
        known = [version for version in self.versions if version <= spoken]
        if not known:
            raise NotShared(_("The other node does not know this kind of message yet."))
        return max(known)

    def body_for(self, body: dict[str, Any], protocol: Iterable[int]) -> tuple[int, dict[str, Any]]:
        """(version, body in its form) for a peer; the body given is in the newest form."""
        version = self.version_for(protocol)
        if version < self.newest and self.downgrade is not None:
            return version, self.read(version, self.downgrade(body))
        return version, body

    def read(self, version: int, body: dict[str, Any]) -> dict[str, Any]:
        """A body checked against the form of its version, as plain JSON values.

        Names the form does not know are left out. Raises KeyError for a version nobody kept, and pydantic's
        ValidationError, whose text shows values: never write it anywhere.
        """
        return self.versions[version].model_validate(body).model_dump(mode="json")


_KINDS: dict[str, Kind] = {}


def message_kind(kind: Kind) -> None:
    """Register a kind (from a wing's AppConfig.ready). The same code again replaces it."""
    if not kind.versions or len(kind.versions) > 2 or min(kind.versions) < 1 or kind.newest > PROTOCOL:
        raise ValueError(f"{kind.code}: a kind has one version or two, up to protocol {PROTOCOL}.")
    if len(kind.versions) == 2 and kind.downgrade is None:
        raise ValueError(f"{kind.code}: two versions need a way from the newer to the older.")
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The kind with this code; raises `UnknownKind`."""
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(code) from None


def all_kinds() -> list[Kind]:
    """Every kind of this node, by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def check_may_carry(kind: Kind, peer: Other) -> None:
    """Nothing about a person is queued or sealed for a node without protection. Raises NotShared."""
    if kind.personal and CARRIES_PERSONS not in peer.wings:
        raise NotShared(
            _("The other node holds no data about persons; nothing about a person is sealed for it.")
        )
