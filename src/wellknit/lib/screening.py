"""Screening: from a set of questions and a person's answers to refer urgently, refer, or no indication now.

The set is data (``data/screening/``), built on the Palermo Protocol's act, means and purpose and the eleven
headings of the ILO; COMMIT's own list of 2016 is not public, and its file can take the place of ours. The
engine is pure: no clock, no database. It never gives a verdict and never a score. Three promises, each held
by a property test: what was not asked or could not be said never lowers an outcome; one more yes never
lowers it; for a child the means are never needed. They hold by construction, because a rule can only ask
for *at least* so many answers, and no rule subtracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wellknit.lib.screeningset import (
    SET_TEXTS,
    SETS,
    Answer,
    IndicatorSet,
    OutcomeKind,
    Question,
    Rule,
    SetTexts,
    texts_in,
)

__all__ = [
    "CHILD_UNDER",
    "SETS",
    "SET_TEXTS",
    "Age",
    "Answer",
    "FollowUp",
    "IndicatorSet",
    "Outcome",
    "OutcomeKind",
    "Reason",
    "RefusalCount",
    "SetTexts",
    "age_band",
    "assess",
    "refusal_count",
    "texts_in",
]

CHILD_UNDER = 18  # Palermo Protocol, article 3 d


@dataclass(frozen=True, slots=True)
class Age:
    """What the person says of her age. ``years`` None: she does not know, or does not say. ``doubted``:
    somebody thinks she may be younger than she says. Doubt only ever protects: it never makes an adult
    of a child.
    """

    years: int | None
    doubted: bool = False

    def __post_init__(self) -> None:
        if self.years is not None and not 0 <= self.years <= 120:
            raise ValueError("An age lies between 0 and 120 years.")

    @property
    def unknown(self) -> bool:
        """Whether an assessment is to be offered: no statement, or an adult's statement that is doubted."""
        return self.years is None or (self.years >= CHILD_UNDER and self.doubted)

    @property
    def treated_as_child(self) -> bool:
        """A child, or for the moment presumed to be one."""
        return self.unknown or (self.years is not None and self.years < CHILD_UNDER)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule that was met and the questions whose answers met it."""

    code: str
    sentence: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to do next; ``clock`` names the rule that gives its date, where there is one."""

    code: str
    sentence: str
    clock: str | None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers lead to. Never a verdict: formal identification follows, or does not, elsewhere."""

    kind: OutcomeKind
    reasons: tuple[Reason, ...]
    follow_ups: tuple[FollowUp, ...]
    treated_as_child: bool
    unfinished: tuple[str, ...]

    @property
    def may_be_printed(self) -> bool:
        """Only a referral is ever printed: "no indication now" on paper becomes a licence to deport."""
        return self.kind is not OutcomeKind.NO_INDICATION_NOW


def assess(indicator_set: IndicatorSet, answers: Mapping[str, Answer], age: Age) -> Outcome:
    """The outcome of a screening, with every reason traced to answers.

    ``answers``: question code → answer; a missing code counts as not asked. Raises ValueError for a code
    that the set does not have: an answer must not vanish.
    """
    questions = indicator_set.questions
    strangers = sorted(set(answers) - set(questions))
    if strangers:
        raise ValueError(f"{indicator_set.id} has no question {', '.join(strangers)}.")
    reasons = []
    kind = OutcomeKind.NO_INDICATION_NOW
    for rule in indicator_set.rules:
        met = _all_met(rule, questions, answers)
        if met and (rule.who == "anyone" or age.treated_as_child):
            reasons.append((OutcomeKind(rule.outcome), Reason(rule.code, rule.reason, met)))
            kind = max(kind, OutcomeKind(rule.outcome), key=lambda k: k.rank)
    reasons.sort(key=lambda pair: -pair[0].rank)  # stable: the order of the file inside a rank
    unfinished = tuple(
        code
        for code, question in questions.items()
        if question.kind == "yes_no" and answers.get(code, Answer.NOT_ASKED) is Answer.NOT_ASKED
    )
    return Outcome(
        kind=kind,
        reasons=tuple(reason for _, reason in reasons),
        follow_ups=_follow_ups(indicator_set, answers, age, kind, unfinished),
        treated_as_child=age.treated_as_child,
        unfinished=unfinished,
    )


def _all_met(rule: Rule, questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Codes of the answers that met every condition of the rule; empty when one was not met."""
    met = [condition.met_by(questions, answers) for condition in rule.all_of]
    return tuple(dict.fromkeys(code for codes in met for code in codes)) if all(met) else ()


def _follow_ups(
    indicator_set: IndicatorSet,
    answers: Mapping[str, Answer],
    age: Age,
    kind: OutcomeKind,
    unfinished: tuple[str, ...],
) -> tuple[FollowUp, ...]:
    questions = indicator_set.questions
    holds = {
        "always": True,
        "age_unknown": age.unknown,
        "treated_as_child": age.treated_as_child,
        "unfinished": bool(unfinished) and kind is OutcomeKind.NO_INDICATION_NOW,
        "referral": kind is not OutcomeKind.NO_INDICATION_NOW,
    }
    found = []
    for rule in indicator_set.follow_ups:
        met = tuple(code for condition in rule.any_of for code in condition.met_by(questions, answers))
        if met or holds.get(rule.when, False):
            found.append(FollowUp(rule.code, rule.sentence, rule.clock, tuple(dict.fromkeys(met))))
    return tuple(found)


# -- A refusal


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """All that an adult's refusal leaves behind. Not a date, not a name, not an answer."""

    month: str
    office: str
    sex: str
    age_band: str


def refusal_count(*, on: date, office: str, sex: str, age: Age) -> RefusalCount:
    """The anonymous count of an adult who refuses a referral. ``on``: local date, kept as year and month.

    Raises ValueError for a person treated as a child: a child is referred, told why, and her wish written
    down.
    """
    if age.treated_as_child:
        raise ValueError("A child's refusal is no count: the child is referred and told why.")
    return RefusalCount(month=f"{on:%Y-%m}", office=office, sex=sex, age_band="18+")


def age_band(age: Age) -> Literal["0-14", "15-17", "18+", "unknown"]:
    """The bands of MRW9's tables; ``unknown`` while the age is not known, never a guess."""
    if age.unknown or age.years is None:
        return "unknown"
    if age.years < 15:
        return "0-14"
    return "15-17" if age.years < CHILD_UNDER else "18+"
