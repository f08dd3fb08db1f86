"""What leaves under the standard's name has the standard's columns and codes; and comes in again unchanged."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from wellknit.lib.sheets.mapping import ColumnMap, head_of, propose, settled, unanswered
from wellknit.lib.sheets.reading import read
from wellknit.lib.sheets.rows import rows_of
from wellknit.lib.sheets.targets import case_list, htcds
from wellknit.lib.sheets.writing import by_standard

BESIDE = Path(__file__).parents[2] / ".." / "shared" / "standards"
DICTIONARY = Path(os.environ.get("WELLKNIT_STANDARDS", BESIDE)) / "htcds" / "htcds-2.0-dictionary.json"
pytestmark = pytest.mark.skipif(
    not DICTIONARY.exists(), reason="the official files are not on this machine (WELLKNIT_STANDARDS)"
)


def official() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(DICTIONARY.read_text(encoding="utf-8"))
    return [entry for entry in entries if entry["field"] != "N/A"]  # nine lines are examples of questions


def test_our_file_is_the_dictionary() -> None:
    ours = {f.name: f for f in htcds().fields}
    assert list(ours) == [entry["field"] for entry in official()]
    for entry in official():
        field = ours[entry["field"]]
        assert (field.label, field.type, field.core) == (entry["label"], entry["type"], entry["core"])
        assert [(c, v) for c, v in zip(field.codes, field.labels, strict=True)] == [
            (v["code"], v["label"]) for v in entry["values"]
        ]


RECORD = {
    "prs_FirstName": ["Ma Thiri"], "prs_Birthdate": ["2004-05-12"], "prs_Gender": ["Feminine"], "prs_Citizenship": ["MMR"],
    "prs_PrimaryLanguage": ["mya"], "vic_TypeOfExploitation": ["ForcedLabour", "ChildLabour"],
    "vic_ForcedLabourIndustry": ["C_Manufacturing"], "cas_Status": ["Active"], "prs_MobilePhone": ["+66812345678"],
}  # fmt: skip


def test_the_columns_of_the_export_are_the_dictionarys() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(by_standard(htcds(), [RECORD]))).active
    lines = list(sheet.iter_rows(values_only=True))
    assert [v for v in lines[0] if v] == [entry["field"] for entry in official()]
    assert [v for v in lines[1] if v] == [entry["label"] for entry in official()]
    assert sheet.row_dimensions[1].hidden
    cells = dict(zip(lines[0], lines[2], strict=True))
    assert cells["vic_TypeOfExploitation"] == "ForcedLabour;ChildLabour"


def test_every_code_we_can_write_is_one_of_the_dictionarys() -> None:
    codes = {entry["field"]: {v["code"] for v in entry["values"]} for entry in official()}
    from wellknit.lib.codelists import code_list

    for name, field, key in (("sex", "prs_Gender", "htcds"), ("exploitation", "vic_TypeOfExploitation", "htcds"),
                             ("exploitation", "vic_ForcedLabourIndustry", "htcds_industry")):  # fmt: skip
        written = {entry.maps[key] for entry in code_list(name).codes if key in entry.maps}
        assert written <= codes[field], field


@pytest.mark.parametrize(
    "wrong", [{"prs_Gender": ["Female"]}, {"prs_Name": ["x"]}, {"prs_Gender": ["Feminine", "Masculine"]}]
)
def test_what_the_standard_does_not_have_does_not_leave(wrong: Any) -> None:
    with pytest.raises(ValueError):
        by_standard(htcds(), [wrong])


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    body = by_standard(htcds(), [{"prs_FirstName": ['=HYPERLINK("http://x")']}])
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    column = [c.value for c in sheet[1]].index("prs_FirstName")
    assert sheet[3][column].data_type == "s"


def test_the_export_comes_in_again() -> None:
    from datetime import date

    sheet = read(by_standard(htcds(), [RECORD]))
    head = head_of(sheet)
    proposals = propose(head, case_list(), htcds())
    assert head.by_standard
    assert not unanswered(proposals, {})
    (row,) = rows_of(sheet, head, ColumnMap(settled(proposals, {})), today=date(2026, 11, 21))
    assert not [p for p in row.problems if not p.is_note]
    assert row.values["name_latin"] == "Ma Thiri"
    assert row.values["birth"].iso() == "2004-05-12"
    assert (row.values["sex"], row.values["nationality"], row.values["language"]) == ("female", "MM", ("my",))
    assert row.values["industry"] == "labour_factory"
