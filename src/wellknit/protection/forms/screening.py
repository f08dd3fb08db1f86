"""The pages of a screening, and what their answers come to when the talk ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.dates import age_band, age_on
from wellknit.lib.screening import Age, Answer, IndicatorSet, SetTexts
from wellknit.lib.screeningset import Group, Question
from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Radios
from wellknit.protection.codelists import choices, label
from wellknit.protection.forms.fields import DateField, NationalityMixin, one_of, text

# Before the name of a question's field: a set of another office may have a question called "sex".
ASKED = "q_"
ORDER = (Answer.YES, Answer.NO, Answer.CANNOT_SAY, Answer.NOT_ASKED)


class StartForm(forms.Form):
    """Which questions, and in whose language."""

    language = one_of(
        "languages",
        _("Language of the person"),
        help_text=_("The questions are shown in this language and beside it in yours."),
    )
    indicator_set = forms.ChoiceField(label=_("Questions"), widget=Radios())

    def __init__(
        self, *args: Any, sets: Iterable[IndicatorSet], written: Iterable[str] = (), **kwargs: Any
    ) -> None:
        """`sets`: what the charter offers; `written`: languages the questions exist in."""
        super().__init__(*args, **kwargs)
        sets = list(sets)
        field = self.fields["indicator_set"]
        field.choices = [(s.id, s.title) for s in sets]  # type: ignore[attr-defined]
        field.widget.hints = {  # type: ignore[attr-defined]
            s.id: gettext("About %(minutes)s minutes. %(whom)s") % {"minutes": s.minutes, "whom": s.for_whom}
            for s in sets
        }
        field.initial = sets[0].id if sets else None
        known = set(written)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose a language")),
            *(
                (c, n if c in known else gettext("%(name)s (questions in English)") % {"name": n})
                for c, n in choices("languages")
            ),
        ]


def both(theirs: str, language: str, own: str, own_language: str) -> SafeString | str:
    """The person's words first, the officer's below; once, when they are the same."""
    if theirs == own:
        return own
    return format_html(
        '<span class="govuk-!-display-block" lang="{}">{}</span>'
        '<span class="govuk-!-display-block govuk-!-font-weight-regular wk-soft" lang="{}">{}</span>',
        language,
        theirs,
        own_language,
        own,
    )


class AgeMixin(forms.Form):
    """What the person says of her age. Nothing given counts as not known, which protects like a child."""

    age_years = forms.IntegerField(
        label=_("Age in years, as the person says"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    age_born = DateField(label=_("Or born"), birth=True, required=False)
    age_unknown = forms.BooleanField(label=_("She or he does not know, or does not say"), required=False)
    age_doubted = forms.BooleanField(
        label=_("The person says 18 or more, and may be younger"),
        required=False,
        help_text=_("Then she or he is treated as a child for the moment, and an assessment is offered."),
    )

    def clean(self) -> dict[str, Any]:
        """One statement, not two that differ."""
        data = super().clean() or self.cleaned_data
        years, born = data.get("age_years"), data.get("age_born")
        if data.get("age_unknown") and (years is not None or (born and born.is_known)):
            self.add_error("age_unknown", _("An age is written above. Take one of the two away."))
        ages = age_on(born, timezone.localdate()) if born else None
        if years is not None and ages and not ages.low <= years <= ages.high:
            self.add_error(
                "age_years", _("Age and birth do not fit each other. Write what the person says, once.")
            )
        return data

    def age(self) -> Age:
        """The statement as the engine takes it; of two possible bands none is taken: nobody is made older."""
        data = self.cleaned_data
        doubted = bool(data.get("age_doubted"))
        if data.get("age_years") is not None:
            return Age(data["age_years"], doubted)
        born, today = data.get("age_born"), timezone.localdate()
        if data.get("age_unknown") or born is None or age_band(born, today) == "unknown":
            return Age(None, doubted)
        ages = age_on(born, today)
        return Age(ages.low if ages else None, doubted)

    def statement(self) -> str:
        """The statement in words, for the check page and the office that receives."""
        data = self.cleaned_data
        if data.get("age_years") is not None:
            return gettext("%(years)s years, as the person says") % {"years": data["age_years"]}
        born = data.get("age_born")
        return (
            gettext("born %(when)s, as the person says") % {"when": born.typed}
            if born
            else gettext("not known")
        )


class PartForm(forms.Form):
    """One group of questions. A question nobody asked is an answer of its own."""

    def __init__(self, *args: Any, group: Group, theirs: SetTexts, own: SetTexts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in group.questions:
            make = _MADE.get(question.kind)
            if make:
                self.fields[ASKED + question.code] = make(question, theirs, own)


class AgePartForm(PartForm, AgeMixin):
    """The group that holds the question of age."""

    field_order = ["age_years", "age_born", "age_unknown", "age_doubted"]


def _asked(question: Question, theirs: SetTexts, own: SetTexts) -> tuple[Any, str]:
    words = both(theirs.questions[question.code], theirs.language, own.questions[question.code], own.language)
    return words, own.hints.get(question.code, question.hint)


def _yes_no(question: Question, theirs: SetTexts, own: SetTexts) -> forms.ChoiceField:
    words, hint = _asked(question, theirs, own)
    # "Not asked" is for the officer alone; the person is never shown it as an answer.
    answers = [
        (
            a.value,
            own.answers[a]
            if a is Answer.NOT_ASKED
            else _both_short(theirs.answers[a], own.answers[a], theirs.language),
        )
        for a in ORDER
    ]
    return forms.ChoiceField(
        label=words,
        help_text=hint,
        choices=answers,
        initial=Answer.NOT_ASKED.value,
        required=False,
        widget=Radios(inline=True, small=True),
    )


def _both_short(theirs: str, own: str, language: str) -> SafeString | str:
    return own if theirs == own else format_html('{} · <span lang="{}">{}</span>', own, language, theirs)


def _own_words(question: Question, theirs: SetTexts, own: SetTexts) -> forms.CharField:
    words, hint = _asked(question, theirs, own)
    return text(words, rows=3, help_text=hint)


_MADE: dict[str, Callable[..., forms.Field]] = {"yes_no": _yes_no, "text": _own_words}


def part_form(group: Group) -> type[PartForm]:
    """The form of a group."""
    return AgePartForm if any(q.kind == "age" for q in group.questions) else PartForm


class AboutForm(NationalityMixin):
    """The little that is asked about the person. The name stays out unless there is a referral."""

    sex = one_of("sex", _("Sex"), radios=True, help_text=_("As the person says."))
    place_kind = one_of(
        "place-kinds", _("Where you are talking"), empty=_("Choose, or leave open"), required=False
    )
    interpreter = one_of(
        "languages", _("An interpreter is needed for"), empty=_("No interpreter needed"), required=False
    )
    name_native = text(
        _("Name in its own script"),
        max_length=200,
        help_text=_("Only if the person gives it. Kept only when there is a referral."),
    )
    name_latin = text(_("Name in Latin letters"), max_length=200)
    safe_contact = text(
        _("A safe way to reach the person"),
        max_length=300,
        help_text=_("A number or an account nobody else can see, and the hours. Not on paper."),
    )
    field_order = [
        "sex",
        "nationality",
        "nationality_other",
        "place_kind",
        "interpreter",
        "name_native",
        "name_latin",
        "safe_contact",
    ]


class OfficeForm(forms.Form):
    """To whom the person is referred."""

    to_office = forms.ChoiceField(label=_("Office that receives"), widget=Radios())

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        """`offices`: nearest first."""
        super().__init__(*args, **kwargs)
        offices = list(offices)
        field = self.fields["to_office"]
        field.choices = [(str(o.pk), o.name) for o in offices]  # type: ignore[attr-defined]
        field.widget.hints = {str(o.pk): office_hint(o) for o in offices}  # type: ignore[attr-defined]


def office_hint(office: Office) -> str:
    """Kind, province and languages of an office, in a line."""
    speaks = ", ".join(label("languages", code) for code in office.languages)
    parts = [label("office-kinds", office.kind), office.province, speaks]
    return " · ".join(p for p in parts if p)


class ConsentForm(forms.Form):
    """Whether the person agrees. An adult's no ends it; a child's wish is written down and explained."""

    agrees = forms.ChoiceField(label=_("The person's answer"), widget=Radios())

    def __init__(
        self, *args: Any, theirs: SetTexts, own: SetTexts, may_not_answer: bool, **kwargs: Any
    ) -> None:
        """`may_not_answer`: only where a child or danger makes waiting for an answer worse than acting."""
        super().__init__(*args, **kwargs)
        codes = [Answer.YES, Answer.NO, *([Answer.CANNOT_SAY] if may_not_answer else [])]
        answers = [(a.value, _both_short(theirs.answers[a], own.answers[a], theirs.language)) for a in codes]
        field = self.fields["agrees"]
        field.choices = answers  # type: ignore[attr-defined]
        field.widget.hints = {  # type: ignore[attr-defined]
            "cannot_say": gettext(
                "Only when waiting would do more harm. The office that receives asks again."
            )
        }


def answers_in(content: Mapping[str, Any], chosen: IndicatorSet) -> dict[str, str]:
    """The yes-or-no answers of a talk, by question code."""
    known = {a.value for a in Answer}
    asked = [q.code for q in chosen.questions.values() if q.kind == "yes_no"]
    return {code: content[ASKED + code] for code in asked if content.get(ASKED + code) in known}


def age_in(content: Mapping[str, Any]) -> AgeMixin:
    """The statement of age of a talk, checked again."""
    form = AgeMixin(dict(content))
    form.is_valid()
    return form


def about_in(content: Mapping[str, Any]) -> AboutForm:
    """What was written about the person, checked again."""
    form = AboutForm(dict(content))
    form.is_valid()
    return form
