"""Documents composed from the real tables: what ties, what does not, and what is never invented."""

from __future__ import annotations

from decimal import Decimal as D

from wellknit.lib.documents.csvtext import csv_text
from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import page
from wellknit.lib.documents.tree import Document, Grid
from wellknit.lib.documents.xlsx import xlsx
from wellknit.lib.rounding import largest_remainder
from wellknit.plan import reference_files, register_files, table_files
from wellknit.plan.reports.screens import agreement_blocks
from wellknit.plan.reports.som import som_document
from wellknit.plan.reports.tables import (
    activities_document,
    activities_grid,
    contributions_blocks,
    requirement_grid,
    requirement_rows,
    utilisation_blocks,
)
from wellknit.plan.reports.values import Matrix, MoneyRow, StatusCell, StatusRow, UnitHead

UNITS = reference_files.units()
SCALE = reference_files.scales()["som-three"]


def matrix(**cells: StatusCell) -> Matrix:
    rows = (StatusRow("spa2.ppc1.t1", "1.1", "A course", "PPC 1 Training", cells=cells),)
    heads = tuple(
        UnitHead(u.code, u.short, "published", "03 Dec 2031" if u.code == "TH" else "") for u in UNITS
    )
    return Matrix("spa2", "Second plan", "2031", "som-three", heads, rows)


def grid_of(given: Matrix) -> Grid:
    return som_document(given, SCALE).grids()[0]


def test_the_activity_table_of_2009_ties_to_139():
    grid = activities_grid(table_files.activities(2009), {u.code: u.short for u in UNITS})
    last = grid.rows[-1]
    assert last.cells[-1].number == "139"
    assert [cell.number for cell in last.cells[1:-1]] == ["22", "15", "22", "44", "24", "12"]
    assert len(grid.notes) == 1  # the caveat only: every row and column ties
    assert "139" in csv_text(grid).splitlines()[-1]


def test_columns_stand_in_protocol_order_and_there_is_no_total_of_statuses():
    labels = [column.label for column in grid_of(matrix()).columns]
    assert labels == ["Indicator", *[unit.short for unit in UNITS]]
    assert [unit.code for unit in UNITS] == ["KH", "CN", "LA", "MM", "TH", "VN", "REG"]


def test_a_cell_carries_symbol_and_letter_and_last_year():
    cell = grid_of(matrix(TH=StatusCell("achieved", before="in-progress"))).rows[0].cells[5]
    assert (cell.symbol, cell.text, cell.before, cell.tone) == ("●", "A", "P", "good")


def test_nothing_published_is_a_dash_and_not_no_activity():
    cell = grid_of(matrix(TH=StatusCell("achieved"))).rows[0].cells[1]
    assert cell.text == "–" and cell.symbol == ""


def test_withheld_prints_as_withheld_with_its_reason_below():
    grid = grid_of(matrix(MM=StatusCell("withheld", reason="Under discussion at home.")))
    assert grid.rows[0].cells[4].text == "Withheld by the country"
    assert grid.notes == ("Myanmar: Under discussion at home.",)


def test_a_status_that_contradicts_the_figures_shows_both():
    cell = StatusCell("achieved", "partly", "Counting began in September.", target="3,500", actual="3,425")
    note = grid_of(matrix(REG=cell)).notes[0]
    assert "Counting began in September." in note and "3,425 against 3,500" in note


def test_the_table_of_2008_is_not_recoverable_in_every_cell():
    table = table_files.achievement(2008)
    assert len(table.rows) == 7 and len(table.columns) == 7
    assert table.every_cell == "not_recoverable"
    assert [row.printed_code for row in table.rows].count("1.5") == 2


def test_endorsed_on_is_printed_with_the_table():
    assert "Thailand 03 Dec 2031" in grid_of(matrix()).source


def test_the_requirement_is_5405640_and_overhead_is_exactly_7_per_cent():
    plan = table_files.requirement("spa3")
    worked = {row.line.key: row for row in requirement_rows(plan)}
    assert sum(row.total for row in worked.values()) == D(5_405_640)
    overhead = next(row for row in worked.values() if row.line.percent is not None)
    assert overhead.line.percent == 7 and overhead.amounts[2011] == D(117_880)
    last = requirement_grid(plan).rows[-1]
    assert [cell.number for cell in last.cells[1:]] == ["1801880.00"] * 3 + ["5405640.00"]


def test_the_five_areas_share_one_amount():
    notes = requirement_grid(table_files.requirement("spa3")).notes
    assert any("5 areas together" in note for note in notes)


def test_our_shares_of_2014_add_up_to_100_and_the_printed_ones_stay_101():
    table = table_files.contributions("cn", 2014)
    shares = [int(s) for s in largest_remainder([row.amount for row in table.rows])]
    assert sum(shares) == 100
    grid = contributions_blocks(table, shares, "China")[0]
    assert grid.rows[-1].cells[2].text == "100%" and grid.rows[-1].cells[3].text == "101%"
    assert any("40.1% by money and 37% by activities" in note for note in grid.notes)


def test_an_unknown_share_of_a_government_is_not_zero():
    zero = D(0)
    rows = [
        MoneyRow("KH", "Cambodia", D(100_000), zero, zero, zero),
        MoneyRow("TH", "Thailand", D(100_000), D(90_000), D(5_000), D(80_000), D(33), "activities"),
    ]
    grid = utilisation_blocks(rows, 2014)[0]
    assert grid.rows[0].cells[-1].text == "not stated"
    assert grid.rows[1].cells[-1].text == "33% of activities"
    assert grid.rows[-1].cells[5].number == "40.0000"


def test_every_form_of_the_country_table_is_made():
    document = som_document(matrix(TH=StatusCell("achieved")), SCALE)
    assert "Thailand" in page(document)
    assert docx(document)[:2] == xlsx(document)[:2] == b"PK"
    assert activities_document(table_files.activities(2009), UNITS).landscape


def test_an_agreement_shows_which_corridors_stand_on_it():
    shown = page(Document("", tuple(agreement_blocks(register_files.agreements()["mm-th-2009"]))))
    assert "MM → TH" in shown and "TH → MM" in shown and "Tachileik - Mae Sai" in shown
    employment = page(Document("", tuple(agreement_blocks(register_files.agreements()["mm-th-employment"]))))
    assert "Corridors that stand on it" not in employment
