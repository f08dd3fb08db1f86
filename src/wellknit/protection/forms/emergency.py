"""Beyond one's reach: opening a case in an emergency, and looking at such an opening afterwards."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Radios
from wellknit.protection.forms.fields import text


class BreakGlassForm(forms.Form):
    """The code on the paper, and why it cannot wait."""

    code = text(_("Case code"), required=True, max_length=20, help_text=_("As it stands on the paper."))
    reason = text(
        _("Why it cannot wait"),
        rows=4,
        required=True,
        help_text=_("In a sentence. The office that holds the case is told now, and somebody reviews this."),
    )


class VerdictForm(forms.Form):
    """What a reviewer finds."""

    verdict = forms.ChoiceField(
        label=_("What you find"),
        widget=Radios(),
        choices=(("justified", _("It was needed")), ("follow_up", _("To be followed up with the office"))),
    )
