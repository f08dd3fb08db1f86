"""Forms of money: pledge, allocation, entry."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wellknit.plan import framework_files, reference_files
from wellknit.plan.forms.fields import (
    AmountField,
    DayField,
    long_text,
    unit_choices,
)
from wellknit.plan.models import EntryKind
from wellknit.platform.widgets import Checkboxes, Radios


class PledgeForm(forms.Form):
    """A donor's promise."""

    donor = forms.CharField(label=lazy("Donor"), max_length=120)
    framework = forms.ChoiceField(
        label=lazy("Plan"),
        choices=lambda: [(f.id, f.title) for f in framework_files.frameworks().values() if f.kind == "plan"],
    )
    first_year = forms.IntegerField(label=lazy("First year"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=lazy("Last year"), min_value=2000, max_value=2100)
    amount = AmountField(label=lazy("Amount"), required=True)
    currency = forms.ChoiceField(
        label=lazy("Currency"),
        choices=lambda: [(c.code, c.code) for c in reference_files.rates().currencies],
        initial="USD",
    )
    excluded = forms.MultipleChoiceField(
        label=lazy("Countries it may not go to"), required=False, widget=Checkboxes,
        choices=lambda: unit_choices(countries=True),
    )  # fmt: skip
    preferred = forms.CharField(
        label=lazy("Areas it should rather go to"), required=False, help_text=lazy("Ids, with commas.")
    )
    note = long_text(lazy("Note"), rows=2)


class AllocationForm(forms.Form):
    """Part of a pledge for a unit."""

    unit = forms.ChoiceField(label=lazy("Unit"), choices=unit_choices)
    year = forms.IntegerField(label=lazy("Year"), min_value=2000, max_value=2100)
    areas = forms.CharField(label=lazy("Areas"), required=False, help_text=lazy("Ids, with commas."))
    amount = AmountField(label=lazy("Amount, US$"), required=True)
    why_not_preferred = long_text(lazy("Why the donor’s preference is not followed"), rows=2)


class EntryForm(forms.Form):
    """A receipt, commitment or expenditure."""

    kind = forms.ChoiceField(
        label=lazy("What"), widget=Radios,
        choices=[(EntryKind.RECEIVED, lazy("Received")), (EntryKind.COMMITTED, lazy("Committed")),
                 (EntryKind.SPENT, lazy("Spent"))],
    )  # fmt: skip
    amount = AmountField(label=lazy("Amount"), required=True)
    currency = forms.ChoiceField(
        label=lazy("Currency"),
        choices=lambda: [(c.code, c.code) for c in reference_files.rates().currencies],
        initial="USD",
    )
    day = DayField(label=lazy("Day"))
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300)
