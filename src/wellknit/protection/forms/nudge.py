"""How one is told that something waits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Radios
from wellknit.protection.forms.fields import text
from wellknit.protection.nudging import allowed


class NudgeForm(forms.Form):
    """One's own choice."""

    way = forms.ChoiceField(
        label=_("How shall we tell you that something waits?"), required=False, widget=Radios()
    )
    address = text(
        _("Address or number"), max_length=200, help_text=_("Encrypted. One that nobody else reads.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The ways are those of the node's charter."""
        super().__init__(*args, **kwargs)
        ways = [(code, sender.label) for code, sender in allowed().items()]
        self.fields["way"].choices = [("", _("Not at all: I look for myself")), *ways]  # type: ignore[attr-defined]
