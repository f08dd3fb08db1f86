"""Money of the programme, on the figures of the documents."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.money import (
    Effect,
    Line,
    NoRate,
    On,
    Rate,
    Restriction,
    Utilisation,
    check_amount,
    check_restrictions,
    cofinancing,
    envelope_findings,
    grand_total,
    requirement,
    usd,
)

YEARS = (2011, 2012, 2013)


def flat(key: str, amount: int) -> Line:
    return Line(key, key, amounts={year: D(amount) for year in YEARS})


def spa3() -> list[Line]:
    """Table 3 of the SPA III proposal: overhead is a formula, not a typed figure."""
    base = [
        flat("areas", 700_000),
        flat("meetings", 100_000),
        flat("units", 455_000),
        flat("assistance", 399_000),
        flat("travel", 30_000),
    ]
    return [*base, Line("gms", "GMS", percent=D(7), of=tuple(line.key for line in base))]


def test_the_requirement_of_2011_to_2013():
    worked = requirement(spa3(), YEARS)
    assert worked[-1].amounts[2011] == D("117880.00")
    assert grand_total(worked, YEARS) == {year: D(1_801_880) for year in YEARS}
    assert sum(row.total for row in worked) == D(5_405_640)


def test_a_formula_may_not_stand_on_another_formula():
    with pytest.raises(ValueError, match="not a line with amounts"):
        requirement([flat("a", 1), Line("b", "b", percent=D(7), of=("b",))], YEARS)


NOT_MM = Restriction(Effect.EXCLUDE, On.COUNTRY, frozenset({"MM", "CN"}))
LEGAL = Restriction(Effect.PREFER, On.AREA, frozenset({"area-2"}))
ONLY_P = Restriction(Effect.ONLY, On.AREA, frozenset({"area-3"}))


def test_an_excluded_country_is_refused_and_named():
    found = check_restrictions([NOT_MM], country="MM", areas=["area-1"])
    assert found[0].refuses and "MM" in found[0].sentence
    assert check_restrictions([NOT_MM], country="KH", areas=["area-1"]) == []


def test_a_preference_is_told_and_not_refused():
    found = check_restrictions([LEGAL], country="KH", areas=["area-1"])
    assert [f.code for f in found] == ["not_preferred"] and not found[0].refuses


def test_money_only_for_an_area_needs_that_area_alone():
    assert check_restrictions([ONLY_P], country="KH", areas=["area-3"]) == []
    assert check_restrictions([ONLY_P], country="KH", areas=["area-3", "area-1"])[0].refuses


def test_a_pledge_cannot_be_overdrawn():
    assert check_amount(D(100), D(80), D(20)) == []
    assert check_amount(D(100), D(80), D("20.01"))[0].refuses
    assert check_amount(D(100), D(80), D(0))[0].code == "not_positive"


def test_utilisation_of_nothing_is_not_zero_percent():
    assert Utilisation(D(0), D(0), D(0), D(0)).percent is None
    row = Utilisation(D(200), D(200), D(150), D(120)) + Utilisation(D(0), D(0), D(0), D(0))
    assert row.percent == 60 and row.unspent == 80


def test_co_financing_by_money_names_its_denominator():
    share = cofinancing(D(66_930), D(166_780), denominator="money")
    assert round(share.percent, 1) == D("40.1") and share.denominator == "money"
    assert cofinancing(None, D(10), denominator="activities").percent is None
    with pytest.raises(ValueError, match="name"):
        cofinancing(D(1), D(2), denominator="")


def test_currencies_take_the_last_rate_before_the_day():
    rates = [Rate("THB", date(2014, 6, 1), D("32.5"), "UN"), Rate("THB", date(2014, 7, 1), D("32.0"), "UN")]
    assert usd(D(650), "THB", date(2014, 6, 30), rates) == (D("20.00"), rates[0])
    assert usd(D(5), "USD", date(2014, 6, 30), []) == (D("5.00"), None)
    with pytest.raises(NoRate, match="THB"):
        usd(D(1), "THB", date(2015, 6, 30), rates)


def test_size_of_a_plan_warns_and_never_refuses():
    found = envelope_findings(44, D(120_000), D(100_000), low=15, high=25)
    assert [f.code for f in found] == ["line_count", "envelope"] and not any(f.refuses for f in found)


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=1), st.integers(0, 30))
def test_overhead_is_the_percentage_of_the_sum(amounts: list[D], percent: int):
    lines = [Line(str(i), "", amounts={2020: a}) for i, a in enumerate(amounts)]
    worked = requirement(
        [*lines, Line("o", "", percent=D(percent), of=tuple(str(i) for i in range(len(amounts))))], [2020]
    )
    assert abs(worked[-1].amounts[2020] - sum(amounts) * percent / 100) <= D("0.005")
