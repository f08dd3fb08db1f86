"""A screening under way: its questions in two languages, its pages in order, what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.policydata import load_all
from wellknit.lib.screening import (
    SET_TEXTS,
    Answer,
    IndicatorSet,
    Outcome,
    OutcomeKind,
    SetTexts,
    assess,
    texts_in,
)
from wellknit.lib.screeningset import Group
from wellknit.protection.actions.screening import Told, set_in_force
from wellknit.protection.codelists import label
from wellknit.protection.forms.screening import ASKED, about_in, age_in, answers_in


def own_language() -> str:
    """The reader's language as the data files name it (`zh-hans` → `zh`)."""
    return (get_language() or "en").split("-")[0]


def sets_offered() -> list[IndicatorSet]:
    """The sets of the charter, the usual one first."""
    return [set_in_force(code) for code in settings.CHARTER.get("screening_sets", ())]


def written_languages() -> set[str]:
    """Languages in which at least one set is written."""
    return {"en", *(texts.language for texts in load_all(SET_TEXTS, settings.DATA))}


class Talk:
    """One talk as far as it went. `content` is what was typed, page after page, as text."""

    def __init__(self, talk_id: UUID, content: Mapping[str, Any]) -> None:
        self.id, self.content = talk_id, dict(content)
        self.chosen = set_in_force(self.content["indicator_set"])
        self.language = self.content.get("language", "en")
        self.theirs: SetTexts = texts_in(self.chosen, self.language, settings.DATA)
        self.own: SetTexts = texts_in(self.chosen, own_language(), settings.DATA)

    # -- pages in order

    @property
    def parts(self) -> int:
        """How many pages are asked, for "part 2 of 8"."""
        return len(self.chosen.groups) + 1

    def group(self, code: str) -> Group:
        """The group of a page; 404 for one the set does not have."""
        found = next((g for g in self.chosen.groups if g.code == code), None)
        if found is None:
            raise Http404
        return found

    def number(self, code: str) -> int:
        """Which page this is, from 1."""
        return [g.code for g in self.chosen.groups].index(code) + 1

    def href(self, step: str, group: str = "") -> str:
        """Address of a page of this talk."""
        if group:
            return reverse("screening_part", args=[self.id, group])
        return reverse(f"screening_{step}", args=[self.id])

    @property
    def check_href(self) -> str:
        """Address of the check page."""
        return self.href("check")

    @property
    def about_href(self) -> str:
        """Address of the page about the person."""
        return self.href("about")

    @property
    def outcome_href(self) -> str:
        """Address of the outcome."""
        return self.href("outcome")

    @property
    def office_href(self) -> str:
        """Address of the choice of an office."""
        return self.href("office")

    def first(self) -> str:
        """Address of the first page."""
        return self.href("part", self.chosen.groups[0].code)

    def after(self, code: str) -> str:
        """Address of the page after a group."""
        codes = [g.code for g in self.chosen.groups]
        place = codes.index(code) + 1
        return self.href("part", codes[place]) if place < len(codes) else self.href("about")

    def before(self, code: str) -> str:
        """Address of the page before a group; the start before the first."""
        place = self.number(code) - 1
        return self.href("part", self.chosen.groups[place - 1].code) if place else reverse("screening_start")

    def with_page(self, form: forms.Form, data: QueryDict) -> dict[str, Any]:
        """What is kept once this page is written: its fields anew, the others as they were."""
        kept = {name: value for name, value in self.content.items() if name not in form.fields}
        for name in form.fields:
            values = data.getlist(name)
            if values:
                kept[name] = values[0] if len(values) == 1 else values
        return kept

    # -- what it comes to

    def outcome(self) -> Outcome:
        """What the answers so far lead to."""
        answers = {code: Answer(value) for code, value in answers_in(self.content, self.chosen).items()}
        return assess(self.chosen, answers, age_in(self.content).age())

    @property
    def refers(self) -> bool:
        """Whether there is something to refer for."""
        return self.outcome().kind is not OutcomeKind.NO_INDICATION_NOW

    @property
    def urgent(self) -> bool:
        """Whether the answers so far already ask for help at once."""
        return self.outcome().kind is OutcomeKind.REFER_URGENTLY

    @property
    def about_complete(self) -> bool:
        """Whether the page about the person was written."""
        return about_in(self.content).is_valid()

    @property
    def may_end(self) -> bool:
        """Whether it can be sent: the person's page is written, or somebody is in danger and does not wait for it."""
        return self.about_complete or self.urgent

    def in_words(self) -> dict[str, Any]:
        """The outcome in the officer's language: what, why, what to do next."""
        found = self.outcome()
        return {
            "found": found,
            "outcome": self.own.outcomes[found.kind],
            "reasons": [self.own.reasons.get(r.code, r.sentence) for r in found.reasons],
            "next": [self.own.follow_ups.get(f.code, f.sentence) for f in found.follow_ups],
        }

    def consent_words(self) -> dict[str, str]:
        """The question about agreeing, in the person's language and in the officer's."""
        code = self.consent_question()
        asked = _("Do you agree that we pass on what you told us to the office that can help you?")
        refusal = self.chosen.refusal
        return {
            "consent_theirs": self.theirs.questions.get(code, asked),
            "consent_own": self.own.questions.get(code, asked),
            "adult_sentence": _(refusal.adult_sentence),
            "child_sentence": _(refusal.child_sentence),
        }

    def consent_question(self) -> str:
        """Code of the question about agreeing, or nothing."""
        return next((q.code for q in self.chosen.questions.values() if q.kind == "consent"), "")

    def told(self, agrees: str) -> Told:
        """The talk as the verb takes it."""
        about, age = about_in(self.content), age_in(self.content)
        data = about.cleaned_data
        words = [q.code for q in self.chosen.questions.values() if q.kind == "text"]
        born = age.cleaned_data.get("age_born")
        identity = {
            "name_native": data.get("name_native"),
            "name_latin": data.get("name_latin"),
            "age_statement": age.statement(),
            "birth": born.serialise() if born else "",
            "safe_contact": data.get("safe_contact"),
            **{code: self.content.get(ASKED + code, "") for code in words},
        }
        return Told(
            indicator_set=self.chosen.id,
            answers=answers_in(self.content, self.chosen),
            age=age.age(),
            sex=data.get("sex", ""),
            agrees=agrees,
            language=self.language,
            nationality=about.nationality_given(),
            place_kind=data.get("place_kind", ""),
            interpreter=data.get("interpreter", ""),
            identity={name: value for name, value in identity.items() if value},
        )


def answer_rows(talk: Talk) -> Iterable[dict[str, Any]]:
    """Check your answers: one card a page, what was answered first; what was not asked is only counted."""
    answers = answers_in(talk.content, talk.chosen)
    for group in talk.chosen.groups:
        rows = [
            {"key": talk.own.questions[q.code], "value": talk.own.answers[Answer(answers[q.code])]}
            for q in group.questions
            if answers.get(q.code, "not_asked") != "not_asked"
        ]
        rows += [
            {"key": talk.own.questions[q.code], "value": talk.content[ASKED + q.code]}
            for q in group.questions
            if q.kind == "text" and talk.content.get(ASKED + q.code)
        ]
        if any(q.kind == "age" for q in group.questions):
            rows.insert(0, {"key": _("Age"), "value": age_in(talk.content).statement()})
        asked = [q for q in group.questions if q.kind == "yes_no"]
        open_ = sum(1 for q in asked if answers.get(q.code, "not_asked") == "not_asked")
        href = talk.href("part", group.code)
        yield {"title": talk.own.groups[group.code], "rows": rows, "open": open_, "href": href}


def about_rows(talk: Talk) -> list[dict[str, Any]]:
    """Check your answers: the person."""
    about = about_in(talk.content)
    data = about.cleaned_data
    name = " / ".join(n for n in (data.get("name_native"), data.get("name_latin")) if n)
    rows = [
        (_("Sex"), label("sex", data.get("sex", ""))),
        (_("Nationality"), label("countries", about.nationality_given())),
        (_("Where you are talking"), label("place-kinds", data.get("place_kind", ""))),
        (_("Interpreter"), label("languages", data.get("interpreter", ""))),
        (_("Name"), name),
        (_("Safe way to reach the person"), data.get("safe_contact")),
    ]
    return [{"key": key, "value": value or "–"} for key, value in rows]
