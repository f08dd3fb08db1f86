"""A form made of a checklist or of standards: each line with the answers the file gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext

from wellknit.lib.carekinds import Checklist, Standards
from wellknit.platform.widgets import Radios

PREFIX = "line_"


class LinesForm(forms.Form):
    """Base: `lines` gives the questions; a line without an answer is simply not answered."""

    def __init__(self, *args: Any, lines: Checklist | Standards, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        choices = [(answer.code, gettext(answer.text)) for answer in lines.answers]
        for code, item in lines.items.items():
            self.fields[PREFIX + code] = forms.ChoiceField(
                label=gettext(item.text), help_text=gettext(item.hint) if item.hint else "", choices=choices,
                required=False, widget=Radios(inline=True, small=True),
            )  # fmt: skip

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The lines under their headings, for the page."""
        for group in self.lines.groups:
            yield gettext(group.title), [self[PREFIX + item.code] for item in group.items]

    def others(self) -> list[forms.BoundField]:
        """The fields that are no lines."""
        return [field for field in self.visible_fields() if not field.name.startswith(PREFIX)]

    def answers(self) -> dict[str, str]:
        """code → answer, only what was answered."""
        named = ((name, value) for name, value in self.cleaned_data.items() if name.startswith(PREFIX))
        return {name.removeprefix(PREFIX): value for name, value in named if value}
