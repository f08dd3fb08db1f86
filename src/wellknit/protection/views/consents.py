"""The ledger on screen: asking, taking back, calling back, guardians, best-interest decisions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import consent as verbs
from wellknit.protection.actions import guardian as guardians
from wellknit.protection.forms.consent import (
    BestInterestForm,
    ConsentForm,
    GuardianForm,
    RecallForm,
    StandingForm,
    WithdrawForm,
)
from wellknit.protection.forms.referral import AcceptForm
from wellknit.protection.permissions import READ_CASES, RECORD_CONSENT
from wellknit.protection.queries import casefile, consents, offices
from wellknit.protection.views.consent_shown import (
    consent_rows,
    fact_rows,
    gone_rows,
    guardian_rows,
    interest_rows,
)
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.shown import case_head


@page(READ_CASES)
def ledger(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything agreed, refused, ended, and everything that left."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    book = consents.ledger(viewer, found)
    context = {
        **case_head(viewer, found, "consents"),
        "consents": consent_rows(book),
        "gone": gone_rows(book, book.disclosures),
        "guardians": guardian_rows(book.guardians),
        "interests": interest_rows(book.best_interests),
        "child": verbs.as_child(found),
        "may_record": viewer.may(RECORD_CONSENT) and found.state == "open",
    }
    return render(request, "protection/consents/ledger.html", context)


@page(RECORD_CONSENT)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down one answer of hers."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    book = consents.ledger(viewer, found)
    form = begun(request, ConsentForm, case=found, offices=offices.sharing(viewer), guardians=book.guardians,
                 best_interests=book.best_interests)  # fmt: skip
    if tried(
        request,
        form,
        lambda: verbs.write(found, form.answer(), by=viewer, paper=form.cleaned_data["picture"]),
    ):
        return done(request, _("Written into the ledger."), "consents", found.pk)
    return form_page(request, form, title=_("Ask for consent"), case=found, submit=_("Write it down"), back_to=("consents", found.pk),
                     lede=_("One purpose and one receiver at a time. Saying no has no consequence, and she may take it back at any time."))  # fmt: skip


@page(READ_CASES)
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """One row of the ledger, with what has left on it and who is still to be told."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = consents.consent(viewer, consent_id)
    book = consents.ledger(viewer, found.case)
    context = {
        **case_head(viewer, found.case, "consents"),
        "consent": found,
        "facts": fact_rows(found, book),
        "gone": gone_rows(book, book.gone_on(found)),
        "may_withdraw": viewer.may(RECORD_CONSENT) and found.state == "given",
        "may_record": viewer.may(RECORD_CONSENT),
    }
    return render(request, "protection/consents/consent.html", context)


@page(RECORD_CONSENT)
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Take it back: says beforehand what stops and what has gone already."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = consents.consent(viewer, consent_id)
    book = consents.ledger(viewer, found.case)
    form = begun(request, WithdrawForm, initial={"reason": "withdrawn_by_person"})

    def act() -> verbs.Ended:
        verb = verbs.end if form.cleaned_data["reason"] == "came_of_age" else verbs.withdraw
        return verb(found, by=viewer, **form.cleaned_data)

    if tried(request, form, act):
        for sentence in form.outcome.stopped:  # type: ignore[attr-defined]
            messages.info(request, sentence)
        return done(request, _("Ended. Nothing more goes out on it."), "consent", found.pk)
    return form_page(request, form, template="protection/consents/withdraw.html", case=found.case, consent=found,
                     facts=fact_rows(found, book), gone=gone_rows(book, book.gone_with(found)))  # fmt: skip


@page(RECORD_CONSENT)
def told(request: HttpRequest, recall_id: UUID) -> HttpResponse:
    """The receiver was told that the consent is gone."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = consents.recall(viewer, recall_id)
    form = begun(request, AcceptForm)
    if tried(request, form, lambda: verbs.tell(found, by=viewer)):
        return done(request, _("Noted: the receiver was told."), "consent", found.consent_id)
    return form_page(request, form, title=_("Tell the receiver"), case=found.case, submit=_("The receiver was told"),
                     lede=_("Say that her consent is gone, and ask what is done with what was received."),
                     back_to=("consent", found.consent_id))  # fmt: skip


@page(RECORD_CONSENT)
def answered(request: HttpRequest, recall_id: UUID) -> HttpResponse:
    """What the receiver did with it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = consents.recall(viewer, recall_id)
    form = begun(request, RecallForm)
    if tried(request, form, lambda: verbs.answer(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Noted."), "consent", found.consent_id)
    return form_page(
        request,
        form,
        title=_("What the receiver did"),
        case=found.case,
        back_to=("consent", found.consent_id),
    )


@page(RECORD_CONSENT)
def add_guardian(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody says he may decide for the child."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, GuardianForm)
    if tried(request, form, lambda: guardians.add(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Added. Now look whether he or she may decide."), "guardian", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Add a guardian"), case=found, back_to=("consents", found.pk))


@page(RECORD_CONSENT)
def guardian(request: HttpRequest, guardian_id: UUID) -> HttpResponse:
    """Look at a guardian: cleared, or suspected, which ends what he agreed to."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = consents.guardian(viewer, guardian_id)
    form = begun(request, StandingForm, initial={"version": found.version})
    if tried(request, form, lambda: guardians.look_at(found, by=viewer, **form.cleaned_data)):
        ended = len(form.outcome.ended)  # type: ignore[attr-defined]
        said = _("Written down. Consents that ended: %(n)s.") % {"n": ended} if ended else _("Written down.")
        return done(request, said, "consents", found.case_id)
    return form_page(request, form, title=_("May this guardian decide?"), case=found.case, back_to=("consents", found.case_id),
                     lede=_("If he or she may be involved, every consent given by him or her ends at once."))  # fmt: skip


@page(RECORD_CONSENT)
def best_interest(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record what was decided in the child's best interest."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, BestInterestForm)
    if tried(request, form, lambda: guardians.decide_best_interest(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Written down."), "consents", found.pk)
    return form_page(
        request, form, title=_("Best-interest decision"), case=found, back_to=("consents", found.pk)
    )
