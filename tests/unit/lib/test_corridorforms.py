"""Ten papers between two countries: every slot filled, two languages side by side, nothing printed that is not known."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

import pytest

from wellknit.lib import corridorforms as kinds
from wellknit.lib.codelists import code_list
from wellknit.lib.corridorkinds import CORRIDORS
from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import page
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.letters import FIELDS
from wellknit.lib.policydata import DATA, PolicyError, load_all, load_toml

LANGUAGES = ("en", "th", "my", "km", "lo", "vi", "zh", "id")
VALUES = {language: {code: f"<{language} {code}>" for code in FIELDS} for language in LANGUAGES}
FORMS = kinds.forms()


def test_ten_slots_each_with_a_form_and_every_word_in_every_language() -> None:
    listed = code_list("corridor-papers")
    assert set(FORMS) == {entry.code for entry in listed.codes} - listed.flagged("no_form")
    assert len(FORMS) == 10
    assert [str(problem) for problem in kinds.form_problems()] == []
    assert set(kinds.wordings()) == {"en", "th", "my", "km", "lo", "vi", "zh"}
    for corridor in load_all(CORRIDORS):
        assert set(corridor.forms) <= set(FORMS)


def test_a_paper_carries_no_more_of_the_person_than_it_needs() -> None:
    assert FORMS["tracing_request"].groups == {"basic", "identity", "family"}
    assert FORMS["travel_document_request"].groups == {"basic", "identity", "plan"}
    for slot in ("tracing_result", "assessment", "follow_up_report", "feedback_report"):
        assert FORMS[slot].groups == frozenset(), "these carry a code and no name"
    for form in FORMS.values():
        assert "case_code" not in form.fields, "the code of the case stays at home; the matter has its own"


@pytest.mark.parametrize("slot", sorted(FORMS))
@pytest.mark.parametrize("pair", [("en", "my"), ("th", "my"), ("vi", "km"), ("lo", "zh"), ("en", "id")])
def test_each_form_prints_in_two_languages(slot: str, pair: tuple[str, str]) -> None:
    form = FORMS[slot]
    tree = kinds.composed(form, *pair, VALUES, code="C-1")
    text = page(tree)
    for language in pair:
        there = kinds.wordings().get(language) or kinds.wordings()["en"]
        assert there.word(form.title) in text and there.word(form.signatures[0]) in text
    unchecked = kinds.wordings()["my"].word("unchecked")
    assert (unchecked in text) == ("my" in pair)
    assert (kinds.wordings()["en"].word("wanted") in text) == ("id" in pair), "what is missing is said"
    first = kinds.wordings()[pair[0]]
    assert escape(first.word("draft_form")) in text


def test_a_form_becomes_a_pdf_and_a_word_file() -> None:
    tree = kinds.composed(FORMS["handover_record"], "th", "my", VALUES, code="C-1")
    assert pdf(tree).startswith(b"%PDF") and docx(tree).startswith(b"PK")


def test_what_is_not_known_is_left_open_to_be_written() -> None:
    empty: dict[str, dict[str, str]] = {"en": {}, "my": {}}
    tree = kinds.composed(FORMS["handover_record"], "en", "my", empty, code="C-1")
    (grid,) = tree.grids()
    name = next(row for row in grid.rows if row.cells[0].text.startswith("Name"))
    assert name.cells[1].text == kinds.BLANK


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('value = "person_name"', 'value = "shoe_size"', "no field of a letter"),
        ('value = "person_name"', 'lines = 2, value = "person_name"', "one of the three"),
        ('slot = "handover_record"', 'slot = "poem"', "There is no paper poem"),
        ('title = "at_crossing"', 'title = "nowhere"', "The word nowhere is missing"),
    ],
)
def test_a_form_that_cannot_be_printed_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    for folder in ("corridors", "codelists"):
        shutil.copytree(DATA / folder, tmp_path / folder)
    file = tmp_path / "corridors" / "forms" / "handover-record.toml"
    file.write_text(file.read_text().replace(old, new, 1))
    try:
        load_toml(file, kinds.CorridorForm)
        found = [str(problem) for problem in kinds.form_problems(tmp_path)]
    except PolicyError as error:
        found = [str(problem) for problem in error.problems]
    assert any(says in problem for problem in found), found
