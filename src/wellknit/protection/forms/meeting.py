"""Planning a meeting of two countries, writing down who was there, what was decided, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.rolefiles import roles
from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Radios
from wellknit.protection.actions.meeting import Decided, Plan
from wellknit.protection.codelists import choices
from wellknit.protection.forms.fields import DayField, as_typed, one_of
from wellknit.protection.forms.fields import text as line
from wellknit.protection.recipients import country_key

# As many lines as a form shows for people around a table; more are added by saving and opening it again.
SEATS = 8


def countries(own: str) -> list[tuple[str, str]]:
    """Every country but one's own, as recipients keys."""
    return [
        (country_key(code), label) for code, label in choices("countries") if len(code) == 2 and code != own
    ]


def directions(own: str, partner: str) -> list[tuple[str, str]]:
    """Both ways together, or one of the two corridors with a partner."""
    there = partner.removeprefix("country:")
    return [(f"{own}-{there}", f"{own} → {there}"), (f"{there}-{own}", f"{there} → {own}")]


class PlanForm(forms.Form):
    """Where and when, with whom."""

    partner = forms.ChoiceField(label=_("With which country"))
    kind = one_of("case-meeting-kinds", _("Kind of meeting"), radios=True)
    number = forms.IntegerField(label=_("Number"), required=False, min_value=1, max_value=999,
                                help_text=_("As both sides count, for example 23."))  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Which direction"), widget=Radios(), required=False,
        choices=[("", _("Both directions")), ("out", _("From here to there")), ("in", _("From there to here"))],
    )  # fmt: skip
    host = forms.ChoiceField(
        label=_("Who hosts it"),
        widget=Radios(),
        choices=[("ours", _("We do")), ("theirs", _("The partner does"))],
    )
    place = line(_("Place"), max_length=120)
    liaison_office = line(
        _("Border liaison office"), max_length=120, help_text=_("For a meeting of liaison offices.")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Left empty for one day."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: str, offices: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._own = own
        known = list(dict.fromkeys(offices))
        if known:
            self.fields["liaison_office"].help_text = gettext(
                "For a meeting of liaison offices. The agreements name: %(names)s."
            ) % {"names": "; ".join(known)}
        self.fields["partner"].choices = [("", _("Choose a country")), *countries(own)]  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """The values as the verb takes them."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "direction", "host")}
        there = data["partner"].removeprefix("country:")
        ways = {"out": f"{self._own}-{there}", "in": f"{there}-{self._own}"}
        host = self._own if self.cleaned_data["host"] == "ours" else there
        return Plan(**{**data, "host": host, "corridor": ways.get(self.cleaned_data["direction"], "")})

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {"starts_on": as_typed(theirs.get("starts_on")) or "", "place": theirs.get("place", "")}


def plan_initial(found: Any, own: str) -> dict[str, Any]:
    """A stored meeting as the form shows it."""
    ways = {f"{own}-": "out", f"-{own}": "in"}
    way = next((v for k, v in ways.items() if found.corridor and k in found.corridor), "")
    names = ("partner", "kind", "number", "place", "liaison_office", "starts_on", "ends_on", "version")
    return {
        **{n: getattr(found, n) for n in names},
        "direction": way,
        "host": "ours" if found.host == own else "theirs",
    }


class HoldForm(forms.Form):
    """Who was there, one line each: side, office, role, name; and what was said beyond the cases."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sides = [("", "–"), ("ours", _("Ours")), ("theirs", _("The partner's"))]
        for n in range(SEATS):
            self.fields[f"side_{n}"] = forms.ChoiceField(label=_("Side"), choices=sides, required=False)
            self.fields[f"office_{n}"] = line(_("Office"), max_length=160)
            self.fields[f"role_{n}"] = line(_("Role"), max_length=80)
            self.fields[f"name_{n}"] = line(_("Name"), max_length=120)
        self.fields["remarks"] = line(_("Beyond the cases"), rows=4,
                                      help_text=_("Forms, procedures, training. No person is named here."))  # fmt: skip

    def seats(self) -> list[list[forms.BoundField]]:
        """The lines of the table."""
        return [[self[f"{name}_{n}"] for name in ("side", "office", "role", "name")] for n in range(SEATS)]

    def participants(self) -> list[dict[str, str]]:
        """Lines that say a side and something more."""
        data = self.cleaned_data
        rows = [
            {name: data[f"{name}_{n}"].strip() for name in ("side", "office", "role", "name")}
            for n in range(SEATS)
        ]
        return [row for row in rows if row["side"] and (row["office"] or row["name"])]

    def clean(self) -> dict[str, Any]:
        """A name without its side cannot stand in minutes."""
        data = super().clean() or self.cleaned_data
        for n in range(SEATS):
            if not data.get(f"side_{n}") and (data.get(f"office_{n}") or data.get(f"name_{n}")):
                self.add_error(f"side_{n}", _("Say which side."))
        return data


def hold_initial(found: Any) -> dict[str, Any]:
    """What was written down before."""
    said: dict[str, Any] = {"remarks": found.remarks or "", "version": found.version}
    for n, row in enumerate((found.participants or [])[:SEATS]):
        said |= {f"{name}_{n}": row.get(name, "") for name in ("side", "office", "role", "name")}
    return said


class DecideForm(forms.Form):
    """What was decided, who does it, until when."""

    text = line(
        _("What was decided"),
        rows=3,
        required=True,
        help_text=_("Write “the person” or the case code, never a name."),
    )
    side = forms.ChoiceField(
        label=_("Who does it"),
        widget=Radios(),
        choices=[("ours", _("An office here")), ("theirs", _("The partner"))],
    )
    owner = forms.ChoiceField(label=_("Which office here"), required=False)
    owner_words = line(_("Which office of the partner"), max_length=160)
    owner_role = forms.ChoiceField(label=_("In which role"), required=False)
    due_on = DayField(label=_("Until when"))

    def __init__(self, *args: Any, offices: Iterable[Office] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._offices = {str(o.pk): o for o in offices}
        named = [(key, o.name) for key, o in self._offices.items()]
        self.fields["owner"].choices = [("", _("Choose an office")), *named]  # type: ignore[attr-defined]
        held = [
            (code, role["name"])
            for code, role in sorted(roles().items())
            if "cmm.read" in role["permissions"]
        ]
        self.fields["owner_role"].choices = [("", _("Any")), *held]  # type: ignore[attr-defined]

    def decided(self) -> Decided:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return Decided(
            text=data["text"], ours=data["side"] == "ours", due_on=data["due_on"],
            owner=self._offices.get(data["owner"]), owner_role=data["owner_role"], owner_words=data["owner_words"],
        )  # fmt: skip


class DoneForm(forms.Form):
    """What came of a decision."""

    verb = forms.ChoiceField(
        label=_("What came of it"), widget=Radios(), initial="done",
        choices=[("done", _("It is done")), ("not_needed", _("It is not needed any more"))],
    )  # fmt: skip
    words = line(
        _("In a sentence"), rows=3, required=True, help_text=_("The next meeting reads this. No names.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {}


class AgreeForm(forms.Form):
    """The day on which both sides agreed the minutes."""

    on = DayField(label=_("Agreed by both sides on"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def their_values(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody else saved."""
        return {}


class ToListForm(forms.Form):
    """Why an office puts a matter on the list."""

    words = line(
        _("What the meeting should talk about"),
        rows=3,
        required=True,
        help_text=_("No names: the code is enough."),
    )


class PaperForm(forms.Form):
    """In which second language, and as which kind of file."""

    language = forms.ChoiceField(label=_("Second language"))
    form = forms.ChoiceField(label=_("As"), choices=[("pdf", "PDF"), ("docx", _("Word file"))], initial="pdf")

    def __init__(self, *args: Any, languages: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """On what ground a person's sheet leaves: her consent, or another ground with its reason."""

    basis = one_of("disclosure-bases", _("If not on the person's consent: on which ground"),
                   empty=_("On the person's consent"), required=False)  # fmt: skip
    reason = line(_("Why"), rows=2, help_text=_("Only without consent: it is read by those who review it."))
    language = forms.ChoiceField(label=_("Second language"))

    def __init__(self, *args: Any, languages: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
        given = [c for c in choices("disclosure-bases") if c[0] not in ("own_file", "own_office")]
        self.fields["basis"].choices = [("", _("On the person's consent")), *given]  # type: ignore[attr-defined]


def second_languages(order: Iterable[str]) -> list[tuple[str, str]]:
    """Languages beside English that papers can be printed in: those named first in their order, then the others."""
    from django.conf import settings

    known = {code: name for code, name in settings.LANGUAGES if code != "en"}
    first = [code for want in order for code in known if code.split("-")[0] == want.split("-")[0]]
    own = get_language() or "en"
    ranked = dict.fromkeys([*([own] if own in known else []), *first, *known])
    return [(code, known[code]) for code in ranked]
