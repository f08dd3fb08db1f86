"""Writing a letter or certificate, and adding or replacing papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.lib.letters import Letter
from wellknit.lib.rightswording import OWN_NAMES
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.platform.widgets import Radios
from wellknit.protection.forms.case import PaperForm
from wellknit.protection.forms.fields import text


class LetterForm(forms.Form):
    """Which template, in which two languages, to whom, and what is added."""

    letter = forms.ChoiceField(label=_("What is written?"), widget=Radios())
    first = forms.ChoiceField(label=_("First language"))
    second = forms.ChoiceField(label=_("Second language"), required=False)
    recipient_name = text(_("To"), max_length=200, help_text=_("As it stands in the letter."))
    words = text(
        _("Added in your words"),
        rows=4,
        help_text=_("Only what the receiver needs. No place of stay, no names of others."),
    )
    form = forms.ChoiceField(
        label=_("As"),
        widget=Radios(inline=True),
        choices=[("pdf", "PDF"), ("docx", _("Word file"))],
        initial="pdf",
    )
    word = forms.FileField(label=_("Your office's own Word file"), required=False,
                           help_text=_("Fields stand in double braces, for example {{ case_code }}. Left empty: our sentences."))  # fmt: skip

    def __init__(
        self, *args: Any, letters: Iterable[Letter], language: str, person_language: str, **kwargs: Any
    ) -> None:
        """`language`: the reader's; `person_language`: hers, offered as the second."""
        super().__init__(*args, **kwargs)
        self._letters = {letter.id: letter for letter in letters}
        self.fields["letter"].choices = [(code, letter.name) for code, letter in self._letters.items()]  # type: ignore[attr-defined]
        names = list(OWN_NAMES.items())
        self.fields["first"].choices = names  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", _("One language only")), *names]  # type: ignore[attr-defined]
        self.initial.setdefault("first", language if language in OWN_NAMES else "en")
        self.initial.setdefault("second", person_language if person_language in OWN_NAMES else "")

    def clean(self) -> dict[str, Any]:
        """Only languages the template is written in; else say which there are."""
        data = super().clean() or self.cleaned_data
        letter = self._letters.get(data.get("letter", ""))
        if letter and not data.get("word"):
            there = {t.language for t in letter.texts}
            for name in ("first", "second"):
                if data.get(name) and data[name] not in there:
                    written = ", ".join(OWN_NAMES.get(code, code) for code in sorted(there))
                    self.add_error(
                        name, _("This is written only in: %(languages)s.") % {"languages": written}
                    )
        return data

    def own_word(self) -> SealedUpload | None:
        """The office's own file, if one came along."""
        found = self.cleaned_data.get("word")
        return found if isinstance(found, SealedUpload) else None


class _Several(forms.FileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """One or several files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        """Each of them."""
        one = super().clean
        return (
            [one(item, initial) for item in data]
            if isinstance(data, (list, tuple)) and data
            else [one(data, initial)]
        )


class ScanForm(PaperForm):
    """A paper, or the photographs of its pages; a newer version says what changed."""

    file = _Files(
        label=_("File"),
        help_text=_("A PDF, or photographs of the pages in their order: they become one paper. Place and time of a "
                    "photograph are taken out. Up to 25 MB, encrypted while it arrives."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Scan the paper again.")},
        widget=_Several(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.heic", "multiple": True}),
    )  # fmt: skip
    why = text(_("What changed"), max_length=300, help_text=_("For a newer version of this paper."))

    def __init__(self, *args: Any, newer: bool = False, **kwargs: Any) -> None:
        """`newer`: it takes the place of a paper that is here already."""
        super().__init__(*args, **kwargs)
        if not newer:
            del self.fields["why"]

    def uploads(self) -> list[SealedUpload]:
        """The files as they lie in the spool."""
        return [f for f in self.cleaned_data["file"] if isinstance(f, SealedUpload)]
