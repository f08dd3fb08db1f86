"""Where a person stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.protection.actions.stay import Spell
from wellknit.protection.forms.fields import DayField, as_typed, one_of, text


class StayForm(forms.Form):
    """One spell at one place."""

    kind = one_of(
        "stay-kinds",
        _("Kind of place"),
        empty=_("Choose"),
        help_text=_("A cell or an immigration centre too: it is raised at once, and not with its keeper."),
    )
    facility = forms.ChoiceField(label=_("Which shelter or office"), required=False)
    place = text(
        _("Or which place"), max_length=300, help_text=_("Encrypted. Only when it is not in the list above.")
    )
    legal_basis = one_of("legal-bases", _("On what basis"), empty=_("Choose"))
    voluntary = one_of(
        "voluntary",
        _("Does the person want to be there?"),
        radios=True,
        help_text=_("Ask the person alone, in her language."),
    )
    source = one_of(
        "stay-sources",
        _("Who says so"),
        empty=_("Choose"),
        help_text=_("What the person tells is enough: a cell seldom writes down whom it holds."),
    )
    began_on = DayField(label=_("From"))
    ended_on = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        """`offices`: facilities to choose from."""
        super().__init__(*args, **kwargs)
        self._offices = {str(o.pk): o for o in offices}
        choices = [("", _("None of these")), *((k, o.name) for k, o in self._offices.items())]
        self.fields["facility"].choices = choices  # type: ignore[attr-defined]
        self.fields["ended_on"].help_text = _("Left empty while the person is there.")

    def spell(self) -> Spell:
        """The values as the verb takes them."""
        data = dict(self.cleaned_data)
        return Spell(**{**data, "facility": self._offices.get(data["facility"])})


class StayEndForm(forms.Form):
    """The last day at a place."""

    ended_on = DayField(label=_("Last day at this place"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {"ended_on": as_typed(theirs.get("ended_on")) or ""}
