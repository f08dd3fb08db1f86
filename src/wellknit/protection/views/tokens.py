"""Keys for the office's own system."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import token as verbs
from wellknit.protection.forms.journey import TokenForm
from wellknit.protection.forms.referral import AcceptForm
from wellknit.protection.permissions import MANAGE_TOKENS
from wellknit.protection.queries import tokens as reading
from wellknit.protection.views.flow import begun, done, form_page, tried


@page(MANAGE_TOKENS)
def tokens(request: HttpRequest) -> HttpResponse:
    """The keys of this office: what each may do, until when."""
    found = reading.tokens(request.viewer)  # type: ignore[attr-defined]
    return render(request, "protection/tokens/list.html", {"rows": found, "now": timezone.now()})


@page(MANAGE_TOKENS, fresh_proof=True)
def issue(request: HttpRequest) -> HttpResponse:
    """A new key, shown this once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, TokenForm)
    if tried(request, form, lambda: verbs.issue(**form.cleaned_data, by=viewer)):
        made, key = form.outcome  # type: ignore[attr-defined]
        return render(request, "protection/tokens/shown_once.html", {"token": made, "key": key})
    return form_page(
        request, form, title=_("A key for another system"), submit=_("Make the key"), back_to=("tokens",)
    )


@page(MANAGE_TOKENS, fresh_proof=True)
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Take a key back at once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.token(viewer, token_id)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.revoke(found, by=viewer)):
        return done(request, _("This key opens nothing any more."), "tokens")
    return form_page(request, form, title=_("Take the key back"), caption=found.name, submit=_("Take it back"),
                     lede=_("The system that uses it is refused from the next call on."), back_to=("tokens",))  # fmt: skip
