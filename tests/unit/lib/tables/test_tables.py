"""The table object: totals that are computed, headings that span, ids that are unique."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.tables import (
    INCOMPLETE,
    WITHHELD,
    Axis,
    Cell,
    Column,
    Footnote,
    Marker,
    Row,
    Table,
    TableError,
    matrix,
    row_of,
    total_of,
    with_totals,
)
from wellknit.lib.tables.heads import head_rows, over, placed
from wellknit.lib.tables.write import cell_text, number_text

SEX = Axis("Sex", (("male", "M"), ("female", "F")))
FORM = Axis("Form", (("labour", "Forced labour"), ("begging", "Begging")))
FROM = Axis("Nationality", (("MM", "Myanmar"), ("LA", "Lao PDR"), ("KH", "Cambodia")))

counts = st.dictionaries(
    st.tuples(*(st.sampled_from(axis.codes) for axis in (FROM, FORM, SEX))),
    st.none() | st.integers(0, 10**6) | st.just(WITHHELD),
)


def made(counted: dict[tuple[str, ...], int | Marker | None]) -> Table:
    return matrix(counted, id="t", title="Persons", down=FROM, across=[FORM, SEX], total="Total")


@given(counts)
def test_totals_are_the_sums_of_what_is_known_and_nothing_else(
    counted: dict[tuple[str, ...], int | Marker | None],
) -> None:
    table = made(counted)
    for at, leaf in enumerate(table.leaves):
        cells = [table.row(code).cells[at] for code in FROM.codes]
        assert table.cell("total", leaf.id) == total_of(cells)
    hidden = any(value is WITHHELD for value in counted.values())
    grand = table.cell("total", "total")
    assert (grand.marker is INCOMPLETE) is hidden
    if not hidden:
        assert grand.value == sum(value or 0 for value in counted.values() if isinstance(value, int))


@given(counts)
def test_group_sums_add_up_to_the_same_total(counted: dict[tuple[str, ...], int | Marker | None]) -> None:
    table = made(counted)
    for leaf_row, group_row in ((table.row("total"), table.row("total.0")),):
        for place in placed(table, group_row):
            under = leaf_row.cells[place.start : place.start + place.colspan]
            assert place.cell == total_of(under)


@given(counts)
def test_headings_tile_the_grid(counted: dict[tuple[str, ...], int | Marker | None]) -> None:
    table = made(counted)
    covered = [
        (head.level + down, head.start + right)
        for row in head_rows(table)
        for head in row
        for down in range(head.rowspan)
        for right in range(head.colspan)
    ]
    assert sorted(covered) == [(y, x) for y in range(table.height) for x in range(len(table.leaves))]


def test_a_person_on_no_axis_is_an_error() -> None:
    with pytest.raises(KeyError, match="no axis"):
        made({("XX", "labour", "male"): 1})


def test_an_empty_cell_a_nought_and_a_withheld_figure_are_three_things() -> None:
    table = Table(
        "t",
        "T",
        (Column("a", "A"), Column("b", "B"), Column("c", "C")),
        (row_of("r", "R", [None, 0, WITHHELD]),),
    )
    texts = [cell_text(cell, leaf) for cell, leaf in zip(table.row("r").cells, table.leaves, strict=True)]
    assert texts == ["", "0", "withheld by the country"]
    assert total_of([Cell(), Cell()]) == Cell()
    assert total_of([Cell(), Cell(0)]) == Cell(0)
    assert total_of([Cell(5), Cell(marker=WITHHELD)]).marker is INCOMPLETE


def test_the_path_of_a_column_and_the_headings_over_it() -> None:
    table = made({})
    assert table.path("labour.female") == ("Forced labour", "F")
    assert over(table)["labour.female"] == ("labour", "labour.female")
    assert over(table)["total"] == ("total",)


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ((Column("a", "A"), Column("a", "B")), ()),
        ((Column("a", "A"),), (row_of("r", "R", [1, 2]),)),
        ((Column("a", "A"),), (Row("r", "R", (Cell(1, notes=("x",)),)),)),
        ((Column("two words", "A"),), ()),
        ((Column("a", "A"),), (row_of("r", "R", [1]), row_of("r", "S", [1]))),
    ],
)
def test_a_table_put_together_wrongly_is_refused(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> None:
    with pytest.raises(TableError):
        Table("t", "T", columns, rows)


def test_cells_hold_one_thing_and_no_floats() -> None:
    with pytest.raises(TableError):
        Cell(1, marker=WITHHELD)
    with pytest.raises(TableError):
        Cell(0.5)  # type: ignore[arg-type]


def test_percentages_and_words_are_not_added_up() -> None:
    shares = Table("t", "T", (Column("a", "A", kind="percent"),), (row_of("r", "R", [50]),))
    with pytest.raises(TableError):
        with_totals(shares, label="Total")
    with pytest.raises(TableError):
        total_of([Cell("five")])


def test_numbers_are_written_by_language() -> None:
    assert number_text(1234567) == "1,234,567"
    assert number_text(Decimal("1234.56"), 1, "vi") == "1.234,6"
    assert cell_text(Cell(Decimal("12.5")), Column("a", "A", kind="percent", places=1)) == "12.5%"


def test_what_is_not_there_raises() -> None:
    table = made({})
    with pytest.raises(KeyError):
        table.row("nobody")
    with pytest.raises(KeyError):
        table.cell("MM", "nothing")
    with pytest.raises(KeyError):
        table.path("nothing")


def test_footnotes_are_called_by_rows_and_cells() -> None:
    rows = (Row("r", "R", (Cell(1, notes=("a",)),), notes=("a",)),)
    assert Table("t", "T", (Column("c", "C"),), rows, footnotes=(Footnote("a", "why"),)).value("r", "c") == 1
