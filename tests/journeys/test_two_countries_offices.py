"""Between two countries, when offices change: one is closed, one hands on, a case changes hands; and a poisoned message."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.harness.pair import Pair
from tests.journeys.test_two_countries import Side, asked, sides  # noqa: F401 fixture
from tests.unit.platform.exchange.conftest import _pair, pair  # noqa: F401 fixtures

from wellknit.platform.access.refusals import NotShared
from wellknit.platform.exchange.kinds import kind_of
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import border, border_paper, case, consent, telling
from wellknit.protection.models import BorderNotice, Clock, Consent, Journey
from wellknit.protection.queries import border as queries
from wellknit.protection.views import border_shown


def elsewhere(side: Side, name: str = "province") -> Side:
    """Another office of the same country, with its people."""
    office = uuid4()
    side.node.owner(
        "INSERT INTO identity_office (id, code, name, name_local, kind, jurisdiction, province, languages, may_detain,"
        " contact, contact_confirmed_by) VALUES (%s, %s, %s, '', 'welfare', %s, '', '{}', false, '', '')",
        office, name, name.title(), side.country,
    )  # fmt: skip
    other = object.__new__(Side)
    other.node, other.country, other.office = side.node, side.country, office
    other.people = {
        role: member(other, role, name) for role in ("social_worker", "supervisor", "focal_point")
    }
    return other


def member(side: Side, role: str, name: str) -> UUID:
    user = uuid4()
    side.node.owner(
        "INSERT INTO identity_user (id, password, email, name, language, is_active, failed_signins, created_at)"
        " VALUES (%s, '!', %s, 'Invented', 'en', true, 0, now())", user, f"{role}@{name}.example.org",
    )  # fmt: skip
    side.node.owner(
        "INSERT INTO identity_membership (id, user_id, office_id, role, since) VALUES (%s, %s, %s, %s, now())",
        uuid4(), user, side.office, role,
    )  # fmt: skip
    return user


def hand_on(side: Side, to: Side) -> None:
    with side.by("focal_point") as viewer:
        border.hand_to(Journey.objects.get(), Office.objects.get(pk=to.office), by=viewer)


def test_an_office_that_carries_and_is_closed_stops_nobody(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """Its journeys come to the office that speaks for the country; no message is lost, and others go on."""
    th, mm = sides
    journey, row = asked(th)
    pair.settle()
    province = elsewhere(mm)
    hand_on(mm, province)
    mm.node.owner("UPDATE identity_office SET closed_on = current_date WHERE id = %s", province.office)
    with th.by() as viewer:
        consent.withdraw(Consent.objects.get(pk=row), by=viewer)
    pair.settle()
    with mm.by("focal_point"):
        assert Journey.objects.get().state == "withdrawn"
        assert BorderNotice.objects.count() == 1
    assert th.digest(journey) == mm.digest(journey)


def test_a_closed_office_leaves_its_outgoing_messages_to_others(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, _row = asked(th)
    pair.settle()
    province = elsewhere(mm)
    hand_on(mm, province)
    with province.by("focal_point") as viewer:
        border.move(province.open_step(journey), "accept", by=viewer, answered=border.Answered())
    mm.node.owner("UPDATE identity_office SET closed_on = current_date WHERE id = %s", province.office)
    pair.settle()
    assert th.digest(journey) == mm.digest(journey) != ""


def test_handed_on_after_a_case_was_opened(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    th, mm = sides
    journey, row = asked(th)
    pair.settle()
    mm.take(journey, "accept")
    pair.settle()
    with mm.by() as viewer:
        border.open_case(Journey.objects.get(), by=viewer, searched=True)
    province = elsewhere(mm)
    hand_on(mm, province)
    with province.by("focal_point") as viewer:
        assert border_shown.context(viewer, journey)
        assert queries.rows(viewer)
        border.move(province.open_step(journey), "ask", by=viewer, answered=border.Answered(words="Which?"))
    pair.settle()
    th.take(journey, "answer", words="This.")
    with th.by() as viewer:
        consent.withdraw(Consent.objects.get(pk=row), by=viewer)
    pair.settle()
    with province.by("focal_point"):
        assert Journey.objects.get().state == "withdrawn"
        assert not Clock.objects.filter(stopped_at=None).exclude(rule="notice-answer").exists()


def test_a_case_that_left_the_office(pair: Pair, sides: tuple[Side, Side]) -> None:  # noqa: F811
    """The office that asked no longer reaches the file: both sides go on and agree, and nothing of it is told."""
    th, mm = sides
    journey, _row = asked(th)
    pair.settle()
    th.node.owner("UPDATE access_grant SET until = now() WHERE office_id = %s", th.office)
    with th.by() as viewer:
        assert border_shown.context(viewer, journey)
    mm.take(journey, "accept")
    pair.settle()
    assert th.digest(journey) == mm.digest(journey)
    with th.by() as viewer:
        assert border_shown.context(viewer, journey)
        found = Journey.objects.get()
        with pytest.raises(NotShared):
            border_paper.send(
                found, iter([b"%PDF-1.4 x"]), size=10, kind="contact_consent", title="T", by=viewer
            )
        with pytest.raises(NotShared):
            telling.tell(th.open_step(journey), by=viewer, given={"birth_place": "A village"})
    with mm.by():
        assert Journey.objects.get().steps.get(code="confirm").disclosed is None


def test_a_poisoned_message_stops_nobody(
    pair: Pair,  # noqa: F811
    sides: tuple[Side, Side],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So deep that it can be read and not be written down again: it is refused, and what comes after it is opened."""
    th, mm = sides
    deep: Any = {}
    for _ in range(600):
        deep = {"a": deep}
    kind = type(kind_of("journey.offered"))
    monkeypatch.setattr(kind, "body_for", lambda _self, body, _protocol: (1, {**body, "preview": deep}))
    asked(th)
    pair.deliver(pair.th)
    monkeypatch.undo()
    assert pair.th.owner(
        "SELECT 1 FROM exchange_outgoing WHERE kind = 'journey.offered' AND state = 'refused'"
    )
    with th.by() as viewer:
        border.withdraw(Journey.objects.get(), by=viewer, reason="mistake")
    with th.by() as viewer:
        border.ask(case.Case.objects.get(), corridor="th-mm", asking=border.Asking("return"), by=viewer)
    pair.settle()
    with mm.by("focal_point"):
        assert Journey.objects.filter(state="running").count() == 1
