"""Forms of a workplan: a line, its progress, a spreadsheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wellknit.plan import framework_files
from wellknit.plan.forms.fields import (
    AmountField,
    PartialField,
    choose_from,
    long_text,
)
from wellknit.plan.models import BudgetKind, Moment
from wellknit.platform.widgets import Checkboxes, Radios


class LineForm(forms.Form):
    """One line of a workplan."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=lazy("Planned activity"), max_length=300)
    activity = forms.ChoiceField(label=lazy("Activity of the plan"), required=False)
    steps = long_text(lazy("Steps"), rows=3)
    targets = forms.MultipleChoiceField(
        label=lazy("Targets served"), required=False, widget=Checkboxes(small=True)
    )
    scope = forms.ChoiceField(
        label=lazy("Where"),
        widget=Radios,
        choices=[("national", lazy("National")), ("regional", lazy("Regional"))],
    )
    ministry = forms.CharField(label=lazy("Lead ministry"), required=False, max_length=200)
    partners = forms.CharField(label=lazy("Partners"), required=False, max_length=300)
    quarters = forms.MultipleChoiceField(
        label=lazy("Quarters"), required=False, widget=Checkboxes(small=True, inline=True),
        choices=[("q1", "Q1"), ("q2", "Q2"), ("q3", "Q3"), ("q4", "Q4")],
    )  # fmt: skip
    due = PartialField(label=lazy("Due by"), required=False)
    support = forms.CharField(label=lazy("Technical support needed"), required=False, max_length=300)
    output = forms.CharField(
        label=lazy("Expected output, how it is verified"), required=False, max_length=300
    )
    envelope = AmountField(label=lazy("COMMIT envelope, US$"))
    government_cash = AmountField(label=lazy("Government cash, US$"))
    government_kind = AmountField(label=lazy("Government in kind, US$"))
    partner = AmountField(label=lazy("Partner, US$"))
    partner_name = forms.CharField(label=lazy("Name of partner"), required=False, max_length=120)

    def __init__(self, *args: Any, framework: framework_files.Framework, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = framework_files.ItemKind
        items = framework.of_kind(kinds.ACTIVITY, kinds.ACTIVITY_AREA, kinds.RESULT, kinds.OUTPUT)
        named = [(i.id, f"{i.code} {i.title}".strip()) for i in items]
        choose_from(self, "activity", [("", _("None yet")), *named])
        goals = [
            (i.id, f"{i.id.split('.')[-2]} {i.title}") for i in framework.of_kind(kinds.TARGET, kinds.OUTPUT)
        ]
        choose_from(self, "targets", goals)


class ProgressForm(forms.Form):
    """Spending and progress of a line."""

    moment = forms.ChoiceField(
        label=lazy("When"), widget=Radios,
        choices=[(Moment.MID_YEAR, lazy("Mid-year")), (Moment.YEAR_END, lazy("End of the year"))],
    )  # fmt: skip
    spent = AmountField(label=lazy("Spent so far, US$"))
    text = long_text(lazy("Progress"), rows=4)


class SheetForm(forms.Form):
    """A workbook to be read."""

    sheet = forms.FileField(
        label=lazy("Workbook (.xlsx)"), help_text=lazy("The one taken from here, as you filled it in.")
    )


def purses_of(given: dict[str, Any]) -> list[tuple[BudgetKind, Decimal, str]]:
    """The money of a line form as (kind, amount, partner)."""
    return [
        (
            kind,
            given.get(kind) or Decimal(0),
            given.get("partner_name", "") if kind == BudgetKind.PARTNER else "",
        )
        for kind in BudgetKind
    ]
