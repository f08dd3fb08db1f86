"""How long a file is kept and what holds it; corrections; a person's own file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.platform.access.pages import page
from wellknit.protection import ownpaper
from wellknit.protection.actions import correction as corrections
from wellknit.protection.actions import ownfile
from wellknit.protection.actions import retention as verbs
from wellknit.protection.codelists import label
from wellknit.protection.forms import keeping as forms
from wellknit.protection.permissions import (
    DECIDE_CORRECTIONS,
    DECIDE_RETENTION,
    DISCLOSE,
    HOLD_FILES,
    READ_CASES,
    WRITE_CASES,
)
from wellknit.protection.queries import casefile
from wellknit.protection.queries import retention as reading
from wellknit.protection.views.flow import begun, done, form_page, tried
from wellknit.protection.views.printing import TYPES, response_of
from wellknit.protection.views.shown import case_head


@page(READ_CASES)
def keeping(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Holds and corrections of a case, and the way to the person's own file."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    asked = {"about": dict(forms.ABOUT), "outcome": dict(_OUTCOMES())}
    context = {
        **case_head(viewer, found, "keeping"), "can": {
            "hold": viewer.may(HOLD_FILES), "ask": viewer.may(WRITE_CASES), "decide": viewer.may(DECIDE_CORRECTIONS),
            "own": viewer.may(DISCLOSE), "retain": viewer.may(DECIDE_RETENTION) and found.state == "closed"},
        "holds": [(hold, dict(forms.HOLD_BASES).get(hold.basis, hold.basis)) for hold in reading.holds(viewer, found)],
        "asked": [(c, asked["about"].get(c.about, c.about), asked["outcome"].get(c.outcome, c.outcome))
                  for c in reading.corrections(viewer, found)],
    }  # fmt: skip
    return render(request, "protection/keeping/keeping.html", context)


def _OUTCOMES() -> list[tuple[str, Any]]:
    return [("open", _("Not decided yet")), ("made", _("Corrected")), ("partly", _("Corrected in part")),
            ("noted", _("Her version stands beside it")), ("refused", _("Not corrected"))]  # fmt: skip


@page(HOLD_FILES)
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put a hold on a file."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, forms.HoldForm)
    if tried(request, form, lambda: verbs.hold(found, by=viewer, **form.cleaned_data)):
        return done(
            request, _("Nothing of this file is deleted while the hold is in force."), "keeping", found.pk
        )
    return form_page(
        request,
        form,
        title=_("Put a legal hold on this file"),
        case=found,
        submit=_("Hold it"),
        back_to=("keeping", found.pk),
    )


@page(HOLD_FILES)
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Lift a hold, with the reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    held = reading.hold(viewer, hold_id)
    form = begun(request, forms.WhyForm)
    if tried(request, form, lambda: verbs.lift(held, by=viewer, why=form.cleaned_data["why"])):
        return done(request, _("The hold is lifted."), "keeping", held.case_id)
    return form_page(
        request,
        form,
        title=_("Lift the hold"),
        case=held.case,
        submit=_("Lift it"),
        back_to=("keeping", held.case_id),
    )


@page(WRITE_CASES)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down what she says is wrong."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, forms.CorrectionForm)
    if tried(request, form, lambda: corrections.ask(found, by=viewer, **form.cleaned_data)):
        return done(
            request, _("Written down. A supervisor decides, and she is told why."), "keeping", found.pk
        )
    return form_page(request, form, title=_("Something in the file is wrong"), case=found, submit=_("Write it down"),
                     back_to=("keeping", found.pk))  # fmt: skip


@page(DECIDE_CORRECTIONS)
def decide(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """What comes of a request."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = reading.correction(viewer, correction_id)
    form = begun(request, forms.DecideForm, initial={"version": asked.version})
    if tried(request, form, lambda: corrections.decide(asked, by=viewer, **form.cleaned_data)):
        return done(request, _("Recorded. Tell her what came of it, and why."), "keeping", asked.case_id)
    return form_page(request, form, title=_("What comes of her request"), lede=f"“{asked.words}”", case=asked.case,
                     submit=_("Record"), back_to=("keeping", asked.case_id))  # fmt: skip


@page(DISCLOSE)
def own_file(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Her own file as a document to take along."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    languages = [(code, _language(code)) for code in ownpaper.languages_for(found)]
    form = begun(request, forms.OwnFileForm, languages=languages)
    if tried(request, form, lambda: _handed(found, form, viewer)):
        kind = form.cleaned_data["form"]
        return response_of(form.outcome, TYPES[kind], f"{found.code}.{kind}")  # type: ignore[attr-defined]
    return form_page(request, form, title=_("Her own file"), case=found, submit=_("Make the document"), back_to=("keeping", found.pk),
                     lede=_("A paper at home can be found by others. Ask her where she will keep it before you print it."))  # fmt: skip


def _language(code: str) -> str:
    named = label("languages", code)
    return (
        named if ownpaper.is_whole(code) else _("%(language)s (in part still English)") % {"language": named}
    )


def _handed(found: Any, form: forms.OwnFileForm, viewer: Any) -> bytes:
    data = form.cleaned_data
    return ownfile.hand_over(
        found, by=viewer, language=data["language"], form=data["form"], also=data["also"].splitlines()
    )


@page(DECIDE_RETENTION)
def due(request: HttpRequest) -> HttpResponse:
    """Closed files whose time is over."""
    viewer = request.viewer  # type: ignore[attr-defined]
    what = dict(forms.WHAT)
    rows = [{"row": row, "what": what.get(row.decision.what, "") if row.decision else "",
             "mine": bool(row.decision and row.decision.by_id == viewer.person_id)} for row in reading.due(viewer)]  # fmt: skip
    return render(request, "protection/keeping/due.html", {"rows": rows})


@page(DECIDE_RETENTION, fresh_proof=True)
def propose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say what should become of a file."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = casefile.case(viewer, case_id)
    form = begun(request, forms.ProposeForm)
    if tried(request, form, lambda: verbs.propose(found, by=viewer, **form.cleaned_data)):
        return done(request, _("Proposed. Somebody else must approve it."), "retention")
    return form_page(
        request,
        form,
        title=_("What should become of this file"),
        case=found,
        submit=_("Propose"),
        back_to=("retention",),
    )


@page(DECIDE_RETENTION, fresh_proof=True)
def answer(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The second person's word."""
    viewer = request.viewer  # type: ignore[attr-defined]
    decision = reading.decision(viewer, decision_id)
    form = begun(request, forms.AnswerForm)
    act = {"approve": verbs.approve, "refuse": verbs.refuse}
    if tried(request, form, lambda: act[form.cleaned_data["answer"]](decision, by=viewer)):
        return done(request, _("Recorded. The node's operator carries it out."), "retention")
    lede = f"{dict(forms.WHAT).get(decision.what, decision.what)}: {decision.why}"
    return form_page(request, form, title=_("A second pair of eyes"), caption=decision.case_code, lede=lede, submit=_("Record"),
                     back_to=("retention",))  # fmt: skip
