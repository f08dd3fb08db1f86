"""Corridors on screen and on paper, and time limits that count the working days of two countries."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import make_member, make_office, sign_in
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role, connect_as
from wellknit.platform.access.jobs import acting_for, as_worker
from wellknit.platform.access.refusals import NotNow
from wellknit.protection import tasks
from wellknit.protection.actions import clock, pause
from wellknit.protection.models import Clock, Journey, Reminder
from wellknit.protection.recompute import recompute

PLACE = "MRW9, lines"
WAITING = "SELECT * FROM wk_clocks_waiting(%s::jsonb, %s)"


def shown(cast: Any, *args: Any) -> str:
    client = sign_in(Client(), cast.somying, cast.shelter)
    answer = client.get(reverse(args[0], args=args[1:]))
    assert answer.status_code == 200
    return answer.content.decode() if "html" in answer["Content-Type"] else ""


def abroad(cast: Any, partner: str = "country:MM") -> Journey:
    """A journey to another country, as a row alone."""
    held = opened(cast)
    with as_role("owner"):
        return Journey.objects.create(
            path="country-return", path_version=1, code=f"J-{uuid4().hex[:8]}", case=held, from_office=cast.shelter,
            to_office=None, partner=partner, scope="return", sent_at=timezone.now(), sent_by_id=uuid4(),
        )  # fmt: skip


def test_all_thirty_pairs_are_on_one_page(cast: Any) -> None:
    page = shown(cast, "corridors")
    assert page.count('href="/corridors/') - page.count('href="/corridors/"') == 30 + 16
    assert "no instrument named" in page and "From Viet Nam" in page


def test_a_corridor_shows_its_steps_instruments_and_where_the_two_differ(cast: Any) -> None:
    page = shown(cast, "corridor", "th-mm")
    for words in (
        "From Thailand to Myanmar", "2009-04-24", "Myawaddy - Mae Sot", "Focal point for other countries",
        "name in its own script", "names of the family", "5 working days of both", "Record of handover",
        "every eight months with a review every eighteen", "nobody has confirmed one", "the common default", PLACE,
    ):  # fmt: skip
        assert words in page, words
    assert "By letter or telephone" in shown(cast, "corridor", "mm-cn"), "China runs no node"
    client = sign_in(Client(), cast.somying, cast.shelter)
    for unknown in ("xx-yy", "th-th", "th", "../th-mm"):
        assert client.get(f"/corridors/{unknown}/").status_code == 404
    assert client.get("/corridors/th-mm/exe/").status_code == 404


def test_a_corridor_prints(cast: Any) -> None:
    client = sign_in(Client(), cast.somying, cast.shelter)
    answer = client.get(reverse("corridor_file", args=["la-th", "pdf"]))
    assert answer.content.startswith(b"%PDF") and "corridor-la-th.pdf" in answer["Content-Disposition"]
    assert client.get(reverse("corridor_file", args=["la-th", "docx"])).content.startswith(b"PK")


# -- Clocks


def started(cast: Any, found: Journey, code: str = "border-answer") -> Clock:
    with cast.as_somying():
        return clock.start(code, office_id=cast.shelter.pk, case_id=found.case_id, journey_id=found.pk)


def test_a_limit_between_countries_counts_the_days_of_both(cast: Any) -> None:
    rule, _number = clock.rule_of("border-answer")
    at = datetime(2026, 2, 9, 3, tzinfo=UTC)  # a Monday; Union Day on Thursday is Myanmar's alone
    near, far = abroad(cast), abroad(cast, "country:BH")
    with cast.as_somying():
        abroad_due = clock.due_of(rule, at, journey_id=near.pk)
        home_due = clock.due_of(rule, at)
        far_due = clock.due_of(rule, at, journey_id=far.pk)
    assert home_due.date() == date(2026, 2, 16) and abroad_due.date() == date(2026, 2, 17)
    assert far_due == home_due, "where the other calendar is not known, our own counts"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = tmp_path / "data"
    for folder in ("calendars", "clocks", "paths", "corridors", "agreements", "approvals", "codelists"):
        shutil.copytree(settings.DATA / folder, copied / folder)
    monkeypatch.setattr(settings, "DATA", copied)
    return copied


def test_a_year_missing_in_the_other_countrys_calendar_is_a_sentence(cast: Any, data: Path) -> None:
    found = abroad(cast)
    file = data / "calendars" / "mm.toml"
    year = timezone.localdate().year
    file.write_text(file.read_text().partition(f"[[years]]\nyear = {year}")[0])
    with pytest.raises(NotNow, match=rf"{year} are not in the calendar “mm”"):
        started(cast, found)


def test_after_a_pause_and_after_a_change_of_calendar_both_countries_still_count(
    cast: Any, data: Path
) -> None:
    found = abroad(cast)
    ticking = started(cast, found)
    with as_role("owner"):
        Clock.objects.filter(pk=ticking.pk).update(started_at=datetime(2026, 2, 9, 3, tzinfo=UTC))
        assert recompute().moved == 1
        assert Clock.objects.get(pk=ticking.pk).due_at.date() == date(2026, 2, 17)
        Clock.objects.filter(pk=ticking.pk).update(paused_at=timezone.now(), was_paused=True)
    with cast.as_somying() as viewer:
        went = pause.go_on(ticking, by=viewer)
    assert went.due_at.date() == date(2026, 2, 17)


def test_what_is_late_between_countries_goes_to_the_focal_point(cast: Any) -> None:
    ministry = make_office("ministry-returns", kind="ministry")
    make_member(ministry, "focal_point", "Foc Invented")
    ticking = started(cast, abroad(cast))
    with as_role("owner"):
        Clock.objects.filter(pk=ticking.pk).update(due_at=datetime(2026, 1, 5, tzinfo=UTC))
    with acting_for(cast.shelter.pk) as viewer:
        assert clock.remind(Clock.objects.get(pk=ticking.pk), "escalated", by=viewer)
    with as_role("owner"):
        told = Reminder.objects.get()
    assert (told.office_id, told.role) == (ministry.pk, "focal_point")


def test_a_life_in_danger_is_passed_on_within_hours_and_other_lateness_after_a_day(cast: Any) -> None:
    waiting = tasks.soon()
    assert waiting["rescue-take-up"]["patience"] == 1 and waiting["border-search"]["patience"] == 1
    assert waiting["border-answer"]["patience"] == waiting["office-answer"]["patience"] == 24
    found = started(cast, abroad(cast), "border-search")
    with as_role("owner"):
        Clock.objects.filter(pk=found.pk).update(due_at=timezone.now() - timedelta(hours=2))
    connect_as("worker")
    kinds = {kind for _id, _office, kind in as_worker(WAITING, [json.dumps(waiting), 10])}
    assert kinds == {"escalated"}
