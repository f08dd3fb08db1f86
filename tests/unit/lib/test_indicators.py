"""The arithmetic of reporting, with the traps the anchors list: null and zero, caps, percentages, target
zero.
"""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.figurechecks import Span, check_parts, check_span, check_target, check_value
from wellknit.lib.indicators import (
    Across,
    Card,
    Computed,
    Direction,
    Missing,
    Over,
    Unit,
    Value,
    across,
    card_colour,
    dims_key,
    dims_parts,
    n_of_m,
    over,
    read_progress,
    region_over_time,
)


def num(x: object) -> Value:
    return Value(number=D(str(x)))


def gap(reason: Missing) -> Value:
    return Value(missing=reason)


numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


def test_a_gap_is_not_a_zero_in_a_sum():
    got = across({"TH": num(33), "CN": num(37), "KH": gap(Missing.NOT_STATED)}, Across.MEAN)
    assert got.value.number == 35
    assert got.absent == {"KH": Missing.NOT_STATED} and not got.complete


def test_a_reported_zero_counts():
    got = across({"TH": num(10), "CN": num(0)}, Across.MEAN)
    assert got.value.number == 5 and got.complete


def test_all_gaps_keep_their_shared_reason():
    assert (
        across({"TH": gap(Missing.WITHHELD), "CN": gap(Missing.WITHHELD)}, Across.SUM).value.missing
        is Missing.WITHHELD
    )


def test_percentages_are_pooled_by_their_parts_not_added():
    got = across(
        {"TH": Value(numerator=D(1), denominator=D(2)), "CN": Value(numerator=D(1), denominator=D(8))},
        Across.RATIO,
    )
    assert got.value.as_number() == 20


def test_a_percentage_without_parts_is_left_out_and_named():
    got = across({"TH": num(50), "CN": Value(numerator=D(1), denominator=D(4))}, Across.RATIO)
    assert got.value.as_number() == 25 and got.absent == {"TH": Missing.NOT_STATED}


def test_time_and_space_have_their_own_rules():
    grid = {
        "KH": [("2013", num(5)), ("2014", num(7))],
        "TH": [("2013", num(1)), ("2014", gap(Missing.NOT_YET))],
    }
    got = region_over_time(grid, Across.SUM, Over.LATEST)
    assert got.value.number == 8  # 7 + the latest measured 1
    assert got.absent == {"TH": Missing.NOT_STATED}


@given(st.dictionaries(st.text(min_size=1), numbers, min_size=1))
def test_a_sum_over_units_is_the_sum(figures: dict[str, D]):
    assert across({k: Value(number=v) for k, v in figures.items()}, Across.SUM).value.number == sum(
        figures.values()
    )


@given(st.lists(numbers, min_size=1), st.sampled_from([Over.HIGHEST, Over.LOWEST, Over.MEAN]))
def test_a_fold_stays_inside_its_figures(figures: list[D], how: Over):
    got = over([(str(i), Value(number=v)) for i, v in enumerate(figures)], how).value.number
    assert got is not None and min(figures) - D("0.01") <= got <= max(figures) + D("0.01")


@given(target=numbers, actual=numbers, baseline=st.none() | numbers, up=st.booleans())
def test_a_share_is_never_above_100_nor_below_0(target: D, actual: D, baseline: D | None, up: bool):
    reading = read_progress(
        Value(number=target),
        Value(number=actual),
        baseline=None if baseline is None else Value(number=baseline),
        direction=Direction.UP if up else Direction.DOWN,
    )
    assert reading.share is None or 0 <= reading.share <= 100
    assert (reading.status is Computed.FULLY) == (actual >= target if up else actual <= target)


@pytest.mark.parametrize(
    ("target", "actual", "status"),
    [
        (6, 6, "fully"),
        (5, 10, "fully"),
        (5, 3, "partly"),
        (9, 7, "partly"),
        (2, 0, "not"),
        (1, 0, "not"),
        (30, 80, "fully"),
    ],
)
def test_markers_of_2014_by_the_figures(target: int, actual: int, status: str):
    assert read_progress(num(target), num(actual)).status == status


def test_3425_of_3500_is_partly_by_the_figures_whatever_was_declared():
    reading = read_progress(num(3500), num(3425))
    assert reading.status is Computed.PARTLY and round(reading.share, 1) == D("97.9")


def test_a_target_of_zero_has_no_share_and_does_not_crash():
    reading = read_progress(num(0), num(3), direction=Direction.DOWN, baseline=num(0))
    assert reading.share is None and reading.finding is not None and reading.finding.code == "target_zero"


def test_a_target_equal_to_its_baseline():
    reading = read_progress(num(4), num(4), baseline=num(4))
    assert reading.status is Computed.FULLY and reading.share is None
    assert check_target(num(4), num(4), Direction.UP)[0].code == "target_equals_baseline"


def test_a_target_revised_to_zero_is_told():
    assert check_target(num(0), None, Direction.UP, was=num(5))[0].code == "revised_to_zero"


def test_no_result_is_no_data_not_zero():
    assert read_progress(num(6), gap(Missing.NOT_STATED)).status is Computed.NO_DATA
    assert read_progress(None, num(6)).status is Computed.NO_TARGET


def test_three_of_six_is_not_the_mean():
    met = {"TH": Computed.FULLY, "CN": Computed.FULLY, "VN": Computed.FULLY, "KH": Computed.NO_DATA}
    assert n_of_m(met, 6).status is Computed.PARTLY and n_of_m(met, 6).share == 50
    assert n_of_m(met, 3).status is Computed.FULLY


def test_report_card_of_milestones():
    assert card_colour([D(100), D(100)]) is Card.GREEN
    assert card_colour([D(100), D(0), None]) is Card.AMBER
    assert card_colour([D(49)]) is Card.RED
    assert card_colour([None]) is Card.GREY


def test_a_percentage_over_100_is_refused():
    assert [f.code for f in check_value(Unit.PERCENT, num(101))] == ["percent_range"]
    assert check_value(Unit.PERCENT, num(100)) == []


@pytest.mark.parametrize(
    ("unit", "value", "code"),
    [
        (Unit.COUNT, num("1.5"), "not_whole"),
        (Unit.COUNT, num(-1), "negative"),
        (Unit.COUNT, Value(number=D(1), missing=Missing.WITHHELD), "value_and_reason"),
        (Unit.PERCENT, Value(numerator=D(1), denominator=D(0)), "denominator_zero"),
        (Unit.SCORE, Value(score="Z"), "score_unknown"),
        (Unit.TEXT, Value(text=" "), "no_text"),
        (Unit.COUNT, Value(), "no_number"),
    ],
)
def test_what_is_wrong_with_one_figure(unit: Unit, value: Value, code: str):
    assert code in [f.code for f in check_value(unit, value, scores=("A", "B"))]


def test_parts_that_do_not_add_up_are_told_with_both_figures():
    found = check_parts(num(10), {"female": num(6), "male": num(3)}, "sex")
    assert found[0].code == "parts_differ" and "9" in found[0].sentence and "10" in found[0].sentence
    assert not found[0].refuses
    assert check_parts(num(9), {"female": num(6), "male": num(3)}, "sex") == []


def test_a_missing_part_is_not_taken_for_zero():
    assert (
        check_parts(num(10), {"female": num(6), "male": gap(Missing.WITHHELD)}, "sex")[0].code
        == "parts_incomplete"
    )
    assert (
        check_parts(num(5), {"female": num(6), "male": gap(Missing.WITHHELD)}, "sex")[0].code
        == "parts_exceed"
    )


def test_a_period_may_not_overlap_one_of_its_kind():
    year = Span("2014", "year", date(2014, 1, 1), date(2014, 12, 31))
    assert check_span(Span("2014-H1", "half", date(2014, 1, 1), date(2014, 6, 30)), [year]) == []
    clash = Span("2014b", "year", date(2014, 6, 1), date(2015, 5, 31))
    assert check_span(clash, [year])[0].refuses
    assert check_span(Span("x", "year", date(2015, 2, 1), date(2015, 1, 1)), [])[0].code == "period_backwards"


@given(st.dictionaries(st.sampled_from(["age", "sex", "form"]), st.text(alphabet="abc-19", min_size=1)))
def test_dims_key_goes_both_ways(parts: dict[str, str]):
    assert dims_parts(dims_key(parts)) == parts
