"""Writing a date for people: by language, in either era or both, with any script's figures.

A date about 1998 stays "about 1998"; a month without a day gets no day. Buddhist years before 2484 cannot be
written without a guess and are written as Christian years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from wellknit.lib.dates.era import FIRST_CERTAIN_CE, OFFSET, Era
from wellknit.lib.dates.partial import PartialDate
from wellknit.lib.dates.words import MONTHS

_PATTERNS: Mapping[str, tuple[str, str]] = {
    # language: (day, month); {y} is the year with its mark, {m} the month's name, {d} the day.
    "en": ("{d} {m} {y}", "{m} {y}"),
    "th": ("{d} {m} {y}", "{m} {y}"),
    "lo": ("{d} {m} {y}", "{m} {y}"),
    "km": ("{d} {m} {y}", "{m} {y}"),
    "my": ("{y} ခုနှစ် {m}လ {d} ရက်", "{y} ခုနှစ် {m}လ"),
    "vi": ("{d} {m} năm {y}", "{m} năm {y}"),
    "zh": ("{y}年{m}{d}日", "{y}年{m}"),
}
_VI_ZH_MONTH = {"vi": "tháng {n}", "zh": "{n}月"}
_YEAR_ONLY = {"my": "{y} ခုနှစ်", "zh": "{y}年"}
_CE = {"th": "ค.ศ. {y}", "lo": "ຄ.ສ. {y}", "km": "គ.ស. {y}"}
_BE = {"th": "พ.ศ. {y}", "lo": "ພ.ສ. {y}", "zh": "佛历{y}"}
_CIRCA = {
    "en": "about {d}", "th": "ประมาณ {d}", "lo": "ປະມານ {d}", "km": "ប្រហែល {d}", "my": "{d} ခန့်",
    "vi": "khoảng {d}", "zh": "约{d}",
}  # fmt: skip
_UNKNOWN = {
    "en": "not known", "th": "ไม่ทราบ", "lo": "ບໍ່ຮູ້", "km": "មិនដឹង", "my": "မသိပါ",
    "vi": "không biết", "zh": "不详",
}  # fmt: skip
_FIGURES = {"th": "๐๑๒๓๔๕๖๗๘๙", "lo": "໐໑໒໓໔໕໖໗໘໙", "km": "០១២៣៤៥៦៧៨៩", "my": "၀၁၂၃၄၅၆၇၈၉"}


def format_date(
    value: PartialDate | date,
    *,
    language: str = "en",
    era: Era | None = None,
    both_eras: bool = False,
    native_figures: bool = False,
) -> str:
    """A date as text. ``language`` may be a locale (``zh-hans``); an unknown one is written in English.

    era: the era to write in; None keeps the one it was entered in. both_eras adds the year of the other in
    brackets. native_figures: Thai, Lao, Khmer or Burmese figures.
    """
    given = PartialDate.from_date(value) if isinstance(value, date) else value
    tongue = re.split("[-_]", language.lower())[0]
    tongue = tongue if tongue in _PATTERNS else "en"
    if given.year is None:
        return _UNKNOWN[tongue]
    first = era or given.era
    text = _body(given, tongue, _marked_year(given.year, tongue, first))
    if given.circa:
        text = _CIRCA[tongue].format(d=text)
    if both_eras and given.year >= FIRST_CERTAIN_CE:
        other = Era.CE if first is Era.BE else Era.BE
        text += f" ({_marked_year(given.year, tongue, other)})"
    return to_figures(text, tongue) if native_figures else text


def to_figures(text: str, language: str) -> str:
    """Arabic figures as those of the language's script; unchanged for languages without their own."""
    figures = _FIGURES.get(language)
    return text.translate(str.maketrans("0123456789", figures)) if figures else text


def _body(value: PartialDate, tongue: str, year: str) -> str:
    if value.month is None:
        return _YEAR_ONLY.get(tongue, "{y}").format(y=year)
    month = _VI_ZH_MONTH.get(tongue, MONTHS[tongue][value.month - 1]).format(n=value.month)
    day_pattern, month_pattern = _PATTERNS[tongue]
    pattern = month_pattern if value.day is None else day_pattern
    return pattern.format(y=year, m=month, d=value.day)


def _marked_year(year: int, tongue: str, era: Era) -> str:
    if era is Era.BE and year >= FIRST_CERTAIN_CE:
        return _BE.get(tongue, "{y} B.E.").format(y=year + OFFSET)
    return _CE.get(tongue, "{y}").format(y=year)
