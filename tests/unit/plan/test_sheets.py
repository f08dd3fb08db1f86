"""The workplan out and back in, with what officials do to spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal as D
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.plan.sheet_columns import COLUMNS, CellError, amount, due, number, tick
from wellknit.plan.sheets import Reading, SheetLine, read, workbook

LINES = [
    SheetLine(f"id-{n}", 1, {
        "number": n, "title": f"Activity {n}", "steps": "a\nb", "targets": ["spa2.ppc1.t1"],
        "scope": "national",
        "activity": "spa2.ppc1.a1", "ministry": "Ministry", "partners": "", "q1": True, "q2": False,
        "q3": False,
        "q4": n == 2, "due": "2031-06", "support": "", "output": "A list", "envelope": D("1000.00"),
        "government_cash": D("250.50"), "government_kind": D(0), "partner": D(0), "partner_name": "",
    })
    for n in (1, 2, 3)
]  # fmt: skip
PLACE = {column.key: place for place, column in enumerate(COLUMNS, 1)}


def edited(edit: Callable[[Any], None], lines: list[SheetLine] = LINES) -> Reading:
    book = openpyxl.load_workbook(io.BytesIO(workbook(LINES, title="Plan 2031", facts=("Thailand",))))
    edit(book["Workplan"])
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), lines)


def row_of(sheet: Any, line: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == line)


def put(sheet: Any, line: str, key: str, value: object) -> None:
    sheet.cell(row_of(sheet, line), PLACE[key]).value = value


def test_what_went_out_comes_back_unchanged():
    got = read(workbook(LINES, title="Plan", facts=("x",)), LINES)
    assert (got.changes, got.unchanged, got.absent, got.problems) == ((), 3, (), ())
    assert not got.acceptable


def test_a_changed_cell_is_shown_before_and_after():
    got = edited(lambda s: put(s, "id-2", "ministry", "Ministry of Health"))
    assert got.acceptable and got.unchanged == 2
    (row,) = got.changes
    assert row.kind == "changed" and row.id == "id-2"
    assert [(c.label, c.before, c.after) for c in row.changes] == [
        ("Lead ministry", "Ministry", "Ministry of Health")
    ]


def test_thai_and_khmer_digits_are_numbers():
    got = edited(lambda s: (put(s, "id-1", "envelope", "๑,๒๕๐"), put(s, "id-2", "government_cash", "២៥០.៧៥")))
    after = {c.after for row in got.changes for c in row.changes}
    assert after == {"1,250.00", "250.75"} and not got.problems


def test_a_date_in_the_buddhist_era_is_understood():
    got = edited(
        lambda s: (put(s, "id-1", "due", "30 มิถุนายน 2574"), put(s, "id-2", "due", datetime(2574, 6, 30)))
    )
    assert {c.after for row in got.changes for c in row.changes} == {"2031-06-30"}


def test_a_renamed_column_is_told_with_its_new_name():
    def rename(sheet: Any) -> None:
        for row in sheet.iter_rows(max_row=15):
            for cell in row:
                if cell.value == "Lead ministry":
                    cell.value = "Ministry in the lead"

    got = edited(rename)
    assert not got.acceptable and len(got.problems) == 1
    assert "“Lead ministry” is missing" in got.problems[0].sentence
    assert "“Ministry in the lead” was not expected" in got.problems[0].sentence


def test_a_missing_column_is_told():
    got = edited(lambda s: s.delete_cols(PLACE["steps"]))
    assert "“Steps” is missing" in got.problems[0].sentence


def test_a_merged_cell_is_told_with_its_place():
    def merge(sheet: Any) -> None:
        at = row_of(sheet, "id-1")
        sheet.merge_cells(
            start_row=at, end_row=at + 1, start_column=PLACE["ministry"], end_column=PLACE["ministry"]
        )

    got = edited(merge)
    assert not got.acceptable and "Merged cells" in got.problems[0].sentence


def test_an_amount_that_is_no_number_names_row_and_column():
    got = edited(lambda s: put(s, "id-3", "envelope", "see annex"))
    (problem,) = got.problems
    assert "COMMIT envelope" in problem.place and "see annex" in problem.sentence


def test_a_new_row_is_a_new_line_and_a_copied_one_is_asked_about():
    def add(sheet: Any) -> None:
        at = row_of(sheet, "id-3") + 1
        sheet.insert_rows(at, 2)
        sheet.cell(at, PLACE["title"]).value = "A further activity"
        sheet.cell(at, PLACE["scope"]).value = "R"
        for key in ("id", "version", "title", "scope"):
            sheet.cell(at + 1, PLACE[key]).value = sheet.cell(at - 1, PLACE[key]).value

    got = edited(add)
    assert [row.kind for row in got.changes] == ["added"]
    assert got.changes[0].values["scope"] == "regional"
    assert "twice" in got.problems[0].sentence


def test_a_row_left_out_is_kept_and_named():
    got = edited(lambda s: s.delete_rows(row_of(s, "id-2")))
    assert got.absent == ("Activity 2",) and not got.problems


def test_a_line_changed_meanwhile_is_a_conflict():
    now = [LINES[0], SheetLine("id-2", 2, {**LINES[1].values, "ministry": "Other"}), LINES[2]]
    got = edited(lambda s: put(s, "id-2", "output", "Two lists"), now)
    assert [row.kind for row in got.changes] == ["conflict"]


def test_another_plans_line_is_refused():
    got = edited(lambda s: put(s, "id-1", "id", "id-of-another"))
    assert "another plan" in got.problems[0].sentence


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_a_sentence(content: bytes):
    assert "Excel workbook" in read(content, LINES).problems[0].sentence


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from("๐០໐၀0"))
def test_amounts_in_any_digits(value: D, zero: str):
    text = "".join(chr(ord(zero) + int(s)) if s.isdigit() else s for s in f"{value:,.2f}")
    assert amount(text) == value


@pytest.mark.parametrize("text", ["1.250,00", "12 apples", "-5", "1,25"])
def test_amounts_that_could_be_two_things_are_asked_back(text: str):
    with pytest.raises(CellError):
        amount(text)


def test_small_readers():
    assert tick("✓") and tick(1) and not tick("") and number("๒๕") == 25 and due("2574") == "2031"
    with pytest.raises(CellError):
        tick("perhaps")
    with pytest.raises(CellError):
        due("31 February 2031")
