"""Words and rows of the pages: nothing hidden, nobody named in a title, times as people say them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

TEMPLATES = Path(__file__).resolve().parents[3] / "src" / "wellknit" / "templates" / "protection"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (119, "1 h 59 min left"),
        (20, "20 minutes left"),
        (-5, "Late by 5 minutes"),
        (-130, "Late by 2 h 10 min"),
        (5000, ""),
    ],
)
def test_short_times_are_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    from wellknit.protection.views.shown import left

    assert left(timezone.now() + timedelta(minutes=minutes, seconds=30 if minutes > 0 else -30)) == said


def test_late_within_the_day_is_not_a_day() -> None:
    from wellknit.protection.views.shown import days_to, late

    now = timezone.now()
    assert days_to(now) == 0 and late(now - timedelta(seconds=1)) and not late(now + timedelta(minutes=1))


def test_every_state_and_clock_has_words() -> None:
    from django.conf import settings

    from wellknit.lib.policydata import load_all
    from wellknit.lib.policykinds import CLOCKS
    from wellknit.protection import states
    from wellknit.protection.views import words

    for table, machine in (
        (words.REFERRAL, "referral"),
        (words.CASE, "case"),
        (words.IDENTIFICATION, "identification"),
    ):
        missing = {str(s) for s in states.MACHINES[machine].states} - set(table)
        assert not missing, f"Give {missing} words in protection/views/words.py."
    thin = ("referral", "identification", "age-", "custodial", "pending", "review", "appeal", "breakglass")
    rules = {r.id for entry in load_all(CLOCKS, settings.DATA) for r in entry.rules if r.id.startswith(thin)}
    missing = rules - set(words.CLOCKS)
    assert not missing, f"Give {missing} words in protection/views/words.py."


def test_an_unknown_code_is_shown_and_not_hidden() -> None:
    from wellknit.protection.views.words import CLOCKS, REFERRAL, said, tagged

    assert said(CLOCKS, "made-up-rule") == "made up rule"
    assert tagged(REFERRAL, "made_up")["text"] == "made up"


def test_looks_in_a_row_are_one_line() -> None:
    from types import SimpleNamespace

    from wellknit.protection.views.shown import look_rows

    event = SimpleNamespace(at=timezone.now(), event="case.read")
    rows = look_rows([(event, "Mali", "Shelter"), (event, "Mali", "Shelter"), (event, "Wit", "Police")])
    assert [(row["who"], row["times"]) for row in rows] == [("Mali", 2), ("Wit", 1)]


def test_no_title_names_a_person() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        if "{% block title %}" in text:
            title = text.split("{% block title %}")[1].split("{% endblock %}")[0]
            for word in ("name_native", "name_latin", "person."):
                assert word not in title, f"{path.name}: a title carries a code, never a person's name"
