"""Why something comes late: two fields that a form has only when it does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.protection.forms.fields import one_of, text


class LateReasonMixin(forms.Form):
    """A form of a step. With `late=True` it asks for the reason (`late_reason`, `late_words`) in the end."""

    def __init__(self, *args: Any, late: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if late:
            self.fields["late_reason"] = one_of(
                "late-reasons", _("Why it comes late"), radios=True,
                help_text=_("Its time limit is over. The reason helps both sides, and accuses nobody."),
            )  # fmt: skip
            self.fields["late_words"] = text(_("In a sentence"), rows=2, help_text=_("Leave names out."))

    def late_given(self) -> tuple[str, str]:
        """(reason, words), empty where it is in time."""
        data = self.cleaned_data
        return str(data.get("late_reason", "")), str(data.get("late_words", ""))
