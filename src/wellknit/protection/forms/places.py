"""Places of stay: houses, beds, looks at them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.carekinds import Standards
from wellknit.protection.actions.place import VISIT, House, Look
from wellknit.protection.forms.fields import DayField, some_of, text
from wellknit.protection.forms.lines import LinesForm
from wellknit.protection.models import Unit

IMPROVEMENTS = 3


class PlaceForm(forms.Form):
    """What is said of the whole place."""

    accepting = forms.BooleanField(label=_("We take people in at the moment"), required=False)
    languages = some_of("languages", _("Languages spoken here"))
    step_free = forms.BooleanField(label=_("Without steps: a wheelchair gets in"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class UnitForm(forms.Form):
    """A house, and who lives there together."""

    name = text(_("Name of the house"), required=True, max_length=80)
    beds = forms.IntegerField(label=_("Beds"), min_value=1, max_value=2000)
    kin = forms.BooleanField(label=_("For one family at a time"), required=False)
    sexes = some_of("sex", _("For whom"), help_text=_("Women and men sleep apart, families excepted."))
    ages = some_of(
        "age-bands", _("For which ages"), help_text=_("No child lives with adults who are not family.")
    )
    with_family = forms.BooleanField(
        label=_("Whoever comes with family here is let in"), required=False,
        help_text=_("A mother keeps her son with her, also in a house for women."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def house(self) -> House:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return House(
            data["name"],
            data["beds"],
            tuple(data["sexes"]),
            tuple(data["ages"]),
            data["kin"],
            data["with_family"],
        )


def unit_initial(unit: Unit) -> dict[str, Any]:
    """What stands there now."""
    names = ("name", "beds", "sexes", "ages", "kin", "with_family", "version")
    return {name: getattr(unit, name) for name in names}


class LookForm(LinesForm):
    """A self-assessment or a monitoring visit, line by line."""

    on = DayField(label=_("Day"))
    heard = forms.IntegerField(
        label=_("With how many who live here did you talk alone"), required=False, min_value=0, max_value=2000
    )
    remarks = text(_("Remarks"), rows=3)

    def __init__(self, *args: Any, lines: Standards, kind: str, **kwargs: Any) -> None:
        """kind: self_assessment or monitoring_visit."""
        super().__init__(*args, lines=lines, **kwargs)
        self.kind = kind
        if kind != VISIT:
            del self.fields["heard"]
        choices = [("", _("Choose")), *((code, gettext(item.text)) for code, item in lines.items.items())]
        for number in range(1, IMPROVEMENTS + 1):
            self.fields[f"standard_{number}"] = forms.ChoiceField(
                label=_("To be put right (%(n)s)") % {"n": number}, choices=choices, required=False
            )
            self.fields[f"what_{number}"] = text(_("What will be done"), max_length=300)
            self.fields[f"due_{number}"] = DayField(label=_("Until"), required=False)

    def look(self) -> Look:
        """The values as the verb takes them."""
        data = self.cleaned_data
        wanted = [
            (data[f"standard_{n}"], data[f"what_{n}"], data[f"due_{n}"]) for n in range(1, IMPROVEMENTS + 1)
        ]
        return Look(
            self.kind,
            data["on"],
            self.answers(),
            data["remarks"],
            data.get("heard"),
            [w for w in wanted if w[0] and w[1]],
        )
