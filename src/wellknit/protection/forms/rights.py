"""Explaining rights: which notice in which language, then what was said, understood and chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.lib.policykinds import Notice
from wellknit.lib.rightswording import Worded
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.platform.widgets import Radios, Signature
from wellknit.protection.actions.rights import Explained, Mark
from wellknit.protection.forms.fields import DayField, one_of, text
from wellknit.protection.models import Guardian

WORDS: Mapping[str, Any] = {
    "place": _("Place"), "date": _("Day"), "name": _("Name"), "age": _("Age"), "nationality": _("Nationality"),
    "identity_document": _("Identity paper"), "identified_by": _("Identified by"),
    "identified_in": _("Identified in (country)"), "country_returned_from": _("Returned from (country)"),
    "returned_with_help_of": _("Returned with the help of"),
}  # fmt: skip
ROLES: Mapping[str, Any] = {
    "person": _("The person"), "official": _("Official"), "witness": _("Witness"), "interpreter": _("Interpreter"),
    "guardian": _("Guardian"),
}  # fmt: skip


class NoticeForm(forms.Form):
    """Which notice, in which language."""

    notice = forms.ChoiceField(label=_("Which notice"), widget=Radios())
    language = one_of("languages", _("In which language is it explained?"), empty=_("Choose"),
                      help_text=_("The language the person understands best, also when no translation is written."))  # fmt: skip

    def __init__(self, *args: Any, notices: Iterable[Notice], **kwargs: Any) -> None:
        """`notices`: those of the charter."""
        super().__init__(*args, **kwargs)
        choices = [(n.id, n.addressed_to) for n in notices]
        self.fields["notice"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial.setdefault("notice", choices[0][0])


class ExplainForm(forms.Form):
    """One explaining. The particulars are those the notice's file lists, in its order."""

    because = one_of("explained-because", _("Why now?"), radios=True)
    interpreter = one_of("languages", _("Interpreter for"), empty=_("Nobody interpreted"), required=False)
    how = one_of("explained-how", _("How was it explained?"), radios=True)
    understood = one_of("understood", _("Was it understood?"), radios=True,
                        help_text=_("Let the person say it in her own words. Nodding is not understanding."))  # fmt: skip
    retold = text(_("What she said, in her own words"), rows=2, help_text=_("Encrypted."))
    choice = forms.ChoiceField(label=_("What does she choose?"), widget=Radios(), required=False,
                               help_text=_("Nothing follows from it for her status or her money. She may choose otherwise at any time."))  # fmt: skip
    decline_reason = one_of("decline-protection", _("If she declines: why"), empty=_("–"), required=False)
    choice_words = text(_("In her own words"), rows=2)
    wished_place = text(_("Where she wishes to be protected"), max_length=300)
    contact = text(
        _("Where she can be reached safely"),
        max_length=300,
        help_text=_("Encrypted. Only if she wants to be reached."),
    )

    def __init__(self, *args: Any, worded: Worded, number: int, **kwargs: Any) -> None:
        """`worded`: the notice in the official's language; `number`: which time this is."""
        self.notice, self.number = worded.notice, number
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(c.code, worded.texts[c.code]) for c in worded.notice.choices]  # type: ignore[attr-defined]
        because = self.fields["because"]
        because.choices = [c for c in because.choices if (c[0] == "first") == (number == 1)]  # type: ignore[attr-defined]
        if number == 1:
            self.initial["because"] = "first"
        self.asked = [code for code in worded.notice.particulars if code != "return_voluntary"]
        first = {f"p_{code}": self._particular(code) for code in self.asked}
        if "return_voluntary" in worded.notice.particulars:
            first["return_voluntary"] = forms.ChoiceField(
                label=_("Was the return voluntary?"), required=False, widget=Radios(inline=True),
                choices=[("yes", _("Yes")), ("no", _("No, against her will")), ("", _("She has not returned"))],
                help_text=_("Asked alone. A return against her will is raised with the offices that carry the case."),
            )  # fmt: skip
        self.fields = {**first, **self.fields}

    def _particular(self, code: str) -> forms.Field:
        if code == "date":
            return DayField(label=WORDS[code])
        return text(
            WORDS.get(code, code.replace("_", " ")), max_length=300, required=code in {"place", "name"}
        )

    def told(self, language: str) -> Explained:
        """The values as the verb takes them; signatures follow on their own page."""
        data = dict(self.cleaned_data)
        particulars = {code: _plain(data.pop(f"p_{code}")) for code in self.asked}
        later = Mark(not_signed="will_sign_later")
        roles = [r for r in self.notice.signatures if r != "interpreter" or data.get("interpreter")]
        return Explained(notice=self.notice.id, language=language, particulars=particulars,
                         marks=dict.fromkeys(roles, later), **data)  # fmt: skip


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


class SignForm(forms.Form):
    """One signature: drawn, or the reason why there is none."""

    role = forms.ChoiceField(label=_("Who signs"), widget=Radios(inline=True))
    name = text(_("Name"), max_length=200)
    guardian = forms.ChoiceField(label=_("Which guardian signs beside the child"), required=False)
    picture = forms.FileField(label=_("Signature"), widget=Signature(), required=False,
                              help_text=_("Drawn with a finger or a pen; or a photograph of a signature or thumbprint on paper."))  # fmt: skip
    not_signed = one_of("not-signed", _("Or why there is none"), empty=_("–"), required=False)

    def __init__(
        self, *args: Any, roles: Iterable[str], guardians: Iterable[Guardian] = (), **kwargs: Any
    ) -> None:
        """`roles`: who has not signed yet. `guardians`: who may sign beside a child."""
        super().__init__(*args, **kwargs)
        names = [g.name for g in guardians]
        self.fields["guardian"].choices = [("", _("None")), *((n, n) for n in names)]  # type: ignore[attr-defined]
        if not names:
            del self.fields["guardian"]
        self.fields["role"].choices = [(r, ROLES.get(r, r)) for r in roles]  # type: ignore[attr-defined]

    def mark(self) -> Mark:
        """The values as the verb takes them."""
        data = self.cleaned_data
        picture = data.get("picture")
        kept = picture if isinstance(picture, SealedUpload) else None
        name = data.get("guardian", "") if data["role"] == "guardian" else data["name"]
        return Mark(name, kept, "" if kept else data.get("not_signed", ""))
