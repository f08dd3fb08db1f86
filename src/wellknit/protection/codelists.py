"""The lists this wing chooses from, in the language of whoever reads."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from wellknit.lib.codelists import CodeList, code_list

LISTS = (
    "acts", "means", "purposes", "exploitation", "countries", "sex", "age-bands", "stay-kinds", "legal-bases",
    "stay-sources", "voluntary", "decline-reasons", "closure-reasons", "document-kinds", "place-kinds",
    "give-back-reasons", "withdraw-reasons", "opinion-views", "missing-for-decision", "review-askers", "languages",
    # rights, consent, disclosure
    "data-groups", "disclosure-purposes", "disclosure-forms", "disclosure-bases", "recipients", "consent-givers",
    "capacities", "guardian-relations", "guardian-standings", "child-views", "consent-manners", "consent-ends",
    "recall-answers", "explained-because", "explained-how", "understood", "not-signed", "decline-protection",
    "consent-words",
    # care and quality
    "services", "service-outcomes", "service-views", "service-ends", "goal-states", "took-part", "plan-answers",
    "health-kinds", "incident-kinds", "incident-severities", "complaint-subjects", "complaint-givers",
    "complaint-results", "conference-kinds",
    # between countries
    "case-meeting-kinds", "agenda-reasons", "left-out-reasons", "visit-talks", "visit-outcomes", "late-reasons",
)  # fmt: skip


def named(name: str) -> CodeList:
    """A list by name."""
    return code_list(name, settings.DATA)


def choices(name: str, *, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices for a form field in the current language; `empty` puts an unchosen first line."""
    found = named(name).choices(get_language() or "en")
    return ([("", empty)] if empty is not None else []) + found


def label(name: str, code: str) -> str:
    """What a stored code reads as, in the current language."""
    return named(name).text(code, get_language() or "en") if code else ""


def custodial_kinds() -> frozenset[str]:
    """Kinds of place where somebody is held."""
    return named("stay-kinds").flagged("custodial")
