"""Somebody whose age is not known is a child for the moment: with a date, with a clock, and not for ever."""

from __future__ import annotations

import re

import pytest
from tests.harness.people import make_office
from tests.journeys.desk import Desk, refer, talk


@pytest.fixture
def shelter(db: object) -> Desk:
    """A social worker of a shelter."""
    return Desk(make_office("shelter-east"), "social_worker", "Mali Invented")


def test_from_the_first_talk_to_the_assessment(shelter: Desk) -> None:
    border = Desk(
        make_office("border-east", kind="border_guard", may_detain=True), "first_responder", "Nok Invented"
    )
    talk_id = talk(border, age={"age_unknown": "on"}, yes={"work": ["forced_work"]})
    assert "treated as, a child" in border.see("screening_outcome", talk_id)
    page = border.client.get(refer(border, talk_id, shelter)["Location"]).content.decode()
    assert "An assessment of age is offered by" in page
    found = re.search(r"/screening/sheet/([0-9a-f-]{36})/", page)
    assert found
    assert "Treated as a child for the moment" in shelter.see("referral", found[1])
    shelter.send("referral_accept", found[1])
    shelter.send("known_for", found[1], name_latin="Nobody", status=200)
    shelter.send("open_new_for", found[1], unnamed="on", sex="female", age_band="unknown")


def opened(shelter: Desk) -> str:
    shelter.send("known", name_latin="Nobody", status=200)
    response = shelter.send("open_new", unnamed="on", sex="female", age_band="unknown")
    return str(response["Location"].rstrip("/").split("/")[-1])


def test_a_presumption_has_a_date_although_nobody_gave_one(shelter: Desk) -> None:
    file = shelter.see("case", opened(shelter))
    assert re.search(r"an assessment of age is offered by\s+<time", file)
    assert "Offer an assessment of age" in file, "and a clock that says so"


def test_the_presumption_ends_and_comes_back_with_its_clock(shelter: Desk) -> None:
    case = opened(shelter)
    shelter.send("edit_head", case, age_band="18+", version="1")
    assert "Offer an assessment of age" not in shelter.see("case", case)
    page = shelter.send("edit_head", case, age_band="unknown", presumed_child="on", version="2", status=422)
    assert "Give the day by which" in page.content.decode()
    sent = {"age_band": "unknown", "presumed_child": "on", "age_assessment_due": "1 1 2580", "version": "2"}
    shelter.send("edit_head", case, **sent)
    assert "Offer an assessment of age" in shelter.see("case", case)
