"""An office's list, as offices keep them: titles above, joined cells, other figures, two eras, formulas, one person four times."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import openpyxl.styles
import pytest

from wellknit.lib.dates import Era
from wellknit.lib.names.keys import PersonNames, stored
from wellknit.lib.sheets.doubles import doubles
from wellknit.lib.sheets.mapping import LEAVE_OUT, ColumnMap, head_of, propose, settled, unanswered
from wellknit.lib.sheets.problems import SheetError
from wellknit.lib.sheets.reading import read
from wellknit.lib.sheets.rows import RowRead, era_problems, rows_of
from wellknit.lib.sheets.targets import case_list, htcds

TODAY = date(2026, 11, 21)


def book(*rows: Any, joined: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    for area in joined:
        sheet.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def taken(body: bytes, era: Any = "ce", head_row: int = 0, **answers: str) -> list[RowRead]:
    sheet = read(body)
    head = head_of(sheet, head_row)
    proposals = propose(head, case_list(), htcds())
    columns = settled(proposals, {int(k[1:]): v for k, v in answers.items()})
    return rows_of(sheet, head, ColumnMap(columns, era), today=TODAY)


def codes(row: RowRead) -> list[str]:
    return [p.code for p in row.problems]


def test_headings_under_a_title_in_thai() -> None:
    body = book(
        ["บัญชีรายชื่อ", None, None, None],
        [None],
        ["ลำดับ", "ชื่อ-สกุล", "เพศ", "สัญชาติ"],
        ["๑", "ใจดี แสงทอง", "หญิง", "ลาว"],
    )
    (row,) = taken(body)
    assert row.number == 4
    assert row.values == {"reference": "๑", "name_native": "ใจดี แสงทอง", "sex": "female", "nationality": "LA"}


def test_thai_digits_and_a_buddhist_year_are_read_and_told() -> None:
    (row,) = taken(book(["name", "date of birth", "age"], ["Dara", "๑๒ พ.ค. ๒๕๔๗", "๒๐"]), "be")
    assert row.values["birth"].iso() == "2004-05-12"
    assert row.values["birth"].era is Era.BE
    assert row.values["age"] == 20
    assert codes(row) == ["note.digits", "note.era", "note.digits"]


def test_two_eras_in_one_column_are_asked_and_not_guessed() -> None:
    body = book(
        ["name", "date of birth"],
        ["Dara", "12/05/2547"],
        ["Sokha", "12/05/2004"],
        ["Chan", datetime(2548, 1, 2)],
    )
    sheet = read(body)
    head = head_of(sheet)
    chosen = ColumnMap({0: "name_latin", 1: "birth"}, "ce")
    (asked,) = era_problems(sheet, head, chosen, case_list())
    assert asked.sentence.startswith(
        "This column has 2 years of the Buddhist era and 1 of the Christian era."
    )
    rows = taken(body)
    assert [codes(r) for r in rows] == [["date.looks_buddhist"], [], ["date.looks_buddhist"]]
    assert "birth" not in rows[0].values
    each = taken(body, "each")
    assert [r.values["birth"].iso() for r in each] == ["2004-05-12", "2004-05-12", "2005-01-02"]
    assert not era_problems(sheet, head, ColumnMap(chosen.columns, "each"), case_list())


def test_joined_cells_give_each_row_the_value_and_say_so() -> None:
    body = book(["name", "nationality"], ["Dara", "Cambodia"], ["Sokha"], ["Chan"], joined=("B2:B4",))
    rows = taken(body)
    assert [r.values["nationality"] for r in rows] == ["KH", "KH", "KH"]
    assert rows[2].problems[0].sentence.startswith("This cell is joined with others (B2:B4)")


def test_formulas_are_taken_as_last_shown_or_refused() -> None:
    body = book(["name", "age", "sex"], ["Dara", "=2026-2004", "female"], ["Sokha", 20, "female"])
    rows = taken(body)  # openpyxl writes no cached value, as a file that Excel never saw
    assert codes(rows[0]) == ["cell.formula_no_value"]
    assert "worked out" in rows[0].problems[0].sentence
    shown = _with_cached(body, b"22")
    rows = taken(shown)
    assert rows[0].values["age"] == 22
    assert codes(rows[0]) == ["note.formula"]
    rows = taken(_with_cached(body, b"#REF!", error=True))
    assert codes(rows[0]) == ["cell.formula_error"]


def _with_cached(body: bytes, value: bytes, error: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            raw = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                raw = raw.replace(b"<v />", b"<v>" + value + b"</v>").replace(
                    b"<v></v>", b"<v>" + value + b"</v>"
                )
                if error:
                    raw = raw.replace(b'<c r="B2"', b'<c r="B2" t="e"')
            new.writestr(part, raw)
    return out.getvalue()


def test_a_row_without_a_name_stops_and_a_word_we_do_not_know_is_left_empty() -> None:
    rows = taken(book(["name", "sex", "nationality"], [None, "F", "MM"], ["Dara", "feminine?", "Atlantis"]))
    assert rows[0].stops
    assert not rows[1].stops
    assert [p.params["typed"] for p in rows[1].unread] == ["feminine?", "Atlantis"]
    assert "sex" not in rows[1].values


def test_the_same_person_four_times_is_seen() -> None:
    body = book(["name", "date of birth", "sex"], ["Ma Thiri Aung", "2004-05-12", "F"], ["Ma Thiri Aung", "2004", "F"],
                ["Dara Sok", "1999", "M"], ["THIRI AUNG", "2004-05-12", "F"], ["Ma Thirii Aung", "2004-05-12", "F"])  # fmt: skip
    rows = taken(body)
    people = [
        (r.number, PersonNames((r.values["name_latin"],), r.values["birth"].year), r.values["sex"])
        for r in rows
    ]
    groups = doubles(people, {n: stored(names) for n, names, _s in people})
    assert groups == [(2, 3, 5, 6)]


def test_the_standards_own_sheet_contradicts_itself_and_is_asked() -> None:
    """The hidden names of the official file and its headings disagree in four columns; one name is misspelt."""
    machine = [
        "prs_FirstName",
        "prs_SecondName",
        "prs_MailingCity",
        "vic_TraffickinStatusDecisionMakingOrg",
        "prs_Gender",
        "prs_Title",
    ]
    labels = [
        "First Name",
        "Second Name",
        "Mailing Street",
        "Trafficking Status Decision Making Organization",
        "Gender",
        "Second Name",
    ]
    sheet = read(book(machine, labels, ["Thiri", "Aung", "x", "NGO", "Feminine", "Teacher"]))
    head = head_of(sheet)
    assert head.by_standard
    assert head.row == 2
    found = {p.column.machine: p for p in propose(head, case_list(), htcds())}
    assert found["prs_MailingCity"].asks is not None
    assert "Mailing Street" in found["prs_MailingCity"].asks.sentence
    assert found["vic_TraffickinStatusDecisionMakingOrg"].asks is not None
    # A title headed "Second Name" could be a family name: nobody decides that but the office.
    (open_question,) = unanswered(list(found.values()), {})
    assert open_question.column.machine == "prs_Title"
    assert open_question.choices == ("second_name", LEAVE_OUT)
    columns = settled(list(found.values()), {5: LEAVE_OUT})
    (row,) = rows_of(sheet, head, ColumnMap(columns), today=TODAY)
    assert row.values == {"name_latin": "Thiri Aung", "sex": "female"}


def test_two_columns_for_one_field_are_asked() -> None:
    sheet = read(book(["name", "full name", "sex"], ["a", "b", "F"]))
    asked = unanswered(propose(head_of(sheet), case_list(), htcds()), {})
    assert [p.column.letter for p in asked] == ["A", "B"]


def test_five_thousand_rows() -> None:
    body = book(["name", "sex"], *([f"Dara {n}", "F"] for n in range(5000)))
    assert len(taken(body)) == 5000


@pytest.mark.parametrize("body, code", [
    (b"\xd0\xcf\x11\xe0 old", "sheet.old_format"), (b"PK\x03\x04 broken", "sheet.unreadable"),
    ("ชื่อ,เพศ\n".encode("cp874"), "sheet.encoding"), (b"", "sheet.empty"), (b"name\0,sex", "sheet.unreadable"),
    (book(), "sheet.empty"),
], ids=["old", "broken", "encoding", "nothing", "nul", "empty"])  # fmt: skip  # a workbook's bytes hold the second it was made in
def test_files_that_cannot_be_read_say_why(body: bytes, code: str) -> None:
    with pytest.raises(SheetError) as caught:
        read(body)
    assert caught.value.problem.code == code
    assert caught.value.sentence.endswith(".")


def test_a_gap_of_any_length_is_no_end() -> None:
    gap = [[None]] * 900
    rows = taken(book(["name", "sex"], ["Dara", "F"], *gap, ["Sokha", "F"]))
    assert [r.number for r in rows] == [2, 903]
    rows = taken(("name;sex\nDara;F\n" + ";\n" * 900 + "Sokha;F\n").encode())
    assert [r.values["name_latin"] for r in rows] == ["Dara", "Sokha"]


def test_text_far_below_the_list_is_refused_and_the_row_is_named() -> None:
    made = openpyxl.Workbook()
    made.active.append(["name", "sex"])
    made.active.append(["Dara", "F"])
    made.active["A30000"] = "Sokha"
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(SheetError) as caught:
        read(out.getvalue())
    assert caught.value.problem.code == "sheet.far_below"
    assert caught.value.problem.params == {"last": 2, "row": 30000}


def test_too_many_rows_are_refused_with_and_without_numbers_of_rows() -> None:
    with pytest.raises(SheetError) as caught:
        read(b"name;sex\n" + b"Dara;F\n" * 20_100)
    assert caught.value.problem.code == "sheet.too_many_rows"


def test_a_sheet_that_is_coloured_to_its_end_ends_where_its_text_ends() -> None:
    made = openpyxl.Workbook()
    made.active.append(["name", "sex"])
    made.active.append(["Dara", "F"])
    for number in range(3, 25_000):
        made.active.cell(number, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    out = io.BytesIO()
    made.save(out)
    assert len(read(out.getvalue()).rows) == 2


@pytest.mark.parametrize(
    "line", ['"Sokha;F', '"Sokha"x;F', "Sokha;" + "x" * 140_000], ids=["open", "after", "long"]
)
def test_a_line_of_csv_that_would_swallow_others_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(SheetError) as caught:
        read(f"name;sex\nDara;F\n{line}\nChan;F\nThida;F\n".encode())
    assert caught.value.problem.code == "sheet.broken_line"
    assert caught.value.problem.params == {"line": 3}


@pytest.mark.parametrize("typed", ["inf", "1e999", "nan", "-1", "1234", "22.5", float("inf"), "²²²²"])
def test_an_age_is_a_number_of_years_or_is_left_empty(typed: Any) -> None:
    (row,) = taken(book(["name", "age"], ["Dara", str(typed)]))
    assert codes(row) == ["cell.not_a_number"]
    assert "age" not in row.values


def test_signs_nobody_sees_are_not_taken() -> None:
    (row,) = taken("name;sex\nDa\x07ra\x1fSok\x85Chan\ufffe;F\n".encode())
    assert row.values["name_latin"] == "Dara Sok Chan"


def test_what_is_longer_than_a_form_takes_is_left_empty_and_told() -> None:
    (row,) = taken(book(["name", "alias", "age"], ["Dara", "x" * 4001, "2" * 4001]))
    assert codes(row) == ["cell.too_long", "cell.too_long"]
    assert row.values == {"name_latin": "Dara"}
    (row,) = taken(book(["name", "sex"], ["D" * 201, "F"]))
    assert codes(row) == ["cell.too_long", "row.no_name"]


def test_a_country_that_is_in_no_list_is_kept_and_told() -> None:
    rows = taken(book(["name", "nationality"], ["Dara", "zz"], ["Sokha", "Burma"], ["Chan", "MM"]))
    assert [r.values["nationality"] for r in rows] == ["ZZ", "MM", "MM"]
    assert [codes(r) for r in rows] == [["note.country"], [], []]


@pytest.mark.parametrize("cover", [[], ["List of the shelter"]])
def test_a_list_behind_a_cover_is_refused_and_the_other_sheets_are_named(cover: list[str]) -> None:
    made = openpyxl.Workbook()
    made.active.append(cover)
    made.create_sheet("Cases").append(["name", "sex"])
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(SheetError) as caught:
        head_of(read(out.getvalue()))
    assert "The file also has: Cases." in caught.value.sentence


def test_a_file_that_declares_entities_is_not_opened() -> None:
    body, out = book(["a", "b"]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            raw = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                raw = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + raw
            new.writestr(part, raw)
    with pytest.raises(SheetError):
        read(out.getvalue())


def test_csv_with_semicolons() -> None:
    (row,) = taken("\ufeffname;sex\nDara;F\n".encode())
    assert row.values == {"name_latin": "Dara", "sex": "female"}


@pytest.mark.parametrize(
    "text",
    [
        "1/2/2001",
        "28/12/2547",
        "29/2/2567",
        "31/4/2001",
        "12.05.2004",
        "7-8-1999",
        "1/13/2001",
        "0/5/2004",
        "5/6/2600",
    ],
)
@pytest.mark.parametrize("era", list(Era))
def test_a_plain_day_is_read_as_the_library_reads_it(text: str, era: Era) -> None:
    from wellknit.lib.dates import DateError, parse
    from wellknit.lib.sheets.rows import _parsed

    def outcome(read: Any) -> Any:
        try:
            return read()
        except DateError as error:
            return error.problem

    assert outcome(lambda: _parsed(text, era, TODAY)) == outcome(lambda: parse(text, era=era, today=TODAY))
