"""What the command line promises: the lines the issue shows, from the program itself."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from wellknit.cli import build_parser
from wellknit.plan.printing import TYPES, printed
from wellknit.plan.queries.crosswalks import crosswalk_document, members
from wellknit.plan.queries.matrix import matrix_rows, previous, scale_of
from wellknit.platform.access.refusals import NotValid


def said(capsysbinary: Any, *words: str) -> list[list[str]]:
    args = build_parser().parse_args(list(words))
    args.run(args)
    return list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))


def test_activities_of_2009_total_139(capsysbinary: Any):
    rows = said(capsysbinary, "report", "activities", "--year", "2009", "--format", "csv")
    assert rows[-1] == ["total", "Total", "22", "15", "22", "44", "24", "12", "139"]


def test_the_requirement_of_spa3(capsysbinary: Any):
    rows = said(capsysbinary, "money", "requirement", "--plan", "spa3", "--format", "csv")
    assert [float(figure) for figure in rows[-1][2:]] == [1801880, 1801880, 1801880, 5405640]


def test_the_crosswalk_from_spa1_to_spa2_names_merges_and_splits(capsysbinary: Any):
    rows = said(capsysbinary, "framework", "crosswalk", "spa1", "spa2")
    kinds = {row[3] for row in rows[1:]}
    assert {"merged", "split", "expanded", "retitled"} <= kinds
    into = {(row[1].split()[1], row[2].split()[1]) for row in rows[1:] if row[1] != "–" and row[2] != "–"}
    assert {("2", "4"), ("2", "5"), ("6", "5"), ("7", "5")} <= into


def test_spa1_stands_for_both_its_forms():
    assert members("spa1") == ("spa1-2005", "spa1-2006")
    with pytest.raises(NotValid, match="no framework"):
        members("spa9")
    with pytest.raises(NotValid, match="no crosswalk"):
        crosswalk_document("spa2", "spa1")


@pytest.mark.parametrize("form", [f for f in TYPES if f != "pdf"])
def test_every_form_of_a_document(form: str):
    assert len(printed(crosswalk_document("spa1", "spa2"), form)) > 500


def test_rows_of_the_country_table_are_the_printed_ones_where_there_are_some():
    from wellknit.plan import framework_files

    plan = framework_files.framework("spa2")
    printed_rows = [row for row in matrix_rows(plan, "2008") if row.id.startswith("achievement")]
    assert [row.code for row in printed_rows].count("1.5") == 2
    assert len(matrix_rows(plan, "2031")) == 29
    assert scale_of(framework_files.framework("mou-2004")).id == "markers-three"


def test_the_period_before():
    assert previous("2014") == "2013" and previous("2014-H1") == "2013-H1" and previous("2008-2010") == ""
