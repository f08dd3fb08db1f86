"""The shelter table in the printed shape, from counted case files."""

import csv
import io
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.codelists import code_list
from wellknit.lib.tables import Table, csv_text
from wellknit.lib.tables.reference import reference
from wellknit.lib.tables.shelters import Key, Wording, column_of, shelter_table
from wellknit.web.demo.people import TABLE, population

COUNTS: Counter[Key] = Counter(
    (spec.who.nationality, spec.who.exploitation, spec.age_band, spec.who.sex) for spec in population()
)


def made(counts: dict[Key, int], language: str = "en") -> Table:
    return shelter_table(
        counts, Wording("Persons in shelters"), id="shelters-th-2017", home="TH", language=language
    )


def test_the_case_files_of_2017_give_the_printed_table_with_all_its_totals() -> None:
    printed, ours = reference(TABLE).table, made(COUNTS)
    assert [leaf.id for leaf in ours.leaves] == [leaf.id for leaf in printed.leaves]
    for row in printed.rows:
        mine = ours.row({"total-band": "total.1", "total-form": "total.0"}.get(row.id, row.id))
        assert [cell.value or 0 for cell in mine.cells] == [cell.value or 0 for cell in row.cells], row.id
    assert ours.rows[0].id == "TH"


def test_the_csv_adds_up_to_360() -> None:
    lines = list(csv.reader(io.StringIO(csv_text(made(COUNTS)))))
    assert lines[0][1] == "Sexual exploitation / 0–14 / Male"
    assert lines[-1][0] == "Total"
    assert lines[-1][-1] == "360"
    assert len(lines[0]) == 20


def test_what_the_old_headings_do_not_know_gets_its_own() -> None:
    table = made({("KH", "surrogacy", "18+", "female"): 2, ("XX", "sexual", "unknown", "other"): 1})
    assert table.value("KH", "surrogacy.18+.female") == 2
    assert table.value("XX", "sexual.unknown.other") == 1
    assert table.value("total", "total") == 3
    assert [row.id for row in table.rows][:2] == ["KH", "XX"]


def test_kinds_of_work_count_under_forced_labour() -> None:
    forms = code_list("exploitation")
    assert column_of("labour_fishing", forms) == "forced_labour"
    assert column_of("begging", forms) == "begging"
    assert column_of("organ_removal", forms) == "organ_removal"
    assert column_of("something_new", forms) == "something_new"


def test_headings_come_in_the_readers_language() -> None:
    table = made(COUNTS, "th")
    assert table.path("forced_labour.18+.male") == ("แรงงานบังคับ", "18 ปีขึ้นไป", "ชาย")


codes = st.tuples(
    st.sampled_from(["TH", "MM", "stateless", "ZZ"]),
    st.sampled_from([entry.code for entry in code_list("exploitation").codes]),
    st.sampled_from(["0-14", "15-17", "18+", "unknown"]),
    st.sampled_from(["male", "female", "other", "not_known"]),
)


@given(st.dictionaries(codes, st.integers(0, 500)))
def test_nobody_falls_out(counts: dict[Key, int]) -> None:
    table = made(counts)
    assert (table.value("total", "total") or 0) == sum(counts.values())
