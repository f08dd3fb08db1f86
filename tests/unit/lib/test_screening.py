"""Screening outcomes: the promises of the engine, and the rules of the set that is shipped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellknit.lib.policydata import load_all
from wellknit.lib.screening import (
    Age,
    Answer,
    Outcome,
    OutcomeKind,
    age_band,
    assess,
    refusal_count,
)
from wellknit.lib.screeningset import SETS, Condition, IndicatorSet, Question, Rule

ALL_SETS = load_all(SETS)
FIRST = next(s for s in ALL_SETS if s.id == "first-contact")
ADULT, CHILD, UNKNOWN, DOUBTED = Age(30), Age(15), Age(None), Age(19, doubted=True)

sets = st.sampled_from(ALL_SETS)
ages = st.builds(Age, st.one_of(st.none(), st.integers(0, 100)), st.booleans())


@st.composite
def interviews(draw: st.DrawFn) -> tuple[IndicatorSet, dict[str, Answer]]:
    chosen = draw(sets)
    codes = [c for c, question in chosen.questions.items() if question.kind == "yes_no"]
    # "no" is the commonest answer of a real interview; without the weight nearly everything would be urgent.
    answer = st.sampled_from([Answer.NO, Answer.NO, Answer.NO, *Answer])
    return chosen, draw(st.dictionaries(st.sampled_from(codes), answer))


def with_yes(*codes: str) -> dict[str, Answer]:
    """Everything asked and denied, but for these."""
    yes_no = (c for c, question in FIRST.questions.items() if question.kind == "yes_no")
    return {code: Answer.YES if code in codes else Answer.NO for code in yes_no}


def outcome(*codes: str, age: Age = ADULT) -> Outcome:
    return assess(FIRST, with_yes(*codes), age)


# -- The promises


@given(interviews(), ages, st.data())
def test_one_more_yes_never_lowers_an_outcome(
    interview: tuple[IndicatorSet, dict[str, Answer]], age: Age, data: st.DataObject
) -> None:
    chosen, answers = interview
    codes = [c for c, question in chosen.questions.items() if question.kind == "yes_no"]
    more = answers | {data.draw(st.sampled_from(codes)): Answer.YES}
    assert assess(chosen, more, age).kind.rank >= assess(chosen, answers, age).kind.rank


@given(interviews(), ages, st.data(), st.sampled_from([Answer.CANNOT_SAY, Answer.NOT_ASKED]))
def test_cannot_say_and_not_asked_never_lower_below_no(
    interview: tuple[IndicatorSet, dict[str, Answer]], age: Age, data: st.DataObject, unknown: Answer
) -> None:
    chosen, answers = interview
    denied = [code for code, answer in answers.items() if answer is Answer.NO]
    if denied:
        open_ = answers | {data.draw(st.sampled_from(denied)): unknown}
        assert assess(chosen, open_, age).kind.rank >= assess(chosen, answers, age).kind.rank


@given(interviews())
def test_a_missing_answer_and_not_asked_are_the_same(
    interview: tuple[IndicatorSet, dict[str, Answer]],
) -> None:
    chosen, answers = interview
    asked = {code: answer for code, answer in answers.items() if answer is not Answer.NOT_ASKED}
    assert assess(chosen, asked, ADULT) == assess(chosen, answers, ADULT)


@given(interviews())
def test_a_child_never_comes_out_lower_than_an_adult(
    interview: tuple[IndicatorSet, dict[str, Answer]],
) -> None:
    chosen, answers = interview
    grown = assess(chosen, answers, ADULT).kind.rank
    for age in (CHILD, UNKNOWN, DOUBTED):
        assert assess(chosen, answers, age).kind.rank >= grown


@given(interviews())
def test_for_a_child_the_means_do_not_matter(interview: tuple[IndicatorSet, dict[str, Answer]]) -> None:
    chosen, answers = interview
    no_means = {c: a for c, a in answers.items() if chosen.questions[c].element != "means"}
    signs = [c for c, a in no_means.items() if a is Answer.YES and chosen.questions[c].element]
    if signs:
        assert assess(chosen, no_means, CHILD).kind is not OutcomeKind.NO_INDICATION_NOW


@given(sets, ages)
def test_danger_is_urgent_whatever_else(chosen: IndicatorSet, age: Age) -> None:
    dangers = [c for c, question in chosen.questions.items() if question.signal == "danger"]
    assert dangers
    for code in dangers:
        assert assess(chosen, {code: Answer.YES}, age).kind is OutcomeKind.REFER_URGENTLY


@given(interviews(), ages)
def test_every_reason_is_traced_to_answers_and_every_referral_has_one(
    interview: tuple[IndicatorSet, dict[str, Answer]], age: Age
) -> None:
    chosen, answers = interview
    result = assess(chosen, answers, age)
    assert bool(result.reasons) == (result.kind is not OutcomeKind.NO_INDICATION_NOW)
    for reason in result.reasons:
        assert reason.answers
        assert all(answers[code] in {Answer.YES, Answer.CANNOT_SAY} for code in reason.answers)


@given(interviews(), ages)
def test_rights_are_given_whatever_the_outcome_and_only_referrals_are_printed(
    interview: tuple[IndicatorSet, dict[str, Answer]], age: Age
) -> None:
    chosen, answers = interview
    result = assess(chosen, answers, age)
    assert "give_rights" in [follow_up.code for follow_up in result.follow_ups]
    assert result.may_be_printed == (result.kind is not OutcomeKind.NO_INDICATION_NOW)


# -- The set that is shipped


@pytest.mark.parametrize(
    ("codes", "adult", "child"),
    [
        ((), "no_indication_now", "no_indication_now"),
        (("arranged",), "no_indication_now", "refer"),
        (("promise",), "no_indication_now", "refer"),
        (("pay_kept",), "no_indication_now", "refer_urgently"),
        (("arranged", "promise"), "refer", "refer"),
        (("promise", "pay_kept"), "refer", "refer_urgently"),
        (("pay_kept", "long_hours", "bad_conditions"), "refer", "refer_urgently"),
        (("papers_kept",), "refer", "refer"),
        (("forced_work",), "refer", "refer_urgently"),
        (("sexual",), "refer", "refer_urgently"),
        (("wants_help",), "refer", "refer"),
        (("without_family",), "no_indication_now", "refer_urgently"),
        (
            ("interpreter", "safe_contact", "doctor", "alone_to_talk"),
            "no_indication_now",
            "no_indication_now",
        ),
        (("danger",), "refer_urgently", "refer_urgently"),
    ],
)
def test_first_contact(codes: tuple[str, ...], adult: str, child: str) -> None:
    assert outcome(*codes).kind == adult
    assert outcome(*codes, age=CHILD).kind == child
    assert outcome(*codes, age=UNKNOWN).kind == child


def test_the_urgent_reason_stands_first() -> None:
    assert outcome("pay_kept", "promise", age=CHILD).reasons[0].code == "child_exploited"


def test_fear_of_the_own_state_stops_every_message_there_even_unsaid() -> None:
    for answer in (Answer.YES, Answer.CANNOT_SAY):
        result = assess(FIRST, with_yes() | {"afraid_of_home": answer}, ADULT)
        assert "no_word_to_origin" in [follow_up.code for follow_up in result.follow_ups]


def test_an_unfinished_interview_says_so_and_lists_what_is_left() -> None:
    result = assess(FIRST, {"danger": Answer.NO}, ADULT)
    assert result.kind is OutcomeKind.NO_INDICATION_NOW
    assert "finish_later" in [follow_up.code for follow_up in result.follow_ups]
    assert "forced_work" in result.unfinished
    assert "age" not in result.unfinished
    assert "finish_later" not in [follow_up.code for follow_up in outcome().follow_ups]


def test_an_unknown_age_brings_an_assessment_with_a_clock() -> None:
    for age in (UNKNOWN, DOUBTED):
        follow_ups = {follow_up.code: follow_up for follow_up in outcome(age=age).follow_ups}
        assert follow_ups["age_assessment"].clock == "age-assessment"
        assert "child_protection" in follow_ups
    assert "age_assessment" not in {follow_up.code for follow_up in outcome(age=CHILD).follow_ups}


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(ValueError, match="no question colour"):
        assess(FIRST, {"colour": Answer.YES}, ADULT)


# -- Age, refusal


@pytest.mark.parametrize(
    ("age", "child", "unknown", "band"),
    [
        (Age(14), True, False, "0-14"),
        (Age(15), True, False, "15-17"),
        (Age(17, doubted=True), True, False, "15-17"),
        (Age(18), False, False, "18+"),
        (Age(18, doubted=True), True, True, "unknown"),
        (Age(None), True, True, "unknown"),
    ],
)
def test_age(age: Age, child: bool, unknown: bool, band: str) -> None:
    assert (age.treated_as_child, age.unknown, age_band(age)) == (child, unknown, band)


@pytest.mark.parametrize("years", [-1, 121])
def test_an_impossible_age_is_refused(years: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 120"):
        Age(years)


def test_a_refusal_leaves_four_fields_and_no_more() -> None:
    count = refusal_count(on=date(2017, 3, 9), office="kh-border-desk", sex="female", age=ADULT)
    assert count.month == "2017-03"
    assert tuple(count.__slots__) == FIRST.refusal.adult_keeps
    for age in (CHILD, UNKNOWN, DOUBTED):
        with pytest.raises(ValueError, match="referred and told why"):
            refusal_count(on=date(2017, 3, 9), office="x", sex="female", age=age)


# -- What a set may not say

SOURCE = {"document": "WELLKNIT", "place": "test"}


def test_a_rule_that_a_yes_could_undo_is_refused() -> None:
    with pytest.raises(ValueError, match="must not lower"):
        Rule(
            code="odd",
            outcome="refer",
            reason="odd",
            all_of=(Condition(counts="cannot_say"),),
            source=SOURCE,
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"element": "means"},
        {"weight": "strong"},
        {"ilo": "deception"},
        {"kind": "text", "signal": "danger"},
    ],
)
def test_a_question_that_contradicts_itself_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Question 'q'"):
        Question.model_validate({"code": "q", "text": "Is it?", "source": SOURCE} | fields)


def test_all_eleven_headings_are_asked_about() -> None:
    for chosen in ALL_SETS:
        assert len({q.ilo for q in chosen.questions.values() if q.ilo}) == 11
        assert {q.element for q in chosen.questions.values() if q.element} == {"act", "means", "purpose"}
