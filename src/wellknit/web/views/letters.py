"""Dead letters: what did not go to other countries, or did not come through, and what is done about it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.exchange import letters


class WordsForm(forms.Form):
    """Why it is given up."""

    words = forms.CharField(
        label=gettext_lazy("Why is it given up?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept sealed, with who gave it up and when. Name nobody."),
    )  # fmt: skip


@page(letters.WATCH)
def letters_page(request: HttpRequest) -> HttpResponse:
    """What stands still, with the reason and what can be done; and how each line is doing."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = {"letters": letters.letters(viewer), "lines": letters.lines(viewer)}
    return render(request, "web/letters.html", found)


@page(letters.WATCH)
def again(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Try one again."""
    if request.method == "POST":
        letters.again(letter_id, by=request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("It is tried again."))
    return redirect("letters")


@page(letters.WATCH)
def give_up(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """End one for good, with words."""
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letters.give_up(letter_id, form.cleaned_data["words"], by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            form.add_error("words", refusal.errors.get("words", refusal.sentence))
        else:
            messages.success(request, _("It is given up."))
            return redirect("letters")
    return render(
        request, "web/form_page.html", {"form": form, "heading": _("Give up a message"), "back": "letters"}
    )
