"""Sound keys: spellings of one name meet, different names do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.names import burmese, han, khmer, lao, latin, thai
from wellknit.lib.names.forms import Reading, readings


def coarse(form: str) -> str:
    return readings(form)[0].coarse


def fine(form: str) -> str:
    return readings(form)[0].fine


@pytest.mark.parametrize(
    "spellings",
    [
        ("Somchai", "Somchay", "Somchaay"),
        ("Phonthip", "Pornthip", "Porntip", "Phontip"),
        ("Prasert", "Pasert", "Prasoet"),
        ("Xay", "Say", "Xai"),
        ("Vongsa", "Wongsa"),
        ("Kaew", "Kaeo"),
        ("Hpyo", "Phyo", "Pyo"),
        ("Hla", "La"),
        ("Htun", "Tun"),
        ("Kyaw", "Jaw", "Chaw"),
        ("Khine", "Khyne"),
        ("Nguyễn", "Nguyen", "NGUYEN"),
        ("Đặng", "Dang"),
        ("Phượng", "Phuong", "Fuong"),
        ("Sovann", "Sovan"),
        ("Aung", "Oung", "Ong"),
        ("Noppadol", "Noppadon"),
        ("Suriya", "Suria"),
        ("Suree", "Suri"),
        ("Boon", "Bun"),
    ],
)
def test_spellings_of_one_name_sound_alike(spellings: tuple[str, ...]) -> None:
    assert len({fine(s) for s in spellings}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ("Thiri", "Siri"),
        ("Zhang", "Chang", "Jang"),
        ("Xiao", "Hsiao"),
        ("Wang", "Wong"),
        ("Thein", "Thine"),
        ("Sok", "Suk"),
    ],
)
def test_other_romanisations_share_their_consonants_or_differ_by_one(spellings: tuple[str, ...]) -> None:
    first, *others = (coarse(s) for s in spellings)
    for other in others:
        assert len(first) == len(other)
        assert sum(a != b for a, b in zip(first, other, strict=True)) <= 1


@pytest.mark.parametrize(
    ("native", "written"),
    [
        ("สมชาย", "Somchai"),
        ("ประเสริฐ", "Prasert"),
        ("พรทิพย์", "Pornthip"),
        ("ศรีสุข", "Srisuk"),
        ("อรุณ", "Arun"),
        ("ສົມໄຊ", "Somxay"),
        ("ວົງສະຫວັນ", "Vongsavanh"),
        ("សុខ", "Sok"),
        ("វណ្ណា", "Vanna"),
        ("ស្រី", "Srey"),
        ("ဝင်း", "Win"),
        ("ကျော်", "Kyaw"),
        ("အောင်", "Aung"),
        ("သီရိ", "Thiri"),
    ],
)
def test_native_and_latin_form_share_their_consonants(native: str, written: str) -> None:
    assert coarse(native) == coarse(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ศรี", "ษรี"), ("นํ้าฝน", "น้ำฝน"), ("ณี", "นี"), ("แก้ว", "แกว"), ("พันธุ์", "พัน"),
        ("ຣັດ", "ລັດ"), ("ຫຼ້າ", "ຫລ້າ"), ("ໜູ", "ຫນູ"), ("សៀង", "សែង"), ("ម៉ៅ", "មៅ"), ("ခင်း", "ခင်"), ("ဝင်း", "ဝင့်"),
        ("စန်း", "စံ"), ("張偉", "张伟"), ("陳麗華", "陈丽华"),
    ],
)  # fmt: skip
def test_letters_that_sound_alike_are_one(one: str, other: str) -> None:
    assert fine(one) == fine(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Somchai", "Somsak"),
        ("Nguyen", "Ngan"),
        ("สมชาย", "สมศักดิ์"),
        ("王小明", "王小华"),
        ("Wei", "Wu"),
        ("ဝင်း", "လှ"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fine(one) != fine(other)


def test_burmese_falls_into_syllables() -> None:
    assert burmese.syllables("သီရိဝင်း") == ("သီ", "ရိ", "ဝင်း")
    assert burmese.syllables("မေတ္တာအောင်") == ("မေတ္တာ", "အောင်")
    assert burmese.syllables("မင်္ဂလာ") == ("မင်္ဂ", "လာ")


def test_chinese_surnames_and_readings() -> None:
    assert han.parts("王小明") == ("王", "小明")
    assert han.parts("欧阳明") == ("欧阳", "明")
    assert han.pinyin("小明") == "xiaoming"
    assert (han.pinyin("曾"), han.pinyin("曾", surname=True)) == ("ceng", "zeng")
    assert han.pinyin("㐀") == ""
    kinds = [(r.script, r.derived) for r in readings("王小明")]
    assert kinds == [("han", False), ("latin", True)]


LETTERS = {
    latin: "abcdefghijklmnopqrstuvwxyz",
    thai: "กขคงจชซญดตถทธนบปผพฟภมยรลวศษสหอฮะาิีึืุูเแโใไ่้์",
    lao: "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະາິີຸູເແໂໄ່້",
    khmer: "កខគឃងចឆជញដឋឌណតថទធនបផពភមយរលវសហឡអាិីុូេែៃោ្់៉",
}


@settings(deadline=None)
@given(st.sampled_from(sorted(LETTERS, key=lambda m: m.__name__)), st.data())
def test_any_letters_give_a_key_of_classes_only(room: object, data: st.DataObject) -> None:
    word = data.draw(st.text(alphabet=LETTERS[room], min_size=1, max_size=14))  # type: ignore[index]
    found = room.sound(room.fold(word))  # type: ignore[attr-defined]
    assert set(found) <= set("KTPSMNLWHYQaiu")


@settings(deadline=None)
@given(st.text(alphabet="กขคงจชซดตนบปผพมยรลวสหอะาิีุูเแไ", min_size=1, max_size=12), st.data())
def test_a_tone_mark_anywhere_changes_nothing(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word)))
    tone = data.draw(st.sampled_from("่้๊๋"))
    assert thai.fold(word[:at] + tone + word[at:]) == thai.fold(word)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_anything_at_all_can_be_read(text: str) -> None:
    for reading in readings(text, asked=True):
        assert isinstance(reading, Reading)
        assert all(part.text for part in reading.parts)
        assert reading.fine or reading.text
