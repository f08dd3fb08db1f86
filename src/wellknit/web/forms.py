"""Forms of the common pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wellknit.lib.codelists import code_list
from wellknit.platform.access.rolefiles import roles


def role_choices() -> list[tuple[str, str]]:
    """Every role with its sentence, for whoever grants it."""
    return [(code, f"{role['name']}: {role['sentence']}") for code, role in sorted(roles().items())]


class InviteForm(forms.Form):
    """Somebody new in the office."""

    name = forms.CharField(label=_("Name, as colleagues know it"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address at work"), help_text=_("She signs in with it. No mail is sent.")
    )
    language = forms.ChoiceField(label=_("Language of her pages"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, help_text=_("Give the least that the work needs.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A further role for somebody who is already here."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class FirstPasswordForm(forms.Form):
    """The invited person's first password."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput,
        help_text=_("At least twelve signs; a sentence is good."),
    )
    again = forms.CharField(label=_("The same again"), widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two are not the same."))
        return given


class OfficeForm(forms.Form):
    """An office: what it is, where, in which languages, and how it is reached."""

    name = forms.CharField(label=_("Name in English"), max_length=200)
    name_local = forms.CharField(label=_("Name in its own language"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of office"))
    jurisdiction = forms.ChoiceField(label=_("Country whose law it works under"))
    province = forms.CharField(label=_("Province"), max_length=100, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at the desk"), widget=forms.CheckboxSelectMultiple, required=False
    )
    contact = forms.CharField(
        label=_("How it is reached"), max_length=200, required=False,
        help_text=_("A number or address of the office, never of a person. It is shown once somebody has tried it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        for field, name in (
            ("kind", "office-kinds"),
            ("jurisdiction", "countries"),
            ("languages", "languages"),
        ):
            self.fields[field].choices = code_list(name, settings.DATA).choices(language)  # type: ignore[attr-defined]


class NewOfficeForm(OfficeForm):
    """A new office also gets a code, which stands for it for ever."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters and hyphens, like shelter-north.")
    )
    field_order = ["code"]


class CardForm(forms.Form):
    """The card of another node, as it was handed over."""

    card = forms.CharField(
        label=_("The card"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=32_000,
        help_text=_("The whole text of the file you were given, from the first bracket to the last."),
    )


class FingerprintForm(forms.Form):
    """What the official on the other side read out."""

    fingerprint = forms.CharField(
        label=_("The digits you heard"),
        max_length=120,
        help_text=_("Eight groups of five, as they were read to you."),
    )
