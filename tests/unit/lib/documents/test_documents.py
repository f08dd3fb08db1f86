"""One tree, five forms: what must survive in each."""

import io
import json

import docx as word
import openpyxl
import pytest

from wellknit.lib.documents.csvtext import csv_text
from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import body, page
from wellknit.lib.documents.pdf import font_folders, pdf
from wellknit.lib.documents.tree import (
    Bars,
    Bullets,
    Cell,
    Column,
    Contents,
    Document,
    Grid,
    Heading,
    Keys,
    PageBreak,
    Para,
    Row,
    Signatures,
    digest,
    from_plain,
    to_json,
    to_plain,
)
from wellknit.lib.documents.typst_source import escape, source
from wellknit.lib.documents.xlsx import xlsx

GRID = Grid(
    "Targets by country",
    (Column("Indicator", weight=30), Column("KH", "centre"), Column("REG", "right")),
    (
        Row((Cell("Area 1", span=3),), kind="group"),
        Row(
            (
                Cell("1.5 A & B <c>"),
                Cell("A", symbol="●", tone="good", notes=(1,)),
                Cell("12", number="12", before="9"),
            ),
            id="spa2.t1",
        ),
        Row((Cell("Total"), Cell("–"), Cell("12", number="12")), kind="total"),
    ),
    legend=(Cell("Achieved", symbol="●", tone="good"),),
    notes=("A footnote.",),
    source="SPA3, Table 2",
)
DOC = Document(
    "A title with $ and #hash",
    (
        Contents("Contents"), Heading("One"), Para("Words with *stars* and _lines_ and a @ref."),
        Bullets(("a", "b")),
        Keys((("k", "v"),)), GRID, Bars("Bars", (("TH", "33", "33%"), ("KH", "", "not stated")), "%", "said"),
        PageBreak(), Para("The marker was met.", "marker"), Signatures(("Chair", "Secretariat")),
    ),
    landscape=True, edition="edition 1", watermark="INVENTED", facts=(("Year", "2008"),),
)  # fmt: skip


def test_a_tree_goes_to_json_and_back():
    again = from_plain(json.loads(to_json(DOC)))
    assert again == DOC
    assert digest(again) == digest(DOC)


def test_the_hash_does_not_depend_on_the_line_that_quotes_it_but_on_every_figure():
    plain = to_plain(DOC)
    assert digest(from_plain({**plain, "edition": "other"})) == digest(DOC)
    plain["blocks"][5]["rows"][1]["cells"][2]["text"] = "13"
    assert digest(from_plain(plain)) != digest(DOC)


def test_html_escapes_and_keeps_symbol_and_letter():
    text = page(DOC)
    assert "1.5 A &amp; B &lt;c&gt;" in text and "●" in text and '<th scope="col"' in text
    assert "INVENTED" in body(DOC)


def test_word_has_real_headings_and_repeated_table_heads():
    file = word.Document(io.BytesIO(docx(DOC)))
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == ["One"]
    assert "w:tblHeader" in file.tables[0].rows[0]._tr.xml
    assert file.sections[0].page_width > file.sections[0].page_height


def test_word_leaves_out_signs_that_xml_does_not_carry():
    grid = Grid("t\x02", (Column("a\ud800"),), (Row((Cell("Da\x00ra\x07 ទ"),)),))
    made = Document(
        "Title\x1f", blocks=(Para("one\x0btwo\ufffe"), Keys((("k\x01", "v\x08"),)), grid), language="en"
    )
    file = word.Document(io.BytesIO(docx(made)))
    assert file.tables[0].rows[1].cells[0].text == "Dara ទ"
    assert [p.text for p in file.paragraphs] == ["Title", "onetwo", "k: v", "t"]


def test_the_workbook_carries_ids_and_real_numbers():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(DOC)))
    sheet = book["table"]
    assert [c.value for c in sheet[5]] == ["spa2.t1", "1.5 A & B <c>", "● A [1]", 12]
    assert book.sheetnames[0] == "About"


def test_csv_does_not_carry_formulas():
    grid = Grid("t", (Column("a"), Column("b")), (Row((Cell("=1+1"), Cell("2", number="2")), id="x"),))
    assert csv_text(grid) == "id,a,b\nx,'=1+1,2\n"


def test_typst_source_is_the_same_for_the_same_tree():
    assert source(DOC) == source(from_plain(to_plain(DOC)))
    assert escape("a#b") == "a\\#b"


@pytest.mark.skipif(not font_folders(), reason="no Noto fonts on this machine")
def test_pdf_is_made_and_made_again_alike():
    first = pdf(DOC)
    assert first.startswith(b"%PDF") and first == pdf(DOC)
