"""Ranking: the person meant comes first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names.keys import PersonNames
from wellknit.lib.names.rank import rank

PEOPLE = {
    "somchai": PersonNames(("สมชาย ศรีสุข", "Somchai Srisuk"), 1990),
    "younger": PersonNames(("สมชาย ศรีสุข", "Somchai Srisuk"), 2005),
    "somsak": PersonNames(("สมศักดิ์ ศรีสุข", "Somsak Srisuk"), 1990),
    "thiri": PersonNames(("သီရိဝင်း", "Thiri Win"), 1999),
    "huong": PersonNames(("Nguyễn Thị Hương",), 1994),
    "hung": PersonNames(("Nguyễn Văn Hùng",), 1994),
    "ming": PersonNames(("王小明", "Wang Xiaoming"), None),
    "native": PersonNames(("ประเสริฐ วงศ์สวัสดิ์",), 1971),
    "only": PersonNames(("Maly",), 2000),
}


def first(text: str, year: int | None = None) -> str:
    return rank([text], year, PEOPLE.items())[0].id


@pytest.mark.parametrize(
    ("text", "year", "who"),
    [
        ("Somchay Srisook", 1991, "somchai"),
        ("Srisuk Somchai", 2005, "younger"),
        ("นายสมชาย ศรีสุข", 1990, "somchai"),
        ("Somsak", None, "somsak"),
        ("Thiyi Winn", 1998, "thiri"),
        ("ဒေါ်သီရိ ဝင်း", 1999, "thiri"),
        ("Huong Nguyen", 1994, "huong"),
        ("Nguyen Van Hung", None, "hung"),
        ("王曉明", None, "ming"),
        ("Xiao Ming Wang", 1980, "ming"),
        ("Prasert Wongsawat", 1970, "native"),
        ("Maly Keo", 2001, "only"),
    ],
)
def test_the_person_meant_is_first(text: str, year: int | None, who: str) -> None:
    assert first(text, year) == who


def test_a_year_that_fits_outweighs_one_that_does_not() -> None:
    ranked = {r.id: r.likeness for r in rank(["Somchai Srisuk"], 1990, PEOPLE.items())}
    assert ranked["somchai"] > 1.0 > ranked["younger"] > ranked["huong"]


def test_at_most_as_many_as_wanted_and_in_order() -> None:
    found = rank(["Somchai"], None, PEOPLE.items(), best=3)
    assert len(found) == 3
    assert [r.likeness for r in found] == sorted((r.likeness for r in found), reverse=True)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=25), st.none() | st.integers(1900, 2030))
def test_nothing_typed_breaks_it(text: str, year: int | None) -> None:
    assert all(-0.2 <= r.likeness <= 1.07 for r in rank([text], year, PEOPLE.items()))
