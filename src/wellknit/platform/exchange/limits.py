"""How large, how many, how long: every bound of the exchange in one place."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

REQUEST = 4_000_000  # bytes of one HTTP request
BODY = 2_000_000  # bytes of one message's body as JSON, before it is sealed
ATTACHMENT = 1_500_000  # bytes of one attachment inside a body, before base64
BATCH = 64  # messages in one request
WEIGHT = 1_000_000  # bytes in one request, unless a single message is larger
HELD = 500  # messages of one journey that may wait for an earlier one
WAIT = 2.0  # seconds a request waits for receipts
LASTS = timedelta(days=60)  # a signed message is valid so long, and is kept so long for comparing
TRIES_TOGETHER = 2  # then a message is opened alone, so that a bad one hurts no other
REQUESTS_A_MINUTE = 1200  # from one address in one node's name


def later(now: datetime, failures: int, *, first: float = 5.0, most: float = 600.0) -> datetime:
    """When to try again after so many failures in a row: doubling, spread by a third to either side.

    Nodes that lost the same line must not all come back in the same second.
    """
    seconds = min(most, first * 2 ** min(max(failures - 1, 0), 12))
    return now + timedelta(seconds=seconds * random.uniform(0.7, 1.3))
