"""Five hundred messages both ways under random faults with a fixed seed end in agreement.

Ten thousand do in `make bench ARGS=exchange`.
"""

from __future__ import annotations

import os
import random
from uuid import uuid4

from tests.harness.faults import Chaos, agree, queue
from tests.harness.pair import Pair
from tests.unit.platform.exchange.test_again import compare

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "500"))


def test_random_faults_end_in_agreement(pair: Pair) -> None:
    dice = random.Random(20261121)
    chaos = Chaos(pair, 7)
    journeys = [uuid4() for _ in range(25)]
    there: list[tuple[str, int]] = []
    back: list[tuple[str, int]] = []
    for part in range(MESSAGES // 100):
        there += queue(pair.th, "mm", 50, journeys, dice, first=part * 50)
        back += queue(pair.mm, "th", 50, journeys, dice, first=part * 50)
        chaos.play(6)
    pair.settle()
    agree(pair.mm, there)
    agree(pair.th, back)
    assert compare(pair, pair.th)[0] == "equal"
    assert len(chaos.count) > 6, chaos.count
