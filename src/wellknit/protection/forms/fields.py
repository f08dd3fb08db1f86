"""Fields the forms of this wing share: codes of lists, days in either era, nationality, names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.dates import DateError, Era, PartialDate, Precision, from_ce, parse, parse_birth
from wellknit.platform.widgets import Checkboxes, DateText, Radios
from wellknit.protection.codelists import choices, named


def default_era() -> Era:
    """The era a date is in when its writer names none: the charter's."""
    return Era.BE if settings.CHARTER.get("default_era") == "buddhist" else Era.CE


def era_hint() -> str:
    """How to write a day here, and how to name the other era."""
    if default_era() is Era.BE:
        return gettext(
            "For example 14 2 2567 (Buddhist era). For a Christian year write C.E. after it: 14 2 2024 CE."
        )
    return gettext("For example 14 2 2024. For a year of the Buddhist era write B.E. after it: 14 2 2567 BE.")


def sentence_of(error: DateError) -> str:
    """What is wrong with a date, in the reader's language."""
    return gettext(error.problem.template).format(**error.problem.params)


def as_typed(value: Any) -> Any:
    """A day as an officer here would write it; what she typed herself stays as it is."""
    if isinstance(value, PartialDate):
        return _retyped(value)
    if isinstance(value, date):
        return f"{value.day} {value.month} {from_ce(value.year, default_era())}"
    return value


def _retyped(value: PartialDate) -> str:
    """As it was typed where that still means the same here; else in figures with its era written out.

    What was typed in a field of one era would be read as the other in a form of another node.
    """
    if value.typed:
        try:
            if parse(value.typed, era=default_era()).iso() == value.iso():
                return value.typed
        except DateError:
            pass
    if value.year is None:
        return value.typed
    figures = " ".join(str(part) for part in (value.day, value.month, value.year) if part is not None)
    return f"{'c. ' if value.circa else ''}{figures} CE"


class DateField(forms.CharField):
    """A date as far as it is known; gives a PartialDate, or None when left empty."""

    widget = DateText

    def __init__(self, *, birth: bool = False, **options: Any) -> None:
        self.birth = birth
        options.setdefault("help_text", _era_hint_lazy)
        options.setdefault("error_messages", {"required": _("Give a date.")})
        super().__init__(max_length=80, **options)

    def prepare_value(self, value: Any) -> Any:
        """Days of the database in the era of the house."""
        return as_typed(value)

    def clean(self, value: Any) -> Any:
        """Read it once; the sentences of the library become the error."""
        text = super().clean(value)
        if not text:
            return None
        today = timezone.localdate()
        try:
            reader = parse_birth if self.birth else parse
            return reader(text, era=default_era(), today=today)
        except DateError as error:
            raise forms.ValidationError(sentence_of(error), code=error.problem.code) from error


class DayField(DateField):
    """A whole day; gives a `date`, or None when left empty."""

    def clean(self, value: Any) -> Any:
        """A month or a year alone is not enough here, and says so."""
        found = super().clean(value)
        if found is None:
            return None
        if found.precision is not Precision.DAY:
            raise forms.ValidationError(_("Give the day, the month and the year."))
        return date(found.year, found.month, found.day)


class _EraHint:
    """The hint depends on the charter and the reader's language, so it is asked for when drawn."""

    def __str__(self) -> str:
        return era_hint()

    def __html__(self) -> str:
        return era_hint()


_era_hint_lazy = _EraHint()


def hints(name: str) -> Mapping[str, str]:
    """The hints of a list's codes."""
    return {entry.code: entry.hint for entry in named(name).codes if entry.hint}


def one_of(
    name: str, label: Any, *, empty: Any = None, radios: bool = False, **options: Any
) -> forms.ChoiceField:
    """A field that takes one code of a list. `radios` for short lists that are read at a glance."""
    widget = Radios() if radios else forms.Select()
    options.setdefault("error_messages", {"required": _("Choose one.")})
    return forms.ChoiceField(label=label, choices=partial(_choices, name, empty), widget=widget, **options)


def some_of(name: str, label: Any, **options: Any) -> forms.MultipleChoiceField:
    """A field that takes any number of codes of a list."""
    return forms.MultipleChoiceField(
        label=label, choices=partial(choices, name), widget=Checkboxes(small=True), required=False, **options
    )


def _choices(name: str, empty: Any) -> list[tuple[str, str]]:
    return choices(name, empty=str(empty) if empty is not None else None)


def text(
    label: Any, *, rows: int = 0, required: bool = False, max_length: int = 4000, **options: Any
) -> forms.CharField:
    """A line, or with `rows` a box of text."""
    attrs = {"autocomplete": "off"}
    options.setdefault("error_messages", {"required": _("Write something here.")})
    widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=required, widget=widget, max_length=max_length, **options)


class NationalityMixin(forms.Form):
    """Nationality from the open list, or written in when the list does not have it."""

    nationality = one_of(
        "countries",
        _("Nationality"),
        empty=_("Not known"),
        required=False,
        help_text=_("What the person says. It need not be on a paper."),
    )
    nationality_other = text(
        _("Another country or people"),
        max_length=12,
        help_text=_("Only when it is not in the list: a short name or code."),
    )

    def nationality_given(self) -> str:
        """The code, or what was written in."""
        return str(self.cleaned_data.get("nationality_other") or self.cleaned_data.get("nationality") or "")


def spread_nationality(code: str) -> dict[str, str]:
    """Initial values for a stored nationality: in the list, or beside it."""
    listed = named("countries").entry(code) is not None
    return {"nationality": code if listed else "", "nationality_other": "" if listed else code}
