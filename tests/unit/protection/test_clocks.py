"""Clocks: started from data, standing still, reminded, passed on, counted again; and no holidays is an error."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened
from tests.unit.protection.test_journeys import sent, turn

from wellknit.commands.acting import as_role, connect_as
from wellknit.platform.access.jobs import (
    NotAnId,
    acting_for,
    check_ids,
    make_the_night,
    service_person,
    tidy_jobs,
)
from wellknit.platform.access.refusals import NotNow, NotYou
from wellknit.platform.access.viewer import NoViewer
from wellknit.platform.audit.models import Event
from wellknit.protection import tasks
from wellknit.protection.actions import approval, clock, pause
from wellknit.protection.models import Clock, ClockPause, Reminder, WorklistRow
from wellknit.protection.recompute import recompute

BANGKOK = ZoneInfo("Asia/Bangkok")


def running(found: Any) -> Clock:
    with as_role("owner"):
        return Clock.objects.get(journey_id=found.pk, stopped_at=None)


def aged(found: Clock, **ago: float) -> None:
    """As if it had fallen due that long ago (or, negative, would soon)."""
    with as_role("owner"):
        Clock.objects.filter(pk=found.pk).update(due_at=timezone.now() - timedelta(**ago))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The policy files, to be changed in a test."""
    copied = tmp_path / "data"
    for folder in ("calendars", "clocks", "paths", "approvals", "codelists"):
        shutil.copytree(settings.DATA / folder, copied / folder)
    monkeypatch.setattr(settings, "DATA", copied)
    return copied


def test_a_missing_holiday_year_is_an_error_with_a_sentence(cast: Any, data: Path) -> None:
    file = data / "calendars" / "th.toml"
    text = file.read_text()
    year = str(timezone.localdate().year)
    file.write_text(text[: text.index(f"[[years]]\nyear = {year}")])
    held = opened(cast)
    with pytest.raises(NotNow, match=year) as refusal:
        sent(cast, held)
    assert "Ask the office that signs" in refusal.value.sentence
    with as_role("owner"):
        assert not Clock.objects.exclude(journey_id=None).exists(), "nothing half begun"


def test_a_pause_is_its_own_offices_and_takes_two_people(cast: Any) -> None:
    found = sent(cast, opened(cast))
    turn(cast.as_charlie(), found, "accept")
    ticking = running(found)
    assert ticking.rule == "office-report"
    with pytest.raises(NotYou, match="another office"), cast.as_somying() as viewer:
        pause.pause(ticking, by=viewer, words="x")
    with pytest.raises(NotNow, match="approval"), cast.as_charlie() as viewer:
        pause.pause(ticking, by=viewer, words="She is in hospital.")


def test_a_clock_of_no_case_file_in_reach_pauses_after_approval(cast: Any) -> None:
    boss = make_member(cast.shelter, "supervisor", "Boss Invented")
    found = sent(cast, opened(cast))
    turn(cast.as_charlie(), found, "ask", words="Which language?")
    ticking = running(found)
    with cast.as_somying() as viewer:
        waiting = pause.ask_to_pause(ticking, by=viewer, words="The interpreter is ill.")
    with seen_by(boss, cast.shelter) as viewer:
        approval.give(waiting, by=viewer)
    assert running(found).paused_at is not None
    with as_role("owner"):
        began = timezone.now() - timedelta(days=7)
        ClockPause.objects.update(began_at=began)
        Clock.objects.filter(pk=ticking.pk).update(started_at=began, paused_at=began)
    with cast.as_somying() as viewer:
        fresh = pause.go_on(ticking, by=viewer)
        assert fresh.due_at > timezone.now(), "a week of standing still is given back"
        with pytest.raises(NotNow, match="running"):
            pause.go_on(ticking, by=viewer)


def test_what_somebody_waits_for_cannot_stand_still(cast: Any) -> None:
    file = opened(cast, presumed_child=True)
    with as_role("owner"):
        ticking = Clock.objects.get(case_id=file.pk)
    with pytest.raises(NotNow, match="cannot be stopped"), cast.as_somying() as viewer:
        pause.pause(ticking, by=viewer, words="x")


def look() -> list[dict[str, Any]]:
    """What the worker would be asked to do, without doing it."""
    connect_as("worker")
    tasks.look()
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'clock.remind' ORDER BY id")
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_late_is_reminded_and_then_passed_on(cast: Any, program: Any) -> None:
    ministry = make_office("ministry", kind="ministry")
    with as_role("owner"):
        cast.elsewhere.parent = ministry
        cast.elsewhere.save()
    make_member(ministry, "supervisor", "Boss Invented")
    found = sent(cast, opened(cast))
    ticking = running(found)
    aged(ticking, hours=2)
    jobs = look()
    assert [(j["clock_id"], j["kind"]) for j in jobs] == [(str(ticking.pk), "late")]
    assert set(jobs[0]) == {"clock_id", "office_id", "kind"}, "a job carries ids only"
    done = program("work", "--once")
    assert done.returncode == 0, done.stderr
    aged(ticking, days=3)
    assert program("work", "--once").returncode == 0
    assert program("work", "--once").returncode == 0
    with as_role("owner"):
        told = {(r.kind, r.office_id, r.role) for r in Reminder.objects.all()}
        assert told == {("late", cast.elsewhere.pk, ""), ("escalated", ministry.pk, "supervisor")}
        acts = Event.objects.filter(event__in=["clock.reminded", "clock.escalated"])
        assert {e.actor_id for e in acts} == {service_person(cast.elsewhere.pk)}
    with cast.as_charlie():
        assert Reminder.objects.count() == 1


def test_a_job_without_a_viewer_raises(cast: Any) -> None:
    found = running(sent(cast, opened(cast)))
    with pytest.raises(NoViewer):
        tasks.remind.run(clock_id=str(found.pk), kind="late")
    with pytest.raises(NoViewer), acting_for(found.pk):
        raise AssertionError("no office of this id")
    with pytest.raises(NotAnId):
        check_ids({"words": "Ma Thiri waits"})
    with pytest.raises(NotAnId):
        tasks.remind.later(office_id=cast.shelter.pk, clock_id=str(found.pk), kind="Ma Thiri")


def test_the_service_person_does_nothing_else(cast: Any) -> None:
    ticking = running(sent(cast, opened(cast)))
    with pytest.raises(NotYou), cast.as_charlie() as viewer:
        clock.remind(ticking, "late", by=viewer)
    with acting_for(cast.elsewhere.pk) as viewer:
        # Nothing that opens a file: what the person agreed to is told when the other country's answer asks for it,
        # and that it has released its figures is written down.
        assert viewer.permissions == {
            "clocks.remind",
            "screening.submit",
            "policy.read",
            "border.tell",
            "delays.read",
        }
        assert clock.remind(ticking, "late", by=viewer) is False, "it is not late"
        assert clock.remind(ticking, "soon", by=viewer) is True
        assert clock.remind(ticking, "soon", by=viewer) is False
    assert service_person(cast.elsewhere.pk) == service_person(cast.elsewhere.pk)


def test_counted_again_after_a_new_holiday(cast: Any, data: Path, program: Any) -> None:
    file = opened(cast)
    found = sent(cast, file)
    turn(cast.as_charlie(), found, "ask", words="Which language?")
    ticking = running(found)
    local = ticking.due_at.astimezone(BANGKOK).date()
    with as_role("owner"):
        assert recompute().moved == 0, "nothing changed, nothing moves"
    calendar = data / "calendars" / "th.toml"
    head, year, rest = calendar.read_text().partition(f'[[years]]\nyear = {local.year}\nstatus = "draft"\n')
    holiday = (
        f'[[years.days]]\non = {local.isoformat()}\nname = "Special day"\n'
        'source = { document = "WELLKNIT", place = "test" }\n'
    )
    calendar.write_text(head + year + holiday + rest)
    lines: list[str] = []
    with as_role("owner"):
        done = recompute(lines.append)
        assert (done.moved, done.worklist_rows) == (1, 1) and lines
        moved = Clock.objects.get(pk=ticking.pk)
        assert moved.due_at.astimezone(BANGKOK).date() > local
        assert moved.due_at == clock.due_at(moved.rule, moved.started_at)[0], (
            "as if it began under the new calendar"
        )
        assert WorklistRow.objects.get(case_id=file.pk, mine=True).next_due == moved.due_at


def test_a_missing_year_leaves_clocks_alone_and_says_so(cast: Any, data: Path) -> None:
    ticking = running(sent(cast, opened(cast)))
    calendar = data / "calendars" / "th.toml"
    text = calendar.read_text()
    calendar.write_text(text[: text.index(f"[[years]]\nyear = {timezone.localdate().year}")])
    with as_role("owner"):
        done = recompute()
        assert done.moved == 0 and list(done.missing.values()) == [1]
        assert Clock.objects.get(pk=ticking.pk).due_at == ticking.due_at


def test_the_program_recomputes(cast: Any, program: Any) -> None:
    sent(cast, opened(cast))
    done = program("clocks", "recompute")
    assert done.returncode == 0 and "1 clocks looked at" in done.stdout.replace("2 clocks", "1 clocks"), (
        done.stderr
    )
    with as_role("owner"):
        assert Event.objects.filter(event="clocks.recomputed").exists()


def test_due_dates_are_local(cast: Any) -> None:
    rule, _version = clock.rule_of("office-answer")
    late_evening = datetime(2026, 11, 20, 18, 30, tzinfo=ZoneInfo("UTC"))  # Saturday 01:30 in Bangkok
    due = clock.due_of(rule, late_evening).astimezone(BANGKOK)
    assert (due.date().isoformat(), due.strftime("%H:%M")) == ("2026-11-24", "23:59")


def test_the_worker_sees_ids_and_no_person(cast: Any, role_cursor: Any) -> None:
    sent(cast, opened(cast))
    worker = role_cursor("worker")
    worker.execute('SELECT count(*) FROM wk_clocks_waiting(\'{"office-answer": {"hours": 999}}\', 10)')
    assert worker.fetchone()[0] == 1
    worker.execute("SELECT count(*) FROM procrastinate_jobs")
    for table in ("protection_clock", "protection_case", "protection_person"):
        # A member of the web role, so it stands at the same walls: without a viewer there is nothing behind them.
        with pytest.raises(psycopg.Error) as no_viewer:
            worker.execute(f"SELECT 1 FROM {table}")
        assert no_viewer.value.sqlstate == "WK001"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute("SELECT 1 FROM access_viewersession")
    for call in (
        "wk_service_person(gen_random_uuid())",
        "wk_token('x', '')",
        "wk_open_session('x', NULL, NULL, 'x', 1)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute(f"SELECT {call}")
    web = role_cursor("web")
    for call in ("wk_service_person(gen_random_uuid())", "wk_token('x', '')", "wk_clocks_waiting('{}', 1)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"SELECT {call}")


def test_nobody_signs_in_as_the_service_person(cast: Any) -> None:
    from wellknit.platform.identity.models import User

    made = service_person(cast.shelter.pk)
    user = User.objects.get(pk=made)
    assert not user.has_usable_password() and user.email.endswith("@invalid")


def test_the_worker_works_until_it_is_told_to_stop(cast: Any) -> None:
    ticking = running(sent(cast, opened(cast)))
    aged(ticking, hours=1)
    look()
    worker = subprocess.Popen(
        [sys.executable, "-m", "wellknit.cli", "work"], stdout=subprocess.PIPE, text=True
    )
    try:
        for _ in range(150):
            with as_role("owner"):
                if Reminder.objects.exists():
                    break
            time.sleep(0.2)
        else:
            raise AssertionError("nothing was reminded")
    finally:
        worker.terminate()
    said, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0 and "stopped" in said


def test_at_night_the_worker_counts_the_tokens_and_is_told_nothing_else(cast: Any, role_cursor: Any) -> None:
    opened(cast)
    connect_as("worker")
    make_the_night()
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT persons, counted_at > now() - interval '1 minute' FROM vault_tokencap")
        assert cursor.fetchone() == (1, True)
    for role in ("worker", "web"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role_cursor(role).execute("SELECT wk_recount_tokens()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        role_cursor("web").execute("SELECT wk_recount_for_worker()")


def test_the_book_of_jobs_does_not_grow_for_ever(cast: Any, program: Any) -> None:
    with as_role("owner"), connection.cursor() as cursor:
        for days in (40, 2):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('house', %s, 'failed') RETURNING id",
                [f"old.{days}"],
            )
            (job,) = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s",
                [days, job],
            )
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now() - %s * interval '1 day')",
                [job, days],
            )
    tidy_jobs.defer(timestamp=0)
    done = program("work", "--once")
    assert done.returncode == 0, done.stderr
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'")
        assert cursor.fetchall() == [("old.2",)]
