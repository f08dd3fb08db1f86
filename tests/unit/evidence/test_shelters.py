"""The published table from case files: each cell of the printed one, and what is not counted."""

from __future__ import annotations

from typing import Any

from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.evidence.tables import FORMS, shelter_table, shelters, shelters_for_operator
from wellknit.lib.tables.reference import reference
from wellknit.protection.facts import ShelterFact

FACT: dict[str, Any] = {
    "country": "TH", "year": 2017, "quarter": 1, "place": "shelter", "custodial": False, "voluntary": "yes",
    "length": "0-3 months", "nationality": "MM", "sex": "male", "age_band": "18+", "exploitation": "labour_fishing",
    "identification": "recognised", "ending": "", "first_in_year": True,
}  # fmt: skip


def total(table: Any) -> Any:
    return table.rows[-1].cells[-1].value


def figures(table: Any) -> dict[tuple[str, str], int]:
    """(nationality, leaf) → count, noughts left out."""
    leaves = [leaf.id for leaf in table.leaves]
    return {
        (row.id, leaf): cell.value
        for row in table.rows if row.kind == "body"
        for leaf, cell in zip(leaves, row.cells, strict=True)
        if cell.value and leaf.count(".") == 2
    }  # fmt: skip


def test_a_move_between_shelters_is_not_a_second_person() -> None:
    twice = [ShelterFact(**FACT), ShelterFact(**{**FACT, "first_in_year": False})]
    assert total(shelter_table(twice, country="TH", year=2017)) == 1


def test_only_recognised_persons_in_shelters() -> None:
    others = [{"identification": "begun"}, {"identification": "not_recognised"}, {"place": "police_cell"}]
    facts = [ShelterFact(**{**FACT, **change}) for change in others]
    assert total(shelter_table(facts, country="TH", year=2017)) == 0


def test_what_is_not_recorded_gets_a_column_and_is_not_lost() -> None:
    odd = [
        ShelterFact(**{**FACT, **c})
        for c in ({"sex": ""}, {"age_band": "unknown"}, {"exploitation": ""}, {"nationality": ""})
    ]
    assert total(shelter_table(odd, country="TH", year=2017)) == 4


def test_an_empty_year_is_a_table_of_noughts() -> None:
    table = shelter_table([], country="TH", year=2017)
    assert total(table) == 0
    assert [column.id for column in table.columns][: len(FORMS)] == list(FORMS)


def test_the_demo_gives_the_printed_table_cell_by_cell(db: Any) -> None:
    """MRW9, Thailand, shelters 2017: 360 persons from 360 case files."""
    from wellknit.web.demo.cast import cast
    from wellknit.web.demo.past import seed_past
    from wellknit.web.demo.seeding import seed_cast

    with as_role("owner"):
        seed_cast(cast())
        assert seed_past() == 360
    with as_role("facts"):
        ours = shelters_for_operator(country="TH", year=2017)
    printed = reference("mrw9-th-shelters-2017").table
    assert figures(ours) == figures(printed)
    assert total(ours) == total(printed) == 360
    ministry = make_office("statistics", kind="ministry")
    counter = make_member(ministry, "statistician", "Sam Statistics")
    with seen_by(counter, ministry) as viewer:
        assert figures(shelters(viewer, 2017)) == figures(printed)
