"""Where a person stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Radios
from wellknit.protection.actions.stay import Spell
from wellknit.protection.forms.fields import DayField, as_typed, one_of, text
from wellknit.protection.models import Case, Unit
from wellknit.protection.queries.places import UnitRow


class StayForm(forms.Form):
    """One spell at one place."""

    kind = one_of(
        "stay-kinds",
        _("Kind of place"),
        empty=_("Choose"),
        help_text=_("A cell or an immigration centre too: it is raised at once, and not with its keeper."),
    )
    facility = forms.ChoiceField(label=_("Which shelter or office"), required=False)
    unit = forms.ChoiceField(label=_("Which house, where the place keeps its beds here"), required=False)
    family_code = text(
        _("Case code of family who live there"), max_length=20,
        help_text=_("A mother and her son are not torn apart: give her code."),
    )  # fmt: skip
    despite = text(
        _("If the rules of the house say no, and the person is there all the same: why"), max_length=400,
        help_text=_("What is true is written down, also when it should not be so."),
    )  # fmt: skip
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

    def __init__(
        self, *args: Any, offices: Iterable[Office], units: Iterable[UnitRow] = (), **kwargs: Any
    ) -> None:
        """`offices`: facilities to choose from; `units`: their houses with the beds that are free."""
        super().__init__(*args, **kwargs)
        rows = list(units)
        self._units = {str(row.unit.pk): row.unit for row in rows}
        beds = [(str(row.unit.pk), _house(row)) for row in rows]
        self.fields["unit"].choices = [("", _("None of these")), *beds]  # type: ignore[attr-defined]
        self._offices = {str(o.pk): o for o in offices}
        choices = [("", _("None of these")), *((k, o.name) for k, o in self._offices.items())]
        self.fields["facility"].choices = choices  # type: ignore[attr-defined]
        self.fields["ended_on"].help_text = _("Left empty while the person is there.")

    def spell(self, family: Case | None = None) -> Spell:
        """The values as the verb takes them; `family`: the case whose code was given."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "family_code"}
        unit = self._units.get(data["unit"])
        return Spell(
            **{
                **data,
                "facility": self._offices.get(data["facility"]),
                "unit": unit,
                "with_family_of": family,
            }
        )


def _house(row: UnitRow) -> str:
    named = {"place": row.unit.place.office.name, "house": row.unit.name, "free": row.free}
    return gettext("%(place)s, %(house)s: %(free)s free") % named


class StayEndForm(forms.Form):
    """The last day at a place."""

    ended_on = DayField(label=_("Last day at this place"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {"ended_on": as_typed(theirs.get("ended_on")) or ""}


class KeepBedForm(forms.Form):
    """A bed for somebody who is on the way."""

    unit = forms.ChoiceField(label=_("Which house"))
    hours = forms.ChoiceField(
        label=_("For how long"), choices=[(str(h), _("%(n)s hours") % {"n": h}) for h in (6, 12, 24, 48, 72)],
        initial="24", widget=Radios(inline=True),
        help_text=_("The bed counts as taken until then, and is free again after it without anybody's doing."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Iterable[UnitRow], **kwargs: Any) -> None:
        """`units`: houses with the beds that are free."""
        super().__init__(*args, **kwargs)
        rows = list(units)
        self._units = {str(row.unit.pk): row.unit for row in rows}
        self.fields["unit"].choices = [("", _("Choose")), *((str(r.unit.pk), _house(r)) for r in rows)]  # type: ignore[attr-defined]

    def kept(self) -> tuple[Unit, datetime]:
        """The house, and until when."""
        until = timezone.now() + timedelta(hours=int(self.cleaned_data["hours"]))
        return self._units[self.cleaned_data["unit"]], until
