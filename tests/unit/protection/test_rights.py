"""Explaining rights: what is needed, what follows, what stays; and the paper in every language."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from tests.unit.protection.conftest import opened
from tests.unit.protection.papers import png, uploaded

from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import page
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.documents.tree import Mark as Drawn
from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import NOTICES
from wellknit.lib.rightspaper import Filled, paper
from wellknit.lib.rightswording import OWN_NAMES, languages_of, worded
from wellknit.platform.access.models import Notice
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.actions import case as cases
from wellknit.protection.actions import identification, rights
from wellknit.protection.actions.rights import Explained, Mark
from wellknit.protection.models import Identification, RightsNotification, Signature
from wellknit.protection.queries import explained

LATER = Mark(not_signed="will_sign_later")
MARKS = {"person": LATER, "official": LATER, "witness": LATER, "interpreter": LATER}


def told(**more: Any) -> Explained:
    """A foreigner to whom everything was read in Burmese, who understood and wants protection."""
    base: dict[str, Any] = {
        "notice": "notice-th-foreigner", "because": "first", "language": "my", "how": "read_and_given",
        "understood": "yes", "particulars": {"place": "Shelter", "date": "2026-11-22", "name": "မသီရိ"},
        "marks": MARKS, "choice": "wants_protection", "interpreter": "my",
    }  # fmt: skip
    return Explained(**{**base, **more})


def explain(cast: Any, file: Any, **more: Any) -> RightsNotification:
    with cast.as_somying() as viewer:
        return rights.explain(file, told(**more), by=viewer)


def test_rights_are_explained_again_and_the_older_row_stays(cast: Any) -> None:
    file = opened(cast)
    one = explain(cast, file)
    two = explain(cast, file, because="before_return", choice="undecided")
    assert (one.number, two.number) == (1, 2)
    with cast.as_somying() as viewer:
        assert [n.choice for n in explained.notifications(viewer, file)] == ["undecided", "wants_protection"]
    with cast.as_somying(), pytest.raises(DatabaseError), transaction.atomic():
        RightsNotification.objects.filter(pk=one.pk).update(choice="declines_protection")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"because": "before_return"}, "because"),
        ({"because": "no such reason"}, "because"),
        ({"choice": ""}, "choice"),
        ({"choice": "goes_home_at_once"}, "choice"),
        ({"choice": "declines_protection"}, "decline_reason"),
        ({"choice": "declines_protection", "decline_reason": "own_words"}, "choice_words"),
        ({"language": "shn", "interpreter": ""}, "interpreter"),
        ({"marks": {"person": LATER}}, "official_mark"),
        ({"marks": {**MARKS, "person": Mark()}}, "person_mark"),
        ({"notice": "notice-kh"}, "notice"),
    ],
    ids=str,
)
def test_what_is_no_explaining(cast: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(NotValid) as refusal:
        explain(cast, opened(cast), **more)
    assert field in refusal.value.errors


def test_the_form_asks_for_nothing_else(cast: Any) -> None:
    with pytest.raises(NotValid, match="religion"):
        explain(cast, opened(cast), particulars={"name": "x", "religion": "x"})


def test_what_was_not_understood_is_not_chosen(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotNow, match="not understood"):
        explain(cast, file, understood="no")
    with pytest.raises(NotNow, match="only in part"):
        explain(cast, file, understood="partly", choice="declines_protection", decline_reason="fear")
    assert explain(cast, file, understood="no", choice="").choice == ""


def test_whoever_declines_keeps_status_and_money(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
    row = explain(cast, file, choice="declines_protection", decline_reason="freedom", contact="a friend")
    with cast.as_somying():
        assert Identification.objects.get(pk=begun.pk).state == begun.state
        kept = [r.code for e in explained.kept_entitlements() for r in e.rights if r.kept_without_shelter]
    assert row.decline_reason == "freedom" and {
        "fund",
        "wages",
        "witness_compensation",
        "restitution",
    } <= set(kept)


def test_a_return_against_her_will_is_raised(cast: Any) -> None:
    file = opened(cast)
    told_so = {"place": "x", "name": "x", "country_returned_from": "JP"}
    with pytest.raises(NotValid) as refusal:
        explain(cast, file, notice="notice-th-returning-citizen", particulars=told_so)
    assert "return_voluntary" in refusal.value.errors
    explain(cast, file, notice="notice-th-returning-citizen", particulars=told_so, return_voluntary="no")
    with cast.as_somying():
        assert Notice.objects.get().kind == "return-not-voluntary"


def test_signatures_come_one_by_one_and_only_once(cast: Any) -> None:
    row = explain(cast, opened(cast))
    with cast.as_somying() as viewer:
        rights.sign_later(row, by=viewer, role="person", mark=Mark("Ma Thiri", uploaded(png())))
        rights.sign_later(row, by=viewer, role="witness", mark=Mark(not_signed="not_present"))
    with cast.as_somying() as viewer, pytest.raises(NotNow, match="signed already"):
        rights.sign_later(row, by=viewer, role="person", mark=Mark("Somebody else", uploaded(png())))
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="Sign first"):
        rights.sign_later(row, by=viewer, role="official", mark=Mark())
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="not a PDF or a picture"):
        rights.sign_later(row, by=viewer, role="official", mark=Mark("x", uploaded(b"%PDF-1.7")))
    with cast.as_somying():
        there = explained.signatures(row)
        assert there["person"].name == "Ma Thiri" and there["person"].mark_id
        assert (
            there["witness"].not_signed == "not_present" and there["official"].not_signed == "will_sign_later"
        )
        assert Signature.objects.count() == 6


def test_who_may_not_explain(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.police, by=viewer, basis="identification")
    with cast.as_member() as viewer, pytest.raises(NotYou):
        rights.explain(file, told(), by=viewer)


def test_the_paper_carries_what_was_said_and_signed(cast: Any) -> None:
    row = explain(
        cast,
        opened(cast),
        choice="declines_protection",
        decline_reason="own_words",
        choice_words="My sister waits.",
    )
    with cast.as_somying() as viewer:
        rights.sign_later(row, by=viewer, role="person", mark=Mark("Ma Thiri", uploaded(png())))
        sheet = explained.paper_of(row, "th")
    text = page(sheet)
    assert "My sister waits." in text and "data:image/png;base64," in text and "พ.ศ. 2569" in text
    assert pdf(sheet).startswith(b"%PDF") and docx(sheet).startswith(b"PK")


NOTICE_LIST = list(load_all(NOTICES))


@pytest.mark.parametrize("language", sorted(OWN_NAMES))
@pytest.mark.parametrize("notice", NOTICE_LIST, ids=lambda n: str(n.id))
def test_every_notice_in_every_language(notice: Any, language: str) -> None:
    assert language in languages_of(notice)
    chosen = worded(notice, language)
    assert chosen.language == language and chosen.checked == (language == "en")
    text = page(paper(chosen))
    assert not [code for code in chosen.labels if "_" in code and code in text], (
        "A word of the form is missing"
    )
    for right in notice.rights:
        assert (chosen.texts[right.code] == right.text) == (language == "en")


@pytest.mark.parametrize("language", ["th", "lo", "km", "my", "vi", "zh"])
def test_the_pdf_in_each_script_has_all_its_signs(language: str) -> None:
    """A sign without a font would be printed as an empty box; typst says which when fallback is off."""
    notice = next(n for n in NOTICE_LIST if n.id == "notice-th-foreigner")
    drawn = base64.b64encode(png()).decode()
    filled = Filled("TH-2222-2222", {"name": "x"}, language, "read_aloud", "yes", choice="undecided",
                    marks={"person": Drawn("", "x", "", drawn), "witness": Drawn("", "", "not_present")})  # fmt: skip
    body = pdf(paper(worded(notice, language), filled))
    assert body.startswith(b"%PDF") and len(body) > 8000


def test_a_language_that_is_not_written_falls_back_and_says_so() -> None:
    chosen = worded(NOTICE_LIST[0], "shn")
    assert chosen.language == "en" and settings.CHARTER["notices"]
    blank = paper(chosen)
    assert replace(blank, title="x").title == "x"


def test_a_guardian_signs_beside_a_child_when_somebody_has_looked_at_him(cast: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from tests.harness.people import sign_in

    from wellknit.protection.actions import guardian

    file = opened(cast, age_band="15-17")
    row = explain(cast, file)
    page_of = f"/explained/{row.pk}/sign/"
    client = sign_in(Client(), cast.somying, cast.shelter)
    with cast.as_somying() as viewer:
        aunt = guardian.add(file, by=viewer, name="Aunt Invented", relation="aunt_uncle")
        drawn = Mark("Aunt Invented", uploaded(png()))
        with pytest.raises(NotNow, match="looked at"):
            rights.sign_later(row, by=viewer, role="guardian", mark=drawn)
    assert "Aunt Invented" not in client.get(page_of).content.decode(), "nobody has looked at her yet"
    with cast.as_somying() as viewer:
        guardian.look_at(aunt, by=viewer, standing="cleared", words="Spoke with the child alone.")
    assert "Which guardian signs beside the child" in client.get(page_of).content.decode()
    picture = SimpleUploadedFile("s.png", png(), "image/png")
    wrong = client.post(page_of, {"role": "guardian", "guardian": "", "name": "Somebody", "picture": picture})
    assert wrong.status_code == 422 and "Choose one who may decide" in wrong.content.decode()
    picture = SimpleUploadedFile("s.png", png(), "image/png")
    done = client.post(page_of, {"role": "guardian", "guardian": "Aunt Invented", "picture": picture})
    assert done.status_code == 302
    with cast.as_somying():
        signed = Signature.objects.get(notification=row, role="guardian")
        assert signed.name == "Aunt Invented" and signed.mark_id
    assert "Aunt Invented" in client.get(page_of).content.decode()
    assert "Aunt Invented" in client.get(f"/explained/{row.pk}/").content.decode(), "on the paper too"


def test_no_guardian_signs_for_an_adult(cast: Any) -> None:
    from wellknit.protection.actions import guardian

    file = opened(cast)
    row = explain(cast, file)
    with cast.as_somying() as viewer:
        aunt = guardian.add(file, by=viewer, name="Aunt Invented", relation="aunt_uncle")
        guardian.look_at(aunt, by=viewer, standing="cleared", words="Spoke with her alone.")
        assert rights.may_sign_beside(file) == []
        with pytest.raises(NotNow):
            rights.sign_later(row, by=viewer, role="guardian", mark=Mark("Aunt Invented", uploaded(png())))
