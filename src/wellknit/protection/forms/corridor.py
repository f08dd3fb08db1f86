"""Forms of a corridor's papers: in which two languages a paper is written, and for whom a handbook is printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.lib.rightswording import OWN_NAMES
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.platform.widgets import Radios
from wellknit.protection.forms.fields import one_of, text


class CorridorPaperForm(forms.Form):
    """Which two languages, as what, or into which Word file."""

    first = forms.ChoiceField(label=_("First language"))
    second = forms.ChoiceField(label=_("Second language"), required=False)
    form = forms.ChoiceField(
        label=_("As"),
        widget=Radios(inline=True),
        choices=[("pdf", "PDF"), ("docx", _("Word file"))],
        initial="pdf",
    )
    word = forms.FileField(label=_("The two governments' own form, as a Word file"), required=False,
                           help_text=_("Fields stand in double braces, for example {{ journey_code }}. Left empty: our draft."))  # fmt: skip

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        """`languages`: those of the corridor's papers, its own two first."""
        super().__init__(*args, **kwargs)
        ordered = [code for code in languages if code in OWN_NAMES]
        names = [(code, OWN_NAMES[code]) for code in dict.fromkeys([*ordered, *OWN_NAMES])]
        self.fields["first"].choices = names  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", _("One language only")), *names]  # type: ignore[attr-defined]
        self.initial.setdefault("first", names[0][0])
        self.initial.setdefault("second", names[1][0])

    def own_word(self) -> SealedUpload | None:
        """The governments' own file, if one came along."""
        found = self.cleaned_data.get("word")
        return found if isinstance(found, SealedUpload) else None


class SendKeptForm(forms.Form):
    """With which journey a kept paper goes, and what it is."""

    journey = forms.ChoiceField(label=_("With which journey"), widget=Radios())
    kind = one_of("corridor-papers", _("What is it?"), empty=_("Choose"))

    def __init__(self, *args: Any, journeys: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        """`journeys`: ids and what a reader knows them by."""
        super().__init__(*args, **kwargs)
        there = list(journeys)
        self.fields["journey"].choices = there  # type: ignore[attr-defined]
        if len(there) == 1:
            self.initial.setdefault("journey", there[0][0])


class WayHomeForm(forms.Form):
    """For whom the handbook is: language and province, and how it is wanted."""

    corridor = forms.ChoiceField(label=_("Which way"), widget=Radios())
    language = forms.ChoiceField(label=_("Language of the person"))
    province = text(_("Province the person goes to"), max_length=100,
                    help_text=_("The province, never the village. Left empty: only the country stands in it."))  # fmt: skip
    form = forms.ChoiceField(
        label=_("As"), widget=Radios(), initial="screen",
        choices=[("screen", _("Look at it first")), ("pdf", _("PDF, to print")), ("html", _("Page that can be read aloud"))],
    )  # fmt: skip

    def __init__(self, *args: Any, ways: Iterable[tuple[str, Any]], language: str, **kwargs: Any) -> None:
        """`ways`: corridors by id; `language`: the person's own."""
        super().__init__(*args, **kwargs)
        there = list(ways)
        self.fields["corridor"].choices = there  # type: ignore[attr-defined]
        self.fields["language"].choices = list(OWN_NAMES.items())  # type: ignore[attr-defined]
        self.initial.setdefault("language", language if language in OWN_NAMES else "en")
        if there:
            self.initial.setdefault("corridor", there[0][0])
