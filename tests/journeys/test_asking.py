"""Asking whether somebody is known elsewhere: the holder hears of it, the asker learns nothing."""

from __future__ import annotations

from typing import Any

from tests.harness.people import make_office
from tests.journeys.desk import LATIN, Desk, opened


def test_a_hotline_asks_and_the_holder_is_told(db: Any) -> None:
    border = Desk(
        make_office("border-east", kind="border_guard", may_detain=True), "first_responder", "Nok Invented"
    )
    shelter = Desk(make_office("shelter-east"), "social_worker", "Mali Invented")
    hotline = Desk(make_office("hotline", kind="hotline"), "hotline_counsellor", "Fon Invented")
    opened(border, shelter)
    assert "Ask whether another office knows somebody" in hotline.see("home")
    answers = []
    for name in (LATIN, "Somebody Never Seen"):
        response = hotline.client.get(hotline.send("ask_elsewhere", name_latin=name)["Location"])
        answers.append(response.content.decode().count("was passed on"))
    assert answers[0] == answers[1], "Known or not, the answer reads the same"
    page = shelter.see("notices")
    assert page.count("Somebody asks about a person") == 1 and "Fon Invented, Hotline" in page


def test_ten_questions_a_day(db: Any) -> None:
    hotline = Desk(make_office("hotline", kind="hotline"), "hotline_counsellor", "Fon Invented")
    for number in range(10):
        hotline.send("ask_elsewhere", name_latin=f"Somebody {number}")
    page = hotline.send("ask_elsewhere", name_latin="Somebody Else", status=409).content.decode()
    assert "enough questions for one day" in page
