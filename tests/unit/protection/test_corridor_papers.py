"""Papers between two countries filled from the file, and the handbook that may be found in a pocket."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import sign_in
from tests.unit.protection.conftest import opened
from tests.unit.protection.papers import uploaded
from tests.unit.protection.test_letters import word_file

from wellknit.commands.acting import as_role
from wellknit.lib import handbook
from wellknit.lib.documents.html import page
from wellknit.lib.pathkinds import StepPath
from wellknit.lib.policydata import DATA, load_toml
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.protection.actions import corridor_paper as verbs
from wellknit.protection.actions.letter import Draft
from wellknit.protection.models import BorderPaper, Disclosure, Document, Journey, Step
from wellknit.protection.queries import corridor_papers as reading
from wellknit.protection.queries import letters

PATH = load_toml(DATA / "paths" / "country-return.toml", StepPath)


def travelling(cast: Any) -> tuple[Any, Journey]:
    """A case with a journey to another country on which something was told."""
    held = opened(cast)
    with as_role("owner"):
        journey = Journey.objects.create(
            path="country-return", path_version=1, code="J-7KQ3", case=held, from_office=cast.shelter, to_office=None,
            partner="country:MM", corridor="th-mm", corridor_version=1, scope="return", sent_at=timezone.now(),
            sent_by_id=uuid4(),
        )  # fmt: skip
        Step.objects.create(
            journey=journey, sequence=1, side="sender", code="handover", owner="social_worker", clock="border-handover",
            state="open", sender_id=cast.shelter.pk, office_id=cast.shelter.pk, opened_at=timezone.now(),
            disclosed={"family_names": "Daw Invented", "handover_place": "Myawaddy - Mae Sot", "handover_day": "2026-12-01"},
        )  # fmt: skip
    return held, journey


def written(cast: Any, held: Any, slot: str, first: str = "th", second: str = "my", **more: Any) -> Document:
    with cast.as_somying() as viewer:
        there = reading.chosen(viewer, held, "")
        form = reading.slot(viewer, there, slot)
        filled = {code: reading.values(viewer, held, there, code) for code in {first, second}}
        return verbs.write(held, form, Draft(first, second, filled, **more), by=viewer)


def test_a_paper_is_filled_from_the_file_and_the_journey_in_two_languages(cast: Any) -> None:
    held, _journey = travelling(cast)
    with cast.as_somying() as viewer:
        there = reading.chosen(viewer, held, "")
        said = reading.values(viewer, held, there, "th")
    assert there.corridor.id == "th-mm" and "J-7KQ3" in there.name
    assert said["person_name"] == "မသီရိ / Ma Thiri" and said["journey_code"] == "J-7KQ3"
    assert said["handover_place"] == "Myawaddy - Mae Sot" and "2569" in said["handover_day"], (
        "the reader's era"
    )
    assert said["family_names"] == "Daw Invented" and said["from_country"] == "ไทย"


def test_it_is_kept_with_the_case_and_knows_what_must_be_agreed_to(cast: Any) -> None:
    held, _journey = travelling(cast)
    kept = written(cast, held, "tracing_request", form="docx")
    assert kept.made_from == "form:tracing-request/1" and kept.kind == "border_form"
    assert letters.groups_of(kept) == {"basic", "identity", "family"}
    with cast.as_somying() as viewer:
        from wellknit.protection.actions import document

        text = "\n".join(_texts(b"".join(document.read(kept, by=viewer))))
    assert "Daw Invented" in text and "မသီရိ" in text and "คำขอตามหาครอบครัว" in text
    assert held.code not in text, "the case's own code stays at home"
    assert letters.groups_of(written(cast, held, "feedback_report")) == {"basic"}


def _texts(body: bytes) -> list[str]:
    file = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [*(p.text for p in file.paragraphs), *cells]


def test_the_governments_own_form_takes_the_place_of_ours(cast: Any) -> None:
    held, _journey = travelling(cast)
    own = word_file("Annex 7: {{ person_name }} at {{ handover_place }}")
    kept = written(cast, held, "handover_record", word=uploaded(own))
    with cast.as_somying() as viewer:
        from wellknit.protection.actions import document

        text = "\n".join(_texts(b"".join(document.read(kept, by=viewer))))
    assert "Annex 7: မသီရိ / Ma Thiri at Myawaddy - Mae Sot" in text
    with pytest.raises(NotValid, match="shoe_size"):
        written(cast, held, "handover_record", word=uploaded(word_file("{{ shoe_size }}")))


def test_without_a_journey_the_persons_country_says_which_corridor(cast: Any) -> None:
    held = opened(cast)
    with cast.as_somying() as viewer:
        assert [a.corridor.id for a in reading.around(viewer, held)] == ["th-mm"]
        held.person.nationality = "TH"
        assert {a.corridor.to for a in reading.around(viewer, held)} == {"TH"}, "a national who came back"


# -- The handbook


def test_the_handbook_says_nothing_that_would_harm_in_other_hands(cast: Any) -> None:
    held, journey = travelling(cast)
    with cast.as_somying() as viewer:
        there = reading.chosen(viewer, held, "th-mm")
        tree = reading.book(viewer, there, "my", "Kayin")
    text = page(tree)
    for hidden in ("Thiri", "မသီရိ", held.code, journey.code, "Shelter North", "PIN", "traffick", "လူကုန်ကူး"):
        assert hidden not in text, hidden
    assert "Kayin" in text and "မြန်မာ" in text


def test_only_confirmed_contacts_stand_in_it(cast: Any) -> None:
    held, _journey = travelling(cast)
    with cast.as_somying() as viewer:
        there = reading.chosen(viewer, held, "th-mm")
        assert "nobody has confirmed one" in page(reading.book(viewer, there, "en", ""))
    with as_role("owner"):
        cast.shelter.contact, cast.shelter.contact_confirmed_by = "Ask at the blue gate", "Somying Invented"
        cast.shelter.contact_confirmed_on = timezone.localdate()
        cast.shelter.save()
        cast.elsewhere.contact, cast.elsewhere.province = "Unconfirmed", "Kayin"
        cast.elsewhere.save()
    with cast.as_somying() as viewer:
        text = page(reading.book(viewer, there, "en", "Kayin"))
    assert "Ask at the blue gate" in text and "confirmed by Shelter North" in text
    assert "Unconfirmed" not in text and "Somying" not in text, "an office confirms, not a name in a pocket"


def test_the_handbook_is_written_in_seven_languages_and_says_so_where_it_is_not() -> None:
    assert set(handbook.handbooks()) == {"en", "th", "my", "km", "lo", "vi", "zh"}
    assert list(handbook.handbook_problems()) == []
    for language in (*handbook.handbooks(), "shn"):
        tree = handbook.composed(PATH, language, place="", contacts=())
        steps = next(g for g in tree.grids() if g.key == "steps")
        assert len(steps.rows) == 16
    assert "translation into your language is wanted" in page(
        handbook.composed(PATH, "shn", place="", contacts=())
    )


# -- Pages


def test_from_the_list_to_a_kept_paper_and_a_printed_handbook(cast: Any) -> None:
    held, _journey = travelling(cast)
    client = sign_in(Client(), cast.somying, cast.shelter)
    listed = client.get(reverse("corridor_papers", args=[held.pk])).content.decode()
    assert "Name, date of birth, identity papers" in listed
    assert listed.count("/border/papers/th-mm/") == 10 and "Record of handover" in listed
    where = reverse("corridor_paper", args=[held.pk, "th-mm", "handover_record"])
    assert client.get(where).status_code == 200
    sent = client.post(where, {"first": "th", "second": "my", "form": "pdf"})
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    assert client.get(reverse("corridor_paper", args=[held.pk, "th-mm", "poem"])).status_code == 404
    assert (
        client.get(reverse("corridor_paper", args=[held.pk, "la-th", "handover_record"])).status_code == 404
    )
    book = reverse("way_home", args=[held.pk])
    given = {"corridor": "th-mm", "language": "my", "province": "Kayin"}
    assert client.get(book).status_code == 200
    looked = client.post(book, {**given, "form": "screen"}).content.decode()
    assert "Kayin" in looked and Disclosure.objects.count() == 0, "looking is not letting out"
    printed = client.post(book, {**given, "form": "pdf"})
    assert printed.content.startswith(b"%PDF") and "way-home.pdf" in printed["Content-Disposition"]
    assert client.post(book, {**given, "form": "html"}).content.startswith(b"<!doctype html>")
    with as_role("owner"):
        rows = list(Disclosure.objects.all())
    assert {(r.what, r.basis, r.recipient) for r in rows} == {("way_home", "own_file", "person")} and len(
        rows
    ) == 2


def test_a_paper_leaves_only_on_a_consent(cast: Any) -> None:
    held, _journey = travelling(cast)
    kept = written(cast, held, "tracing_request")
    client = sign_in(Client(), cast.somying, cast.shelter)
    where = reverse("let_out", args=["paper", kept.pk])
    refused = client.post(where, {"recipient": "country:MM", "purpose": "family_tracing", "basis": ""})
    assert refused.status_code in {403, 409, 422} and not refused.content.startswith(b"%PDF")
    with as_role("owner"):
        assert Disclosure.objects.count() == 0


def test_a_signed_paper_goes_with_the_journey_on_its_consent_and_not_before_its_step(cast: Any) -> None:
    from tests.unit.protection import test_border as border

    journey = border.ready(cast)
    border.turn(cast, journey, "accept")
    held = journey.case
    for verb in ("confirmed", "may_look"):
        border.turn(cast, journey, verb)
    request_, record_ = written(cast, held, "tracing_request"), written(cast, held, "handover_record")
    client = sign_in(Client(), cast.somying, cast.shelter)
    assert b"Send it to the other country" in client.get(reverse("paper", args=[request_.pk])).content
    page_ = client.get(reverse("paper_abroad", args=[request_.pk])).content.decode()
    assert journey.code in page_ and 'value="tracing_request" selected' in page_
    sent = client.post(
        reverse("paper_abroad", args=[request_.pk]), {"journey": str(journey.pk), "kind": "tracing_request"}
    )
    assert sent.status_code == 302, sent.content.decode()[-1500:]
    with as_role("owner"):
        assert BorderPaper.objects.get().kind == "tracing_request"
        gone = Disclosure.objects.filter(what="country-return:tracing_request").get()
        assert gone.consent_id == journey.consent_id and gone.recipient == "country:MM"
    with pytest.raises(NotNow, match="later step"), cast.as_somying() as viewer:
        verbs.send(record_, journey, kind="handover_record", by=viewer)
    other = opened(cast)
    with pytest.raises(NotValid, match="another case"), cast.as_somying() as viewer:
        verbs.send(record_, Journey(pk=journey.pk, case_id=other.pk), kind="handover_record", by=viewer)
