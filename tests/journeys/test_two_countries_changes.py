"""Between two countries, when something changes on the way: a talk, a consent, the line, an office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from tests.harness.pair import Pair
from tests.journeys.test_two_countries import Side, asked, sides  # noqa: F401 fixture
from tests.unit.platform.exchange.conftest import _pair, pair  # noqa: F401 fixtures
from tests.unit.protection.test_border import GROUPS, said

from wellknit.platform.access.refusals import NotShared
from wellknit.protection.actions import border, border_paper, case, consent, notice, talk, telling
from wellknit.protection.models import BorderNotice, BorderPaper, Consent, Journey

SECRET = "ZZSECRETZZ"


def talks_again(th: Side, **more: Any) -> None:
    with th.by() as viewer:
        talk.write(case.Case.objects.get(), said(**more), by=viewer)


def withdraws(th: Side, row: UUID) -> None:
    with th.by() as viewer:
        consent.withdraw(Consent.objects.get(pk=row), by=viewer)


def at(
    both: tuple[Side, Side], line: Pair, groups: tuple[str, ...], *moves: tuple[str, str]
) -> tuple[UUID, UUID]:
    th, mm = both
    journey, row = asked(th, groups)
    line.settle()
    for who, verb in moves:
        (th if who == "th" else mm).take(journey, verb, words="w")
        line.settle()
    return journey, row


TO_CHOICE = (("mm", "accept"), ("mm", "confirmed"), ("th", "no_looking"), ("mm", "report"), ("mm", "issued"),
             ("mm", "safe"), ("th", "possible"))  # fmt: skip


def test_a_step_taken_before_a_withdrawal_ends_the_same(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Our move waits in the line while she takes her consent back: both sides still show the same."""
    th, mm = sides
    journey, row = at(sides, pair, GROUPS, ("mm", "accept"), ("mm", "confirmed"))
    th.take(journey, "may_look", words=SECRET)
    withdraws(th, row)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""
    with mm.by():
        assert all(SECRET not in (s.words or "") for s in Journey.objects.get().steps.all())


def test_words_stay_here_when_the_talk_changes_in_the_line(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = at(sides, pair, GROUPS, *TO_CHOICE)
    th.take(journey, "wait", words=SECRET)
    talks_again(th, fears_state="yes")
    pair.settle()
    with mm.by():
        last = Journey.objects.get().steps.get(code="choice", state="taken")
        assert (last.verb, last.words) == ("wait", None)
    assert th.digest(journey) == mm.digest(journey)


def test_nothing_more_is_asked_when_the_talk_says_no(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = at(sides, pair, GROUPS, *TO_CHOICE)
    talks_again(th, may_contact="no")
    with pytest.raises(NotShared):
        th.take(journey, "wants_return")
    th.take(journey, "wait", words=SECRET)
    with th.by() as viewer:
        found = Journey.objects.get(pk=journey)
        for kind in ("question", "correction"):
            with pytest.raises(NotShared):
                notice.give(found, kind, by=viewer, words=SECRET)
        with pytest.raises(NotShared):
            border_paper.send(found, iter([b"%PDF-1.4 x"]), size=10, kind="return_plan", title="T", by=viewer)
    th.take(journey, "asylum", words=SECRET)
    pair.settle()
    with mm.by():
        found = Journey.objects.get()
        assert found.ending == "other_way" and not BorderPaper.objects.exists()
        assert all(SECRET not in str((s.words, s.details)) for s in found.steps.all())
    assert th.digest(journey) == mm.digest(journey)


def test_an_answer_to_a_question_stays_here_when_the_talk_says_no(
    pair: Pair,  # noqa: F811
    sides: tuple[Side, Side],  # noqa: F811
) -> None:
    th, mm = sides
    at(sides, pair, GROUPS, ("mm", "accept"))
    with mm.by() as viewer:
        notice.give(Journey.objects.get(), "question", by=viewer, words="Where does she sleep?")
    pair.settle()
    with th.by() as viewer:
        notice.answer(BorderNotice.objects.get(), by=viewer, what="not_done", words=SECRET)
    talks_again(th, fears_state="yes")
    pair.settle()
    with mm.by():
        mine = BorderNotice.objects.get()
        assert (mine.state, mine.honoured_words) == ("not_honoured", None)


def test_a_fear_that_is_not_narrowed_stops_what_waits(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """The page asks that it is written who may be asked; the database that looks before sealing asks it, too."""
    th, mm = sides
    journey, _row = asked(th)
    with th.by() as viewer:
        file = case.Case.objects.get()
        talk.PrivateTalk.objects.create(
            case=file, by_id=viewer.person_id, by_office_id=viewer.office_id, held_on=timezone.localdate(),
            alone=True, language="my", fears_family="yes", fears_officials="no", fears_state="no", stateless="no",
            asylum="no", may_contact="yes",
        )  # fmt: skip
    pair.settle()
    with mm.by():
        assert not Journey.objects.exists()
    assert journey


def test_danger_is_not_told_where_nobody_knows_of_her(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """The question waited in the line and was stopped: a notice that overtakes it must not arrive instead."""
    th, mm = sides
    asked(th)
    with th.by() as viewer:
        told = notice.give(Journey.objects.get(), "danger", by=viewer, words=SECRET)
    talks_again(th, may_contact="no")
    pair.settle()
    assert not mm.node.owner("SELECT 1 FROM exchange_received WHERE kind LIKE 'journey.%%'")
    with th.by() as viewer:  # and it is closed here, because nobody there can answer it
        notice.answer(told, by=viewer, what="not_done", words="It never went.")


def test_a_paper_needs_its_own_yes_and_its_step(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = at(sides, pair, ("basic", "identity"))
    paper: dict[str, Any] = {"size": 10, "title": "T"}
    with th.by() as viewer, pytest.raises(NotShared):
        border_paper.send(
            Journey.objects.get(), iter([b"%PDF-1.4 x"]), kind="contact_consent", by=viewer, **paper
        )
    mm.take(journey, "accept")
    pair.settle()
    with th.by() as viewer, pytest.raises(NotShared):
        border_paper.send(
            Journey.objects.get(), iter([b"%PDF-1.4 x"]), kind="contact_consent", by=viewer, **paper
        )
    with mm.by() as viewer:  # whoever is asked sends what it likes of its own
        border_paper.send(
            Journey.objects.get(), iter([b"%PDF-1.4 x"]), kind="contact_consent", by=viewer, **paper
        )
    pair.settle()
    with th.by():
        assert BorderPaper.objects.count() == 1


def test_taken_back_before_it_left_waits_for_nobody(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = asked(th)
    with th.by() as viewer:
        border.withdraw(Journey.objects.get(), by=viewer, reason="person_wishes")
    pair.settle()
    with mm.by():
        assert not Journey.objects.exists()
    with th.by():
        assert BorderNotice.objects.get().state == "honoured"
    assert journey


def test_only_what_is_filled_in_is_told(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """A worker who leaves a name out leaves it out; a list stays a list although a page shows it as one line."""
    th, mm = sides
    journey, row = at(sides, pair, ("basic",), ("mm", "accept"))
    today = timezone.localdate()
    with th.by() as viewer:
        consent.write(case.Case.objects.get(), consent.Answer(
            purpose="return", recipient="country:MM", scope=GROUPS, given_on=today, language="my", manner="signed",
            expires_on=today + timedelta(days=90), private_talk_on=today,
        ), by=viewer)  # fmt: skip
    with th.by() as viewer:
        assert telling.tell(th.open_step(journey), by=viewer, given={"name_latin": "Zzthiri", "birth": ""})
    pair.settle()
    with mm.by():
        assert Journey.objects.get().steps.get(code="confirm").disclosed == {"name_latin": "Zzthiri"}
    assert row


def test_what_was_told_before_does_not_travel_again(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, _mm = sides
    journey, _row = at(sides, pair, GROUPS, ("mm", "accept"))
    with th.by() as viewer:
        assert telling.tell(th.open_step(journey), by=viewer, given={"birth_place": "A village"})
    with pair.th.acting():
        from wellknit.platform.exchange.models.outbox import Outgoing

        last = Outgoing.objects.filter(kind="journey.told").order_by("-queued_at").first()
        assert last is not None and last.body["fields"] == {"birth_place": "A village"}


def test_a_partner_that_gets_a_node_half_way(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Walked on paper, then handed over whole: what her consent covers now, and not what was said once by telephone."""
    th, mm = sides
    th.node.owner("UPDATE exchange_peer SET state = 'proposed' WHERE code = 'mm'")
    journey, row = asked(th)
    paper = {"said_by": "Desk officer", "channel": "letter"}
    th.take(journey, "ask", words="Which district?", **paper)
    th.take(journey, "answer", words="The delta.")
    th.take(journey, "accept", **paper)
    with th.by() as viewer:
        assert telling.tell(th.open_step(journey), by=viewer, given={"birth_place": "A village"})
    pair.settle()
    assert not mm.node.owner("SELECT 1 FROM exchange_received WHERE kind LIKE 'journey.%%'")
    th.node.owner("UPDATE exchange_peer SET state = 'trusted' WHERE code = 'mm'")
    with th.by() as viewer:
        border.connect(Journey.objects.get(pk=journey), by=viewer)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""
    with mm.by():
        steps = Journey.objects.get().steps
        assert [s.code for s in steps.order_by("sequence")] == ["answer", "explain", "answer", "confirm"]
        assert steps.get(code="confirm").disclosed["birth_place"] == "A village"
        assert not any(s.said_by or s.taken_by_id for s in steps.all())
    mm.take(journey, "confirmed")
    pair.settle()
    withdraws(th, row)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey)


def test_not_handed_over_when_she_says_no_meanwhile(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    th.node.owner("UPDATE exchange_peer SET state = 'proposed' WHERE code = 'mm'")
    journey, _row = asked(th)
    th.node.owner("UPDATE exchange_peer SET state = 'trusted' WHERE code = 'mm'")
    talks_again(th, asylum="yes")
    with th.by() as viewer, pytest.raises(NotShared):
        border.connect(Journey.objects.get(pk=journey), by=viewer)
    pair.settle()
    with mm.by():
        assert not Journey.objects.exists()


def test_a_consent_that_ran_out_asks_for_nothing_more(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """And a new one lets the same journey go on, with what it covers."""
    th, mm = sides
    journey, _row = at(sides, pair, GROUPS, ("mm", "accept"), ("mm", "confirmed"))
    for sql in (
        "ALTER TABLE protection_consent DISABLE TRIGGER USER",
        "UPDATE protection_consent SET given_on = given_on - 300, expires_on = current_date - 1",
        "ALTER TABLE protection_consent ENABLE TRIGGER USER",
    ):  # as time would
        th.node.owner(sql)
    with pytest.raises(NotShared):
        th.take(journey, "may_look", words=SECRET)
    today = timezone.localdate()
    with th.by() as viewer:
        consent.write(case.Case.objects.get(), consent.Answer(
            purpose="return", recipient="country:MM", scope=("basic",), given_on=today, language="my", manner="signed",
            expires_on=today + timedelta(days=90), private_talk_on=today,
        ), by=viewer)  # fmt: skip
    th.take(journey, "may_look", words="The delta.")
    pair.settle()
    with mm.by():
        steps = Journey.objects.get().steps
        assert steps.get(code="ask_family").words == "The delta."
        assert steps.get(code="trace").disclosed is None
    assert th.digest(journey) == mm.digest(journey)


def test_whoever_was_asked_tells_danger_after_a_withdrawal_too(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    _journey, row = at(sides, pair, GROUPS, ("mm", "accept"))
    withdraws(th, row)
    pair.settle()
    with mm.by() as viewer:
        notice.give(Journey.objects.get(), "danger", by=viewer, words="Somebody asks for her at home.")
    pair.settle()
    with th.by():
        assert BorderNotice.objects.filter(kind="danger", outgoing=False).count() == 1
