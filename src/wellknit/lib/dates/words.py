"""The words officers use in dates, in the seven languages: months, eras, "about", "not known", and filler.

Everything is compared after :func:`fold`. Sources: the civil month names of each language; abbreviations as
written on Thai official letters. Lunar months (正月, tháng giêng, ဝါဆို …) are left out on purpose: they are no
civil months and must be asked back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

LANGUAGES = ("en", "th", "lo", "km", "my", "vi", "zh")

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "th": (
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
        "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ),
    "lo": (
        "ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ",
        "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ",
    ),
    "km": ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"),
    "my": (
        "ဇန်နဝါရီ", "ဖေဖော်ဝါရီ", "မတ်", "ဧပြီ", "မေ", "ဇွန်",
        "ဇူလိုင်", "ဩဂုတ်", "စက်တင်ဘာ", "အောက်တိုဘာ", "နိုဝင်ဘာ", "ဒီဇင်ဘာ",
    ),
    "vi": (
        "tháng một", "tháng hai", "tháng ba", "tháng tư", "tháng năm", "tháng sáu",
        "tháng bảy", "tháng tám", "tháng chín", "tháng mười", "tháng mười một", "tháng mười hai",
    ),
    "zh": (
        "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月",
    ),
}  # fmt: skip

_SHORT = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
    "มกรา กุมภา มีนา เมษา พฤษภา มิถุนา กรกฎา สิงหา กันยา ตุลา พฤศจิกา ธันวา",
)
# Other spellings met on paper: (month, spelling). A point may be left out and a blank may follow it.
SPELLINGS: tuple[tuple[int, str], ...] = (
    *((number, word) for row in _SHORT for number, word in enumerate(row.split(), 1)),
    *((9, "sept"), (2, "កុម្ភះ"), (2, "កុម្ភ"), (3, "មិនា"), (8, "သြဂုတ်")),
)

CE_MARKS = ("c.e.", "a.d.", "ค.ศ.", "ຄ.ສ.", "គ.ស.", "公元", "ခရစ်နှစ်")
BE_MARKS = ("b.e.", "พ.ศ.", "ພ.ສ.", "佛历")
# Khmer and Burmese religious counts and the Burmese era: their new year lies in April or May.
UNSETTLED_MARKS = ("ព.ស.", "សាសនា", "သာသနာ", "ကောဇာ")

CIRCA = (
    "circa", "ca.", "c.", "about", "around", "approximately", "approx.", "ประมาณ", "ราวๆ", "ราว", "ປະມານ",
    "ប្រហែល", "ប្រមាណ", "ခန့်မှန်း", "ခန့်", "khoảng", "chừng", "大约", "大概", "约", "左右",
)  # fmt: skip
CIRCA_SIGNS = ("~", "≈", "±")

UNKNOWN = (
    "unknown", "not known", "don't know", "do not know", "not sure", "n/a", "ไม่ทราบ", "ไม่รู้", "ບໍ່ຮູ້", "ບໍ່ຊາບ",
    "មិនដឹង", "មិនស្គាល់", "မသိပါ", "မသိ", "không biết", "không rõ", "不知道", "不清楚", "不详", "未知",
)  # fmt: skip

FILLER = (
    "day", "month", "year", "of", "the", "th", "st", "nd", "rd", "วันที่", "วัน", "เดือน", "ปี",
    "ວັນທີ", "ເດືອນ", "ປີ",
    "ថ្ងៃទី", "ថ្ងៃ", "ខែ", "ឆ្នាំ", "ခုနှစ်", "ခု", "နှစ်", "ရက်နေ့", "ရက်", "နေ့", "လ", "ngày", "tháng", "năm",
    "年", "月", "日", "号",
)  # fmt: skip

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CHINESE_NUMBER = re.compile(
    "(?:[〇零○一二三四五六七八九]{1,4}|[一二三]?十[一二三四五六七八九]?)(?=[年月日号])"
)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def fold(text: str) -> str:
    """Text made comparable: compatibility forms joined, lower case, every script's figures as 0–9.

    The Burmese letter wa looks like the figure nought and is typed for it: between figures it is read as one.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().strip()
    plain = re.sub("(?<=[၀-၉])ဝ|ဝ(?=[၀-၉])", "၀", plain)
    figures = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)
    return _chinese("".join(figures))


def _chinese(text: str) -> str:
    """Chinese numerals before 年, 月, 日, 号 as figures: 二〇〇四年 → 2004年, 十二月 → 12月."""

    def figure(found: re.Match[str]) -> str:
        word = found.group()
        if "十" not in word:
            return word.translate(_CHINESE_DIGITS)
        tens, _, ones = (part.translate(_CHINESE_DIGITS) for part in word.partition("十"))
        return str(int(tens or "1") * 10 + int(ones or "0"))

    return _CHINESE_NUMBER.sub(figure, text)


def phrases() -> Iterator[tuple[str, str, int]]:
    """(regular expression of a folded phrase, kind, month number or 0), in no order."""
    for language, names in MONTHS.items():
        if language != "zh":  # already figures after fold()
            yield from ((_pattern(name), "month", number) for number, name in enumerate(names, 1))
    yield from ((_pattern(text), "month", number) for number, text in SPELLINGS)
    for kind, words in (
        ("ce", CE_MARKS), ("be", BE_MARKS), ("unsettled", UNSETTLED_MARKS), ("circa", CIRCA),
        ("unknown", UNKNOWN), ("filler", FILLER),
    ):  # fmt: skip
        yield from ((_pattern(text), kind, 0) for text in words)
    yield from ((re.escape(sign), "circa", 0) for sign in CIRCA_SIGNS)


def _pattern(phrase: str) -> str:
    """A phrase as written by hand: points optional, blanks elastic; Latin words stand alone."""
    text = fold(phrase)
    pattern = re.escape(text).replace(r"\.", r"\.?\s?").replace(r"\ ", r"\s+")
    if text[0].isascii() or "LATIN" in unicodedata.name(text[0], ""):
        return rf"(?<![^\W\d_]){pattern}(?![^\W\d_])"
    return pattern
