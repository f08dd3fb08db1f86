"""Referrals: what came in, what became of those sent out, and the answer to one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import referral as verbs
from wellknit.protection.forms.referral import AcceptForm, DeclineForm, WordsForm
from wellknit.protection.forms.screening import OfficeForm
from wellknit.protection.permissions import ANSWER_REFERRALS, SCREEN
from wellknit.protection.queries import offices, referrals
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.rows import came_in_rows, sent_rows
from wellknit.protection.views.shown import referral_context


@page(ANSWER_REFERRALS)
def came_in(request: HttpRequest) -> HttpResponse:
    """Offers to this office, urgent ones first; `all` shows the answered ones too."""
    viewer = request.viewer  # type: ignore[attr-defined]
    everything = "all" in request.GET
    found = list(referrals.came_in(viewer, waiting_only=not everything)[:200])
    rows = came_in_rows(found, referrals.clocks_of(found))
    return render(request, "protection/referrals/came_in.html", {"rows": rows, "everything": everything})


@page(SCREEN)
def sent_out(request: HttpRequest) -> HttpResponse:
    """What this office has sent, latest first."""
    rows = sent_rows(list(referrals.sent_out(request.viewer)[:200]))  # type: ignore[attr-defined]
    return render(request, "protection/referrals/sent_out.html", {"rows": rows})


@page(ANSWER_REFERRALS)
def received(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral at the office that was asked: a preview until it accepts."""
    context = referral_context(request.viewer, referral_id)  # type: ignore[attr-defined]
    return render(request, "protection/referrals/received.html", context)


@page(SCREEN)
def sent(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral at the office that sent it."""
    context = referral_context(request.viewer, referral_id, sent=True)  # type: ignore[attr-defined]
    return render(request, "protection/referrals/sent.html", context)


@page(ANSWER_REFERRALS)
def accept(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take the person on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.accept(found, by=viewer)):
        return done(request, _("Accepted. You now read what stands behind it."), "referral", found.pk)
    return form_page(request, form, template="protection/referrals/accept.html", referral=found)


@page(ANSWER_REFERRALS)
def decline(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say no with a reason, so that the sender finds another office."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id)
    form = begun(request, DeclineForm)
    if tried(request, form, lambda: verbs.decline(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Declined. The sender is told the reason and looks elsewhere."), "came_in")
    return form_page(
        request,
        form,
        title=_("Decline this referral"),
        caption=found.code,
        submit=_("Decline"),
        back_to=("referral", found.pk),
    )


@page(ANSWER_REFERRALS)
def ask(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Ask the sender something; the clock goes on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id)
    form = begun(request, WordsForm)
    if tried(request, form, lambda: verbs.ask(found, by=viewer, question=form.cleaned_data["words"])):
        return done(request, _("Your question was sent. The time to answer goes on."), "referral", found.pk)
    return form_page(
        request,
        form,
        title=_("Ask the sender"),
        caption=found.code,
        submit=_("Send the question"),
        back_to=("referral", found.pk),
    )


@page(SCREEN)
def answer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Answer the receiving office's question."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id, sent=True)
    form = begun(request, WordsForm)
    if tried(request, form, lambda: verbs.answer(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Your answer was sent."), "referral_sent", found.pk)
    return form_page(request, form, template="protection/referrals/answer.html", referral=found)


@page(SCREEN)
def withdraw(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take the offer back before it is answered."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id, sent=True)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.withdraw(found, by=viewer)):
        return done(
            request, _("Withdrawn. The other office no longer answers it."), "referral_sent", found.pk
        )
    return form_page(request, form, template="protection/referrals/withdraw.html", referral=found)


@page(SCREEN)
def send_on(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Offer a declined person to another office."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = referrals.referral(viewer, referral_id, sent=True)
    others = [o for o in offices.receiving(viewer) if o.pk != found.to_office_id]
    form = begun(request, OfficeForm, offices=others)
    if tried(
        request,
        form,
        lambda: verbs.send_on(
            found, to_office=offices.office(viewer, UUID(form.cleaned_data["to_office"])), by=viewer
        ),
    ):
        return done(request, _("Sent to another office."), "referral_sent", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        title=_("Send to another office"),
        caption=found.code,
        submit=_("Send"),
        back_to=("referral_sent", found.pk),
    )
