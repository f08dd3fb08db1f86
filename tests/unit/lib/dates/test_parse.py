"""What officers type, in six scripts, and what is asked back instead of guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.dates import (
    TEMPLATES,
    DateError,
    Era,
    PartialDate,
    from_parts,
    parse,
    parse_birth,
    to_figures,
)
from wellknit.lib.dates.words import LANGUAGES, MONTHS

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "era", "iso"),
    [
        ("27/5/2004", Era.CE, "2004-05-27"),
        ("27-05-2004", Era.CE, "2004-05-27"),
        ("27.5.2004", Era.CE, "2004-05-27"),
        ("2004-05-27", Era.CE, "2004-05-27"),
        ("27052004", Era.CE, "2004-05-27"),
        ("27th of May, 2004", Era.CE, "2004-05-27"),
        ("May 27, 2004", Era.CE, "2004-05-27"),
        ("Sept 2004", Era.CE, "2004-09"),
        ("05/2004", Era.CE, "2004-05"),
        ("2004", Era.CE, "2004"),
        ("2004~", Era.CE, "2004~"),
        ("c. 2004", Era.CE, "2004~"),
        ("00/00/2004", Era.CE, "2004"),
        ("??/05/2004", Era.CE, "2004-05"),
        ("xx/05/2004", Era.CE, "2004-05"),
        ("unknown", Era.CE, "XXXX"),
        ("-", Era.CE, "XXXX"),
        ("๒๗ พฤษภาคม ๒๕๔๗", Era.BE, "2004-05-27"),
        ("วันที่ 27 เดือน พ.ค. พ.ศ. 2547", Era.CE, "2004-05-27"),
        ("27 พค 2547", Era.BE, "2004-05-27"),
        ("ประมาณ พ.ศ. ๒๕๔๗", Era.CE, "2004~"),
        ("ค.ศ. 2004", Era.BE, "2004"),
        ("ไม่ทราบ", Era.BE, "XXXX"),
        ("ວັນທີ ໒໗ ພຶດສະພາ ໒໐໐໔", Era.CE, "2004-05-27"),
        ("ថ្ងៃទី ២៧ ខែ ឧសភា ឆ្នាំ ២០០៤", Era.CE, "2004-05-27"),
        ("၂၀၀၄ ခုနှစ် မေလ ၂၇ ရက်", Era.CE, "2004-05-27"),
        ("၂ဝဝ၄ ခုနှစ်", Era.CE, "2004"),  # the letter wa typed for the figure nought
        ("ngày 27 tháng 5 năm 2004", Era.CE, "2004-05-27"),
        ("tháng năm năm 2004", Era.CE, "2004-05"),
        ("2004年5月27日", Era.CE, "2004-05-27"),
        ("二〇〇四年十二月二十七日", Era.CE, "2004-12-27"),
        ("约2004年", Era.CE, "2004~"),
    ],
)
def test_it_reads_what_officers_type(typed: str, era: Era, iso: str) -> None:
    read = parse(typed, era=era, today=TODAY)
    assert read.iso() == iso
    assert read.typed == typed


@pytest.mark.parametrize(
    ("typed", "era", "code", "hint"),
    [
        ("1/1/2560", Era.CE, "date.looks_buddhist", "2017"),
        ("2560", Era.CE, "date.looks_buddhist", "2017"),
        ("27052547", Era.CE, "date.looks_buddhist", "2004"),
        ("2004", Era.BE, "date.looks_christian", "2547"),
        ("29/2/2568", Era.BE, "date.no_leap_day", "2568 B.E. (2025 C.E.)"),
        ("29/2/2025", Era.CE, "date.no_leap_day", "2025"),
        ("31/4/2004", Era.CE, "date.no_such_day", "April 2004 has only 30 days"),
        ("05/25/2004", Era.CE, "date.day_first", "25 5 2004"),
        ("13/2004", Era.CE, "date.no_such_month", "13"),
        ("27/5/04", Era.CE, "date.short_year", "four figures"),
        ("5 May 04", Era.CE, "date.short_year", "four figures"),
        ("5 May", Era.CE, "date.no_year", "missing"),
        ("12/?/2004", Era.CE, "date.no_month", "leave the day out"),
        ("99999999", Era.CE, "date.unreadable", "cannot be read"),
        ("2470", Era.BE, "date.before_new_year_change", "B.E. 2484"),
        ("2470", Era.CE, "date.before_new_year_change", "B.E. 2484"),
        ("ព.ស. 2560", Era.CE, "date.unsettled_era", "April or May"),
        ("正月 2004", Era.CE, "date.unreadable", "cannot be read"),  # a lunar month
        ("rainy season 2004", Era.CE, "date.unreadable", "cannot be read"),
        ("", Era.CE, "date.empty", "not known"),
        ("1/1/2027", Era.CE, "date.future", "future"),
        ("1890", Era.CE, "date.too_old", "120"),
        ("1700", Era.CE, "date.year_out_of_range", "1700"),
    ],
)
def test_it_asks_back(typed: str, era: Era, code: str, hint: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_birth(typed, era=era, today=TODAY)
    assert refused.value.problem.code == code
    assert hint in refused.value.problem.sentence


def test_29_february_2567_be_exists() -> None:
    assert parse("29/2/2567", era=Era.BE).iso() == "2024-02-29"


def test_an_error_in_a_log_does_not_repeat_the_birthday() -> None:
    with pytest.raises(DateError) as refused:
        parse("27 5 1998 or so perhaps")
    assert "1998" not in str(refused.value) + repr(refused.value)


def test_ages_and_futures_are_not_checked_for_other_dates() -> None:
    assert parse("1/1/2027", today=TODAY).iso() == "2027-01-01"


@pytest.mark.parametrize(
    ("boxes", "iso"),
    [
        (("27", "5", "2004"), "2004-05-27"),
        (("", "5", "2004"), "2004-05"),
        (("", "", "๒๐๐๔"), "2004"),
        (("27", "พฤษภาคม", "พ.ศ. 2547"), "2004-05-27"),
        (("27", "tháng 5", "2004"), "2004-05-27"),
        (("?", "5", "2004"), "2004-05"),
    ],
)
def test_three_boxes_of_a_form(boxes: tuple[str, str, str], iso: str) -> None:
    assert from_parts(*boxes).iso() == iso


@pytest.mark.parametrize(
    ("boxes", "code", "part"),
    [
        (("27", "5", ""), "date.no_year", "year"),
        (("27", "", "2004"), "date.no_month", "month"),
        (("x1", "5", "2004"), "date.not_a_number", "day"),
        (("first", "5", "2004"), "date.not_a_number", "day"),
        (("1", "rain", "2004"), "date.not_a_number", "month"),
        (("2755", "5", "2004"), "date.not_a_number", "day"),
        (("30", "2", "2004"), "date.no_such_day", "day"),
        (("", "", ""), "date.empty", ""),
        (("1", "1", "04"), "date.short_year", "year"),
    ],
)
def test_the_box_that_is_wrong_is_named(boxes: tuple[str, str, str], code: str, part: str) -> None:
    with pytest.raises(DateError) as refused:
        from_parts(*boxes)
    assert (refused.value.problem.code, refused.value.problem.part) == (code, part)


days = st.dates(date(1941, 1, 1), date(2300, 12, 31))


@given(days, st.sampled_from(LANGUAGES), st.sampled_from(list(Era)))
def test_month_names_read_back_in_every_language(day: date, language: str, era: Era) -> None:
    year = day.year + (543 if era is Era.BE else 0)
    text = f"{day.day} {MONTHS[language][day.month - 1]} {year}"
    assert parse(text, era=era) == PartialDate(day.year, day.month, day.day, era=era, typed=text)


@given(days, st.sampled_from(["th", "lo", "km", "my", "en"]), st.sampled_from("/- .–"))
def test_figures_and_separators_read_back(day: date, script: str, sign: str) -> None:
    text = to_figures(sign.join(map(str, (day.day, day.month, day.year))), script)
    assert parse(text).iso() == day.isoformat()


@given(st.text(max_size=30), st.sampled_from(list(Era)))
def test_any_text_is_read_or_refused_with_a_sentence(text: str, era: Era) -> None:
    try:
        read = parse_birth(text, era=era, today=TODAY)
    except DateError as error:
        assert error.problem.code in TEMPLATES
        assert "{" not in error.problem.sentence.replace(text.strip(), "")
    else:
        assert read.typed == text


def test_every_code_in_use_has_a_template() -> None:
    """refuse() would fail only when the sentence is asked for: in front of a person."""
    import inspect
    import re

    from wellknit.lib.dates import ages, era, partial
    from wellknit.lib.dates import parse as _  # noqa: F401
    from wellknit.lib.dates.parse import _scan

    code = "".join(inspect.getsource(inspect.getmodule(thing)) for thing in (_scan, ages, era, partial))  # type: ignore[arg-type]
    assert set(re.findall(r'"(date\.\w+)"', code)) == set(TEMPLATES)
