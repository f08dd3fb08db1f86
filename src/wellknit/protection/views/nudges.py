"""Choosing how one is told that something waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import nudge as verbs
from wellknit.protection.forms.nudge import NudgeForm
from wellknit.protection.nudging import allowed, sentence
from wellknit.protection.permissions import READ_CASES
from wellknit.protection.queries import nudges
from wellknit.protection.views.flow import begun, done, form_page, tried


@page(READ_CASES)
def choose(request: HttpRequest) -> HttpResponse:
    """One's own choice, for the office one acts for."""
    viewer = request.viewer  # type: ignore[attr-defined]
    own = nudges.own(viewer)
    form = begun(request, NudgeForm, initial={"way": own.way, "address": own.address} if own else {"way": ""})
    if tried(
        request, form, lambda: verbs.choose(form.cleaned_data["way"], form.cleaned_data["address"], by=viewer)
    ):
        return done(request, _("Saved."), "home")
    lede = _("At most once a day, and only this: “%(words)s”") % {"words": sentence()}
    none = _("This node's charter allows no way yet. Reminders stand on your first page.")
    return form_page(request, form, title=_("Being told"), submit=_("Save"), lede=lede if allowed() else none,
                     back_to=("home", None))  # fmt: skip
