"""Form widgets beyond Django's: dates in parts, radio buttons with hints, a drawn signature.

They stand in the platform because wings may not import `web`; how they look is in the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO_UNASKED = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("not_asked", _("Not asked")),
    ("cannot_say", _("Cannot say")),
)


class _Hinted:
    """Adds a hint to each option, and an option that excludes the others."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, Any] | None = None,
        small: bool = False,
        inline: bool = False,
        none: str = "",
    ) -> None:
        """`hints` maps an option's value to a sentence; `none` is the value that means none of the others."""
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.hints, self.small, self.inline, self.none = hints or {}, small, inline, none

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tells the template the size and direction of the group."""
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"].update(small=self.small, inline=self.inline)
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One option, with its hint and whether it excludes the others."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        option["exclusive"] = bool(self.none) and str(value) == self.none
        return option


class Radios(_Hinted, forms.RadioSelect):
    """Radio buttons; `hints={value: sentence}`, `inline=True` for two short answers."""


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Checkboxes; `none="none"` is "none of these": choosing it clears the others, and the reverse."""


class YesNoUnasked(Radios):
    """Yes, no, not asked, cannot say: silence is an answer of its own and never counts as no."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = YES_NO_UNASKED, **options: Any
    ) -> None:
        """The four answers unless the field brings its own."""
        super().__init__(attrs, choices, **{"inline": True, **options})


class DateParts(forms.MultiWidget):
    """Day, month and year in three fields, any of which may stay empty.

    The value is text, largest part first, missing parts left out from the right: `2568-02-29`,
    `2568-02`, `2568`; a day without a month keeps its gap (`2568--29`) so that the parser can say so.
    The year is as entered: which era it is, `lib.dates` decides and asks.
    """

    use_fieldset = True
    template_name = "django/forms/widgets/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Three number pads; no browser date picker, which knows only one calendar."""
        pad = {"inputmode": "numeric", "autocomplete": "off"}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs=dict(pad)) for part in ("day", "month", "year")
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[str]:
        """`2568-02` → `["", "02", "2568"]`."""
        parts = (str(value).split("-") if value else []) + ["", "", ""]
        year, month, day = parts[:3]
        return [day, month, year]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        """The three fields as one text; empty when all are."""
        day, month, year = (str(v or "").strip() for v in super().value_from_datadict(data, files, name))
        padded = [year, month.zfill(2) if month else "", day.zfill(2) if day else ""]
        return "-".join(padded).rstrip("-")


class DateText(forms.TextInput):
    """One free line: "14 February 2567", "2017", "about March 2016"."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Narrow, and without the browser's memory of what others typed."""
        super().__init__({"class": "govuk-input--width-20", "autocomplete": "off", **(attrs or {})})


class Code(forms.TextInput):
    """A one-time code: number pad, filled in by the telephone that received it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Ten digits wide."""
        pad = {"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "one-time-code"}
        super().__init__({**pad, **(attrs or {})})


class Signature(forms.FileInput):
    """A signature drawn with a finger (PNG); without script a photograph of one on paper."""

    template_name = "django/forms/widgets/signature.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Pictures only; a telephone offers its camera."""
        super().__init__({"accept": "image/png,image/jpeg", **(attrs or {})})
