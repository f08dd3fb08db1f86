"""Screening: one group of questions a page, then what follows from it, and rights for everybody."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection.actions import screening as screenings
from wellknit.protection.actions import unsent as keeping
from wellknit.protection.forms.screening import AboutForm, ConsentForm, OfficeForm, StartForm, part_form
from wellknit.protection.forms.talk import (
    Talk,
    about_rows,
    answer_rows,
    own_language,
    sets_offered,
    written_languages,
)
from wellknit.protection.permissions import SCREEN
from wellknit.protection.queries import offices, rights, unsent
from wellknit.protection.queries import referrals as sent
from wellknit.protection.queries import screenings as reading
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.rows import screening_rows, unsent_rows


def _talk(request: HttpRequest, talk_id: UUID) -> Talk:
    return Talk(talk_id, unsent.content(request.viewer, talk_id))  # type: ignore[attr-defined]


@page(SCREEN)
def start(request: HttpRequest) -> HttpResponse:
    """Which questions and in whose language; below, what was begun and what was done."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = begun(request, StartForm, sets=sets_offered(), written=written_languages())
    talk_id = uuid4()
    if tried(request, form, lambda: keeping.keep(talk_id, form.cleaned_data, by=viewer)):
        return redirect(_talk(request, talk_id).first())
    return form_page(
        request,
        form,
        template="protection/screening/start.html",
        unsent=unsent_rows(unsent.mine(viewer)),
        mine=screening_rows(sent.own_screenings(viewer)),
    )


@page(SCREEN)
def part(request: HttpRequest, talk_id: UUID, group: str) -> HttpResponse:
    """One group of questions; "come back later" keeps it without looking for mistakes."""
    talk = _talk(request, talk_id)
    asked, later = talk.group(group), "later" in request.POST
    form = begun(
        request, part_form(asked), initial=talk.content, group=asked, theirs=talk.theirs, own=talk.own
    )
    if request.method == "POST" and (later or form.is_valid()):
        keeping.keep(talk_id, talk.with_page(form, request.POST), by=request.viewer)  # type: ignore[attr-defined]
        return redirect("screening_start" if later else talk.after(group))
    return form_page(
        request,
        form,
        template="protection/screening/part.html",
        talk=talk,
        group=asked,
        number=talk.number(group),
        back=talk.before(group),
        title=talk.own.groups[group],
    )


@page(SCREEN)
def about(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The little that is asked about the person."""
    talk, later = _talk(request, talk_id), "later" in request.POST
    form = begun(request, AboutForm, initial=talk.content)
    if request.method == "POST" and (later or form.is_valid()):
        keeping.keep(talk_id, talk.with_page(form, request.POST), by=request.viewer)  # type: ignore[attr-defined]
        return redirect("screening_start" if later else talk.href("check"))
    return form_page(
        request,
        form,
        template="protection/screening/part.html",
        talk=talk,
        number=talk.parts,
        back=talk.href("part", talk.chosen.groups[-1].code),
        title=_("About the person"),
    )


@page(SCREEN)
def forget(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """Drop an unfinished talk; nothing of it stays."""
    viewer = request.viewer  # type: ignore[attr-defined]
    unsent.content(viewer, talk_id)
    if request.method == "POST":
        keeping.forget(talk_id, by=viewer)
        return done(request, _("Forgotten. Nothing of it was kept."), "screening_start")
    return redirect("screening_start")


@page(SCREEN)
def check(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """Everything once more, with a way back to each page."""
    talk = _talk(request, talk_id)
    context = {"talk": talk, "groups": list(answer_rows(talk)), "person": about_rows(talk)}
    return render(request, "protection/screening/check.html", context)


@page(SCREEN)
def outcome(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """What the answers lead to and why; without an indication the talk ends here."""
    talk = _talk(request, talk_id)
    if not talk.may_end:
        return _about_first(request, talk)
    if request.method == "POST" and not talk.refers:
        return _finish(request, talk, "not_asked", None)
    return render(request, "protection/screening/outcome.html", {"talk": talk, **talk.in_words()})


@page(SCREEN)
def office(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """To whom the person is referred, nearest first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    talk = _talk(request, talk_id)
    if not talk.may_end:
        return _about_first(request, talk)
    form = begun(request, OfficeForm, initial=talk.content, offices=offices.receiving(viewer))
    if request.method == "POST" and form.is_valid():
        keeping.keep(talk_id, talk.with_page(form, request.POST), by=viewer)
        return redirect(talk.href("consent"))
    return form_page(
        request,
        form,
        title=_("Who will receive the person"),
        back=talk.href("outcome"),
        submit=_("Go on"),
        lede=_("Offices that receive people, those of your province first."),
    )


@page(SCREEN)
def consent(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The person's answer, in her language, to being referred to this office."""
    viewer = request.viewer  # type: ignore[attr-defined]
    talk = _talk(request, talk_id)
    if not talk.may_end:
        return _about_first(request, talk)
    if "to_office" not in talk.content:
        return redirect(talk.href("office"))
    to_office = offices.office(viewer, UUID(talk.content["to_office"]))
    found = talk.outcome()
    may_not_answer = found.treated_as_child or talk.urgent
    form = begun(request, ConsentForm, theirs=talk.theirs, own=talk.own, may_not_answer=may_not_answer)
    if request.method == "POST" and form.is_valid():
        return _finish(request, talk, form.cleaned_data["agrees"], to_office)
    return form_page(
        request,
        form,
        template="protection/screening/consent.html",
        talk=talk,
        found=found,
        to_office=to_office,
        back=talk.href("office"),
        **talk.consent_words(),
    )


def _about_first(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Whoever comes by an address of a later page is led to the one that is still empty."""
    messages.info(request, _("First the little that is asked about the person."))
    return redirect(talk.about_href)


def _finish(request: HttpRequest, talk: Talk, agrees: str, to_office: offices.Office | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    screened = screenings.submit(talk.told(agrees), by=viewer, to_office=to_office)
    keeping.forget(talk.id, by=viewer)
    if screened.screening is None:
        # The address tells nothing but a language: where one went is kept a while against double clicks.
        said = _(
            "Nothing of this talk was kept: no name, no answer. Only a number for the month went up by one."
        )
        return done(request, said, "rights", talk.language)
    return redirect("screening_done", screened.screening.pk)


@page(SCREEN)
def finished(request: HttpRequest, screening_id: UUID) -> HttpResponse:
    """What came of it, and what everybody takes along."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = reading.screening(viewer, screening_id)
    context = {
        "screening": found,
        "told": reading.told(found, own_language()),
        "referral": reading.referral_of(viewer, found),
        "leaflet": rights.leaflet(found.language),
        "help_lines": rights.help_lines(),
    }
    return render(request, "protection/screening/done.html", context)


@page(SCREEN)
def leaflet(request: HttpRequest, language: str) -> HttpResponse:
    """Rights and help lines in a language, for anybody on the other side of the table."""
    context = {"leaflet": rights.leaflet(language), "help_lines": rights.help_lines(), "wanted": language}
    return render(request, "protection/screening/rights.html", context)


@page(SCREEN)
def sheet(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The one sheet that is printed: a referral's code and where to go, without a name or a date."""
    found = reading.sheet(request.viewer, referral_id)  # type: ignore[attr-defined]
    context = {
        "referral": found,
        "leaflet": rights.leaflet(found.language),
        "help_lines": rights.help_lines(),
    }
    return render(request, "protection/screening/sheet.html", context)
