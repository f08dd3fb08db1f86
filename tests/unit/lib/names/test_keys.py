"""Keys: what is filed is found again by what people type."""

from __future__ import annotations

import pytest
from bench.people import VARIANTS, Maker, question
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names import keys
from wellknit.lib.names.keys import Kind, PersonNames, asked, stored

CASES = [
    (("สมชาย ศรีสุข", "Somchai Srisuk"), 1990),
    (("ສົມໄຊ ວົງສະຫວັນ", "Somxay Vongsavanh"), 1985),
    (("សុខ វណ្ណា", "Sok Vanna"), 2001),
    (("သီရိဝင်းအောင်", "Thiri Win Aung"), 1999),
    (("王小明", "Wang Xiaoming"), 1979),
    (("Nguyễn Thị Hương",), 1994),
    (("Abigail Thornbury",), None),
]


def meet(filed: PersonNames, typed: str, year: int | None) -> set[Kind]:
    """Kinds of the keys in which a question and a person meet."""
    return {kind for kind, _ in stored(filed) & asked([typed], year).keys()}


@pytest.mark.parametrize(("forms", "year"), CASES)
def test_every_form_finds_its_person_whole(forms: tuple[str, ...], year: int | None) -> None:
    for form in forms:
        assert {Kind.WHOLE, Kind.YEAR} <= meet(PersonNames(forms, year), form, year)


@pytest.mark.parametrize(("forms", "year"), CASES)
def test_the_order_of_parts_does_not_matter(forms: tuple[str, ...], year: int | None) -> None:
    turned = " ".join(reversed(forms[-1].split()))
    assert Kind.WHOLE in meet(PersonNames(forms, year), turned, year)


@pytest.mark.parametrize(
    ("filed", "typed"),
    [
        ("Somchai Srisuk", "Somchay Sisook"),
        ("Pornthip Intharawong", "Phontip Intarawongse"),
        ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
        ("Wang Xiaoming", "Hsiao-ming Wang"),
        ("Thiri Win", "Thiyi Winn"),
        ("Kyaw Zin Htet", "Jaw Zin Tet"),
        ("Somxay Vongsavanh", "Somsai Wongsavan"),
        ("Sok Vanna", "Sok Vannar"),
    ],
)
def test_other_spellings_meet_in_the_whole_name(filed: str, typed: str) -> None:
    assert meet(PersonNames((filed,), 1990), typed, 1990) & {Kind.WHOLE, Kind.BARE, Kind.BORN}


def test_a_part_alone_is_found_with_the_year_off_by_one() -> None:
    filed = PersonNames(("Somchai Srisuk",), 1990)
    assert meet(filed, "Srisuk", 1991) == {Kind.PART, Kind.YEAR}
    assert meet(filed, "Srisuk", 1993) == {Kind.PART}


def test_a_chinese_given_name_alone_is_not_cut_into_a_surname() -> None:
    assert Kind.YEAR in meet(PersonNames(("黄军邦", "Huang Junbang"), 1981), "军邦", 1981)


def test_an_unknown_year_does_not_hide_a_person() -> None:
    assert Kind.YEAR in meet(PersonNames(("Somchai Srisuk",), None), "Srisuk", 1990)


def test_somebody_filed_under_one_name_is_found_by_two() -> None:
    assert Kind.WHOLE in meet(PersonNames(("Somchai",), 1990), "Somchai Srisuk", 1990)


def test_three_parts_are_found_by_any_two() -> None:
    filed = PersonNames(("Nguyễn Thị Hương",), None)
    for typed in ("Nguyen Huong", "Huong Nguyen", "Thi Huong", "Nguyen Thi"):
        assert Kind.PAIR in meet(filed, typed, None)


def test_native_and_latin_forms_meet_across_scripts() -> None:
    assert meet(PersonNames(("สมชาย ศรีสุขวงศ์",), 1990), "Somchai Srisukwong", 1990)
    assert Kind.WHOLE in meet(PersonNames(("王小明",), 1990), "Wang Xiaoming", 1990)


def test_nothing_is_asked_of_an_empty_name() -> None:
    assert asked([" . "], 1990) == {}
    assert stored(PersonNames(("", " ", "123"), 1990)) == frozenset()


def test_few_keys_are_stored() -> None:
    """Space for ever, and something for a thief: under forty for two forms of a name."""
    for forms, year in CASES:
        assert len(stored(PersonNames(forms, year))) <= 40


SYLLABLE = st.sampled_from("bdkmnpst").flatmap(lambda c: st.sampled_from("aiu").map(lambda v: c + v))
SYLLABLES = st.lists(SYLLABLE, min_size=2, max_size=4).map("".join)


@settings(max_examples=80, deadline=None)
@given(st.lists(SYLLABLES, min_size=2, max_size=3), st.data())
def test_one_letter_left_out_still_meets(parts: list[str], data: st.DataObject) -> None:
    """A slip costs a sound or two; one part is untouched, and mostly the whole name still meets."""
    text = " ".join(parts)
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c != " "]))
    assert meet(PersonNames((text,), 1990), text[:at] + text[at + 1 :], 1990)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000), st.sampled_from(VARIANTS))
def test_invented_persons_meet_what_is_typed_for_them(seed: int, variant: str) -> None:
    """The generator knows nothing of our tables; what keeps the letters always meets."""
    maker = Maker(seed)
    person = maker.person(0)
    asked_for = question(maker, person, variant)
    found = meet(PersonNames(person.filed, person.birth_year), asked_for.text, asked_for.birth_year)
    assert found or variant not in ("order", "title", "diacritics dropped")


def test_weights_are_known_for_every_kind() -> None:
    assert set(keys.WEIGHTS) == set(Kind)
    assert [k.value for k in Kind] == ["w", "c", "y", "p", "b", "e"]  # frozen: they are inside stored tokens


def test_a_name_that_begins_like_a_form_of_address_is_filed_both_ways() -> None:
    """Xiao is a surname and "little"; Maung is a name and "young man"."""
    filed = PersonNames(("Xiao Ming Hua", "Maung Maung Aye"), 1990)
    for typed in ("Xiao Minghua", "Ming Hua", "Maung Aye", "Maung Maung Aye", "U Maung Maung Aye"):
        assert Kind.WHOLE in meet(filed, typed, 1990)


def test_a_letter_pasted_by_mistake_costs_no_more_than_a_long_name() -> None:
    page = "Somchai Srisuk was found on the boat with others " * 500
    assert len(asked([page], 1990)) < 600
    assert len(stored(PersonNames((page,), 1990))) < 150
