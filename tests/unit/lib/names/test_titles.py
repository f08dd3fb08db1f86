"""Titles come off; names that look like titles do not."""

from __future__ import annotations

import pytest

from wellknit.lib.names import titles
from wellknit.lib.names.forms import readings
from wellknit.lib.names.script import Script


@pytest.mark.parametrize(
    ("form", "bare"),
    [
        ("นายสมชาย ศรีสุข", "สมชาย ศรีสุข"),
        ("นางสาว สมหญิง ใจดี", "สมหญิง ใจดี"),
        ("ด.ญ.มาลี แก้ว", "มาลี แก้ว"),
        ("ທ້າວ ສົມໄຊ ວົງສາ", "ສົມໄຊ ວົງສາ"),
        ("ນາງສາວບຸນມີ ວົງສາ", "ບຸນມີ ວົງສາ"),
        ("លោកស្រី សុខ ណារី", "សុខ ណារី"),
        ("ဒေါ်ခင်လှ", "ခင်လှ"),
        ("王小明先生", "王小明"),
        ("Mr. Somchai Srisuk", "Somchai Srisuk"),
        ("MRS Sok Vanna", "Sok Vanna"),
        ("Daw Khin Hla", "Khin Hla"),
    ],
)
def test_a_name_with_and_without_its_title_reads_alike(form: str, bare: str) -> None:
    with_title, without = readings(form)[0], readings(bare)[0]
    assert (with_title.text, with_title.fine) == (without.text, without.fine)


@pytest.mark.parametrize("name", ["Minh Anh", "Naiyana Dee", "Drew Smith", "Mary"])
def test_the_beginning_of_a_name_is_no_title(name: str) -> None:
    assert titles.strip(name, Script.LATIN) == name.casefold()


def test_a_title_alone_stays() -> None:
    assert titles.strip("นาย", Script.THAI) == "นาย"
    assert titles.strip("Daw", Script.LATIN) == "daw"


def test_a_form_of_address_may_be_a_name() -> None:
    """Maung Maung Aye: one Maung may be address; both readings are asked for."""
    ways = {len(r.parts) for r in readings("Maung Kyaw Zin", asked=True)}
    assert ways == {2, 3}
    assert len(readings("Ko Zin")[0].parts) == 2  # nothing would be left to call somebody by


def test_every_list_says_where_it_comes_from() -> None:
    from wellknit.lib.policydata import load_toml

    held = load_toml(titles.FILE, titles.TitleFile)
    assert all(
        getattr(held, script).source.document
        for script in ("latin", "thai", "lao", "khmer", "burmese", "han")
    )
