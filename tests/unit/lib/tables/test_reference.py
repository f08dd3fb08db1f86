"""Every printed table is worked out again; what does not tie is known by name."""

import csv
from pathlib import Path

import pytest

from wellknit.lib.tables import NOT_RECOVERABLE, html_context, plain_text
from wellknit.lib.tables.reference import reference, references

SHELTERS = reference("mrw9-th-shelters-2017")

# The one printed total of MRW9's country tables that its parts do not give.
KNOWN = {("mrw9-th-abroad-2015-2017", "total", "2015", 17, 74)}


def test_what_does_not_tie_is_known_and_nothing_else() -> None:
    found = {
        (ref.file.id, m.row, m.column, m.printed, m.computed) for ref in references() for m in ref.mismatches
    }
    assert found == KNOWN


def test_a_total_that_does_not_tie_is_printed_with_its_reason() -> None:
    abroad = reference("mrw9-th-abroad-2015-2017")
    assert abroad.table.value("total", "2015") == 17
    assert abroad.table.cell("total", "2015").notes == ("1",)
    assert "Printed: 17. The parts add up to 74." in plain_text(abroad.table)


def test_the_shelter_table_ties_in_eighteen_columns_eight_rows_and_three_lines_of_totals() -> None:
    table = SHELTERS.table
    assert len(table.leaves) == 19
    assert not SHELTERS.mismatches
    assert sum(SHELTERS.figures().values()) == 360 == table.value("total", "total")
    assert [cell.value for cell in table.row("total-form").cells] == [156, 197, 7, 360]
    assert [cell.value for cell in table.row("total-band").cells] == [
        33,
        114,
        9,
        35,
        10,
        152,
        6,
        None,
        1,
        360,
    ]
    rows = {row.id: table.value(row.id, "total") for row in table.rows if row.kind == "body"}
    assert rows == {"TH": 132, "MM": 119, "LA": 21, "KH": 22, "ID": 9, "VN": 51, "MY": 3, "UG": 3}


@pytest.mark.parametrize(
    ("row", "column", "persons"),
    [
        ("TH", "forced_labour.0-14.female", 3),
        ("TH", "forced_labour.15-17.female", 3),
        ("LA", "forced_labour.0-14.female", 2),
        ("TH", "begging.18+.female", 1),
        ("MM", "forced_labour.18+.male", 59),
        ("UG", "sexual.18+.female", 3),
    ],
)
def test_shifted_cells_stand_where_the_totals_put_them(row: str, column: str, persons: int) -> None:
    assert SHELTERS.figures()[row, column] == persons


def test_where_the_text_has_them_the_moved_cells_do_not_tie() -> None:
    """With the three moves undone, four columns miss their printed totals."""
    totals = {leaf.id: SHELTERS.table.value("total", leaf.id) or 0 for leaf in SHELTERS.table.leaves[:-1]}

    def wrong(figures: dict[tuple[str, str], int]) -> set[str]:
        return {
            column
            for column, printed in totals.items()
            if sum(value for (_, at), value in figures.items() if at == column) != printed
        }

    assert not wrong(SHELTERS.figures())
    assert wrong(SHELTERS.as_extracted()) == {
        "forced_labour.0-14.male",
        "forced_labour.0-14.female",
        "forced_labour.15-17.male",
        "forced_labour.15-17.female",
    }


def test_the_country_paragraphs_agree_and_the_other_ends_do_not() -> None:
    gaps = [(c.there.row, c.there.value, c.there.counts, c.gap) for c in SHELTERS.compared()]
    assert [gap for *_, counts, gap in gaps if counts == "the same"] == [0, 0, 0, 0, 0]
    assert [(row, gap) for row, _, counts, gap in gaps if counts == "another population"] == [
        ("MM", 0),
        ("LA", 16),
        ("KH", 233),
    ]


def test_equal_totals_prove_nothing() -> None:
    """119 and 119, and yet 85 men and boys in the shelters against 70 who returned."""
    male = sum(
        n for (row, column), n in SHELTERS.figures().items() if row == "MM" and column.endswith(".male")
    )
    back = reference("mrw9-mm-from-th-2016-2018").table
    assert (male, 119 - male) == (85, 34)
    assert (back.value("2017", "male.total"), back.value("2017", "female.total")) == (70, 49)
    assert back.value("2017", "total") == 119


def test_every_table_names_its_place_and_prints() -> None:
    for ref in references():
        assert ref.file.source.place
        assert ref.file.counts
        assert html_context(ref.table)["rows"]


TOML = """
id = "lost"
title = "A table with a lost figure"
printed = "As printed"
counts = "Whatever"
stub = "Year"
source = { document = "WELLKNIT", place = "test" }
[[columns]]
id = "a"
title = "A"
[[columns]]
id = "b"
title = "B"
sum_of = ["a"]
"""


def test_a_lost_figure_is_marked_and_settles_nothing(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "lost.toml").write_text(TOML)
    with (tmp_path / "reference" / "lost.csv").open("w", newline="") as out:
        csv.writer(out).writerows(
            [
                ["id", "title", "kind", "a", "b"],
                ["1", "2001", "body", "?", "5"],
                ["t", "T", "total", "7", "7"],
            ]
        )
    ref = reference("lost", tmp_path)
    assert ref.table.cell("1", "a").marker is NOT_RECOVERABLE
    assert [(m.row, m.column, m.printed, m.computed) for m in ref.mismatches] == [("t", "b", 7, 5)]


def test_a_file_whose_columns_do_not_fit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "lost.toml").write_text(TOML)
    (tmp_path / "reference" / "lost.csv").write_text("id,title,kind,a\n")
    with pytest.raises(ValueError, match="first line"):
        reference("lost", tmp_path)
