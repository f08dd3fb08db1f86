"""A visit of case workers to a shelter on the other side, and what each person said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Checkboxes, Radios
from wellknit.protection.actions.visit import Met, Plan
from wellknit.protection.forms.fields import DayField, one_of, text
from wellknit.protection.forms.meeting import countries
from wellknit.protection.models import Case

TEAM = 4


class VisitForm(forms.Form):
    """Who goes where, whom they want to meet."""

    partner = forms.ChoiceField(label=_("Which country"))
    way = forms.ChoiceField(
        label=_("Who visits"), widget=Radios(),
        choices=[("abroad", _("Our workers go there")), ("here", _("Their workers come here"))],
    )  # fmt: skip
    on = DayField(label=_("Day"))
    shelter = text(_("Which shelter"), required=True, max_length=200, help_text=_("Encrypted."))
    cases = forms.MultipleChoiceField(
        label=_("Whom they want to meet"), widget=Checkboxes(small=True), required=False
    )

    def __init__(self, *args: Any, own: str, cases: Iterable[Case] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._cases = {str(c.pk): c for c in cases}
        self.fields["partner"].choices = [("", _("Choose a country")), *countries(own)]  # type: ignore[attr-defined]
        self.fields["cases"].choices = [(key, c.code) for key, c in self._cases.items()]  # type: ignore[attr-defined]
        for n in range(TEAM):
            self.fields[f"office_{n}"] = text(_("Office"), max_length=160)
            self.fields[f"role_{n}"] = text(_("Role"), max_length=80)
            self.fields[f"name_{n}"] = text(_("Name"), max_length=120)

    def seats(self) -> list[list[forms.BoundField]]:
        """The lines of the table of who visits."""
        return [[self[f"{name}_{n}"] for name in ("office", "role", "name")] for n in range(TEAM)]

    def plan(self) -> Plan:
        """The values as the verb takes them."""
        data = self.cleaned_data
        team = [
            {name: data[f"{name}_{n}"].strip() for name in ("office", "role", "name")} for n in range(TEAM)
        ]
        return Plan(
            partner=data["partner"], abroad=data["way"] == "abroad", on=data["on"], shelter=data["shelter"],
            team=[row for row in team if any(row.values())],
        )  # fmt: skip

    def chosen(self) -> list[Case]:
        """Whom they want to meet."""
        return [self._cases[key] for key in self.cleaned_data["cases"]]


class MetForm(forms.Form):
    """What one person said."""

    talk = one_of("visit-talks", _("Was the person spoken with alone?"), radios=True)
    language = one_of("languages", _("In which language"), empty=_("Not said"), required=False)
    outcome = one_of("visit-outcomes", _("What came of it"), empty=_("Nothing yet"), required=False)
    words = text(_("In the person's own words"), rows=4, help_text=_("Encrypted."))
    follow_up_on = DayField(label=_("When somebody comes back to it"), required=False)

    def met(self) -> Met:
        """The values as the verb takes them."""
        return Met(**self.cleaned_data)


class VisitDoneForm(forms.Form):
    """What is to be said of the visit as a whole."""

    words = text(
        _("Of the visit as a whole"),
        rows=4,
        help_text=_("Encrypted. The house, the welcome, what was promised."),
    )
