"""Forms of the common pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.rolefiles import roles


def role_choices() -> list[tuple[str, str]]:
    """Every role with its sentence, for whoever grants it."""
    return [(code, f"{role['name']}: {role['sentence']}") for code, role in sorted(roles().items())]


class InviteForm(forms.Form):
    """Somebody new in the office."""

    name = forms.CharField(label=_("Name, as colleagues know it"), max_length=200)
    email = forms.EmailField(label=_("E-mail address at work"), help_text=_("She signs in with it. No mail is sent."))
    language = forms.ChoiceField(label=_("Language of her pages"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, help_text=_("Give the least that the work needs."))

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
        label=_("Password"), widget=forms.PasswordInput, help_text=_("At least twelve signs; a sentence is good.")
    )
    again = forms.CharField(label=_("The same again"), widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two are not the same."))
        return given
