"""Between two countries, as whoever speaks SQL in the role of the pages: what no page does, the database refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.unit.protection.test_arriving import There, offer, there  # noqa: F401 fixture
from tests.unit.protection.test_arriving_hostile import alarm, paper
from tests.unit.protection.test_border import ready

from wellknit.commands.acting import as_role
from wellknit.protection.actions import border, notice
from wellknit.protection.erasing import erase_case
from wellknit.protection.models import BorderGrave, BorderNotice, BorderPaper, Clock, Journey, Step


def refused(what: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        what()


def made(journey: Journey, **more: Any) -> BorderNotice:
    return BorderNotice.objects.create(**{
        "journey": journey, "kind": "danger", "outgoing": True, "state": "open", "at": timezone.now(), **more,
    })  # fmt: skip


def test_no_page_writes_what_the_other_country_said(cast: Any) -> None:
    journey = ready(cast)
    with as_role("owner"):
        Journey.objects.filter(pk=journey.pk).update(node="mm")
    with cast.as_somying() as viewer:
        refused(lambda: made(journey, outgoing=False))
        refused(lambda: made(journey, state="honoured", honoured="done"))
        own = made(journey, by_id=viewer.person_id)
        rows = BorderNotice.objects.filter(pk=own.pk)
        refused(lambda: rows.update(state="honoured", honoured="destroyed", honoured_at=timezone.now()))
        refused(lambda: rows.update(kind="question"))
        refused(lambda: rows.update(outgoing=False))
        refused(lambda: BorderPaper.objects.create(
            journey=journey, outgoing=False, kind="assessment", title="T", media_type="application/pdf", size=1,
            content="x", at=timezone.now(),
        ))  # fmt: skip
        refused(lambda: BorderGrave.objects.create(pk=uuid4(), node="mm", at=timezone.now()))


def test_no_page_moves_what_was_told_or_when_it_was_taken(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    with there.as_focal():
        first = Step.objects.filter(journey_id=there.journey)
        refused(lambda: _save(first.get(), "disclosed", {"name_latin": "Invented"}))
        refused(lambda: first.update(owner="social_worker"))
        refused(lambda: Journey.objects.filter(pk=there.journey).update(node="vn"))
        refused(lambda: Journey.objects.filter(pk=there.journey).update(urgent=True))
        refused(lambda: _save(Journey.objects.get(), "words", "Something else"))
        refused(lambda: Journey.objects.filter(pk=there.journey).update(
            state="withdrawn", ended_at=timezone.now()
        ))  # fmt: skip


def _save(row: Any, name: str, value: Any) -> None:
    setattr(row, name, value)
    row.save(update_fields=[name])


def test_a_partner_without_a_node_is_given_none_that_nobody_trusts(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_somying():
        refused(lambda: Journey.objects.filter(pk=journey.pk).update(node="vn"))


def test_a_page_still_does_its_own(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    there.move("accept")
    with there.as_focal() as viewer:
        given = notice.give(Journey.objects.get(), "danger", by=viewer, words="x")
        assert given.pk and border.Answered()


def test_another_office_calls_no_function_on_it(there: There, cast: Any) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    calls: list[tuple[str, list[Any]]] = [
        ("wk_border_accept(%s)", [there.journey]), ("wk_border_route(%s, %s)", [there.journey, cast.elsewhere.pk]),
        ("wk_border_office(%s, '{}')", [there.journey]), ("wk_border_stands(%s, NULL, current_date)", [there.journey]),
        ("wk_border_words(%s, current_date)", [there.journey]), ("wk_refresh_journey(%s)", [there.journey]),
        ("wk_close_access(%s)", [there.journey]), ("wk_carry_case(%s, true)", [there.journey]),
    ]  # fmt: skip
    with cast.as_charlie():
        for call, values in calls:
            refused(lambda call=call, values=values: _call(call, values))
        assert not BorderNotice.objects.exists()


def _call(call: str, values: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)


@pytest.mark.parametrize(
    "table", ["exchange_outgoing", "exchange_received", "exchange_arrival", "exchange_inorder"]
)
def test_a_page_reads_no_message(cast: Any, table: str) -> None:
    for sql in (f"SELECT * FROM {table}", f"UPDATE {table} SET peer = 'x'", f"DELETE FROM {table}"):
        with cast.as_somying():
            refused(lambda sql=sql: _call_raw(sql))


def _call_raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_question_for_which_no_case_was_opened_goes_after_its_time(there: There) -> None:  # noqa: F811
    """A name that was told and came to nothing is not kept for ever; what still runs, and what has a case, stays."""
    from wellknit.protection.sweeping import sweep

    old = timezone.now() - timedelta(days=800)
    there.hears("journey.offered", offer())
    there.hears("journey.alarm", alarm("danger", words="x"))
    there.hears("journey.paper", paper())
    with as_role("owner"):
        assert sweep(lambda _line: None) == 0
        Journey.objects.filter(pk=there.journey).update(state="declined", ended_at=old)
        assert sweep(lambda _line: None) == 1
        assert not (Journey.objects.exists() or Step.objects.exists() or BorderPaper.objects.exists())
        assert not (BorderNotice.objects.exists() or Clock.objects.exists())


def test_a_case_opened_from_a_journey_is_erased_with_what_came_before(there: There) -> None:  # noqa: F811
    """Time limits and lines of a meeting from before the case was opened name no case, and go all the same."""
    there.hears("journey.offered", offer())
    there.move("accept")
    with there.as_worker() as viewer:
        opened = border.open_case(Journey.objects.get(), by=viewer, searched=True)
    with as_role("owner"), transaction.atomic():
        assert Clock.objects.filter(journey_id=there.journey, case_id=None).exists()
        erase_case(opened.pk, "delete")
        assert not (Journey.objects.exists() or Step.objects.exists() or Clock.objects.exists())
        assert BorderGrave.objects.filter(pk=there.journey).exists()
