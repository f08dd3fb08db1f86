"""Answering a referral."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.protection.forms.fields import one_of, text


class AcceptForm(forms.Form):
    """Nothing to fill in: the page says what accepting means."""


class DeclineForm(forms.Form):
    """A reason the sender can act on."""

    reason = one_of("decline-reasons", _("Reason"), radios=True)
    words = text(
        _("What the sender should know"),
        rows=3,
        help_text=_("For example who could receive the person. The sender reads this."),
    )


class WordsForm(forms.Form):
    """A question to the other office, or the answer to it."""

    words = text(
        _("Your message"),
        rows=4,
        required=True,
        help_text=_("Both offices read this. Leave names and numbers out: the code is enough."),
    )
