"""Letting figures on delays out: proposed by one, released by another; the partner's word written down."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Radios
from wellknit.protection.forms.fields import text


class ReleaseForm(forms.Form):
    """The second person's answer."""

    decision = forms.ChoiceField(
        label=_("Are these figures given out, once the partner releases them too?"), widget=Radios(),
        choices=[("release", _("Yes, release them")), ("refuse", _("No, they stay between the two governments"))],
    )  # fmt: skip


class PartnerForm(forms.Form):
    """On what the partner's release stands."""

    words = text(
        _("How the partner said so"),
        required=True,
        rows=2,
        help_text=_("For example: letter of the focal point, with its day."),
    )
