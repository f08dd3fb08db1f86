"""A status that is made up belongs to a region that does not exist, and every paper of it says so."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx as word
import openpyxl
import pytest
from django.http import Http404
from django.test import RequestFactory
from pydantic import ValidationError

from wellknit.cli import build_parser
from wellknit.lib.documents.pdf import font_folders
from wellknit.lib.documents.typst_source import source
from wellknit.lib.policydata import DATA, PolicyError, load_toml
from wellknit.plan import framework_files, reference_files, table_files
from wellknit.plan.invented_files import FILE, InventedRegion, invented_region
from wellknit.plan.printing import printed
from wellknit.plan.reference_files import INVENTED_CODE, ReportingUnit
from wellknit.plan.reports.invented import invented_document, invented_matrix, mark
from wellknit.plan.reports.values import Matrix, StatusCell, StatusRow, UnitHead
from wellknit.plan.views import invented as views
from wellknit.platform.access.refusals import NotValid

REAL = [unit.code for unit in reference_files.units()]
REGION = invented_region()
DOCUMENT = invented_document("spa2", "2008")
TEXT = (DATA / "plan" / FILE).read_text(encoding="utf-8")


def command(*words: str, out: Path) -> bytes:
    args = build_parser().parse_args(["report", "som", "--year", "2008", *words, "--out", str(out)])
    args.run(args)
    return out.read_bytes()


def table(unit: str, cells: dict[str, StatusCell], watermark: str = "") -> Matrix:
    rows = (StatusRow("spa2.ppc1.t1", "", "A course", cells=cells),)
    return Matrix("spa2", "Plan", "2008", "som-three", (UnitHead(unit, "Name", watermark=watermark),), rows)


# -- the two kinds of units never meet


def test_no_code_is_real_and_invented():
    assert not any(re.fullmatch(INVENTED_CODE, code) for code in REAL)
    assert all(re.fullmatch(INVENTED_CODE, unit.code) for unit in REGION.units)
    assert all(unit.name.endswith("(invented)") for unit in REGION.units)


@pytest.mark.parametrize("code", REAL)
def test_an_invented_status_never_lands_in_a_real_units_cell(code: str, tmp_path: Path):
    """Neither through the file, as a unit or as a status, nor through the table itself."""
    for changed in (TEXT.replace('code = "XA"', f'code = "{code}"'), TEXT.replace("XA = ", f"{code} = ", 1)):
        assert changed != TEXT
        path = tmp_path / "changed.toml"
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(PolicyError):
            load_toml(path, InventedRegion)
        path.unlink()
    with pytest.raises(ValueError, match="never stand in one table"):
        table("XA", {code: StatusCell("achieved")}, mark())


@pytest.mark.parametrize("code", [unit.code for unit in REGION.units])
def test_an_invented_unit_never_stands_in_a_real_table(code: str):
    known = reference_files.units()[0].model_dump()
    with pytest.raises(ValidationError):
        ReportingUnit.model_validate({**known, "code": code})
    for real in REAL:
        with pytest.raises(ValueError, match="never stand in one table"):
            table(real, {code: StatusCell("achieved")})


def test_an_invented_table_without_a_mark_is_refused():
    with pytest.raises(ValueError, match="carries a mark"):
        table("XA", {"XA": StatusCell("achieved")})


def test_a_name_that_does_not_say_invented_is_refused(tmp_path: Path):
    path = tmp_path / "changed.toml"
    path.write_text(TEXT.replace("Country B (invented)", "Country B"), encoding="utf-8")
    with pytest.raises(PolicyError):
        load_toml(path, InventedRegion)


def test_the_real_table_of_2008_stays_lost():
    real = table_files.achievement(2008)
    assert real.every_cell == "not_recoverable" and list(real.columns) == REAL
    matrix = invented_matrix(REGION)
    assert not any(row.id.startswith("achievement") for row in matrix.rows)
    assert "not-recoverable" not in {cell.declared for row in matrix.rows for cell in row.cells.values()}


def test_nothing_that_writes_to_the_database_knows_the_invented_region():
    """Only what composes and shows it does; the demo's loader and the actions do not."""
    wing = Path(framework_files.__file__).parent
    knows = {
        str(path.relative_to(wing)) for path in wing.rglob("*.py")
        if re.search(r"invented_(files|region|matrix|document)", path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert knows == {
        "commands.py", "invented_files.py", "reference_files.py", "reports/invented.py", "views/invented.py"
    }  # fmt: skip


# -- what it holds


def test_every_target_of_spa2_has_a_status_of_every_unit():
    targets = {item.id for item in framework_files.framework("spa2").of_kind(framework_files.ItemKind.TARGET)}
    assert {row.target for row in REGION.rows} == targets and len(REGION.rows) == 29
    assert all(set(row.statuses) == {unit.code for unit in REGION.units} for row in REGION.rows)


@pytest.mark.parametrize("period", ["2009", "2008-2010", ""])
def test_nothing_is_made_up_for_another_period(period: str):
    with pytest.raises(NotValid, match="2008 only"):
        invented_document("spa2", period)


# -- the mark


def test_html_carries_the_mark(tmp_path: Path):
    text = command("--region", "invented", "--format", "html", out=tmp_path / "som.html").decode()
    assert f'<p class="wk-doc-watermark govuk-body">{mark()}</p>' in text
    assert "Country A (invented)" in text and REGION.note in text
    heads = set(re.findall(r"<th[^>]*>([^<]*)</th>", text))
    assert heads & {unit.name for unit in REGION.units} and not heads & {
        u.short for u in reference_files.units()
    }


def test_word_carries_the_mark_in_the_header_of_every_page(tmp_path: Path):
    made = command("--region", "invented", "--format", "docx", out=tmp_path / "som.docx")
    file = word.Document(io.BytesIO(made))
    assert all(mark() in section.header.paragraphs[0].text for section in file.sections)
    assert mark() in [paragraph.text for paragraph in file.paragraphs]


def test_the_workbook_carries_the_mark_on_every_sheet(tmp_path: Path):
    made = command("--region", "invented", "--format", "xlsx", out=tmp_path / "som.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert len(book.sheetnames) == 9  # one for each concept, and what this is
    for sheet in book:
        assert mark() in [row[0].value for row in sheet.iter_rows(max_row=3)], sheet.title
        if sheet.title != "About":
            assert mark() in (sheet.oddHeader.center.text or "")


def test_csv_begins_with_the_mark(tmp_path: Path):
    made = command("--region", "invented", "--format", "csv", out=tmp_path / "som.csv").decode()
    assert made.splitlines()[0] == mark()


def test_the_pdf_has_the_mark_behind_and_above_every_page():
    text = source(DOCUMENT)
    assert f'watermark: "{mark()}"' in text and f'running: "{mark()} · ' in text


@pytest.mark.skipif(not font_folders(), reason="no Noto fonts on this machine")
def test_the_pdf_is_made():
    assert printed(DOCUMENT, "pdf").startswith(b"%PDF")


def test_a_document_without_a_mark_has_none_anywhere():
    real = table("TH", {"TH": StatusCell("achieved")})
    from wellknit.plan.reports.som import som_document

    document = som_document(real, reference_files.scales()["som-three"])
    assert document.watermark == "" and printed(document, "csv").startswith(b"id,")


# -- where it is shown


@pytest.mark.parametrize("view", [views.invented, views.invented_som])
def test_a_working_node_does_not_show_it(view: Any, settings: Any):
    settings.DEMO = False
    more = {"form": "html"} if view is views.invented_som else {}
    with pytest.raises(Http404):
        view.__wrapped__(RequestFactory().get("/"), framework="spa2", period="2008", **more)


def test_a_demo_shows_the_same_table_under_the_mark(settings: Any):
    settings.DEMO = True
    answer = views.invented_som.__wrapped__(
        RequestFactory().get("/"), framework="spa2", period="2008", form="html"
    )
    assert answer.content == printed(DOCUMENT, "html")
    assert 'filename="invented-som-spa2-2008.html"' in answer["Content-Disposition"]
