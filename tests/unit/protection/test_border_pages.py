"""The pages of journeys between countries, through HTTP: wrong hands, two tabs, a POST that comes again, wild words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import make_member
from tests.unit.protection.conftest import opened
from tests.unit.protection.test_arriving import peer_mm
from tests.unit.protection.test_between_pages import as_, post
from tests.unit.protection.test_border import PAPER, agrees, ready, talked, turn

from wellknit.commands.acting import as_role
from wellknit.protection.actions import notice
from wellknit.protection.forms.fields import as_typed
from wellknit.protection.models import BorderNotice, BorderPaper, Journey, PrivateTalk, Step

SAID = {"alone": "yes", "language": "my", "fears_family": "no", "fears_officials": "no", "fears_state": "no",
        "stateless": "no", "asylum": "no", "may_contact": "yes", "interpreter": "", "words": ""}  # fmt: skip


def day(name: str, when: date | str) -> dict[str, Any]:
    """A day as somebody here types it."""
    return {name: as_typed(when)}


def open_step(journey: Journey) -> Step:
    with as_role("owner"):
        return Step.objects.get(journey=journey, state="open")


def test_the_pages_of_another_office_are_not_there(cast: Any) -> None:
    journey = ready(cast)
    with cast.as_somying() as viewer:
        told = notice.give(journey, "danger", by=viewer, words="x")
    step, case = open_step(journey), journey.case_id
    pages = [
        ("border_journey", [journey.pk]), ("border_withdraw", [journey.pk]), ("border_beside", [journey.pk]),
        ("border_hand_on", [journey.pk]), ("border_open_case", [journey.pk]), ("border_connect", [journey.pk]),
        ("border_paper", [journey.pk]), ("border_paper_file", [uuid4()]), ("border_answer", [told.pk]),
        ("border_tell", [step.pk]), ("border_move", [step.pk, "accept"]), ("case_border", [case]),
        ("border_talk", [case]), ("border_ask", [case]),
    ]  # fmt: skip
    charlie, nok = as_(cast.charlie, cast.elsewhere), as_(cast.nok, cast.border)
    for name, args in pages:
        where = reverse(name, args=args)
        for client in (charlie, nok):
            assert client.get(where).status_code in (403, 404, 405), name
            assert client.post(where, {}).status_code in (403, 404, 405), name
    page = charlie.get(reverse("border")).content.decode()
    assert journey.code not in page


def test_two_tabs_and_a_post_that_comes_again(cast: Any) -> None:
    journey = ready(cast)
    step = open_step(journey)
    somying = as_(cast.somying, cast.shelter)
    given = {**PAPER, **day("on", timezone.localdate()), "words": ""}
    first = post(somying, "border_move", step.pk, "accept", **given)
    assert first.status_code == 302, first.content.decode()[-2000:]
    again = post(somying, "border_move", step.pk, "accept", **given)
    other = post(somying, "border_move", step.pk, "decline", **given, reason="cannot_help")
    assert (again.status_code, other.status_code) == (422, 422)
    assert post(somying, "border_withdraw", journey.pk, reason="mistake").status_code == 302
    assert post(somying, "border_withdraw", journey.pk, reason="mistake").status_code in (409, 422)
    assert (
        "Once more"
        in post(somying, "border_move", step.pk, "accept", **{**given, "words": "Once more"}).content.decode()
    )
    page = somying.get(reverse("border_move", args=[step.pk, "accept"]))
    assert (page.status_code, page["Location"]) == (302, reverse("border_journey", args=[journey.pk]))
    late = post(somying, "border_move", open_or_last(journey).pk, "confirmed", **given)
    assert late.status_code in (409, 422)
    with as_role("owner"):
        assert Step.objects.filter(journey=journey).count() == 2


def open_or_last(journey: Journey) -> Step:
    with as_role("owner"):
        found = Step.objects.filter(journey=journey).order_by("-sequence").first()
        assert found is not None
        return found


@pytest.mark.parametrize(
    "when", ["2569-11-21", "0001-01-01", "9999-12-31", "31 2 2026", "<b>", "", "-1", "2026-13-45", "\x00"]
)
def test_a_day_that_cannot_be(cast: Any, when: str) -> None:
    file = opened(cast)
    somying = as_(cast.somying, cast.shelter)
    answer = post(somying, "border_talk", file.pk, **SAID, **day("held_on", when))
    if answer.status_code == 302:  # read as the year it means
        with as_role("owner"):
            assert PrivateTalk.objects.get().held_on == timezone.localdate().replace(month=11, day=21)
    else:
        assert answer.status_code == 422
    journey = ready_of(cast, file)
    asked = post(
        somying, "border_move", open_step(journey).pk, "accept", **PAPER, **day("on", when), words=""
    )
    assert asked.status_code in (302, 422)


def ready_of(cast: Any, file: Any) -> Journey:
    from tests.unit.protection.test_border import asked

    talked(cast, file)
    agrees(cast, file)
    return asked(cast, file)


def test_tomorrow_is_no_day_for_a_talk(cast: Any) -> None:
    file = opened(cast)
    somying = as_(cast.somying, cast.shelter)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert post(somying, "border_talk", file.pk, **SAID, **day("held_on", tomorrow)).status_code == 422


@pytest.mark.parametrize("words", ["x" * 300_000, "\u202e<script>alert(1)</script>", "a\x00b", "   "])
def test_wild_words(cast: Any, words: str) -> None:
    with as_role("owner"):
        peer_mm()
    journey = ready(cast)
    somying = as_(cast.somying, cast.shelter)
    answer = post(somying, "border_beside", journey.pk, kind="danger", words=words)
    assert answer.status_code in (302, 400, 413, 422), answer.status_code
    page = somying.get(reverse("border_journey", args=[journey.pk]))
    assert page.status_code == 200 and b"<script>alert(1)" not in page.content
    rescue = post(somying, "border_rescue", corridor="th-mm", words=words, clue_place=words)
    assert rescue.status_code in (302, 400, 403, 413, 422), rescue.status_code


def test_a_paper_that_is_no_paper(cast: Any) -> None:
    journey = ready(cast)
    turn(cast, journey, "accept")
    somying = as_(cast.somying, cast.shelter)
    files = [(b"", 422), (b"MZ\x90", 422), (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT", 422), (b"\xff\xd8\xff\xe0\xff", 422),
             (b"%PDF-1.4" + b"x" * 1_000_000, 422), (b"%PDF-1.4 x", 302)]  # fmt: skip
    for content, status in files:
        answer = post(somying, "border_paper", journey.pk, kind="contact_consent", title="T",
                      file=SimpleUploadedFile("a.pdf", content, "application/pdf"))  # fmt: skip
        assert answer.status_code == status, (content[:12], answer.status_code)
    with as_role("owner"):
        assert BorderPaper.objects.count() == 1


def test_a_title_does_not_name_the_person(cast: Any) -> None:
    journey = ready(cast)
    turn(cast, journey, "accept")
    somying = as_(cast.somying, cast.shelter)
    answer = post(somying, "border_paper", journey.pk, kind="contact_consent", title="Consent of Thiri",
                  file=SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf"))  # fmt: skip
    assert answer.status_code == 422
    with as_role("owner"):
        assert not BorderPaper.objects.exists()


def test_an_answer_of_tomorrow_is_not_an_answer_of_now(cast: Any) -> None:
    journey = ready(cast)
    step = open_step(journey)
    somying = as_(cast.somying, cast.shelter)
    given = {**PAPER, "words": ""}
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert post(somying, "border_move", step.pk, "accept", **given, **day("on", tomorrow)).status_code == 422
    taken = somying.post(
        reverse("border_move", args=[step.pk, "accept"]),
        {**given, **day("on", timezone.localdate())},
        follow=True,
    ).content.decode()
    assert "has no node" in taken and "sees it from now on" not in taken


def test_a_move_that_is_no_move(cast: Any) -> None:
    journey = ready(cast)
    somying = as_(cast.somying, cast.shelter)
    for verb in ("other_way", "nonsense", "__class__"):
        assert somying.get(reverse("border_move", args=[open_step(journey).pk, verb])).status_code == 404
    assert somying.get(reverse("border_connect", args=[journey.pk])).status_code in (404, 405)
    assert post(somying, "border_hand_on", journey.pk, office=str(cast.elsewhere.pk)).status_code in (
        403,
        404,
        422,
    )
    boss = as_(make_member(cast.shelter, "shelter_manager", "House Invented"), cast.shelter)
    told = post(
        boss, "border_move", open_step(journey).pk, "accept", **PAPER, **day("on", timezone.localdate())
    )
    assert told.status_code in (302, 403)
    with as_role("owner"):
        assert not BorderNotice.objects.exists()
