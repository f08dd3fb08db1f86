"""Who works in the office: for its administrator. And the invited person's first page."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.platform.access import people
from wellknit.platform.access.pages import open_page, page
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.rolefiles import roles
from wellknit.web.forms import FirstPasswordForm, InviteForm, RoleForm


def _explain(form: forms.Form, refusal: NotValid) -> None:
    for name, sentence in (refusal.errors or {"__all__": refusal.sentence}).items():
        form.add_error(name if name in form.fields else None, sentence)


@page("people.manage")
def people_page(request: HttpRequest) -> HttpResponse:
    """Everybody in the office, with roles in words."""
    found = people.members(request.viewer)  # type: ignore[attr-defined]
    rows = [{"membership": m, "role": roles().get(m.role, {"name": m.role, "sentence": ""})} for m in found]
    return render(request, "web/people.html", {"rows": rows})


@page("people.manage", fresh_proof=True)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the way to her password is shown once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, token = people.invite(**form.cleaned_data, by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            context = {"user_name": user.name, "hours": people.INVITATION_HOURS, "token": token}
            return render(request, "web/invited.html", context) if token else redirect("people")
    return render(
        request, "web/form_page.html", {"form": form, "heading": _("Invite somebody"), "back": "people"}
    )


@page("people.manage", fresh_proof=True)
def give_role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """A further role for somebody of the office."""
    found = people.membership(request.viewer, membership_id)  # type: ignore[attr-defined]
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.give_role(found.user, form.cleaned_data["role"], by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people")
    heading = _("A further role for %(name)s") % {"name": found.user.name}
    return render(request, "web/form_page.html", {"form": form, "heading": heading, "back": "people"})


@page("people.manage", fresh_proof=True)
def end_role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """End a role, after saying what that means."""
    found = people.membership(request.viewer, membership_id)  # type: ignore[attr-defined]
    if request.method == "POST":
        people.end_role(found, by=request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("The role has ended."))
        return redirect("people")
    role = roles().get(found.role, {"name": found.role})
    return render(request, "web/end_role.html", {"membership": found, "role": role})


@open_page("the invited person has no account yet; the token is her proof")
def first_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password; then sign in and add the second proof."""
    user = people.invited(token)
    if user is None:
        return render(request, "web/invitation_over.html", status=410)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.set_first_password(user, form.cleaned_data["password"])
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            return redirect("account_login")
    return render(request, "web/first_password.html", {"form": form, "user_name": user.name})
