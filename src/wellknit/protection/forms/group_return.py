"""Several persons, one handover: once what is the same for all, one line each for what differs, one act at the crossing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Checkboxes, Radios
from wellknit.protection.actions.group_return import AtCrossing, Late, Plan
from wellknit.protection.codelists import choices
from wellknit.protection.forms.fields import DayField, as_typed, text
from wellknit.protection.forms.lateness import LateReasonMixin
from wellknit.protection.forms.meeting import SheetForm, countries
from wellknit.protection.models import GroupReturn, Journey, Traveller

DIFFERS = (("luggage", _("Luggage")), ("medicine", _("Medicine")), ("needs", _("Needs on the way")),
           ("money", _("Money")), ("papers", _("Papers")))  # fmt: skip
_BETWEEN = re.compile(r"[\s,;،၊、，]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d]")


class GroupForm(forms.Form):
    """What is the same for everybody."""

    partner = forms.ChoiceField(label=_("To which country"))
    crossing = text(_("Crossing"), required=True, max_length=120)
    on = DayField(label=_("Day"))
    meet_at = forms.RegexField(
        r"^([01]\d|2[0-3]):[0-5]\d$", label=_("At what time"), required=False,
        help_text=_("For example 09:30, by this side's clock."),
        error_messages={"invalid": _("Write the time like 09:30.")},
    )  # fmt: skip
    receiver = text(_("Who receives them there"), max_length=160, help_text=_("The office of the partner."))
    escort = text(_("Who goes with them"), rows=2, help_text=_("Encrypted."))
    vehicle = text(_("Vehicle"), max_length=160, help_text=_("Encrypted."))
    papers = text(_("Papers that each of them carries"), rows=2)
    belongings = text(_("Belongings that each of them carries"), rows=2)
    words = text(_("What else is the same for all"), rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: str, crossings: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["partner"].choices = [("", _("Choose a country")), *countries(own)]  # type: ignore[attr-defined]
        known = list(dict.fromkeys(crossings))
        if known:
            self.fields["crossing"].help_text = gettext("Known from the agreements: %(names)s.") % {
                "names": "; ".join(known)
            }

    def plan(self) -> Plan:
        """The values as the verb takes them."""
        return Plan(**{k: v for k, v in self.cleaned_data.items() if k != "version"})

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {"crossing": theirs.get("crossing", ""), "on": as_typed(theirs.get("on")) or ""}


def group_initial(found: GroupReturn) -> dict[str, Any]:
    """A stored group return as the form shows it."""
    names = ("partner", "crossing", "on", "meet_at", "receiver", "escort", "vehicle", "version")
    return {**(found.common or {}), **{n: getattr(found, n) for n in names}}


class JoinForm(forms.Form):
    """Who goes: ticked, or typed as case codes, one after another."""

    journeys = forms.MultipleChoiceField(
        label=_("Whose handover is open"), widget=Checkboxes(small=True), required=False
    )
    codes = text(_("Or their case codes"), rows=4, help_text=_("One in a line, or all in a row. Codes only."))

    def __init__(self, *args: Any, ready: Iterable[Journey] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._ready = {str(j.pk): j for j in ready}
        rows = [(key, f"{j.case.code} · {j.code}") for key, j in self._ready.items() if j.case]
        self.fields["journeys"].choices = rows  # type: ignore[attr-defined]

    def clean_codes(self) -> str:
        """Codes that are not among those who can go are named, so that nobody is missed by a slip of the pen."""
        typed = set(_typed(str(self.cleaned_data["codes"])))
        known = {j.case.code for j in self._ready.values() if j.case}
        unknown = sorted(typed - known)
        if unknown:
            raise forms.ValidationError(
                gettext("These cannot go with this group: %(codes)s.") % {"codes": ", ".join(unknown)}
            )
        return " ".join(sorted(typed))

    def clean(self) -> dict[str, Any]:
        """Nobody chosen is a slip too."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["journeys"] and not data["codes"]:
            raise forms.ValidationError(gettext("Say who goes: choose somebody, or type a case code."))
        return data

    def chosen(self) -> list[Journey]:
        """Those who go, each once."""
        ticked, typed = set(self.cleaned_data["journeys"]), set(self.cleaned_data["codes"].split())
        return [j for key, j in self._ready.items() if key in ticked or (j.case and j.case.code in typed)]


def _typed(text: str) -> list[str]:
    """Every word as a code is written: whatever dash and whichever digits the keyboard gave."""
    plain = "".join(
        str(digit) if (digit := unicodedata.decimal(char, None)) is not None else char
        for char in _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    )
    return [word for word in _BETWEEN.split(plain.upper()) if word]


class DifferForm(forms.Form):
    """One table: a line for each person, a column for each thing that may differ."""

    def __init__(self, *args: Any, travellers: Iterable[Traveller] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._rows = list(travellers)
        for row in self._rows:
            for name, label in DIFFERS:
                said = gettext("%(what)s, %(code)s") % {"what": label, "code": row.case_code}
                self.fields[f"{name}_{row.pk}"] = text(
                    said, max_length=400, initial=(row.differs or {}).get(name, "")
                )

    def lines(self) -> list[tuple[str, list[tuple[Any, forms.BoundField]]]]:
        """(case code, its fields with their heads)."""
        return [
            (r.case_code, [(label, self[f"{name}_{r.pk}"]) for name, label in DIFFERS]) for r in self._rows
        ]

    def told(self) -> dict[UUID, dict[str, str]]:
        """Person by person what was written."""
        return {r.pk: {name: self.cleaned_data[f"{name}_{r.pk}"] for name, _l in DIFFERS} for r in self._rows}


class HandOverForm(LateReasonMixin):
    """At the crossing: who took over, and who was not handed over. Everybody else goes."""

    received_name = text(_("Who took over on the other side"), required=True, max_length=120)
    received_office = text(_("Of which office"), max_length=160)
    words = text(_("What is to be said of all"), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, travellers: Iterable[Traveller] = (), gone: Container[UUID] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._rows = list(travellers)
        reasons = [("", _("Handed over")), *choices("left-out-reasons")]
        for row in self._rows:
            code = {"code": row.case_code}
            stays = row.pk in gone
            why = gettext("It was not this person's turn any more.") if stays else ""
            self.fields[f"why_{row.pk}"] = forms.ChoiceField(
                label=gettext("%(code)s: handed over?") % code, choices=reasons, required=False,
                initial="other" if stays else "",
            )  # fmt: skip
            self.fields[f"words_{row.pk}"] = text(
                gettext("%(code)s: in a sentence") % code, max_length=400, initial=why
            )

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(case code, whether and why not, in a sentence)."""
        return [(r.case_code, self[f"why_{r.pk}"], self[f"words_{r.pk}"]) for r in self._rows]

    def at_crossing(self) -> AtCrossing:
        """The values as the verb takes them."""
        data = self.cleaned_data
        out = {r.pk: (data[f"why_{r.pk}"], data[f"words_{r.pk}"]) for r in self._rows if data[f"why_{r.pk}"]}
        return AtCrossing(
            received_name=data["received_name"], received_office=data["received_office"], words=data["words"],
            left_out=out, late=Late(*self.late_given()),
        )  # fmt: skip

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {}


class SheetsForm(SheetForm):
    """The sheets of a group: for all, or without those for whom no ground is there."""

    without = forms.ChoiceField(
        label=_("If no consent covers somebody's sheet"), widget=Radios(), initial="stop",
        choices=[("stop", _("Print nothing, and say whose")), ("leave", _("Print the others"))],
    )  # fmt: skip
