"""The demonstration: an invented country's node, filled so that it can be played with."""

from __future__ import annotations

from collections.abc import Callable


def prepare(say: Callable[[str], None]) -> None:
    """Fill an empty node with the invented cast, the 360 files of 2017 and the living stories.

    A node that already has offices is left as it is.
    """
    from wellknit.web.demo.seeding import seed

    seed(say)
