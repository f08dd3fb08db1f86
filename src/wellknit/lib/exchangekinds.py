"""The part of a charter that says how a node meets the others."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wellknit.lib.policydata import PolicyModel


class Exchange(PolicyModel):
    """How this node meets the others.

    ``offices``: codes of the offices of this node that speak for it; what arrives is received in their name.
    ``address``: where it is reached, empty when messages travel only as files. ``protocol``: versions it
    understands. A rotation is due every ``rotate_every_days``; a new signing key is announced
    ``announce_days`` before it signs, because the officials of six countries have to compare it; old keys go
    on opening and verifying for ``old_keys_days`` afterwards.
    """

    offices: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")], ...] = Field(min_length=1)
    address: str = Field(default="", pattern=r"^(https?://[^\s]+[^/\s])?$")
    protocol: tuple[int, ...] = Field(min_length=1)
    rotate_every_days: int = Field(ge=30, le=1100)
    announce_days: int = Field(ge=1, le=90)
    old_keys_days: int = Field(ge=30, le=400)
