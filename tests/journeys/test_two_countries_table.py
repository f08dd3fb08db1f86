"""Between two countries, at random: whatever both do, in whatever order it arrives, they end up showing the same."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from tests.harness.pair import Pair
from tests.journeys.test_two_countries import Side, asked, sides  # noqa: F401 fixture
from tests.unit.platform.exchange.conftest import _pair, pair  # noqa: F401 fixtures
from tests.unit.protection.test_border import said

from wellknit.platform.access.refusals import Refusal
from wellknit.protection.actions import border, border_paper, case, consent, notice, talk, telling
from wellknit.protection.actions.border import Answered
from wellknit.protection.corridors import path_of
from wellknit.protection.models import BorderNotice, Consent, Journey, Step

NAMES = ("name_native", "name_latin", "birth", "birth_place", "family_names", "home_place")


class Chance:
    """Both countries, doing at random what their pages allow."""

    def __init__(self, pair: Pair, sides: tuple[Side, Side], seed: int) -> None:  # noqa: F811
        self.pair, self.sides, self.chance = pair, sides, random.Random(seed)
        self.journey, self.row = asked(sides[0])
        self.back = False
        self.deaf = False  # she closed the way: from then on nothing about her may arrive

    def some(self) -> Side:
        return self.chance.choice(self.sides)

    def step(self) -> None:
        side = self.some()
        with side.by():
            row = Step.objects.filter(journey_id=self.journey, state="open").select_related("journey").first()
            if row is None or row.office_id is None:
                return
            move = self.chance.choice(path_of(row.journey).step(row.code).choices)
            if move.ends and self.chance.random() < 0.7:
                return
        from wellknit.protection.codelists import named

        details = dict.fromkeys(move.asks, "2026-11-21")
        reason = named(move.reasons).codes[0].code if move.reasons else ""
        with side.by(row.owner) as viewer:
            border.move(side.open_step(self.journey), move.verb, by=viewer,
                        answered=Answered(words="w", reason=reason, details=details))  # fmt: skip

    def beside(self) -> None:
        with self.some().by("focal_point") as viewer:
            notice.give(self.found(), self.chance.choice(notice.BY_HAND), by=viewer, words="?")

    def answer(self) -> None:
        with self.some().by("focal_point") as viewer:
            row = BorderNotice.objects.filter(state="open", outgoing=False).first()
            if row is not None:
                notice.answer(row, by=viewer, what=self.chance.choice(["done", "destroyed"]))

    def paper(self) -> None:
        with self.some().by("focal_point") as viewer:
            border_paper.send(self.found(), iter([b"%PDF-1.4 x"]), size=10, kind="contact_consent", title="T",
                              by=viewer)  # fmt: skip

    def tell(self) -> None:
        with self.sides[0].by() as viewer:
            row = Step.objects.filter(journey_id=self.journey, state="open").select_related("journey").first()
            if row is not None:
                telling.tell(row, by=viewer, given=dict.fromkeys(NAMES, "x"))

    def close_the_way(self) -> None:
        if self.chance.random() < 0.3:
            with self.sides[0].by() as viewer:
                talk.write(case.Case.objects.get(), said(may_contact="no"), by=viewer)
            self.deaf = True

    def take_back(self) -> None:
        if self.chance.random() < 0.15 and not self.back:
            self.back = True
            with self.sides[0].by() as viewer:
                consent.withdraw(Consent.objects.get(pk=self.row), by=viewer)
            self.deaf = True

    def line(self) -> None:
        self.pair.deliver(self.chance.choice((self.pair.th, self.pair.mm)))

    def found(self) -> Journey:
        return Journey.objects.get(pk=self.journey)

    def told(self) -> str:
        with self.sides[1].by():
            rows = Step.objects.filter(journey_id=self.journey).order_by("sequence")
            return str([(s.sequence, s.disclosed) for s in rows if s.disclosed])

    def play(self, times: int) -> None:
        acts: list[Callable[[], None]] = [self.step] * 6 + [self.line] * 3 + [
            self.beside, self.answer, self.paper, self.tell, self.close_the_way, self.take_back,
        ]  # fmt: skip
        for _ in range(times):
            heard, was = self.told(), self.deaf
            with contextlib.suppress(Refusal, Journey.DoesNotExist, Step.DoesNotExist):
                self.chance.choice(acts)()
            if was:
                assert self.told() == heard, "told after she had said no"


def rows(side: Side, journey: UUID) -> Any:
    with side.by():
        return [
            (s.sequence, s.code, s.state)
            for s in Step.objects.filter(journey_id=journey).order_by("sequence")
        ]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_both_do_they_show_the_same(pair: Pair, sides: tuple[Side, Side], seed: int) -> None:  # noqa: F811
    game = Chance(pair, sides, seed)
    th, mm = sides
    game.play(60)
    pair.settle()
    pair.settle()
    assert rows(th, game.journey) == rows(mm, game.journey) or not mm.digest(game.journey)
    if mm.digest(game.journey):
        assert th.digest(game.journey) == mm.digest(game.journey)
    refused = [n.owner("SELECT kind, code FROM exchange_received WHERE state IN ('refused', 'held')")
               for n in (pair.th, pair.mm)]  # fmt: skip
    assert refused == [[], []]
    with th.by("focal_point") as viewer:
        for lost in BorderNotice.objects.filter(outgoing=True, state="open"):
            if notice.never_came(lost):  # stopped here when she said no: it is closed by hand
                notice.answer(lost, by=viewer, what="not_done", words="It never went.")
        here = {
            str(n.pk): n.outgoing for n in BorderNotice.objects.all() if n.honoured_words != "It never went."
        }
    with mm.by():
        there = {str(n.pk): not n.outgoing for n in BorderNotice.objects.all()}
    if there:
        assert here == there
