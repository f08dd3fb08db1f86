"""Screenings that were sent: what they led to, in words, and the referral that came of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404

from wellknit.lib.policydata import PolicyError, load_all, version
from wellknit.lib.screening import SETS, Answer, IndicatorSet, OutcomeKind, SetTexts, texts_in
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.models import Referral, Screening


@dataclass(frozen=True)
class Told:
    """A screening in words: outcome, reasons, and each answer that was given."""

    outcome: str
    reasons: list[str]
    answers: list[tuple[str, str]]


def screening(viewer: Viewer, screening_id: UUID) -> Screening:
    """One screening in reach; 404 outside. Reading it is an event."""
    found = Screening.objects.filter(pk=screening_id).first()
    if found is None:
        raise Http404
    record("screening.read", target=found)
    return found


def referral_of(viewer: Viewer, found: Screening) -> Referral | None:
    """The latest referral of a screening."""
    return Referral.objects.filter(screening=found).select_related("to_office").order_by("-sent_at").first()


def sheet(viewer: Viewer, referral_id: UUID) -> Referral:
    """The referral a sheet is printed for, by the office that sent it; 404 else. Printing is an event."""
    found = (
        Referral.objects.filter(pk=referral_id, from_office_id=viewer.office_id)
        .select_related("to_office")
        .first()
    )
    if found is None:
        raise Http404
    record("referral.printed", target=found)
    return found


def set_of(found: Screening) -> IndicatorSet | None:
    """The version of the questions this screening was made with, if its file is still here."""
    try:
        return version(SETS, found.indicator_set, found.indicator_version, settings.DATA)
    except PolicyError:
        return None


def reasons(codes: Iterable[str], language: str) -> list[str]:
    """Why, in sentences, from whichever set has the rule; a code whose sentence is gone stands as it is."""
    known: dict[str, str] = {}
    for chosen in load_all(SETS, settings.DATA):
        known |= texts_in(chosen, language, settings.DATA).reasons
    return [known.get(code, code.replace("_", " ")) for code in codes]


def told(found: Screening, language: str) -> Told:
    """The screening in words."""
    given: Any = found.answers
    texts = _texts(found, language)
    if texts is None:
        return Told(found.outcome, list(found.reasons), [(c, a) for c, a in given.items()])
    answers = [
        (texts.questions.get(code, code), texts.answers[Answer(value)])
        for code, value in given.items()
        if value != Answer.NOT_ASKED
    ]
    return Told(texts.outcomes[OutcomeKind(found.outcome)], reasons(found.reasons, language), answers)


def _texts(found: Screening | None, language: str) -> SetTexts | None:
    chosen = set_of(found) if found else None
    return texts_in(chosen, language, settings.DATA) if chosen else None
