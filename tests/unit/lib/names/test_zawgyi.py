"""Zawgyi recognised and rewritten; Unicode left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names import zawgyi

# The same words in both encodings. Left: Zawgyi as it was typed; right: Unicode.
PAIRS = [
    ("ေအာင္", "အောင်"),
    ("ေက်ာ္", "ကျော်"),
    ("ၾကည္", "ကြည်"),
    ("ျမင့္", "မြင့်"),
    ("သီရိ၀င္း", "သီရိ၀င်း"),
    ("ခင္ႏွင္း", "ခင်နှင်း"),
    ("ေမာင္", "မောင်"),
    ("ေဒၚ", "ဒေါ်"),
    ("မဂၤလာပါ", "မင်္ဂလာပါ"),
    ("ေရႊ", "ရွှေ"),
    ("စႏၵာ", "စန္ဒာ"),
    ("ျပည့္ၿဖိဳး", "ပြည့်ဖြိုး"),
    ("လူ႔အခြင့္အေရး", "လူ့အခွင့်အရေး"),
    ("ေၾကညာ", "ကြေညာ"),
]
# Syllables of Unicode Burmese as they occur in names.
SYLLABLES = [
    "အောင်", "ကျော်", "ဝင်း", "ခင်", "လှ", "သန်း", "ထွန်း", "စိုး", "မိုး", "အေး", "ဇော်", "နိုင်", "မြင့်", "ဖြိုး",
    "ရွှေ", "သီ", "တာ", "ရိ", "နွယ်", "ဌေး", "ကြည်", "ညွန့်", "စံ", "ဦး", "မေတ္တာ", "ပြည့်", "ဟိန်း", "ချမ်း",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), PAIRS)
def test_zawgyi_is_recognised_and_converted(typed: str, meant: str) -> None:
    assert zawgyi.is_zawgyi(typed)
    assert zawgyi.to_unicode(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), PAIRS)
def test_what_was_converted_is_well_formed_and_stays(typed: str, meant: str) -> None:
    assert zawgyi.faults(meant) == 0
    assert not zawgyi.is_zawgyi(meant)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5))
def test_unicode_names_are_never_taken_for_zawgyi(syllables: list[str]) -> None:
    assert not zawgyi.is_zawgyi("".join(syllables))
    assert not zawgyi.is_zawgyi(" ".join(syllables))


@settings(deadline=None)
@given(st.lists(st.sampled_from([z for z, _ in PAIRS]), min_size=1, max_size=4))
def test_zawgyi_words_stay_zawgyi_in_company(words: list[str]) -> None:
    assert zawgyi.is_zawgyi(" ".join(words))


@pytest.mark.parametrize("text", ["", "Somchai", "สมชาย", "王小明", "ကခဂ"])
def test_text_without_a_reason_is_left_alone(text: str) -> None:
    assert not zawgyi.is_zawgyi(text)
