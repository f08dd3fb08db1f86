"""Forms of the process: meetings, follow-ups, amendment, handover, risks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wellknit.plan import register_files
from wellknit.plan.forms.fields import (
    DayField,
    PartialField,
    long_text,
    unit_choices,
)
from wellknit.platform.widgets import Radios


def series_choices() -> list[tuple[str, str]]:
    """Kinds of meetings that are kept here (case management meetings are only counted)."""
    return [
        (s.id, s.title) for file in register_files.meeting_files() for s in file.series if not s.only_counted
    ]


class MeetingForm(forms.Form):
    """A meeting to come."""

    series = forms.ChoiceField(label=lazy("Kind"), choices=series_choices)
    title = forms.CharField(label=lazy("Title"), max_length=200)
    starts = PartialField(label=lazy("Begins"), required=False)
    ends = PartialField(label=lazy("Ends"), required=False)
    place = forms.CharField(label=lazy("Place"), required=False, max_length=120)
    host = forms.ChoiceField(
        label=lazy("Host"), required=False, choices=lambda: [("", "–"), *unit_choices(countries=True)]
    )


class DecisionForm(forms.Form):
    """What was decided, and who does what by when."""

    text = long_text(lazy("Decision"), required=True, rows=4)
    about = forms.CharField(label=lazy("About (item of a plan)"), required=False, max_length=120)


class FollowUpForm(forms.Form):
    """Who does what by when."""

    owner = forms.ChoiceField(label=lazy("Who"), choices=unit_choices)
    text = long_text(lazy("What"), required=True, rows=3)
    due = DayField(label=lazy("By when"), required=False)


class DoneForm(forms.Form):
    """What shows that it is done."""

    evidence = long_text(lazy("What shows that it is done"), required=True, rows=4)


class VerdictForm(forms.Form):
    """Is it adequate?"""

    adequate = forms.ChoiceField(
        label=lazy("Is it adequate?"),
        widget=Radios,
        choices=[("yes", lazy("Yes")), ("no", lazy("No, open it again"))],
    )
    verdict = long_text(lazy("What is still missing"), rows=3)


class AmendmentForm(forms.Form):
    """A government asks for a change of the MOU."""

    title = forms.CharField(label=lazy("What is to change"), max_length=200)
    text = long_text(lazy("Proposed wording"), required=True, rows=6)
    letter = forms.CharField(label=lazy("Letter (reference)"), max_length=200)
    dated = DayField(label=lazy("Date of the letter"))


class LetterForm(forms.Form):
    """A government's letter."""

    letter = forms.CharField(label=lazy("Letter (reference)"), max_length=200)
    dated = DayField(label=lazy("Date of the letter"))


class HandoverForm(forms.Form):
    """How far a function has passed to a country."""

    function = forms.ChoiceField(
        label=lazy("Function"), choices=lambda: [(f.id, f.title) for f in register_files.handover().functions]
    )
    unit = forms.ChoiceField(label=lazy("Country"), choices=lambda: unit_choices(countries=True))
    year = forms.IntegerField(label=lazy("Year"), min_value=2004, max_value=2100)
    degree = forms.ChoiceField(
        label=lazy("How far"), widget=Radios,
        choices=[("fully", lazy("Fully")), ("partly", lazy("Partly")), ("not-yet", lazy("Not yet"))],
    )  # fmt: skip
    text = long_text(lazy("What was done"), rows=3)


class RiskForm(forms.Form):
    """A risk of the programme."""

    title = forms.CharField(label=lazy("Risk"), max_length=200)
    kind = forms.CharField(label=lazy("Kind"), max_length=40)
    probability = forms.IntegerField(label=lazy("Probability, 1 to 5"), min_value=1, max_value=5)
    impact = forms.IntegerField(label=lazy("Impact, 1 to 5"), min_value=1, max_value=5)
    mitigation = long_text(lazy("What is done about it"), required=True, rows=3)
    owner = forms.CharField(label=lazy("Owner"), max_length=120)
    trend = forms.ChoiceField(
        label=lazy("Trend"),
        choices=[("rising", lazy("Rising")), ("steady", lazy("Steady")), ("falling", lazy("Falling"))],
    )


class AgendaForm(forms.Form):
    """A further point of the agenda."""

    title = forms.CharField(label=lazy("Point"), max_length=200)
    paper = forms.CharField(label=lazy("Paper before it"), required=False, max_length=200)


class DelegationForm(forms.Form):
    """How many a country sends; no names."""

    unit = forms.ChoiceField(label=lazy("Unit"), choices=unit_choices)
    delegates = forms.IntegerField(label=lazy("Delegates"), min_value=0, max_value=500)
    civil_society = forms.IntegerField(
        label=lazy("Of civil society among them"), required=False, min_value=0, max_value=500
    )


class PeriodForm(forms.Form):
    """A further period to report on."""

    key = forms.RegexField(
        label=lazy("Name"), regex=r"^[0-9]{4}(-[0-9A-Z]{1,8})?$", max_length=20,
        help_text=lazy("2028 for a year, 2028-H1 for its first half."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=lazy("Kind"), widget=Radios,
        choices=[("year", lazy("Year")), ("half", lazy("Half year")), ("plan", lazy("Term of a plan")),
                 ("other", lazy("Other"))],
    )  # fmt: skip
    starts = DayField(label=lazy("First day"))
    ends = DayField(label=lazy("Last day"))
