"""A set of screening questions as data, and the same words in more languages.

The engine that reads it is :mod:`wellknit.lib.screening`; docs/data-files.md describes the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.policydata import DATA, Kind, PolicyModel, Sourced, Versioned, load_all
from wellknit.lib.policykinds import CodeWord, Language, Words

Element = Literal["act", "means", "purpose"]
Ilo = Literal[
    "abuse_of_vulnerability",
    "deception",
    "restriction_of_movement",
    "isolation",
    "physical_and_sexual_violence",
    "intimidation_and_threats",
    "retention_of_identity_documents",
    "withholding_of_wages",
    "debt_bondage",
    "abusive_working_and_living_conditions",
    "excessive_overtime",
]


class Answer(StrEnum):
    """What can be answered. A question without an answer counts as not asked."""

    YES = "yes"
    NO = "no"
    CANNOT_SAY = "cannot_say"
    NOT_ASKED = "not_asked"


class OutcomeKind(StrEnum):
    """What a screening leads to, from least to most."""

    NO_INDICATION_NOW = "no_indication_now"
    REFER = "refer"
    REFER_URGENTLY = "refer_urgently"

    @property
    def rank(self) -> int:
        """0, 1, 2: for comparing, never for showing."""
        return list(OutcomeKind).index(self)


# -- The set as data


class Question(Sourced):
    """One question. A yes always points towards trouble or need: a tired officer cannot mix them up.

    ``kind``: only ``yes_no`` counts for the outcome; ``age``, ``text`` and ``consent`` are asked on the
    same page and kept apart. ``hint``: how to ask it without doing harm. ``weight`` is
    what rules ask for; it is never added up.
    """

    code: CodeWord
    kind: Literal["yes_no", "age", "text", "consent"] = "yes_no"
    text: Words
    hint: str = ""
    element: Element | None = None
    ilo: Ilo | None = None
    signal: CodeWord | None = None
    weight: Literal["strong", "medium"] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.element is None) != (self.weight is None):
            raise ValueError(f"Question {self.code!r}: element and weight go together.")
        if self.ilo and not self.element:
            raise ValueError(
                f"Question {self.code!r} has an ILO heading but says neither act, means nor purpose."
            )
        if self.kind != "yes_no" and (self.element or self.signal):
            raise ValueError(f"Question {self.code!r} is no yes-or-no question: it cannot indicate anything.")
        return self


class Group(PolicyModel):
    """Questions of one page."""

    code: CodeWord
    title: Words
    questions: tuple[Question, ...] = Field(min_length=1)


class Condition(PolicyModel):
    """At least so many answers of a sort. Without element and signal: any question that has an element."""

    element: Element | None = None
    signal: CodeWord | None = None
    weight: Literal["strong"] | None = None
    counts: Literal["yes", "yes_or_cannot_say", "cannot_say"] = "yes"
    at_least: int = Field(default=1, ge=1)

    def met_by(self, questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Codes of the answers that meet it, in the order of the set; empty when they do not."""
        counted = self.counts.split("_or_")
        found = tuple(c for c, q in questions.items() if answers.get(c) in counted and self._asks_for(q))
        return found if len(found) >= self.at_least else ()

    def _asks_for(self, question: Question) -> bool:
        if self.signal is not None:
            return question.signal == self.signal
        right = question.element is not None if self.element is None else question.element == self.element
        return right and self.weight in {None, question.weight}


class Rule(Sourced):
    """When all conditions are met, this outcome, for this reason. ``who``: everyone, or only those treated
    as a child; there is no rule for adults alone, so a child can never come out lower than an adult.
    """

    code: CodeWord
    outcome: Literal["refer", "refer_urgently"]
    reason: Words
    who: Literal["anyone", "child"] = "anyone"
    all_of: tuple[Condition, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _only_grows(self) -> Self:
        if any(condition.counts == "cannot_say" for condition in self.all_of):
            raise ValueError(
                f"Rule {self.code!r}: a yes in place of 'cannot say' must not lower the outcome."
            )
        return self


class FollowUpRule(Sourced):
    """Something to do next, whatever the outcome. ``when``: always, on conditions, for an unknown age, or
    when questions are left. ``clock``: rule in ``data/clocks/`` that gives the date.
    """

    code: CodeWord
    sentence: Words
    when: Literal["always", "conditions", "age_unknown", "treated_as_child", "unfinished", "referral"]
    any_of: tuple[Condition, ...] = ()
    clock: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.when == "conditions") != bool(self.any_of):
            raise ValueError(
                f"Follow-up {self.code!r}: conditions go with when = 'conditions', and only with it."
            )
        return self


class RefusalPolicy(Sourced):
    """What a refusal means. An adult's is respected and leaves only these four fields; a child is referred
    and told why, and the child's own wish is written down.
    """

    adult_keeps: tuple[Literal["month", "office", "sex", "age_band"], ...]
    adult_sentence: Words
    child_sentence: Words


class IndicatorSet(Versioned):
    """A versioned set of questions with its rules."""

    title: Words
    minutes: int = Field(gt=0)
    for_whom: Words
    built_on: tuple[Words, ...]
    not_built_on: Words
    opening: Words
    closing: Words
    answers: dict[Answer, Words]
    outcomes: dict[OutcomeKind, Words]
    refusal: RefusalPolicy
    groups: tuple[Group, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)
    follow_ups: tuple[FollowUpRule, ...] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Code → question, in the order they are asked."""
        return {question.code: question for group in self.groups for question in group.questions}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [question.code for group in self.groups for question in group.questions]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"Question codes stand twice: {', '.join(twice)}.")
        if set(self.answers) != set(Answer) or set(self.outcomes) != set(OutcomeKind):
            raise ValueError("Words are needed for the four answers and the three outcomes.")
        signals = {question.signal for question in self.questions.values()}
        conditions = [c for rule in self.rules for c in rule.all_of] + [
            c for follow_up in self.follow_ups for c in follow_up.any_of
        ]
        unknown = sorted({c.signal for c in conditions if c.signal and c.signal not in signals})
        if unknown:
            raise ValueError(f"No question gives the signal {', '.join(unknown)}.")
        return self


class SetTexts(Versioned):
    """One version of a set in one more language. Words only: a translation cannot change what a question
    indicates.

    ``translation``: who made it and whether a native speaker has checked it; ``checked_by`` stays empty
    until then.
    """

    set: str
    set_version: int
    language: Language
    translation: str
    checked_by: str = ""
    title: str = ""
    opening: Words
    closing: Words
    answers: dict[Answer, Words]
    outcomes: dict[OutcomeKind, Words]
    groups: dict[CodeWord, Words]
    questions: dict[CodeWord, Words]
    hints: dict[CodeWord, Words] = {}
    reasons: dict[CodeWord, Words] = {}
    follow_ups: dict[CodeWord, Words] = {}


SETS = Kind("screening", IndicatorSet, pattern="*/set.toml")
SET_TEXTS = Kind("screening", SetTexts, pattern="*/*.toml", not_="set.toml")


def texts_in(indicator_set: IndicatorSet, language: str, data_dir: Path = DATA) -> SetTexts:
    """The words of this very version in a language; where a translation lacks something, the English stands.

    ``texts.translation`` says whether a native speaker has checked it: show that beside the questions. An
    unknown language gives English whole.
    """
    english = _english(indicator_set)
    wanted = (indicator_set.id, indicator_set.version, language)
    found = [t for t in load_all(SET_TEXTS, data_dir) if (t.set, t.set_version, t.language) == wanted]
    if not found:
        return english
    texts = max(found, key=lambda t: t.version)  # the corrected one
    kept = {part: {**getattr(english, part), **getattr(texts, part)} for part in _PARTS}
    return texts.model_copy(update=kept | {"title": texts.title or english.title})


_PARTS = ("answers", "outcomes", "groups", "questions", "hints", "reasons", "follow_ups")


def _english(indicator_set: IndicatorSet) -> SetTexts:
    questions = indicator_set.questions.values()
    return SetTexts(
        **indicator_set.model_dump(include=set(Versioned.model_fields) - {"id"}),
        id=f"{indicator_set.id}-en",
        set=indicator_set.id,
        set_version=indicator_set.version,
        language="en",
        translation="original",
        title=indicator_set.title,
        opening=indicator_set.opening,
        closing=indicator_set.closing,
        answers=indicator_set.answers,
        outcomes=indicator_set.outcomes,
        groups={group.code: group.title for group in indicator_set.groups},
        questions={question.code: question.text for question in questions},
        hints={question.code: question.hint for question in questions if question.hint},
        reasons={rule.code: rule.reason for rule in indicator_set.rules},
        follow_ups={rule.code: rule.sentence for rule in indicator_set.follow_ups},
    )
