"""Letters and certificates: two languages, fields that exist, and the way out with its ground."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from tests.harness.people import sign_in
from tests.unit.protection.conftest import opened
from tests.unit.protection.papers import uploaded

from wellknit.lib.documents.html import page
from wellknit.lib.letters import (
    FIELDS,
    Letter,
    NotAWordFile,
    UnknownField,
    composed,
    filled,
    letters,
    word_fields,
    word_filled,
)
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.protection.actions import consent, identification
from wellknit.protection.actions import letter as verbs
from wellknit.protection.actions.identification import Grounds
from wellknit.protection.actions.letter import Draft
from wellknit.protection.models import Disclosure, Document
from wellknit.protection.queries import letters as reading
from wellknit.protection.recipients import list_key

VALUES = {language: {code: f"<{code}>" for code in FIELDS} for language in ("en", "th", "my")}


def template(code: str) -> Letter:
    return next(letter for letter in letters() if letter.id == code)


def word_file(*paragraphs: str) -> bytes:
    """A Word file as an office makes one: a field cut into runs, one in a table, one in the footer."""
    file = docx.Document()
    for text in paragraphs:
        middle = len(text) // 2
        line = file.add_paragraph()
        line.add_run(text[:middle]).bold = True
        line.add_run(text[middle:])
    file.add_table(1, 1).rows[0].cells[0].text = "{{ office_name }}"
    file.sections[0].footer.paragraphs[0].text = "{{case_code}}"
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_every_template_knows_what_must_be_agreed_to() -> None:
    for letter in letters():
        assert letter.groups <= {"basic", "identity", "status", "place_of_stay", "rights_choice"}
    assert template("letter-health").groups == {"basic"}, "A clinic learns no name from the letter"
    assert "place_of_stay" in template("letter-work").groups


def test_two_languages_stand_paragraph_under_paragraph() -> None:
    sheet = composed(template("certificate-status"), "th", "my", VALUES, code="TH-2222-2222")
    text = page(sheet)
    assert "ขอรับรองว่า" in text and "ထောက်ခံသည်" in text and sheet.subtitle == "ထောက်ခံစာ"
    assert "&lt;person_name&gt;" in text and "{" not in text.split("</style>")[1]


def test_what_is_not_known_prints_as_a_dash() -> None:
    assert filled("Born {person_birth}.", {}) == "Born –."


def test_a_template_with_an_unknown_field() -> None:
    with pytest.raises(UnknownField, match="hiv_status"):
        filled("{person_name} {hiv_status}", {})
    with pytest.raises(UnknownField, match="shoe_size"):
        word_fields(word_file("Size: {{ shoe_size }}"))
    for trick in ("{{ case_code.__class__ }}", "{{ 7 * 7 }}", "{% for x in y %}", "{{ case_code | upper }}"):
        with pytest.raises(UnknownField):
            word_fields(word_file(trick))


def test_an_offices_own_word_file_is_filled() -> None:
    body = word_filled(word_file("To {{ recipient_name }}, about {{case_code}}."), VALUES["en"])
    file = docx.Document(io.BytesIO(body))
    assert file.paragraphs[0].text == "To <recipient_name>, about <case_code>."
    assert file.tables[0].rows[0].cells[0].text == "<office_name>"
    assert file.sections[0].footer.paragraphs[0].text == "<case_code>"


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"%PDF-1.7", b"not a file"], ids=repr)
def test_what_is_no_word_file(body: bytes) -> None:
    with pytest.raises(NotAWordFile):
        word_fields(body)


# -- Written and kept


def write(cast: Any, file: Any, code: str, **more: Any) -> Document:
    with cast.as_somying() as viewer:
        found = {
            lang: reading.values(viewer, file, lang, recipient_name="Invented Clinic", words="She coughs.")
            for lang in ("en", "th", "my")
        }
        given: dict[str, Any] = {"first": "th", "second": "en", "values": found, **more}
        return verbs.write(file, template(code), Draft(**given), by=viewer)


def recognised(cast: Any) -> Any:
    file = opened(cast)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
    with cast.as_somying() as viewer:
        from wellknit.protection.actions import case

        case.give_reach(file, cast.police, by=viewer, basis="identification")
    kinds = list(identification.procedure_of(begun).member_kinds)
    views = [(cast.as_member, kinds[0]), (cast.as_somying, kinds[1]), (cast.as_chair, kinds[2])]
    for who, kind in views:
        with who() as viewer:
            identification.give_opinion(
                begun, by=viewer, member_kind=kind, view="recognised", reasons="x",
                grounds=Grounds(("recruitment",), ("deception",), ("forced_labour",)),
            )  # fmt: skip
    with cast.as_chair() as viewer:
        identification.decide(
            begun, by=viewer, result="recognised", reasons="x",
            grounds=Grounds(("recruitment",), ("deception",), ("forced_labour",)),
        )  # fmt: skip
    return file


def test_a_certificate_waits_for_the_decision_and_then_says_it(cast: Any) -> None:
    with pytest.raises(NotNow, match="has not been decided"):
        write(cast, opened(cast), "certificate-status")
    kept = write(cast, recognised(cast), "certificate-status", first="my", second="en")
    assert (kept.kind, kept.media_type, kept.made_from) == (
        "certificate", "application/pdf", "letter:certificate-status/1",
    )  # fmt: skip
    with cast.as_somying():
        assert reading.groups_of(kept) == {"basic", "identity", "status"}


def test_writing_lets_nothing_leave(cast: Any) -> None:
    file = opened(cast)
    for form in ("pdf", "docx"):
        write(cast, file, "letter-health", form=form)
    with cast.as_somying():
        assert Disclosure.objects.count() == 0 and Document.objects.count() == 2


def test_refusals_of_writing_are_sentences(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotValid, match="not written in this language"):
        write(cast, file, "letter-health", first="my")
    with pytest.raises(NotValid, match="shoe_size"):
        write(cast, file, "letter-health", word=uploaded(word_file("{{ shoe_size }}")))
    with pytest.raises(NotValid, match="not a Word file"):
        write(cast, file, "letter-health", word=uploaded(b"%PDF-1.7"))
    assert (
        write(cast, file, "letter-health", word=uploaded(word_file("{{ words }}"))).media_type == verbs.WORD
    )


def test_a_letter_leaves_only_with_consent_and_says_so_on_its_page(cast: Any, client: Any) -> None:
    file = opened(cast)
    letter = write(cast, file, "letter-health")
    sign_in(client, cast.somying, cast.shelter)
    form = {
        "recipient": list_key("hospital"),
        "recipient_name": "Invented Clinic",
        "purpose": "health_care",
        "basis": "",
    }
    refused = client.post(f"/out/paper/{letter.pk}/", form)
    assert refused.status_code == 403 and "Nobody has agreed" in refused.content.decode()
    from tests.unit.protection.test_consent import agreed

    row = agreed(cast, file)
    answer = client.post(f"/out/paper/{letter.pk}/", form)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    with cast.as_somying() as viewer:
        gone = Disclosure.objects.get()
        assert (gone.consent_id, gone.form, gone.scope, len(gone.digest)) == (row.pk, "letter", ["basic"], 64)
        consent.withdraw(row, by=viewer)
    assert client.post(f"/out/paper/{letter.pk}/", form).status_code == 403
    assert "To be told" in client.get(f"/consents/{row.pk}/").content.decode()


def test_a_letter_goes_to_whom_it_was_written_for(cast: Any, client: Any) -> None:
    file = opened(cast)
    letter = write(cast, file, "letter-health")
    sign_in(client, cast.somying, cast.shelter)
    form = {"recipient": list_key("employer"), "purpose": "work_permission", "basis": ""}
    refused = client.post(f"/out/paper/{letter.pk}/", form)
    assert refused.status_code == 422 and "meant for: Hospital or clinic" in refused.content.decode()
    own = {"recipient": "person", "purpose": "own_copy", "basis": ""}
    assert client.post(f"/out/paper/{letter.pk}/", own).content.startswith(b"%PDF")
