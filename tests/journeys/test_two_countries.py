"""One person, two governments, two databases: every message sealed, carried, opened; at the end both show the same."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from tests.harness.pair import Pair, PairNode
from tests.unit.platform.exchange.conftest import _pair, pair  # noqa: F401 the two nodes
from tests.unit.protection.test_border import GROUPS, HANDOVER, RECEIVED, VISIT, said

from wellknit.platform.access.refusals import NotNow, NotShared
from wellknit.protection.actions import border, case, consent, notice, talk
from wellknit.protection.actions.border import Answered, Asking
from wellknit.protection.actions.person import Who
from wellknit.protection.journeydigest import digest
from wellknit.protection.models import BorderNotice, Consent, Journey, Step

ROLES = ("social_worker", "supervisor", "focal_point", "shelter_manager")


class Side:
    """One country: its node, an office that carries the journey, and somebody for each role."""

    def __init__(self, node: PairNode, *, office: UUID | None = None) -> None:
        self.node, self.country = node, str(node.charter["country"])
        self.office = office or self._office()
        self.people = {role: self._member(role) for role in ROLES}

    def _office(self) -> UUID:
        made = uuid4()
        self.node.owner(
            "INSERT INTO identity_office (id, code, name, name_local, kind, jurisdiction, province, languages, may_detain,"
            " contact, contact_confirmed_by) VALUES (%s, 'shelter', 'Shelter', '', 'shelter', %s, '', '{}', false, '', '')",
            made, self.country,
        )  # fmt: skip
        return made

    def _member(self, role: str) -> UUID:
        user = uuid4()
        self.node.owner(
            "INSERT INTO identity_user (id, password, email, name, language, is_active, failed_signins, created_at)"
            " VALUES (%s, '!', %s, 'Invented', 'en', true, 0, now())", user, f"{role}@example.org",
        )  # fmt: skip
        self.node.owner(
            "INSERT INTO identity_membership (id, user_id, office_id, role, since) VALUES (%s, %s, %s, %s, now())",
            uuid4(), user, self.office, role,
        )  # fmt: skip
        return user

    @contextmanager
    def by(self, role: str = "social_worker") -> Iterator[Any]:
        from wellknit.platform.access.viewer import close_session, open_session, viewer_scope

        with self.node.acting("web"):
            key = open_session(self.people[role], self.office)
            try:
                with viewer_scope(key) as viewer:
                    yield viewer
            finally:
                close_session(key)

    def open_step(self, journey: UUID) -> Step:
        return Step.objects.filter(journey_id=journey, state="open").select_related("journey").get()

    def take(self, journey: UUID, verb: str, **more: Any) -> None:
        with self.by() as viewer:
            owner = self.open_step(journey).owner
            assert viewer
        with self.by(owner if owner in ROLES else "social_worker") as viewer:
            border.move(self.open_step(journey), verb, by=viewer, answered=Answered(**more))

    def digest(self, journey: UUID) -> str:
        with self.by():
            found = Journey.objects.filter(pk=journey).first()
            return digest(found) if found else ""


@pytest.fixture
def sides(pair: Pair) -> tuple[Side, Side]:  # noqa: F811 the fixture above
    return Side(pair.th), Side(pair.mm, office=pair.mm.office)


def asked(th: Side, groups: tuple[str, ...] = GROUPS) -> tuple[UUID, UUID]:
    """A case whose person was asked alone and agreed, and the question; (journey, consent)."""
    today = timezone.localdate()
    with th.by() as viewer:
        who = Who(sex="female", name_native="ZZမသီရိZZ", name_latin="Zzthiri", nationality="MM", birth=None)
        file = case.open(who, case.Opening("18+", True), by=viewer)
        talk.write(file, said(), by=viewer)
        row = consent.write(file, consent.Answer(
            purpose="return", recipient="country:MM", scope=groups, given_on=today, language="my", manner="signed",
            expires_on=today + timedelta(days=90), private_talk_on=today,
        ), by=viewer)  # fmt: skip
    with th.by() as viewer:
        journey = border.ask(
            case.Case.objects.get(), corridor="th-mm", asking=Asking("return", "Please."), by=viewer
        )
    return journey.pk, row.pk


HOME: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("mm", "ask", {"words": "Which district?"}), ("th", "answer", {"words": "The delta."}), ("mm", "accept", {}),
    ("mm", "confirmed", {}), ("th", "may_look", {}), ("mm", "partly_found", {"words": "An aunt."}),
    ("mm", "not_found", {"words": "Nobody else."}), ("mm", "report", {"words": "She would be safe."}),
    ("mm", "issued", {}), ("mm", "safe", {}), ("th", "possible", {}), ("th", "wants_return", {}),
    ("mm", "propose", {"words": "By the bridge."}), ("th", "agree", {}), ("th", "handed_over", HANDOVER),
    ("mm", "received", RECEIVED), ("mm", "settled", {"words": "Rested."}), ("mm", "planned", {}),
    ("mm", "visited", VISIT), ("mm", "last_visit", VISIT), ("mm", "tell", {"words": "She is well."}),
    ("th", "close", {}),
)  # fmt: skip


def test_home_through_two_databases(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = asked(th)
    pair.settle()
    for who, verb, more in HOME:
        (th if who == "th" else mm).take(journey, verb, **more)
        pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""
    with mm.by():
        found = Journey.objects.get(pk=journey)
        assert (found.state, found.ending) == ("done", "return")
        told = found.steps.get(code="confirm").disclosed
        assert told["name_latin"] == "Zzthiri"
    with mm.by() as viewer:
        opened = border.open_case(Journey.objects.get(pk=journey), by=viewer, searched=True)
        assert opened.person.name_native == "ZZမသီရိZZ"
    for node in (pair.th, pair.mm):
        assert not node.owner("SELECT 1 FROM exchange_received WHERE state <> 'applied'")


def test_an_ending_that_could_bring_danger_stays_here(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = asked(th)
    pair.settle()
    mm.take(journey, "accept")
    pair.settle()
    mm.take(journey, "not_confirmed")
    pair.settle()
    th.take(journey, "asylum", words="UNHCR has seen her.")
    pair.settle()
    with th.by():
        assert Journey.objects.get().ending == "asylum"
    with mm.by():
        there = Journey.objects.get()
        assert (there.state, there.ending) == ("done", "other_way")
        last = there.steps.order_by("-sequence").first()
        assert (last.verb, last.words) == ("other_way", None)
    assert th.digest(journey) == mm.digest(journey)


def test_what_she_did_not_agree_to_never_leaves(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = asked(th, ("basic",))
    pair.settle()
    mm.take(journey, "accept")
    pair.settle()
    with mm.by():
        assert Journey.objects.get().steps.get(code="confirm").disclosed is None


def test_a_withdrawal_while_they_move_ends_the_same(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, row = asked(th)
    pair.settle()
    mm.take(journey, "accept")
    with th.by() as viewer:  # at the same time, before either has heard of the other
        consent.withdraw(Consent.objects.get(pk=row), by=viewer)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey)
    with mm.by("focal_point") as viewer:
        assert Journey.objects.get().state == "withdrawn"
        assert Journey.objects.get().steps.get(code="confirm").disclosed is None
        notice.answer(BorderNotice.objects.get(), by=viewer, what="destroyed")
    pair.settle()
    with th.by():
        mine = BorderNotice.objects.get()
        assert (mine.state, mine.honoured) == ("honoured", "destroyed")


def test_the_sealer_looks_again(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Queued while it was allowed; before it left, she said no. It is stopped, and nothing of it arrives."""
    th, mm = sides
    journey, _row = asked(th)
    with th.by() as viewer:
        talk.write(case.Case.objects.get(), said(may_contact="no"), by=viewer)
    pair.settle()
    [(state, reason)] = pair.th.owner(
        "SELECT state, reason FROM exchange_outgoing WHERE kind = 'journey.offered'"
    )
    assert state == "stopped" and reason
    with mm.by():
        assert not Journey.objects.exists()
    with th.by() as viewer, pytest.raises((NotShared, NotNow)):
        border.ask(case.Case.objects.get(), corridor="th-mm", asking=Asking("return"), by=viewer)
    assert journey


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_of_the_line_ends_in_agreement(pair: Pair, sides: tuple[Side, Side], seed: int) -> None:  # noqa: F811
    """Both go on while the line is cut, brings one side only, or brings all; withdrawals and notices fall between."""
    chance = random.Random(seed)
    th, mm = sides
    journey, row = asked(th)
    pair.settle()
    acts: list[Callable[[], None]] = [
        lambda: pair.deliver(pair.th),
        lambda: pair.deliver(pair.mm),
        lambda: None,
    ]
    for number, (who, verb, more) in enumerate(HOME):
        side = th if who == "th" else mm
        if number == 9 + seed:
            with th.by() as viewer:
                consent.withdraw(Consent.objects.get(pk=row), by=viewer)
        try:
            side.take(journey, verb, **more)
        except (Step.DoesNotExist, NotNow):
            pair.settle()
        if chance.random() < 0.3:
            # After a withdrawal the side that asked says nothing more than danger.
            with contextlib.suppress(NotShared), side.by("focal_point") as viewer:
                notice.give(
                    Journey.objects.get(pk=journey),
                    chance.choice(["question", "danger"]),
                    by=viewer,
                    words="?",
                )
        chance.choice(acts)()
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""
    with th.by():
        here = BorderNotice.objects.count()
    with mm.by():
        assert BorderNotice.objects.count() == here


def test_a_partner_that_gets_a_node_gets_the_whole_journey(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Begun with letters and calls; then the partner has a node, and both show the same without loss."""
    th, mm = sides
    pair.th.owner("UPDATE exchange_peer SET state = 'proposed'")
    journey, _row = asked(th)
    paper = {"said_by": "Desk officer", "channel": "letter"}
    th.take(journey, "ask", words="Which district?", **paper)
    th.take(journey, "answer", words="The delta.")
    th.take(journey, "accept", **paper)
    th.take(journey, "confirmed", **paper)
    with th.by() as viewer, pytest.raises(NotNow, match="no node"):
        border.connect(Journey.objects.get(pk=journey), by=viewer)
    pair.th.owner("UPDATE exchange_peer SET state = 'trusted'")
    with th.by() as viewer:
        border.connect(Journey.objects.get(pk=journey), by=viewer)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""
    with mm.by():
        there = Journey.objects.get()
        assert there.accepted_at is not None
        assert there.steps.get(code="confirm").disclosed["name_latin"] == "Zzthiri"
    th.take(journey, "may_look")
    pair.settle()
    mm.take(journey, "found", words="A sister.")
    pair.settle()
    assert th.digest(journey) == mm.digest(journey)


def test_a_rescue_with_a_photograph_and_its_answer(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Hotline to hotline, before anybody has a case; what is found becomes known on both sides."""
    from wellknit.protection.actions import border_paper

    th, mm = sides
    with th.by("supervisor") as viewer:
        journey = border.call_for_rescue(
            corridor="th-mm", words="She calls and does not know where she is.", by=viewer,
            clues={"clue_place": "A pink wall by a river", "sex": "female"},
        ).pk  # fmt: skip
    with th.by("supervisor") as viewer:
        border_paper.send(
            Journey.objects.get(pk=journey),
            iter([PNG]),
            size=len(PNG),
            kind="photo",
            title="Photo",
            by=viewer,
        )
    pair.settle()
    with mm.by("focal_point"):
        there = Journey.objects.get()
        assert (there.urgent, there.case_id) == (True, None)
        assert there.steps.get().disclosed["clue_place"] == "A pink wall by a river"
        assert border_paper.clear(there.papers.get()).startswith(b"\x89PNG")
    for verb, more in (("take_up", {}), ("found_safe", {"words": "At the clinic, safe."})):
        with mm.by("focal_point") as viewer:
            border.move(mm.open_step(journey), verb, by=viewer, answered=Answered(**more))
        pair.settle()
    with th.by("supervisor") as viewer:
        border.move(th.open_step(journey), "close", by=viewer, answered=Answered())
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
