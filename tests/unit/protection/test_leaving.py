"""What leaves: a list of cases on its grounds, and a person's own file without the names of others."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.harness.people import make_member, seen_by, sign_in
from tests.unit.protection.conftest import Cast, opened

from wellknit.platform.access.refusals import NotShared, NotValid, NotYou
from wellknit.protection.recipients import list_key, office_key


@pytest.fixture
def boss(cast: Cast) -> Any:
    return make_member(cast.shelter, "supervisor", "Bua Invented")


def test_a_list_for_the_offices_own_work(cast: Cast, boss: Any) -> None:
    from wellknit.protection.actions import export
    from wellknit.protection.models import Disclosure

    case = opened(cast, exploitation="labour_factory")
    with seen_by(boss, cast.shelter) as viewer:
        done = export.cases([case.pk], by=viewer, layout="own", purpose="office_work", recipient=office_key(viewer.office_id),
                            scope=("basic", "identity"), basis="own_office")  # fmt: skip
        gone = Disclosure.objects.get(case=case)
    lines = list(openpyxl.load_workbook(io.BytesIO(done.body)).active.iter_rows(values_only=True))
    found = dict(zip(lines[0], lines[1], strict=True))
    assert found["Name in Latin letters"] == "Ma Thiri"
    assert found["Form of exploitation"] is None  # her story was not asked for
    assert "name_latin" in gone.fields
    assert len(gone.digest) == 64
    assert (gone.form, gone.basis) == ("export", "own_office")


def test_without_consent_nobody_is_in_a_list_for_others(cast: Cast, boss: Any) -> None:
    from wellknit.protection.actions import export
    from wellknit.protection.models import Disclosure

    case = opened(cast)
    with seen_by(boss, cast.shelter) as viewer:
        with pytest.raises(NotShared, match="Ask them first"):
            export.cases(
                [case.pk],
                by=viewer,
                layout="htcds",
                purpose="legal_help",
                recipient=list_key("lawyer"),
                scope=("basic",),
            )
        assert not Disclosure.objects.exists()


def test_a_list_goes_to_the_one_that_was_named(cast: Cast, boss: Any) -> None:
    from tests.unit.protection.test_consent import agreed

    from wellknit.protection.actions import export
    from wellknit.protection.forms.lists import ExportForm

    case, other = opened(cast), opened(cast)
    agreed(cast, case, purpose="legal_help", recipient=list_key("lawyer"), recipient_name="Lawyer A")
    agreed(cast, other, purpose="legal_help", recipient=list_key("lawyer"), recipient_name="Lawyer B")
    words: Any = {
        "layout": "own",
        "purpose": "legal_help",
        "recipient": list_key("lawyer"),
        "scope": ("basic",),
    }
    with seen_by(boss, cast.shelter) as viewer:
        done = export.cases([case.pk, other.pk], by=viewer, recipient_name="lawyer a", **words)
        assert (done.taken, done.left_out) == ((case.code,), (other.code,))
        with pytest.raises(NotShared):
            export.cases([case.pk, other.pk], by=viewer, **words)
        with pytest.raises(NotValid):
            export.cases([case.pk], by=viewer, **{**words, "recipient": list_key("other")})
    assert "recipient_name" in ExportForm(own="office:x").fields


def test_only_who_may_export_and_only_their_own(cast: Cast, boss: Any) -> None:
    from wellknit.protection.actions import export

    case = opened(cast)
    words: Any = {"layout": "own", "purpose": "office_work", "scope": ("basic",), "basis": "own_office"}
    with cast.as_somying() as viewer, pytest.raises(NotYou):
        export.cases([case.pk], by=viewer, recipient=office_key(viewer.office_id), **words)
    other = make_member(cast.elsewhere, "supervisor", "Other Boss")
    with seen_by(other, cast.elsewhere) as viewer, pytest.raises(NotShared):
        export.cases([case.pk], by=viewer, recipient=office_key(viewer.office_id), **words)
    with seen_by(boss, cast.shelter) as viewer, pytest.raises(NotValid):
        export.cases([case.pk], by=viewer, recipient=office_key(viewer.office_id), **{**words, "scope": ()})


def test_htcds_of_a_case_keeps_what_cannot_be_said(cast: Cast, boss: Any) -> None:
    from wellknit.protection.actions import export

    case = opened(cast, exploitation="labour_factory", age_band="15-17")
    with seen_by(boss, cast.shelter) as viewer:
        done = export.cases([case.pk], by=viewer, layout="htcds", purpose="office_work", recipient=office_key(viewer.office_id),
                            scope=("basic", "identity", "story", "status"), basis="own_office")  # fmt: skip
    lines = list(openpyxl.load_workbook(io.BytesIO(done.body)).active.iter_rows(values_only=True))
    found = {k: v for k, v in zip(lines[0], lines[2], strict=True) if v}
    assert found == {
        "prs_FirstName": "Ma Thiri", "prs_Gender": "Feminine", "prs_Citizenship": "MMR", "cas_Status": "Active",
        "vic_TypeOfExploitation": "ForcedLabour;ChildLabour", "vic_ForcedLabourIndustry": "C_Manufacturing",
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
    }  # fmt: skip


def test_her_own_file_in_her_language_without_the_names_of_others(cast: Cast) -> None:
    from wellknit.lib.documents.tree import to_json
    from wellknit.protection.actions import case as verbs
    from wellknit.protection.actions import ownfile
    from wellknit.protection.models import Disclosure
    from wellknit.protection.ownpaper import own_file

    case = opened(cast)
    with cast.as_somying() as viewer:
        verbs.note(case, "Somying spoke with her aunt Daw Khin Invented2 about Ma Thiri.", by=viewer)
        text = to_json(own_file(viewer, case, "en", ["Daw Khin"]))
        assert "Ma Thiri" in text
        assert "Somying" not in text
        assert "Khin" not in text
        for form, head in (("pdf", b"%PDF-"), ("docx", b"PK")):
            body = ownfile.hand_over(case, by=viewer, language="th", form=form, also=["Daw Khin"])
            assert body.startswith(head)
        first, _second = Disclosure.objects.filter(case=case).order_by("at")
        assert (first.basis, first.recipient, first.what) == ("own_file", "person", "own_file")
        with pytest.raises(NotValid):
            ownfile.hand_over(case, by=viewer, language="xx")
    with cast.as_charlie() as viewer:
        from wellknit.protection.models import Case

        assert not Case.objects.filter(pk=case.pk).exists()


def test_staff_of_every_office_with_a_hand_in_it_is_left_out_of_her_own_file(cast: Cast) -> None:
    from wellknit.lib.documents.tree import to_json
    from wellknit.protection.actions import care, correction
    from wellknit.protection.actions.case import give_reach
    from wellknit.protection.ownpaper import own_file

    case = opened(cast)
    make_member(cast.police, "first_responder", "Rung Policemade")
    with cast.as_somying() as viewer:
        give_reach(case, cast.police, by=viewer, basis="team")
        care.say_goal(case, "Rung said I may sew; Mem said no.", by=viewer)
        correction.ask(
            case, by=viewer, about="story", words="It was Mem, not Charlie Outsider. Charlie is a dog."
        )
        text = to_json(own_file(viewer, case, "en"))
    assert "said I may sew" in text and "Charlie is a dog" in text
    for name in ("Rung", "Mem ", "Mem,", "Outsider"):
        assert name not in text, name


def test_a_language_in_which_her_paper_is_not_whole_says_so(cast: Cast, monkeypatch: Any) -> None:
    from wellknit.protection import ownpaper

    assert ownpaper.is_whole("en") and "What is kept about you" in ownpaper.sentences()
    monkeypatch.setattr(ownpaper, "gettext", lambda s: s if s == "Your case" else s + "!")
    assert not ownpaper.is_whole("th")
    monkeypatch.setattr(ownpaper, "gettext", lambda s: s + "!")
    assert ownpaper.is_whole("th")
    monkeypatch.setattr(ownpaper, "is_whole", lambda code: code == "en")
    file = opened(cast)
    boss = sign_in(Client(), make_member(cast.shelter, "supervisor", "Bua2 Invented"), cast.shelter)
    page = boss.get(reverse("own_file", args=[file.pk])).content.decode()
    assert "Thai (in part still English)" in page and "English<" in page
