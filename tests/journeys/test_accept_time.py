"""How long accepting a referral from another country takes; measured for `make bench ARGS=exchange`."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from tests.harness.pair import Pair
from tests.journeys.test_two_countries import Side
from tests.unit.platform.exchange.conftest import _pair, pair  # noqa: F401 the two nodes
from tests.unit.protection.test_border import GROUPS, said

from wellknit.protection.actions import border, case, consent, talk
from wellknit.protection.actions.border import Answered, Asking
from wellknit.protection.actions.person import Who

TIMES = os.environ.get(
    "ACCEPT_TIMES", ""
)  # a file for the bench; without it three referrals show that it works
COUNT = 60 if TIMES else 3


def ask(th: Side) -> UUID:
    """A person who was asked alone and agreed, and the question to the other country."""
    today = timezone.localdate()
    with th.by() as viewer:
        who = Who(sex="female", name_native="ZZမသီရိZZ", name_latin="Zzthiri", nationality="MM", birth=None)
        file = case.open(who, case.Opening("18+", True), by=viewer)
        talk.write(file, said(), by=viewer)
        consent.write(file, consent.Answer(
            purpose="return", recipient="country:MM", scope=GROUPS, given_on=today, language="my", manner="signed",
            expires_on=today + timedelta(days=90), private_talk_on=today,
        ), by=viewer)  # fmt: skip
    with th.by() as viewer:
        found = border.ask(file, corridor="th-mm", asking=Asking("return", "Please."), by=viewer)
    return UUID(str(found.pk))


def accept(mm: Side, journey: UUID) -> float:
    """Seconds of the whole transaction: the step, the clocks, the disclosures, the message into the outbox, the commit."""
    from wellknit.platform.access.viewer import open_session, viewer_scope

    with mm.by():
        owner = mm.open_step(journey).owner
    with mm.node.acting("web"):
        key = open_session(mm.people[owner], mm.office)
        began = time.perf_counter()
        with viewer_scope(key) as viewer:
            border.move(mm.open_step(journey), "accept", by=viewer, answered=Answered())
        return time.perf_counter() - began


@pytest.mark.usefixtures("pair")
def test_accepting_is_quick(pair: Pair) -> None:  # noqa: F811 the fixture above
    th, mm = Side(pair.th), Side(pair.mm, office=pair.mm.office)
    journeys = [ask(th) for _ in range(COUNT)]
    pair.settle()
    took = [accept(mm, journey) for journey in journeys]
    pair.settle()
    assert pair.mm.owner("SELECT DISTINCT state FROM exchange_outgoing") == [("received",)]
    if TIMES:
        Path(TIMES).write_text(json.dumps(took[5:]))
