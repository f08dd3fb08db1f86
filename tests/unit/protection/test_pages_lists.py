"""Bringing a list over its pages, and what is kept about a person."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.harness.people import make_member, sign_in
from tests.unit.protection.conftest import Cast, opened
from tests.unit.protection.test_imports import book


@pytest.fixture
def somying(cast: Cast) -> Any:
    return sign_in(Client(), cast.somying, cast.shelter)


@pytest.fixture
def boss(cast: Cast) -> Any:
    return sign_in(Client(), make_member(cast.shelter, "supervisor", "Bua Invented"), cast.shelter)


def page(answer: Any) -> str:
    assert answer.status_code == 200, (
        answer.status_code,
        answer.get("Location"),
        answer.content.decode()[:3000],
    )
    return str(answer.content.decode())


def brought(somying: Any, body: bytes) -> str:
    answer = somying.post("/lists/", {"file": SimpleUploadedFile("list.xlsx", body)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def test_a_list_over_its_pages(cast: Cast, somying: Any) -> None:
    from wellknit.protection.models import Case

    case = opened(cast)
    assert "Bring a list" in page(somying.get("/lists/"))
    where = brought(
        somying,
        book(
            ["1", "Dara Sok", "12/5/2547", "M", "KHM", None, None],
            ["2", "Ma Thiri", "2004", "F", "MM", None, None],
        ),
    )
    shown = page(somying.get(where))
    assert "C · Date of birth" in shown
    fields = {m: re.search(rf'name="{m}".*?<option value="([^"]*)" selected', shown, re.S).group(1)  # type: ignore[union-attr]
              for m in (f"c{n}" for n in range(7))}  # fmt: skip
    assert fields["c2"] == "birth"
    refused = somying.post(where, {**fields, "era": "ce"})
    assert refused.status_code == 422
    assert "1 years of the Buddhist era and 1 of the Christian era" in refused.content.decode()
    answer = somying.post(where, {**fields, "era": "each"})
    assert answer.status_code == 302
    dry = page(somying.get(answer["Location"]))
    assert "Dara Sok" in dry
    assert f"The person of {case.code}" in dry
    with cast.as_somying():
        assert Case.objects.count() == 1
    done = somying.post(answer["Location"], {"r3": f"known:{case.person_id}"})
    assert done.status_code == 302
    with cast.as_somying():
        assert Case.objects.count() == 3
        assert Case.objects.filter(person_id=case.person_id).count() == 2


def test_the_other_sheets_of_a_file_are_named_and_can_be_read(cast: Cast, somying: Any) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(["1", "Dara Sok", "12/5/2004", "M", "KHM", None, None])))
    other = made.create_sheet("Year before")
    other.append(["Name", "Sex"])
    other.append(["Sokha Chan", "F"])
    made.create_sheet("Nothing")
    out = io.BytesIO()
    made.save(out)
    where = brought(somying, out.getvalue())
    shown = page(somying.get(where))
    assert "Only the sheet “Sheet” is read here." in shown
    assert ">Year before</a>" in shown
    assert "Only the sheet “Year before” is read here." in page(somying.get(f"{where}2/"))
    answer = somying.post(f"{where}2/", {"c0": "name_latin", "c1": "sex", "era": "ce"})
    dry = page(somying.get(answer["Location"]))
    assert "Sokha Chan" in dry
    assert "Dara Sok" not in dry
    empty = somying.get(f"{where}3/", follow=True)
    assert "The sheet “Nothing” is empty. The file also has: Sheet, Year before." in page(empty)
    assert somying.get(f"{where}4/").status_code == 404


def test_a_file_that_is_no_list_is_not_kept(cast: Cast, somying: Any, db: Any) -> None:
    answer = somying.post("/lists/", {"file": SimpleUploadedFile("list.xlsx", b"\xd0\xcf\x11\xe0 old")})
    assert answer.status_code == 422
    assert "save it as .xlsx" in answer.content.decode()
    assert not list(db.home.path("files").iterdir())


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """She has just given her second proof."""
    monkeypatch.setattr("wellknit.platform.access.pages._proved_lately", lambda _request: True)


def test_dangerous_acts_ask_for_the_second_proof_again(cast: Cast, boss: Any) -> None:
    for where in ("/lists/out/", f"/cases/{opened(cast).pk}/keeping/after/"):
        assert "prove-it-again" in boss.get(where)["Location"]


def test_taking_a_list_out(cast: Cast, boss: Any, proved: None) -> None:
    opened(cast)
    assert "IOM" in page(boss.get("/lists/out/"))
    words = {
        "state": "open",
        "layout": "htcds",
        "scope": ["basic"],
        "purpose": "office_work",
        "recipient": f"office:{cast.shelter.pk}",
    }
    assert (
        boss.post("/lists/out/", words).status_code == 403
    )  # nobody has consented, and no other ground was named
    taken = boss.post("/lists/out/", {**words, "basis": "own_office"})
    assert taken.content.startswith(b"PK")
    assert "no-store" in taken["Cache-Control"]


def test_keeping_holds_corrections_and_her_own_file(cast: Cast, somying: Any, boss: Any) -> None:
    from wellknit.protection.models import Correction, LegalHold

    case = opened(cast)
    here = f"/cases/{case.pk}/keeping/"
    assert "No hold is on this file" in page(somying.get(here))
    assert "Something in the file is wrong" in page(somying.get(f"{here}wrong/"))
    assert (
        somying.post(
            f"{here}wrong/", {"about": "birth", "words": "Not that year.", "asked_by": "person"}
        ).status_code
        == 302
    )
    assert (
        boss.post(f"{here}hold/", {"basis": "court_case", "reason": "The trial goes on."}).status_code == 302
    )
    with cast.as_somying():
        asked, held = Correction.objects.get(), LegalHold.objects.get()
    assert "Not that year." in page(boss.get(f"/corrections/{asked.pk}/"))
    assert (
        boss.post(
            f"/corrections/{asked.pk}/", {"verb": "note", "why": "Both stand.", "version": asked.version}
        ).status_code
        == 302
    )
    assert boss.post(f"/holds/{held.pk}/lift/", {"why": "It is over."}).status_code == 302
    shown = page(boss.get(here))
    assert "Both stand." in shown
    assert "It is over." in shown
    assert "Her own file" in page(somying.get(f"{here}own/"))
    paper = somying.post(f"{here}own/", {"language": "my", "form": "docx", "also": "Daw Khin"})
    assert paper.content.startswith(b"PK")
    assert case.code in paper["Content-Disposition"]


def test_the_review_list_and_two_people(cast: Cast, boss: Any, proved: None) -> None:
    from tests.unit.protection.test_retention import closed

    from wellknit.commands.acting import as_role
    from wellknit.protection.models import RetentionDecision

    case = closed(cast)
    after = f"/cases/{case.pk}/keeping/after/"
    assert case.code in page(boss.get("/retention/"))
    assert "What should become" in page(boss.get(after))
    assert boss.post(after, {"what": "delete", "why": "Its time is over."}).status_code == 302
    with as_role("owner"):
        decision = RetentionDecision.objects.get()
    mine = boss.post(f"/retention/{decision.pk}/", {"answer": "approve"})
    assert mine.status_code == 403
    assert "Somebody else must approve" in mine.content.decode()
    other = sign_in(Client(), make_member(cast.shelter, "supervisor", "Kaew Invented"), cast.shelter)
    assert "Its time is over." in page(other.get(f"/retention/{decision.pk}/"))
    assert other.post(f"/retention/{decision.pk}/", {"answer": "approve"}).status_code == 302
    assert "waits for the operator" in page(other.get("/retention/"))
