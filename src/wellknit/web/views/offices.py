"""The directory of offices, and what an administrator changes in it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.codelists import code_list
from wellknit.platform.access import offices
from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotValid
from wellknit.web.forms import NewOfficeForm, OfficeForm
from wellknit.web.views.people import _explain


def _given(form: forms.Form) -> offices.Given:
    values = {k: v for k, v in form.cleaned_data.items() if k != "code"}
    return offices.Given(**{**values, "languages": tuple(values["languages"])})


@page("")
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody signed in sees the offices; a contact only with who confirmed it and when."""
    viewer = request.viewer  # type: ignore[attr-defined]
    language = get_language() or "en"
    lists = {name: code_list(name, settings.DATA) for name in ("office-kinds", "countries", "languages")}
    rows = [
        {
            "office": o,
            "kind": lists["office-kinds"].text(o.kind, language),
            "country": lists["countries"].text(o.jurisdiction, language),
            "languages": ", ".join(lists["languages"].text(code, language) for code in o.languages),
            "mine": viewer.may(offices.MANAGE) and viewer.office_id in {o.pk, o.parent_id},
        }
        for o in offices.directory(viewer)
    ]
    return render(request, "web/offices.html", {"rows": rows, "manages": viewer.may(offices.MANAGE)})


@page("people.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A new office below one's own."""
    form = NewOfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offices.add(_given(form), code=form.cleaned_data["code"], by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            return redirect("offices")
    return render(
        request, "web/form_page.html", {"form": form, "heading": _("Add an office"), "back": "offices"}
    )


@page("people.manage")
def change(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Change one's own office or one below it."""
    found = offices.office(request.viewer, office_id)  # type: ignore[attr-defined]
    start = {name: getattr(found, name) for name in OfficeForm.base_fields}
    form = OfficeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            offices.change(found, _given(form), by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            return redirect("offices")
    return render(request, "web/form_page.html", {"form": form, "heading": found.name, "back": "offices"})


@page("people.manage")
def confirm(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """The contact was tried today."""
    found = offices.office(request.viewer, office_id)  # type: ignore[attr-defined]
    if request.method == "POST":
        offices.confirm_contact(found, by=request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("The contact is confirmed and shown."))
        return redirect("offices")
    return render(request, "web/office_confirm.html", {"office": found})
