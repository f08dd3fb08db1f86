"""A long file: its page shows the newest lines and reads on when asked; what it shows is what is newest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.harness.people import sign_in
from tests.unit.protection.conftest import opened

from wellknit.protection.models import Goal, Note, Service
from wellknit.protection.queries import casefile


def _long(cast: Any) -> Any:
    """Sixty notes of today; a service offered long ago and ended tomorrow; a wish of last year."""
    made = opened(cast)
    today = timezone.localdate()
    by = {"by_id": cast.somying.pk, "by_office_id": cast.shelter.pk}
    with cast.as_somying():
        Note.objects.bulk_create([Note(case=made, text=f"note {n}", **by) for n in range(60)])
        Service.objects.create(case=made, code="orientation", offered_from="th", offered_version=1, state="completed",
                               proposed_on=today - timedelta(days=400), started_on=today - timedelta(days=399),
                               ended_on=today + timedelta(days=1), outcome="reached", **by)  # fmt: skip
        Goal.objects.create(
            case=made, words="home", said_on=today - timedelta(days=300), by_id=cast.somying.pk
        )
    return made


def test_the_newest_lines_of_all_kinds_and_then_the_earlier_ones(cast: Any) -> None:
    made = _long(cast)
    with cast.as_somying() as viewer:
        whole = casefile.case_file(viewer, made.pk)
        some = casefile.case_file(viewer, made.pk, latest=20)
        assert not whole.earlier and some.earlier and len(some.entries) == 20
        assert [e.at for e in some.entries] == [e.at for e in whole.entries[:20]]
        assert "Ended" in some.entries[0].thing.title, "a service is as new as its newest line"


def test_the_page_offers_earlier_lines_by_a_link(cast: Any) -> None:
    made = _long(cast)
    client = sign_in(Client(), cast.somying, cast.shelter)
    first = client.get(f"/cases/{made.pk}/").content.decode()
    assert first.count("wk-timeline__item ") == 50 and "?lines=100#line-51" in first and "“home”" not in first
    then = client.get(f"/cases/{made.pk}/?lines=100").content.decode()
    assert then.count("wk-timeline__item ") == 65 and "Show earlier" not in then and "“home”" in then
    assert client.get(f"/cases/{made.pk}/?lines=%F0%9F%98%80x").status_code == 200, (
        "what is no number is passed over"
    )
