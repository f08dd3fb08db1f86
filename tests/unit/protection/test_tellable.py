"""What a step tells of a person: plain values, and a birthday as far as it is known."""

from __future__ import annotations

from typing import Any

import pytest

from wellknit.lib.dates import Era, PartialDate
from wellknit.protection.actions import border
from wellknit.protection.actions import case as cases
from wellknit.protection.actions.person import Who
from wellknit.protection.tellable import told


@pytest.mark.parametrize(
    ("born", "heard"),
    [(PartialDate(2001, 2, 14, era=Era.BE, typed="14 2 2544"), "2001-02-14"), (PartialDate(2001), "2001"),
     (PartialDate.unknown("says she is about sixteen"), None), (None, None)],
)  # fmt: skip
def test_a_birthday_is_told_as_far_as_it_is_known(
    cast: Any, born: PartialDate | None, heard: str | None
) -> None:
    who = Who(sex="female", name_latin="Invented", birth=born.serialise() if born else None)
    with cast.as_somying() as viewer:
        file = cases.open(who, cases.Opening("18+", True), by=viewer)
        assert told(file, ["birth"]).get("birth") == heard


def test_a_birthday_that_was_told_stands_in_the_case_of_the_other_country() -> None:
    assert border._who({"birth": "2001-02-14"}).birth == PartialDate(2001, 2, 14).serialise()
    assert border._who({"birth": "the year of the flood"}).birth is None
    assert border._who({}).birth is None
