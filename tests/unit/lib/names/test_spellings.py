"""Spellings in ordinary use for the same word, by language: do they meet?

Collected from general knowledge of how these languages are romanised, not from the tables of the matcher or
of the generator: `written/otherwise`. Single words, no persons.
"""

from __future__ import annotations

import pytest
from rapidfuzz.distance import Levenshtein

from wellknit.lib.names.forms import readings

SPELLINGS = {
    "thai": """
        Jiraporn/Chiraphon Wichai/Vichai Suphaphon/Supaporn Kanchana/Ganjana Natthaphong/Nuttapong
        Siriluck/Sirilak Thitiporn/Titiporn Chutima/Jutima Apichat/Aphichart Ratchanee/Rachanee
        Worawut/Vorawoot Phitsamai/Pisamai Duangjai/Doungjai Kittisak/Gittisak Boonchuay/Bunchuai
        Wanphen/Vanpen Sawat/Sawasdi Thongchai/Tongchay Charoen/Jaroen Preecha/Pricha Orathai/Orratai
        Yuphin/Yupin Prayuth/Prayut Nonglak/Nongluck Phimchanok/Pimchanok Theerawat/Teerawat
        Jaruwan/Charuwan Sunee/Sunii Achara/Atchara Panya/Punya Krisana/Kritsana
    """,
    "lao": """
        Bounmy/Bunmi Khamphoui/Kamphuy Sengdeuane/Saengduean Souksavanh/Suksavan Phetsamone/Petsamon
        Chanthavong/Janthavong Xaysomboun/Saisombun Vilayphone/Wilaiphon Khammouane/Khammuan
        Phonesavanh/Ponsavan Douangchanh/Duangchan Somphone/Somporn Vansy/Wansi Keooudone/Keoudon
        Sisavath/Sysavat Thavone/Thavorn Latsamy/Rasmi Nouphone/Nuphon
    """,
    "khmer": """
        Sreymom/Sraymom Chhorn/Chorn Ratanak/Rattanak Kunthea/Kanthea Pisey/Pisei Bopha/Bupha
        Thavy/Thavi Chantrea/Jantrea Nimol/Nymol Sokhom/Sokom Phirun/Pirun Vuthy/Vuthi Chhunly/Chunli
        Sophorn/Sophon Rithy/Rithi Samnang/Somnang Kosal/Kosol Veasna/Viasna Sothea/Sothia Chenda/Chinda
        Mealea/Malia
    """,
    "burmese": """
        Thandar/Thanda Nwe/Nway Zaw/Zor Moe/Mo Sandar/Sanda Hnin/Nin Thuzar/Thuza Myo/Mio Phyo/Pyo
        Khaing/Khine Htay/Htei Kyi/Kyee Myint/Myin Thein/Thane Yadanar/Radana Aye/Ay Ohn/On Hlaing/Hline
        Nyein/Nyain Soe/Soh Maung/Mg Chit/Chitt Ngwe/Nguay Wai/Way Lwin/Lwyn Naing/Nine Swe/Sway Mya/Mia
    """,
    "chinese": """
        Zhou/Chou Xu/Hsu Cai/Tsai Jiang/Chiang Zhang/Chang Qin/Chin Xie/Hsieh Guo/Kuo Deng/Teng Gao/Kao
        Ding/Ting Xiaohong/Hsiao-hung Jianguo/Chien-kuo Zhiming/Chih-ming Meiling/Mei-ling
        Qiuyue/Chiu-yueh Shuzhen/Shu-chen Dongmei/Tung-mei Yuxiang/Yu-hsiang
    """,
    "vietnamese": """
        Phuong/Fuong Quynh/Kwinh Xuan/Suan Giang/Zang Khanh/Kan Thuy/Tui Nhung/Nung Duyen/Zuyen
        Trinh/Chin Vinh/Vin Huyen/Huen Hieu/Hiu Cuong/Kuong Nghia/Nia Trang/Chang Nguyen/Nguen
    """,
}


def pairs(language: str) -> list[tuple[str, str]]:
    split = (pair.split("/") for pair in SPELLINGS[language].split())
    return [(one, other) for one, other in split]


@pytest.mark.parametrize("language", sorted(SPELLINGS))
def test_every_pair_is_at_most_one_consonant_apart(language: str) -> None:
    """One consonant apart is what a whole name forgives (`keys.Kind.BARE`)."""
    for one, other in pairs(language):
        assert Levenshtein.distance(readings(one)[0].coarse, readings(other)[0].coarse) <= 1, (one, other)


@pytest.mark.parametrize(
    ("language", "alike"),
    [("thai", 0.95), ("lao", 1.0), ("khmer", 1.0), ("burmese", 0.85), ("chinese", 0.8), ("vietnamese", 0.7)],
)
def test_most_pairs_share_all_consonants(language: str, alike: float) -> None:
    same = [readings(one)[0].coarse == readings(other)[0].coarse for one, other in pairs(language)]
    assert sum(same) / len(same) >= alike
