"""Cleaning: what looks the same is the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names.script import Script, clean, script_of, words

ANY_TEXT = st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Somchai Srisuk", Script.LATIN),
        ("Đặng Văn Phượng", Script.LATIN),
        ("สมชาย", Script.THAI),
        ("ສົມໄຊ", Script.LAO),
        ("សុខ វណ្ណា", Script.KHMER),
        ("သီရိဝင်း", Script.BURMESE),
        ("王小明", Script.HAN),
        ("Mr สมชายศรีสุข", Script.THAI),
        ("Иван", Script.OTHER),
        ("12 -", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_the_script_most_letters_belong_to(text: str, script: Script) -> None:
    assert script_of(text) is script


def test_invisible_characters_and_wide_letters_do_not_count() -> None:
    assert clean("\u200bSom\u00adchai\u200d \ufeff Ｓｒｉｓｕｋ") == "Somchai Srisuk"


def test_composed_and_decomposed_vietnamese_are_one() -> None:
    assert clean("Nguye\u0302\u0303n") == clean("Nguyễn")


def test_thai_and_lao_sara_am_stay_one_letter() -> None:
    assert clean("คำ") == "คำ" == clean("คํา")
    assert clean("ຄຳ") == "ຄຳ" == clean("ຄໍາ")


def test_words_part_at_everything_but_letters_and_apostrophes() -> None:
    assert words("O'Neil, Mary-Ann (2)") == ("ONeil", "Mary", "Ann")
    assert words("欧阳·小明") == ("欧阳", "小明")


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_words_hold_no_space(text: str) -> None:
    assert all(word and not any(c.isspace() for c in word) for word in words(clean(text)))


def test_burmese_digits_typed_for_letters() -> None:
    """Zero for wa and seven for ra look the same on screen."""
    assert clean("၀င်း") == "ဝင်း"
    assert clean("သီ၇ိ") == "သီရိ"
    assert clean("၁၀") == "၁၀"
