"""The same table on a page, as CSV, workbook, Word, terminal and PDF: the same figures, and nothing runs."""

import csv
import io
import re
import unicodedata
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import typst
from django.template import Context, Engine
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.tables import (
    NOT_RECOVERABLE,
    Cell,
    Column,
    Footnote,
    Row,
    Source,
    Table,
    csv_bytes,
    csv_text,
    docx_bytes,
    html_context,
    plain_text,
    row_of,
    typst_source,
    with_totals,
    xlsx_bytes,
)
from wellknit.lib.tables.as_csv import safe, unsafe
from wellknit.lib.tables.as_text import text_width
from wellknit.lib.tables.as_typst import quoted

WORDS = ("ชาย", "ຍິງ", "បុរស", "အမျိုးသမီး", "nữ", "女", "=1+1", '"#set page()')


def sample() -> Table:
    sexes = (Column("l.m", "ชาย"), Column("l.f", "หญิง"))
    columns = (Column("l", "แรงงานบังคับ / Forced labour", sexes), Column("b", "乞讨", unit="persons"))
    lost = Cell(marker=NOT_RECOVERABLE)
    rows = (
        row_of("MM", "မြန်မာ", [18, 1234, None]),
        Row("LA", "ລາວ", (Cell(0), Cell(2, notes=("a",), id="fig-1"), lost), notes=("a",)),
        row_of("KH", "កម្ពុជា", [3, 0, 1]),
    )
    note = Footnote("a", "printed elsewhere")
    table = Table(
        "shelters-2017", "Persons in shelters", columns, rows, stub="Nationality",
        caption="Counted at intake",
        source=Source("Thailand's country report", "MRW9", "line 248"), footnotes=(note,),
    )  # fmt: skip
    return with_totals(table, label="Total", groups=True)


def test_the_page_names_the_headings_of_every_cell() -> None:
    engine = Engine(dirs=["src/wellknit/templates"], libraries={"i18n": "django.templatetags.i18n"})
    page = engine.get_template("_components/table.html").render(Context({"table": html_context(sample())}))
    ids = set(re.findall(r'id="([^"]+)"', page))
    headers = re.findall(r'headers="([^"]+)"', page)
    assert len(headers) == 3 * 4 + 4 + 3
    assert all(set(line.split()) <= ids for line in headers)
    assert len(ids) == len(re.findall(r' id="', page))
    assert 'scope="colgroup"' in page
    assert '<caption class="govuk-table__caption' in page
    assert "not recoverable from the source" in page
    assert 'data-figure="fig-1"' in page
    assert "style=" not in page


def test_csv_has_one_heading_row_and_no_group_sums() -> None:
    lines = list(csv.reader(io.StringIO(csv_text(sample()))))
    assert lines[0] == [
        "Nationality",
        "แรงงานบังคับ / Forced labour / ชาย",
        "แรงงานบังคับ / Forced labour / หญิง",
        "乞讨",
        "Total",
    ]
    assert lines[1] == ["မြန်မာ", "18", "1234", "", "1252"]
    assert lines[2][3] == "not recoverable from the source"
    assert [line[0] for line in lines[1:]] == ["မြန်မာ", "ລາວ", "កម្ពុជា", "Total"]
    assert csv_bytes(sample()).startswith(b"\xef\xbb\xbf")
    with_ids = list(csv.reader(io.StringIO(csv_text(sample(), ids=True))))
    assert with_ids[1] == ["", "", "l.m", "l.f", "b", "total"]
    assert with_ids[2][0] == "MM"


@given(st.text() | st.builds(str.__add__, st.sampled_from("=+-@＝＠\t\r\n' "), st.text()))
def test_no_text_in_csv_runs_and_every_text_comes_back(text: str) -> None:
    assert unsafe(safe(text)) == text
    opened = safe(text).lstrip(" ")
    assert not re.match(r"[=+\-@\t\r＝＋－＠]", opened)


def test_negative_numbers_stay_numbers() -> None:
    table = Table(
        "t",
        "=T",
        (Column("a", "+A"), Column("d", "D", kind="date")),
        (row_of("r", "-R", [-5, date(2017, 3, 1)]),),
        stub="@s",
    )
    assert csv_text(table) == "'@s,'+A,D\n'-R,-5,2017-03-01\n"


def test_the_workbook_prints_and_finds_its_way_home() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([sample(), sample()])))
    assert book.sheetnames == ["Persons in shelters", "Persons in shelters 2", "ids"]
    sheet, ids = book.worksheets[0], book["ids"]
    assert ids.sheet_state == "hidden"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "C7"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[6].hidden
    assert {"C4:D4", "B4:B5", "E4:E5"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert [sheet.cell(6, column).value for column in range(1, 7)] == [
        "shelters-2017",
        None,
        "l.m",
        "l.f",
        "b",
        "total",
    ]
    assert (sheet["A7"].value, sheet["D7"].value, sheet["D7"].number_format) == ("MM", 1234, "#,##0")
    assert sheet["D8"].number_format.endswith('[a]"')
    assert sheet["E8"].value == "not recoverable from the source"
    assert [ids.cell(2, column).value for column in range(1, 5)] == [
        "Persons in shelters",
        "D8",
        "shelters-2017",
        "fig-1",
    ]


def test_the_workbook_never_holds_a_formula() -> None:
    table = Table(
        "t", "=1+1", (Column("a", "@a", kind="text"),), (row_of("r", "=cmd|' /C calc'!A0", ["=2+2"]),)
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([table])))
    assert not [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]


def test_a_workbook_without_tables_opens() -> None:
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes([]))).sheetnames == ["ids"]


def test_word_repeats_the_headings_and_keeps_rows_whole() -> None:
    document = Document(io.BytesIO(docx_bytes([sample()])))
    grid = document.tables[0]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in grid.rows]
    assert repeated == [True, True, False, False, False, False, False]
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in grid.rows)
    assert grid.cell(0, 1).text == grid.cell(0, 2).text == "แรงงานบังคับ / Forced labour"
    assert grid.cell(3, 2).text == "2 [a]"
    assert document.paragraphs[0].style.name == "Heading 2"


def test_the_terminal_lines_up() -> None:
    lines = plain_text(sample()).splitlines()
    body = [line for line in lines if line.startswith(("မြန်မာ", "ລາວ", "កម្ពុជា", "Total"))]
    assert len({text_width(line) for line in body[:4]}) == 1
    assert lines[-1] == "Thailand's country report"


def test_typst_makes_a_pdf_in_six_scripts() -> None:
    columns = (Column("a", "A"), *(Column(f"c{n}", word, kind="text") for n, word in enumerate(WORDS)))
    rows = (row_of("r", "R", [1, *WORDS]), Row("s", "Section", kind="section"))
    table = Table("t", "Words #set", columns, rows, footnotes=(Footnote("1", "]#panic()"),))
    for source in (typst_source(table), typst_source(sample())):
        pdf = typst.compile(('#set page(paper: "a4", flipped: true)\n' + source).encode())
        assert pdf.startswith(b"%PDF")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_no_text_becomes_typst_code(texts: list[str]) -> None:
    source = "\n".join(f"#{quoted(text)}" for text in texts)
    typst.compile(source.encode())


@given(st.text())
def test_widths_are_never_negative(text: str) -> None:
    assert 0 <= text_width(text) <= 2 * len(unicodedata.normalize("NFC", text)) + 2 * len(text)


@pytest.mark.parametrize("kind", ["count", "money", "decimal", "percent"])
def test_every_kind_of_number_is_a_number_in_the_workbook(kind: str) -> None:
    table = Table("t", "T", (Column("a", "A", kind=kind, places=1),), (row_of("r", "R", [Decimal("12.5")]),))  # type: ignore[arg-type]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([table]))).worksheets[0]
    assert sheet["C5"].value == 12.5
