"""The nodes of other governments: whom we trust, who vouched for it, and the second official's confirmation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.exchange import owncard, trust
from wellknit.platform.vault.keyring import KeyMissing
from wellknit.web.forms import CardForm, FingerprintForm
from wellknit.web.views.people import _explain


def _own_digits() -> str:
    """Ours, to read out; empty where this process may not look into the folder of the keys."""
    try:
        return owncard.own().digits
    except (KeyMissing, PermissionError):
        return ""


@page("nodes.trust")
def listing(request: HttpRequest) -> HttpResponse:
    """Every node known here: state, digits, who vouched, when it was heard last."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"rows": trust.overview(viewer), "waiting": trust.waiting(viewer), "own": _own_digits()}
    return render(request, "web/nodes.html", context)


@page("nodes.trust", fresh_proof=True)
def add(request: HttpRequest) -> HttpResponse:
    """The first official hands in a card."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["card"]
        try:
            found = trust.propose(given, own_code=owncard.code(), by=request.viewer)  # type: ignore[attr-defined]
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            return redirect("node_card", found.pk)
    heading = _("Hand in another node's card")
    return render(request, "web/form_page.html", {"form": form, "heading": heading, "back": "nodes"})


@page("nodes.trust", fresh_proof=True)
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """What a card says, and the form for whoever has heard its digits."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = trust.card(viewer, card_id)
    form = FingerprintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = trust.confirm(found, form.cleaned_data["fingerprint"], by=viewer)
        except NotValid as refusal:
            _explain(form, refusal)
        else:
            pinned = found.state == "pinned"
            messages.success(
                request, _("The card is pinned.") if pinned else _("A second official has to confirm it.")
            )
            return redirect("nodes")
    first = trust.vouched(viewer, found)
    context = {
        "card": found, "form": form, "says": trust.said(viewer, found), "first": first,
        "mine": found.first_by_id == viewer.person_id, "waits": found.state in trust.WAITING,
    }  # fmt: skip
    return render(request, "web/node_card.html", context)


@page("nodes.trust", fresh_proof=True)
def refuse(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The digits differ, or nobody there knows of the card."""
    found = trust.card(request.viewer, card_id)  # type: ignore[attr-defined]
    if request.method == "POST":
        trust.refuse(found, by=request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("The card is refused."))
        return redirect("nodes")
    return render(request, "web/node_refuse.html", {"card": found})


@page("nodes.trust", fresh_proof=True)
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """End the trust in a node, after saying what that means."""
    found = trust.peer(request.viewer, code)  # type: ignore[attr-defined]
    if request.method == "POST":
        trust.stop(found, by=request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("Its keys are revoked; nothing is sent to it."))
        return redirect("nodes")
    return render(request, "web/node_stop.html", {"peer": found})
