"""How often somebody may ask. Counted in this process before the database is touched, so that a flood is cheap."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# For a key and a minute, and for an address whose keys open nothing. Each server process counts by itself.
PER_MINUTE = int(os.environ.get("WELLKNIT_API_PER_MINUTE") or 300)
STRANGERS_PER_MINUTE = 60
# More callers than this are no offices; the oldest counts are forgotten rather than memory filled.
MOST = 5000


class TooMany(Exception):
    """Asked too often; `wait` is how many whole seconds until the next is let in."""

    def __init__(self, wait: float) -> None:
        self.wait = max(1, math.ceil(wait))
        super().__init__(f"wait {self.wait} s")


@dataclass
class Bucket:
    """What a caller may still ask: fills steadily up to one minute's worth."""

    left: float
    at: float


@dataclass
class Limit:
    """A bucket for each caller. `now` is a clock in seconds; tests bring their own."""

    per_minute: int
    now: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, who: str) -> None:
        """Count one; raises `TooMany` when nothing is left."""
        bucket = self._filled(who)
        if bucket.left < 1:
            raise TooMany((1 - bucket.left) * 60 / self.per_minute)
        bucket.left -= 1

    def check(self, who: str) -> None:
        """Raise `TooMany` when nothing is left, without counting."""
        bucket = self._filled(who)
        if bucket.left < 1:
            raise TooMany((1 - bucket.left) * 60 / self.per_minute)

    def _filled(self, who: str) -> Bucket:
        now = self.now()
        bucket = self.buckets.get(who)
        if bucket is None:
            if len(self.buckets) >= MOST:
                del self.buckets[next(iter(self.buckets))]
            bucket = self.buckets[who] = Bucket(float(self.per_minute), now)
        bucket.left = min(self.per_minute, bucket.left + (now - bucket.at) * self.per_minute / 60)
        bucket.at = now
        return bucket


callers = Limit(PER_MINUTE)
strangers = Limit(STRANGERS_PER_MINUTE)
