"""Who somebody is, as a form: nothing is demanded that she may not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.dates import PartialDate, age_band
from wellknit.lib.names.keys import PersonNames
from wellknit.protection.actions.case import Opening
from wellknit.protection.actions.person import Who
from wellknit.protection.codelists import label
from wellknit.protection.forms.fields import (
    DateField,
    DayField,
    NationalityMixin,
    as_typed,
    one_of,
    some_of,
    spread_nationality,
    text,
)
from wellknit.protection.models import Person, Screening

SAFE = (
    ("", _("Not known")),
    ("yes", _("Yes, nobody else sees it")),
    ("no", _("No: do not write or call there")),
)


class PersonForm(NationalityMixin):
    """What is known of somebody; every field may stay empty except the sex, which may be "not known"."""

    name_native = text(
        _("Name in its own script"),
        max_length=200,
        help_text=_("As the person writes it, in Thai, Khmer, Burmese or any other script."),
    )
    name_latin = text(
        _("Name in Latin letters"),
        max_length=200,
        help_text=_("As the person or a paper writes it. Do not make one up: search finds both."),
    )
    unnamed = forms.BooleanField(label=_("No name is known, or the person gives none"), required=False)
    aliases = text(_("Other names"), rows=2, help_text=_("Nicknames and other spellings, one on each line."))
    birth = DateField(label=_("Born"), birth=True, required=False)
    sex = one_of("sex", _("Sex"), radios=True)
    languages = some_of("languages", _("Languages the person speaks"))
    contact_how = text(_("How to reach the person"), max_length=300)
    contact_safe = forms.ChoiceField(
        label=_("Is it safe to reach her or him there?"), choices=SAFE, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = [
        "name_native",
        "name_latin",
        "unnamed",
        "aliases",
        "birth",
        "sex",
        "nationality",
        "nationality_other",
        "languages",
        "contact_how",
        "contact_safe",
    ]

    def who(self) -> Who:
        """The values as the verbs take them."""
        data = self.cleaned_data
        birth: PartialDate | None = data.get("birth")
        contact = {"how": data.get("contact_how", ""), "safe": data.get("contact_safe", "")}
        return Who(
            sex=data["sex"],
            name_native=data["name_native"],
            name_latin=data["name_latin"],
            aliases=tuple(line.strip() for line in data["aliases"].splitlines() if line.strip()),
            birth=birth.serialise() if birth else None,
            nationality=self.nationality_given(),
            languages=tuple(data["languages"]),
            contact={k: v for k, v in contact.items() if v},
            unnamed=bool(data["unnamed"]),
        )

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved, as values of these fields."""
        return {
            name: value for name, value in spread(theirs).items() if name in self.fields and name != "version"
        }


def spread(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values of a person as values of the form, for those that are given."""
    found: dict[str, Any] = {n: values[n] or "" for n in ("name_native", "name_latin", "sex") if n in values}
    if "aliases" in values:
        found["aliases"] = "\n".join(values["aliases"] or ())
    if "birth" in values:
        found["birth"] = as_typed(PartialDate.deserialise(values["birth"])) if values["birth"] else ""
    if "nationality" in values:
        found |= spread_nationality(values["nationality"])
    if "languages" in values:
        found["languages"] = list(values["languages"])
    if "contact" in values:
        contact = values["contact"] or {}
        found |= {"contact_how": contact.get("how", ""), "contact_safe": contact.get("safe", "")}
    return found


def initial_of(person: Person) -> dict[str, Any]:
    """The form as it begins for somebody already recorded."""
    names = ("name_native", "name_latin", "aliases", "birth", "sex", "nationality", "languages", "contact")
    stored = {name: getattr(person, name) for name in names}
    unnamed = not (person.name_native or person.name_latin)
    return {**spread(stored), "unnamed": unnamed, "version": person.version}


def initial_from(screening: Screening | None) -> dict[str, Any]:
    """What a screening already tells, so that nobody is asked twice."""
    if screening is None:
        return {}
    told: Any = screening.identity or {}
    values: dict[str, Any] = {"sex": screening.sex, "nationality": screening.nationality}
    values |= {name: told.get(name, "") for name in ("name_native", "name_latin")}
    values |= {"birth": told.get("birth"), "languages": [screening.language] if screening.language else []}
    found = spread(values)
    contact = told.get("safe_contact", "")
    extra = {
        "contact_how": contact,
        "contact_safe": "yes" if contact else "",
        "age_band": screening.age_band,
        "age_assessment_due": screening.age_assessment_due,
    }
    return {**found, **extra}


class OpeningForm(PersonForm):
    """A new person and the head of her case, in one go."""

    age_band = one_of(
        "age-bands",
        _("Age"),
        radios=True,
        help_text=_("Not known: treated as a child for the moment, with a date for an assessment."),
    )
    age_assessment_due = DayField(label=_("Assessment of age offered by"), required=False)
    exploitation = one_of(
        "exploitation", _("What was done to the person"), empty=_("Not known yet"), required=False
    )
    summary = text(
        _("What happened, in short"),
        rows=4,
        help_text=_("Only what the work needs. No names of other people."),
    )
    opened_on = DayField(label=_("Case begins on"), required=False)
    field_order = [
        *PersonForm.field_order,
        "age_band",
        "age_assessment_due",
        "exploitation",
        "summary",
        "opened_on",
    ]

    def clean(self) -> dict[str, Any]:
        """The band and the birth have to fit: one of the two would be wrong in every table."""
        data = super().clean() or self.cleaned_data
        check_band(self, data)
        return data

    def opening(self, *, searched: bool) -> Opening:
        """The head of the case as the verb takes it."""
        return opening_from(self.cleaned_data, searched=searched)


class KnownOpeningForm(forms.Form):
    """The head of a new case for somebody who is known here already."""

    age_band = one_of("age-bands", _("Age now"), radios=True)
    age_assessment_due = DayField(label=_("Assessment of age offered by"), required=False)
    exploitation = one_of(
        "exploitation", _("What was done to the person"), empty=_("Not known yet"), required=False
    )
    summary = text(_("What happened, in short"), rows=4)
    opened_on = DayField(label=_("Case begins on"), required=False)

    def opening(self, *, searched: bool) -> Opening:
        """The head of the case as the verb takes it."""
        return opening_from(self.cleaned_data, searched=searched)


def check_band(form: forms.Form, data: Mapping[str, Any]) -> None:
    """Add an error when the birth says certainly another band than the one chosen."""
    birth, band = data.get("birth"), data.get("age_band")
    certain = age_band(birth, timezone.localdate()) if birth and birth.is_known else "unknown"
    if band and certain != "unknown" and band not in {certain, "unknown"}:
        sentence = gettext("By the birth given this is %(band)s. Correct one of the two.")
        form.add_error("age_band", sentence % {"band": label("age-bands", certain)})


def opening_from(data: Mapping[str, Any], *, searched: bool) -> Opening:
    """Cleaned values to an Opening; unknown age is a presumption with a date."""
    presumed = data["age_band"] == "unknown"
    return Opening(
        age_band=data["age_band"],
        searched=searched,
        presumed_child=presumed,
        age_assessment_due=data.get("age_assessment_due") if presumed else None,
        exploitation=data.get("exploitation", ""),
        summary=data.get("summary", ""),
        opened_on=data.get("opened_on"),
    )


class SearchForm(forms.Form):
    """Looking for somebody. In a POST, so that no name stands in an address or a log."""

    name_native = text(_("Name in its own script"), max_length=200)
    name_latin = text(_("Name in Latin letters"), max_length=200)
    birth = DateField(
        label=_("Born"), birth=True, required=False, help_text=_("A year is enough, and it may be left out.")
    )

    def clean(self) -> dict[str, Any]:
        """Something to look for."""
        data = super().clean() or self.cleaned_data
        if not (data.get("name_native") or data.get("name_latin")):
            self.add_error("name_native", _("Write the name in one of the two ways."))
        return data

    def names(self) -> PersonNames:
        """The query as the search takes it."""
        data = self.cleaned_data
        birth = data.get("birth")
        forms_ = tuple(n for n in (data["name_native"], data["name_latin"]) if n)
        return PersonNames(forms=forms_, birth_year=birth.year if birth and birth.is_known else None)
