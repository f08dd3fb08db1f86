"""The order of a journey's messages from one peer: who is next, who waits, whose place is taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Order", "Place", "place"]


class Place(StrEnum):
    """What is done with a message because of its place in the order."""

    NEXT = "next"
    EARLY = "early"
    TAKEN = "place_taken"
    OLD = "old_incarnation"


@dataclass(frozen=True)
class Order:
    """The last place dealt with, and in which incarnation of the sender. Nothing yet: 0 of incarnation 0."""

    incarnation: int = 0
    last: int = 0


def place(order: Order, *, seq: int, incarnation: int, newest: int) -> Place:
    """Where a message stands. seq 0 keeps no order. newest: the highest incarnation the sender has shown.

    A sender that began anew begins each order at 1; what it gave out before and nobody acknowledged is gone
    from its own books, so it is not taken from a stick that turns up late.
    """
    if incarnation < newest:
        return Place.OLD
    if seq == 0:
        return Place.NEXT
    last = order.last if order.incarnation == incarnation else 0
    if seq == last + 1:
        return Place.NEXT
    return Place.EARLY if seq > last else Place.TAKEN
