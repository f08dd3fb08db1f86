"""Reading again what was kept sealed: messages that were believed when they came, whatever became of the keys."""

from __future__ import annotations

from wellknit.platform.exchange.envelope import Claims, Opened, digest_of
from wellknit.platform.exchange.models.inbox import Received
from wellknit.platform.exchange.suite import b64decode, read_json


class NotKept(LookupError):
    """Its days are over: the row is there, its text is not."""


def read_kept(row: Received) -> Opened:
    """A message of ours or theirs from its row. The digest in the row proves that it is the one believed then."""
    if row.jws is None:
        raise NotKept(str(row.pk))
    return read_text(str(row.jws).encode(), row.digest)


def read_text(signed: bytes, digest: str) -> Opened:
    """Claims and body of a JWS whose digest we wrote down ourselves. Asks no key."""
    if digest_of(signed) != digest:
        raise NotKept("The text is not the one of its row.")
    said = read_json(b64decode(signed.split(b".")[1]))
    claims = Claims(**{name: said[name] for name in Claims.__annotations__})
    return Opened(claims, said["body"], signed, digest)
