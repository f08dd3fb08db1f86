"""Screenings in: the same verb as on the page, in the name of the office's service person."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.policydata import PolicyError
from wellknit.lib.screening import Age, texts_in
from wellknit.platform.access.refusals import NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import screening as verbs
from wellknit.protection.codelists import named
from wellknit.protection.systems.once import Answer
from wellknit.protection.systems.schemas import ScreeningIn

# Field of the body → list its code has to stand in.
LISTS = {"sex": "sex", "language": "languages", "nationality": "countries", "place_kind": "place-kinds",
         "interpreter": "languages"}  # fmt: skip


def submit(body: ScreeningIn, viewer: Viewer) -> Answer:
    """Check the codes, then do what the page does. Raises `NotYou` for somebody else's office, `NotValid`."""
    if body.office is not None and body.office != viewer.office_code:
        raise NotYou(
            _("This key belongs to another office. Send screenings in the name of your own office only.")
        )
    errors = {
        field: _("Not in the list.")
        for field, name in LISTS.items()
        if not _listed(name, getattr(body, field))
    }
    if errors:
        raise NotValid(_("Some codes stand in no list. The lists are at /codelists."), errors)
    try:
        done = verbs.submit(_told(body), by=viewer, to_office=_office(body.to_office, viewer))
    except PolicyError:
        raise NotValid(
            _("There is no such indicator set."), {"indicator_set": _("Not known here.")}
        ) from None
    except ValueError:
        raise NotValid(_("The set has no such question."), _strangers(body)) from None
    outcome = done.outcome
    told = [] if done.counted_only else [r.code for r in outcome.reasons]
    words = (
        _reasons(body.indicator_set, own_language(), str(settings.DATA), timezone.localdate()) if told else {}
    )
    english = {r.code: r.sentence for r in outcome.reasons}
    answer = {
        "outcome": outcome.kind.value,
        "counted_only": done.counted_only,
        "reasons": [{"code": code, "sentence": words.get(code) or english[code]} for code in told],
        "referral": done.referral.code if done.referral else None,
        "may_not_be_used_against_the_person": True,
    }
    return 201, answer


@lru_cache(maxsize=256)
def _reasons(set_id: str, language: str, _data: str, _day: date) -> dict[str, str]:
    """The words of a set's reasons; files change by whole versions, so a day is soon enough to look again."""
    return dict(texts_in(verbs.set_in_force(set_id), language, settings.DATA).reasons)


def _strangers(body: ScreeningIn) -> dict[str, str]:
    known = verbs.set_in_force(body.indicator_set).questions
    return {f"answers.{code}": _("Not a question.") for code in sorted(set(body.answers) - set(known))}


def _listed(name: str, code: str) -> bool:
    return not code or named(name).entry(code) is not None


def _told(body: ScreeningIn) -> verbs.Told:
    return verbs.Told(
        indicator_set=body.indicator_set, answers=body.answers, age=Age(body.age.years, body.age.doubted), sex=body.sex,
        agrees=body.agrees, language=body.language, nationality=body.nationality, place_kind=body.place_kind,
        interpreter=body.interpreter, identity={k: v for k, v in body.identity.dict().items() if v},
    )  # fmt: skip


def _office(code: str | None, viewer: Viewer) -> Office | None:
    if code is None:
        return None
    found = _receiving(code, viewer.jurisdiction, timezone.now().replace(second=0, microsecond=0))
    if found is None:
        raise NotValid(_("Choose an office that receives people."), {"to_office": _("Not in the directory.")})
    return found


@lru_cache(maxsize=256)
def _receiving(code: str, jurisdiction: str, _minute: datetime) -> Office | None:
    """An office of the directory, looked up once a minute; that it receives is checked again when it is sent to."""
    found = Office.objects.filter(code=code, closed_on=None, jurisdiction=jurisdiction).first()
    return found if found is not None and found.kind in named("office-kinds").flagged("receives") else None


def set_out(set_id: str) -> dict[str, Any]:
    """The questions in force, in the language that was asked for; 404 for a set that is not known."""
    try:
        chosen = verbs.set_in_force(set_id)
    except PolicyError:
        raise Http404 from None
    language = own_language()
    words = texts_in(chosen, language, settings.DATA).questions
    questions = [
        {"code": c, "kind": q.kind, "text": words.get(c, q.text)} for c, q in chosen.questions.items()
    ]
    return {"id": chosen.id, "version": chosen.version, "language": language, "questions": questions}


def own_language() -> str:
    """The caller's language (Accept-Language), as policy files name it."""
    return (get_language() or "en").split("-")[0]
