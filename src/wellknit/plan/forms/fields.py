"""Fields of this wing: days in both eras, amounts in digits of any script, boxes for sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wellknit.plan import framework_files, reference_files
from wellknit.plan.sheet_columns import CellError, amount, digits, due
from wellknit.platform.widgets import DateText


class DayField(forms.CharField):
    """A whole day, in the Christian or (named) the Buddhist era; the sentence of the dates engine when it
    is none.
    """

    widget = DateText

    def clean(self, value: Any) -> date | None:
        """The day, or None when it may be empty and is."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = due(text)
        except CellError as error:
            raise forms.ValidationError(str(error)) from error
        if len(found) != len("2031-12-31"):
            raise forms.ValidationError(_("Give day, month and year."))
        return date.fromisoformat(found)


class PartialField(forms.CharField):
    """A date as exact as known: year, month or day, kept in ISO form."""

    widget = DateText

    def clean(self, value: Any) -> str:
        """ISO text, or ''."""
        text = super().clean(value)
        try:
            return due(text)
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class AmountField(forms.CharField):
    """Money in digits of any script; empty is None, which is not zero."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{"required": False, "widget": forms.TextInput(attrs={"class": "govuk-input--width-10"}), **more}
        )

    def clean(self, value: Any) -> Decimal | None:
        """The amount, or None when nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return amount(text)
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class NumberField(AmountField):
    """A figure in digits of any script, not money: more places are kept."""

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None when nothing was written."""
        text = forms.CharField.clean(self, value)
        plain = digits(text).replace(",", "").replace(" ", "").rstrip("%")
        if not plain:
            return None
        try:
            return Decimal(plain)
        except ArithmeticError as error:
            raise forms.ValidationError(_("Write a number in digits.")) from error


def long_text(label: Any, *, required: bool = False, rows: int = 5, help_text: Any = "") -> forms.CharField:
    """A box for sentences."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def unit_choices(*, countries: bool = False) -> list[tuple[str, str]]:
    """Reporting units in protocol order."""
    return [(u.code, u.short) for u in reference_files.units() if u.is_country or not countries]


def framework_choices() -> list[tuple[str, str]]:
    """Frameworks that have something to report on."""
    return [(f.id, f.title) for f in framework_files.frameworks().values() if f.scale]


def choose_from(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of a form its choices, known only now."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
