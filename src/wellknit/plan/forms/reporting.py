"""Forms of a report: status, figure, section, and the moves of a block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wellknit.lib.indicators import Missing, Value
from wellknit.plan import indicator_files, reference_files
from wellknit.plan.forms.fields import (
    DayField,
    NumberField,
    choose_from,
    framework_choices,
    long_text,
    unit_choices,
)
from wellknit.plan.states import BlockKind
from wellknit.platform.widgets import Checkboxes, Radios

MISSING_LABELS = {
    "": lazy("There is a figure"),
    Missing.NOT_COLLECTED: lazy("Not collected"),
    Missing.WITHHELD: lazy("Withheld by the country"),
    Missing.NOT_APPLICABLE: lazy("Not applicable"),
    Missing.NOT_STATED: lazy("Not stated"),
    Missing.NOT_YET: lazy("Not yet due"),
}


class OpenForm(forms.Form):
    """Open a report or a workplan."""

    kind = forms.ChoiceField(
        label=lazy("What"),
        choices=[(BlockKind.REPORT, lazy("Report")), (BlockKind.WORKPLAN, lazy("Workplan"))],
        widget=Radios, initial=BlockKind.REPORT,
    )  # fmt: skip
    framework = forms.ChoiceField(label=lazy("Plan"), choices=framework_choices)
    period = forms.ChoiceField(label=lazy("Period"))
    due = DayField(label=lazy("Due on"), required=False)

    def __init__(self, *args: Any, periods: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choose_from(self, "period", [(key, key) for key in periods])


class StatusForm(forms.Form):
    """The unit's judgement on one item."""

    declared = forms.ChoiceField(label=lazy("Status"), widget=Radios)
    reason = long_text(
        lazy("Reason"), rows=3, help_text=lazy("Needed when it differs from the figures, or is withheld.")
    )
    evidence = long_text(
        lazy("Evidence"), rows=3, help_text=lazy("A document, a place where it can be seen.")
    )

    def __init__(self, *args: Any, scale: reference_files.Scale, **more: Any) -> None:
        super().__init__(*args, **more)
        hidden = ("not-recoverable", "not-reported", "not-declared")
        choose_from(self, "declared", [(s.id, s.label) for s in scale.steps if s.id not in hidden])


class FigureForm(forms.Form):
    """One figure: a number, or its two parts, or words, or the reason there is none."""

    kind = forms.ChoiceField(
        label=lazy("Which figure"), widget=Radios,
        choices=[("actual", lazy("Result")), ("target", lazy("Target")), ("marker", lazy("Progress marker")),
                 ("baseline", lazy("Baseline"))],
    )  # fmt: skip
    part = forms.ChoiceField(label=lazy("Part"), required=False)
    number = NumberField(label=lazy("Figure"))
    numerator = NumberField(label=lazy("Numerator"), help_text=lazy("For a share: how many …"))
    denominator = NumberField(label=lazy("Denominator"), help_text=lazy("… of how many."))
    text = long_text(lazy("In words"), rows=2)
    missing = forms.ChoiceField(
        label=lazy("If there is no figure, why"), required=False, choices=list(MISSING_LABELS.items())
    )
    period = forms.CharField(
        label=lazy("For which period"),
        required=False,
        max_length=20,
        help_text=lazy(
            "Only when it is another than the report’s: the year of a baseline, the year of a target."
        ),
    )
    dims = forms.CharField(
        label=lazy("Part of the total"), required=False, help_text=lazy("For example sex=female;age=0-14")
    )
    reason = long_text(
        lazy("Why it changes"), rows=2, help_text=lazy("Needed when it replaces an earlier figure.")
    )
    source = forms.CharField(label=lazy("Source"), required=False, max_length=300)

    def __init__(self, *args: Any, sheet: indicator_files.Indicator, **more: Any) -> None:
        super().__init__(*args, **more)
        if sheet.parts:
            choose_from(self, "part", [(p.id, p.label) for p in sheet.parts])
        else:
            del self.fields["part"]
        if sheet.unit not in ("percent", "ratio"):
            del self.fields["numerator"], self.fields["denominator"]

    def value(self) -> Value:
        """The figure as the engines take it."""
        given = self.cleaned_data
        missing = given.get("missing")
        return Value(
            number=given.get("number"), numerator=given.get("numerator"),
            denominator=given.get("denominator"),
            text=given.get("text", ""), missing=Missing(missing) if missing else None,
        )  # fmt: skip


class SectionForm(forms.Form):
    """One section of the report, in one language."""

    text = long_text(lazy("Text"), rows=16, help_text=lazy("An empty line begins a new paragraph."))


class ReasonForm(forms.Form):
    """Why something is sent back, recalled or corrected."""

    reason = long_text(lazy("Reason"), required=True, rows=4)


class EndorseForm(forms.Form):
    """The day the task force decided."""

    on = DayField(label=lazy("Endorsed by the task force on"), required=False)


class WordsForm(forms.Form):
    """A question, a reply."""

    text = long_text(lazy("Text"), required=True, rows=5)


class CivilForm(forms.Form):
    """Civil society's own report on a country and period."""

    unit = forms.ChoiceField(label=lazy("Country"), choices=lambda: unit_choices(countries=True))
    framework = forms.ChoiceField(label=lazy("Plan"), choices=framework_choices)
    period = forms.ChoiceField(label=lazy("Period"))
    about = forms.CharField(label=lazy("About (item of the plan)"), required=False, max_length=120)
    text = long_text(lazy("Report"), required=True, rows=10)
    evidence = long_text(lazy("Evidence"), rows=3)

    def __init__(self, *args: Any, periods: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choose_from(self, "period", [(key, key) for key in periods])


class CorrigendumForm(forms.Form):
    """What a further edition corrects."""

    corrigendum = long_text(lazy("What this edition corrects"), required=True, rows=4)


class FreezeForm(forms.Form):
    """What is to be frozen."""

    kind = forms.ChoiceField(
        label=lazy("Document"), widget=Radios,
        choices=[
            ("annual", lazy("Annual or half-yearly report")),
            ("som", lazy("Country table for senior officials")),
        ],
    )  # fmt: skip
    framework = forms.ChoiceField(label=lazy("Plan"), choices=framework_choices)
    period = forms.ChoiceField(label=lazy("Period"))
    language = forms.ChoiceField(
        label=lazy("Language"),
        choices=[(code, code) for code in ("en", "km", "lo", "my", "th", "vi", "zh-hans")],
    )

    def __init__(self, *args: Any, periods: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choose_from(self, "period", [(key, key) for key in periods])


class ChoiceForm(forms.Form):
    """Which indicators the unit reports on."""

    chosen = forms.MultipleChoiceField(
        label=lazy("Indicators"), required=False, widget=Checkboxes(small=True),
        help_text=lazy("Each government chooses. With none chosen, all that the plan gives it are asked for."),
    )  # fmt: skip

    def __init__(self, *args: Any, sheets: Iterable[indicator_files.Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        choose_from(self, "chosen", [(s.id, f"{s.code} {s.title}".strip()) for s in sheets])
