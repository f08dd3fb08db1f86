"""Papers: versions that stay, photographs without what the telephone wrote into them, who opened what."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from tests.harness.people import make_member, seen_by, sign_in
from tests.unit.protection.conftest import opened
from tests.unit.protection.papers import jpeg, png, uploaded

from wellknit.lib.documents.pictures import pages_of
from wellknit.lib.pictures import NotAPicture, orientation_of, size_of, without_traces
from wellknit.platform.access.refusals import Conflict, NotValid
from wellknit.platform.audit.models import Event
from wellknit.protection.actions import document
from wellknit.protection.models import Document

SECRET = b"13.7563N 100.5018E Phone of Invented Owner"


def kept(cast: Any, file: Any, body: bytes = b"%PDF-1.7 one", **more: Any) -> Document:
    with cast.as_somying() as viewer:
        return document.add(file, uploaded(body), by=viewer, title="Paper", kind="other", **more)


def body_of(cast: Any, paper: Document) -> bytes:
    with cast.as_somying() as viewer:
        return b"".join(document.read(paper, by=viewer))


def test_a_new_version_leaves_the_old_one(cast: Any) -> None:
    file = opened(cast)
    one = kept(cast, file)
    two = kept(cast, file, b"%PDF-1.7 two", replaces=one, why="The first was cut off.")
    assert (two.number, two.series) == (2, one.series)
    assert body_of(cast, one) == b"%PDF-1.7 one" and body_of(cast, two) == b"%PDF-1.7 two"
    with cast.as_somying():
        assert Event.objects.filter(event="document.read", case_id=file.pk).count() == 2
        assert Event.objects.get(event="document.replaced").note["number"] == 2


def test_two_people_replace_the_same_version(cast: Any) -> None:
    file = opened(cast)
    one = kept(cast, file)
    kept(cast, file, b"%PDF-1.7 two", replaces=one)
    with pytest.raises(Conflict, match="newer version"):
        kept(cast, file, b"%PDF-1.7 other", replaces=one)


def test_a_paper_of_another_case_is_not_replaced_here(cast: Any) -> None:
    one = kept(cast, opened(cast))
    with pytest.raises(NotValid, match="another case"):
        kept(cast, opened(cast), replaces=one)


def test_a_paper_is_not_changed_in_place(cast: Any) -> None:
    one = kept(cast, opened(cast))
    with cast.as_somying(), pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=one.pk).update(number=7)


def test_photographs_lose_place_and_owner_before_they_are_kept(cast: Any) -> None:
    file = opened(cast)
    for body in (jpeg(6, SECRET), png(extra=b"Comment\0" + SECRET)):
        assert SECRET in body
        clean = body_of(cast, kept(cast, file, body))
        assert SECRET not in clean and size_of(clean) == size_of(body)
    assert orientation_of(without_traces(jpeg(6, SECRET))) == 6


def test_pages_photographed_with_a_telephone_become_one_paper(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        pages = [uploaded(jpeg(n, SECRET)) for n in (1, 6, 8)]
        paper = document.add_pages(file, pages, by=viewer, title="Contract", kind="agreement")
    body = body_of(cast, paper)
    assert paper.media_type == "application/pdf" and body.count(b"/Type /Page ") == 3 and SECRET not in body


@pytest.mark.parametrize("body", [b"MZ\x90\x00 program", b"<html>", b"PK\x03\x04 archive", b""], ids=repr)
def test_what_is_no_paper(cast: Any, body: bytes) -> None:
    file = opened(cast)
    with pytest.raises(NotValid, match="not a PDF or a picture"):
        kept(cast, file, body)


def test_a_damaged_photograph_is_taken_again(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotValid, match="damaged"):
        kept(cast, file, jpeg()[:40])
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="JPEG"):
        document.add_pages(file, [uploaded(jpeg()), uploaded(b"%PDF-1.7")], by=viewer, title="", kind="other")


@pytest.mark.parametrize("turned", range(1, 9))
def test_every_way_of_holding_the_telephone_is_a_page(turned: int) -> None:
    assert pages_of([jpeg(turned)]).startswith(b"%PDF-")


def test_what_is_no_jpeg_is_no_page() -> None:
    with pytest.raises(ValueError, match="Not a JPEG"):
        pages_of([png()])


def test_cut_pictures_are_said_to_be_cut() -> None:
    for body in (png()[:30], jpeg()[:6], b"\xff\xd8\xff\xe1\x00"):
        with pytest.raises(NotAPicture):
            without_traces(body)
    assert without_traces(b"%PDF-1.7") == b"%PDF-1.7"
    with pytest.raises(NotAPicture):
        without_traces(png()[:8] + struct.pack(">I", 2**31) + b"IDAT")


def test_a_health_paper_is_read_by_health_staff_and_by_whoever_filed_it(cast: Any) -> None:
    from wellknit.platform.access.refusals import NotYou
    from wellknit.protection.ownpaper import own_file
    from wellknit.protection.queries import casefile

    file = opened(cast)
    nurse, other = (make_member(cast.shelter, "nurse", f"Nurse{n} Invented") for n in (1, 2))
    with seen_by(nurse, cast.shelter) as viewer:
        paper = document.add(file, uploaded(b"%PDF-1.7 one"), by=viewer, title="Blood test", kind="medical")
        sheet = document.add(file, uploaded(b"%PDF-1.7 two"), by=viewer, title="Bus ticket", kind="other")
    for user in (nurse, other):
        page = sign_in(Client(), user, cast.shelter).get(reverse("paper", args=[paper.pk]))
        assert page.status_code == 200 and "Blood test" in page.content.decode()
        assert sign_in(Client(), user, cast.shelter).get(reverse("paper", args=[sheet.pk])).status_code == 403
    with cast.as_somying() as viewer:
        titles = {d.title for d in casefile.case_file(viewer, file.pk).documents}
        assert titles == {"A health paper, for health staff", "Bus ticket"}
        for look in (lambda: casefile.document(viewer, paper.pk), lambda: document.read(paper, by=viewer)):
            with pytest.raises(NotYou, match="health staff"):
                look()
        assert "Bus ticket" in (own := str(own_file(viewer, file, "en"))) and "Blood test" not in own
    browser = sign_in(Client(), cast.somying, cast.shelter)
    for name in ("case", "papers"):
        said = browser.get(reverse(name, args=[file.pk])).content.decode()
        assert "A health paper, for health staff" in said and "Blood test" not in said
        assert reverse("paper", args=[paper.pk]) not in said
    for name in ("paper", "paper_content"):
        assert browser.get(reverse(name, args=[paper.pk])).status_code == 403
