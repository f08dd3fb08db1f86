"""The demonstration: invented countries' nodes, filled so that they can be played with."""

from __future__ import annotations

from collections.abc import Callable


def prepare(say: Callable[[str], None], *, empty: bool = False) -> None:
    """Fill a node with its invented cast and, where it has them, the 360 files of 2017 and the living stories.

    A node that already has offices gets the people it lacks and no case. ``empty``: the people only.
    """
    from wellknit.web.demo.seeding import seed

    seed(say, empty=empty)
