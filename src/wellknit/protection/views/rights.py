"""Explaining rights: choosing the notice, reading it aloud from the screen, writing down, signing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellknit.lib.documents.html import body
from wellknit.lib.rightswording import OWN_NAMES, languages_of, worded
from wellknit.platform.access.pages import page
from wellknit.protection.actions import rights as verbs
from wellknit.protection.forms.rights import ExplainForm, NoticeForm, SignForm
from wellknit.protection.forms.talk import own_language
from wellknit.protection.models import RightsNotification
from wellknit.protection.permissions import NOTIFY_RIGHTS, READ_CASES
from wellknit.protection.queries import casefile, explained
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.printing import file_of
from wellknit.protection.views.rights_shown import (
    aloud,
    kept_rows,
    notification_rows,
    sign_rows,
    waiting_roles,
)
from wellknit.protection.views.shown import case_head


@page(READ_CASES)
def rights(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every time rights were explained, latest first; older ones stay."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    context = {
        **case_head(viewer, found, "explained"),
        "rows": notification_rows(explained.notifications(viewer, found)),
        "blank": [(n, languages_of(n, settings.DATA)) for n in explained.notices_here()],
        "names": OWN_NAMES,
        "may_explain": viewer.may(NOTIFY_RIGHTS) and found.state == "open",
    }
    return render(request, "protection/rights/list.html", context)


@page(NOTIFY_RIGHTS)
def choose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Which notice, and in the language she understands best."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = explained.case_to_explain(viewer, case_id)
    initial = {"language": next(iter(found.person.languages), "")}
    form = begun(request, NoticeForm, notices=explained.notices_here(), initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect("explain", found.pk, form.cleaned_data["notice"], form.cleaned_data["language"])
    return form_page(request, form, title=_("Explain rights"), case=found, submit=_("Go on"), back_to=("explained", found.pk),
                     lede=_("Alone with the person, in a quiet place, with as much time as she needs."))  # fmt: skip


@page(NOTIFY_RIGHTS)
def explain(request: HttpRequest, case_id: UUID, notice: str, language: str) -> HttpResponse:
    """The notice to read aloud, in her language and in the official's; below, what came of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found, chosen = explained.case_to_explain(viewer, case_id), explained.notice_of(notice)
    number = len(explained.notifications(viewer, found)) + 1
    known = explained.known_particulars(viewer, found, chosen)
    initial = {f"p_{code}": value for code, value in known.items()}
    own = worded(chosen, own_language(), settings.DATA)
    form = begun(request, ExplainForm, worded=own, number=number, initial=initial)
    if tried(request, form, lambda: verbs.explain(found, form.told(language), by=viewer)):
        return done(request, _("Written down. Now the signatures."), "notification_sign", form.outcome.pk)  # type: ignore[attr-defined]
    return form_page(
        request, form, template="protection/rights/explain.html", case=found, number=number, own=own,
        **aloud(own, worded(chosen, language, settings.DATA)), written=language in languages_of(chosen, settings.DATA),
    )  # fmt: skip


def _context(request: HttpRequest, found: RightsNotification) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    language = request.GET.get("language", "") or found.language
    sheet = explained.paper_of(found, language)
    return {
        **case_head(viewer, found.case, "explained"),
        "notification": found,
        "sheet": sheet,
        "paper": SafeString(body(sheet)),
        "tongues": [{"code": c, "name": n, "current": c == sheet.language} for c, n in OWN_NAMES.items()],
        "signs": sign_rows(explained.signatures(found)),
        "kept": kept_rows(explained.kept_entitlements()) if found.choice == "declines_protection" else [],
        "may_sign": viewer.may(NOTIFY_RIGHTS),
    }


@page(READ_CASES)
def notification(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """One explaining as it stands on paper, in any of the languages; this page is its accessible twin."""
    found = explained.notification(request.viewer, notification_id)  # type: ignore[attr-defined]
    # The drawn signatures stand in the page itself, so that no address of a signature exists.
    return render(request, "protection/rights/notification.html", _context(request, found))


@page(NOTIFY_RIGHTS)
def sign(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """One signature after the other; whoever does not sign, it says why."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = explained.notification(viewer, notification_id)
    there, guardians = explained.signatures(found), verbs.may_sign_beside(found.case)
    waiting = waiting_roles(there, beside_child=bool(guardians))
    if request.method != "POST" and not waiting:
        return redirect("notification", found.pk)
    form = begun(request, SignForm, roles=waiting or list(there), guardians=guardians,
                 initial={"role": next(iter(waiting), "")})  # fmt: skip
    if tried(
        request,
        form,
        lambda: verbs.sign_later(found, by=viewer, role=form.cleaned_data["role"], mark=form.mark()),
    ):
        return done(request, "", "notification_sign", found.pk)
    return form_page(request, form, template="protection/rights/sign.html", case=found.case, notification=found,
                     signs=sign_rows(there))  # fmt: skip


@page(NOTIFY_RIGHTS)
def blank(request: HttpRequest, notice: str, language: str, form: str) -> HttpResponse:
    """The empty form on paper: about nobody, so nothing leaves with it."""
    if form not in {"pdf", "docx", "html"} or language not in OWN_NAMES:
        raise Http404
    chosen = explained.notice_of(notice)
    return file_of(explained.blank(chosen, language), form, f"{chosen.id}-{language}", inline=True)[0]
