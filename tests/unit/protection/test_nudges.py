"""Being told that something waits: chosen by oneself, once a day, and never what or about whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.harness.people import make_member, seen_by, sign_in
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role, connect_as
from wellknit.platform.access.jobs import acting_for
from wellknit.platform.access.refusals import NotValid, NotYou
from wellknit.protection import nudging
from wellknit.protection.actions import clock, nudge
from wellknit.protection.models import Clock, Nudge
from wellknit.protection.tasks import look_for_nudges, tell


@pytest.fixture
def charter(settings: Any, tmp_path: Path) -> Path:
    """A charter that allows e-mail and a way of the node's own, which writes into a file."""
    file = tmp_path / "messages"

    def check(address: str) -> None:
        if not address.isdigit():
            raise ValidationError("no number")

    nudging.register(nudging.Sender("sms", "By short message", nudging.to_file(file), check))
    settings.CHARTER = {**settings.CHARTER, "nudges": ["email", "sms"]}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return file


def reminded(cast: Any, kind: str = "soon") -> Any:
    """A case with a time limit of which the office was reminded."""
    case = opened(cast)
    with cast.as_somying() as viewer:
        ticking = clock.start("review-decision", office_id=viewer.office_id, case_id=case.pk)
    with as_role("owner"):
        now = timezone.now()
        Clock.objects.filter(pk=ticking.pk).update(due_at=now + timedelta(hours=1 if kind == "soon" else -48))
    with acting_for(cast.shelter.pk) as viewer:
        assert clock.remind(ticking, kind, by=viewer)
    return case


def told(cast: Any) -> int:
    with acting_for(cast.shelter.pk) as viewer:
        return nudge.tell(by=viewer)


def test_nobody_is_told_who_did_not_choose_it_or_where_the_charter_says_nothing(
    cast: Any, settings: Any
) -> None:
    reminded(cast)
    assert told(cast) == 0 and look_for_nudges() == 0
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="does not use"):
        nudge.choose("email", "somying@example.org", by=viewer)


def test_once_a_day_and_nothing_is_said(cast: Any, charter: Path) -> None:
    with cast.as_somying() as viewer:
        nudge.choose("email", "somying@example.org", by=viewer)
    assert told(cast) == 0, "nothing waits"
    case = reminded(cast)
    connect_as("worker")
    assert look_for_nudges() == 1
    tell.run(office_id=str(cast.shelter.pk))
    (letter,) = mail.outbox
    assert letter.to == ["somying@example.org"]
    for never in (case.code, "Thiri", "review", "case", cast.shelter.name, "Somying"):
        assert never not in letter.subject + letter.body
    reminded(cast)
    assert told(cast) == 0 and look_for_nudges() == 0, "once a day"


def test_a_way_of_the_nodes_own(cast: Any, charter: Path) -> None:
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="no address of this kind"):
            nudge.choose("sms", "somying@example.org", by=viewer)
        nudge.choose("sms", "0811111111", by=viewer)
    reminded(cast)
    assert told(cast) == 1
    assert charter.read_text() == f"0811111111\t{nudging.sentence()}\n"


def test_an_escalation_is_for_who_watches(cast: Any, charter: Path) -> None:
    boss = make_member(cast.shelter, "supervisor", "Boss Invented")
    for user, office in ((cast.somying, cast.shelter), (boss, cast.shelter), (cast.charlie, cast.elsewhere)):
        with seen_by(user, office) as viewer:
            nudge.choose("email", f"{user.pk}@example.org", by=viewer)
    reminded(cast, "escalated")
    assert told(cast) == 1 and mail.outbox[0].to == [f"{boss.pk}@example.org"]


def test_a_line_that_is_down_loses_nothing_but_the_nudge(cast: Any, charter: Path, caplog: Any) -> None:
    def fails(address: str, words: str) -> None:
        raise OSError(f"no line to {address}")

    nudging.register(nudging.Sender("sms", "x", fails, lambda _a: None))
    with cast.as_somying() as viewer:
        nudge.choose("sms", "0811111111", by=viewer)
    reminded(cast)
    assert told(cast) == 1 and "0811111111" not in caplog.text and "OSError" in caplog.text


def test_the_choice_is_ones_own_and_the_address_is_sealed(
    cast: Any, charter: Path, super_cursor: Any
) -> None:
    client = sign_in(Client(), cast.somying, cast.shelter)
    page = client.get("/nudges/").content.decode()
    assert "By e-mail" in page and "Something waits for you" in page
    assert client.post("/nudges/", {"way": "email", "address": "not an address"}).status_code == 422
    assert client.post("/nudges/", {"way": "email", "address": "somying@example.org"}).status_code == 302
    assert "somying@example.org" in client.get("/nudges/").content.decode()
    super_cursor.execute("SELECT address FROM protection_nudge")
    assert b"somying" not in bytes(super_cursor.fetchone()[0])
    with cast.as_charlie() as viewer:
        assert not Nudge.objects.exists()
        with pytest.raises(NotYou):
            nudge.tell(by=viewer)
    with (
        cast.as_somying(),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="not for this role"),
    ):
        cursor.execute("SELECT * FROM wk_nudges_take()")
    assert client.post("/nudges/", {"way": "", "address": ""}).status_code == 302
    super_cursor.execute("SELECT count(*) FROM protection_nudge")
    assert super_cursor.fetchone() == (0,)
